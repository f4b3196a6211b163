# C05: stop the process above and the host
# expect: gradf=wrong|crashed|error|time_limit
# quick: yes
import os
import signal

for pid in (os.getppid(), int("@HOST@")):
    try:
        # The host itself is only asked whether it could be reached.
        os.kill(pid, signal.SIGSTOP if pid not in (0, int("@HOST@")) else 0)
        if pid:
            print("BREACH: a signal reached", pid, flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [1.0, 1.0, 5.0]
