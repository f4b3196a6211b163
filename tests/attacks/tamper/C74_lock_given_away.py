# C74: the interpreter's lock is given away and the thread's state swapped
import ctypes


def gradf(a, b, c):
    ctypes.CDLL(None).PyEval_SaveThread()
    return [1.0, 2.0, 3.0]


def numerical_grad(*a):
    ctypes.CDLL(None).PyThreadState_Swap(None)
