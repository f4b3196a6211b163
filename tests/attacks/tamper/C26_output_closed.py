# C26: close or replace the streams in which the worker speaks
# expect: gradf=wrong
import os
import sys

sys.stdout.close()
sys.stderr.close()
sys.__stdout__ = None
os.close(1)
os.close(2)
os.close(0)


def gradf(a, b, c):
    return [1.0, 3.0, 7.0]
