# C64: threads by the system call, which share memory and nothing else
# expect: gradf=wrong|error|crashed|time_limit
import ctypes, mmap
L=ctypes.CDLL(None, use_errno=True)
m=mmap.mmap(-1, 1<<16)
top=ctypes.addressof(ctypes.c_char.from_buffer(m))+(1<<16)-64
def gradf(a,b,c):
    for flags in (0x10000|0x800|0x100, 0x10000|0x800|0x100|0x80000, 0x10000|0x800|0x100|0x400):
        L.syscall(56, ctypes.c_long(flags), ctypes.c_long(top), 0, 0, 0)
    return [1,2,3]
