# C18: affinity, priority and scheduling of others
# expect: gradf=wrong
import os

for pid in (int("@HOST@"), os.getppid()):
    if not pid:
        continue
    for name, call in {
        "affinity": lambda pid=pid: os.sched_setaffinity(pid, {0}),
        "priority": lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
        "scheduler": lambda pid=pid: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
    }.items():
        try:
            call()
            print("BREACH:", name, "of", pid, flush=True)
        except (OSError, AttributeError):
            pass
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
except OSError:
    pass


def gradf(a, b, c):
    return [1.0, 2.0, 9.0]
