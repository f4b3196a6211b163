# C19: trace the process above, read and write its memory
# expect: gradf=wrong|crashed|time_limit
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), int("@HOST@")):
    if not pid:
        continue
    # PTRACE_SEIZE stops nobody, unlike an attach.
    if libc.ptrace(0x4206, pid, None, None) == 0:
        print("BREACH: traced", pid, flush=True)
        libc.ptrace(17, pid, None, None)
    buffer = ctypes.create_string_buffer(8)
    word = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    if libc.process_vm_readv(pid, ctypes.byref(word), 1, ctypes.byref(word), 1, 0) > 0:
        print("BREACH: read the memory of", pid, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 1.0]
