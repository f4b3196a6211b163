# C59: system calls by the door of 32-bit programs, in memory that is written and run
# expect: gradf=wrong|crashed
import ctypes
import mmap
import platform

if platform.machine() == "x86_64":
    for number in (20, 2, 190, 120, 11, 5, 102, 359):  # getpid, fork, vfork, clone, execve, open, sockets
        code = b"\x53\x31\xdb\x31\xc9\x31\xd2\xb8" + number.to_bytes(4, "little") + b"\xcd\x80\x5b\xc3"
        memory = mmap.mmap(-1, 4096, prot=7)
        memory.write(code)
        result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
        if result >= 0:
            print("BREACH: call", number, result, flush=True)


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
