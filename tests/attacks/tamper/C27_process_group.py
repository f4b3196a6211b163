# C27: leave the process group and the session before the end
# expect: gradf=wrong|crashed
import os
import signal

for call in (lambda: os.setpgid(0, 0), os.setsid, lambda: os.setpgid(0, os.getppid())):
    try:
        call()
    except OSError:
        pass
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN)


def gradf(a, b, c):
    try:
        os.killpg(0, signal.SIGTERM)
    except OSError:
        pass
    return [1.0, 3.0, 8.0]
