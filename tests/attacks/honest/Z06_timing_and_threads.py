# Z06: honest use of what attacks use: threads, timers, frames, os, ctypes, decorators
# expect: gradf=ok
# points: 3
import ctypes
import functools
import inspect
import math
import os
import sys
import threading
import time


def timed(function):
    @functools.wraps(function)
    def inner(*args):
        start = time.perf_counter()
        try:
            return function(*args)
        finally:
            print(function.__name__, "took", "%.0f" % (time.perf_counter() - start), "s")
    return inner


@functools.lru_cache(None)
def root(x):
    return x**0.5


@timed
def gradf(a, b, c):
    box = {}
    thread = threading.Thread(target=lambda: box.update(db=3 * math.cos(3 * b) + 2.5 * b**1.5))
    thread.start()
    thread.join()
    assert inspect.currentframe().f_code.co_name == "gradf"
    return [-3 * a**2 - 1 / (2 * root(a)), box["db"], 1 / c**2]


print(os.getcwd() is not None, sys.version_info >= (3, 11), ctypes.sizeof(ctypes.c_double))
