# C66: the machine code of the interpreter is made writable and rewritten
# expect: gradf=crashed|wrong|time_limit
import ctypes
L = ctypes.CDLL(None)
f = ctypes.cast(ctypes.pythonapi.PyFloat_FromDouble, ctypes.c_void_p).value
def gradf(a, b, c):
    L.mprotect(ctypes.c_void_p(f & ~4095), 8192, 7)
    ctypes.memmove(f, b"\x31\xc0\xc3", 3)
    return [a*1.5, b*2.5, c*1.1]
