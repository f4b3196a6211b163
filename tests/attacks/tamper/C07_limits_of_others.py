# C07: read and lower the limits of the host and of the zygote
# expect: gradf=wrong
import os
import resource

for pid in (int("@HOST@"), os.getppid(), 1):
    if pid in (0, os.getpid()):
        continue
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
        try:
            print("BREACH: limits of", pid, resource.prlimit(pid, kind), flush=True)
        except OSError:
            pass
for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("BREACH: raised limit", kind, flush=True)
    except (OSError, ValueError):
        pass


def gradf(a, b, c):
    return [1.0, 1.0, 7.0]
