# E24: wait for an input that never comes
# expect: gradf=wrong|error
# quick: yes
import os
import sys


def gradf(a, b, c):
    sys.stdin.read()
    os.read(0, 1)
    for line in sys.stdin:
        pass
    input("how many points? ")
    return [2.0, 1.0, 8.0]
