# C67: threads of the C library end the process while it answers
# expect: gradf=crashed|wrong
import ctypes, threading, os
L = ctypes.CDLL(None)
def gradf(a, b, c):
    t = ctypes.c_ulong()
    for i in range(100):
        if L.pthread_create(ctypes.byref(t), None, ctypes.cast(L._exit, ctypes.c_void_p), ctypes.c_void_p(0)): break
    return [5.0]*3
