# C49: limits raised, priorities and scheduling changed, the death signal and dumps turned off
# expect: gradf=wrong|time_limit
# points: 0
import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
for kind in range(16):
    soft, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (hard, hard if hard < 0 else hard + 1))
    except (OSError, ValueError):
        continue
    if hard >= 0:
        print("BREACH: limit", kind, flush=True)
for name, attempt in {
    "nice": lambda: os.nice(-5),
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    "fifo": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "affinity": lambda: os.sched_setaffinity(0, {0}),
    "setsid": os.setsid,
    "group": lambda: os.setpgid(0, 0),
    "chdir": lambda: os.chdir("/tmp"),
    "chroot": lambda: os.chroot("/"),
    "uid": lambda: os.setuid(0),
}.items():
    try:
        attempt()
    except OSError:
        continue
    print("BREACH:", name, flush=True)
for option, value in ((1, 0), (4, 1), (36, 1), (15, b"attack-mark"), (21, 0), (38, 0), (55, 1), (31, 0)):
    if libc.prctl(option, value, 0, 0, 0) == 0:
        print("BREACH: prctl", option, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
