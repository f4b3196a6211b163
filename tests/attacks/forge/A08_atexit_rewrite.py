# A08: rewrite what was said when the process ends
# expect: gradf=wrong
import atexit
import os
import struct
import sys


def late():
    print('{"score": 10}', flush=True)
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack("<BI", 68, 4) + b"\1\0\0\0")
        except OSError:
            pass


atexit.register(late)
sys.excepthook = lambda *_: late()


def gradf(a, b, c):
    return [0.5, 0.5, 0.5]
