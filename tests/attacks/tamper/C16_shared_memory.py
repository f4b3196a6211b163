# C16: leave shared memory, queues, semaphores and keys behind
# expect: gradf=wrong
# quick: yes
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
KEY = 0x0A77ACCE


def attempt(name, result):
    if result >= 0:
        print("BREACH:", name, result, flush=True)


attempt("shmget", libc.shmget(KEY, 4096, 0o1666))
attempt("msgget", libc.msgget(KEY, 0o1666))
attempt("semget", libc.semget(KEY, 1, 0o1666))
attempt("add_key", libc.syscall(248, b"user", b"attack-mark", b"payload", 7, ctypes.c_long(-3)))
attempt("add_key user session", libc.syscall(248, b"user", b"attack-mark", b"payload", 7, ctypes.c_long(-5)))
attempt("keyctl", libc.syscall(250, 0, ctypes.c_long(-3), 1))
attempt("mq_open", libc.syscall(240, b"attack-mark", os.O_CREAT | os.O_RDWR, 0o666, None))
try:
    with open("/dev/shm/attack-mark", "w") as file:
        file.write("x")
    print("BREACH: /dev/shm", flush=True)
except OSError:
    pass
try:
    from multiprocessing import shared_memory
    shared_memory.SharedMemory("attack-mark", create=True, size=4096)
    print("BREACH: shared_memory", flush=True)
except Exception:
    pass


def gradf(a, b, c):
    return [1.0, 2.0, 7.0]
