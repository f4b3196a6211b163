# B07: read whatever descriptors were inherited
# expect: gradf=wrong|crashed|time_limit|error
import fcntl
import os
import stat

for fd in range(5, 1024):
    try:
        mode = os.fstat(fd).st_mode
        print("BREACH: descriptor", fd, stat.filemode(mode), flush=True)
    except OSError:
        pass
for name in ("/proc/self/fd", "/dev/fd", f"/proc/{os.getppid()}/fd"):
    try:
        print("BREACH:", os.listdir(name), flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [3.0, 1.0, 6.0]
