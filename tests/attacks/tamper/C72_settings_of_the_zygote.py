# C72: the zygote's limits lowered, its priority and its processors taken, for all who come later
# expect: gradf=wrong
import os
import resource

zygote = os.getppid()
for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_STACK, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    try:
        resource.prlimit(zygote, kind, (0, 0))
        print("BREACH: limit of the zygote", kind, flush=True)
    except OSError:
        pass
for name, call in {
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, zygote, 19),
    "scheduler": lambda: os.sched_setscheduler(zygote, os.SCHED_IDLE, os.sched_param(0)),
}.items():
    try:
        call()
        print("BREACH:", name, "of the zygote", flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [1.0, 2.0, 9.0]
