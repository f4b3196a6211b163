# B12: what others left in shared places
# expect: gradf=wrong|error
import ctypes
import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/user", "/var/crash", "/proc/sysvipc", "@MARKERS@"):
    try:
        # The empty folders on the way to the sandbox are there, and nothing beside them.
        beside = [name for name in os.listdir(folder) if f"{folder}/{name}/" not in "@ROOT@/"]
        if beside:
            print("BREACH: listed", folder, beside[:3], flush=True)
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
for kind in (-1, -2, -3, -4, -5):
    buffer = ctypes.create_string_buffer(1000)
    if libc.syscall(250, 11, ctypes.c_long(kind), buffer, 1000) > 0:
        print("BREACH: a keyring", kind, flush=True)


def gradf(a, b, c):
    return [3.0, 2.0, 1.0]
