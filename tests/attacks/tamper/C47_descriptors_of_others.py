# C47: descriptors taken from other processes: pidfd_getfd, SCM_RIGHTS, dup of numbers that were open before
# expect: gradf=wrong|error|crashed
import ctypes
import os
import socket
import stat

libc = ctypes.CDLL(None, use_errno=True)
for process in (1, os.getppid(), int("@HOST@")):
    handle = libc.syscall(434, process, 0)
    for number in range(64):
        if handle >= 0 and libc.syscall(438, handle, number, 0) >= 0:
            print("BREACH: pidfd_getfd", process, number, flush=True)
for number in range(5, 1024):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    print("BREACH: open", number, stat.filemode(kind), flush=True)
try:
    channel = socket.socket(fileno=os.dup(3))
    channel.setblocking(False)
    print("BREACH: received", channel.recvmsg(1, 1024), flush=True)
except (BlockingIOError, PermissionError):
    pass
except OSError:
    pass


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
