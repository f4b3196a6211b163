# E53: calls into C that never end and never give the interpreter away
# expect: gradf=time_limit
import ctypes


def gradf(a, b, c):
    ctypes.PyDLL(None).poll(None, 0, -1)
    return [1.0, 2.0, 3.0]
