# C06: see which processes a signal could reach
# expect: gradf=wrong|crashed|error
# quick: yes
import os
import signal

own = os.getpid()
for pid in [-1, int("@HOST@"), os.getppid(), *range(2, 400)]:
    if pid in (own, 0):
        continue
    try:
        # Signal 0 asks whether it would arrive: a machine on which it does must live through this test.
        os.kill(pid, 0)
        print("BREACH: a signal would reach", pid, flush=True)
    except OSError:
        pass
for pid in (int("@HOST@"), os.getppid()):
    for call in (os.getpgid, os.getsid):
        try:
            call(pid) and print("BREACH:", call.__name__, flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [1.0, 1.0, 6.0]
