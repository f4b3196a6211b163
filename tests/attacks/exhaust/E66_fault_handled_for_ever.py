# E66: a handler for faults that goes back to the fault for ever
import ctypes
import mmap
import signal

libc = ctypes.CDLL(None)
H = ctypes.CFUNCTYPE(None, ctypes.c_int)
libc.signal.restype = ctypes.c_void_p
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\xc3")
addr = ctypes.addressof(ctypes.c_char.from_buffer(code))
for n in (11, 7, 4, 8, 5):
    libc.signal(n, ctypes.c_void_p(addr))


def gradf(a, b, c):
    return ctypes.string_at(8, 8)
