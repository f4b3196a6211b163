# A60: fork, let the child answer, and let the parent answer too, or wait, or stop itself
# expect: gradf=wrong|error|crashed|time_limit
import os
import signal


def gradf(a, b, c):
    for way in (os.fork, getattr(os, "forkpty", os.fork)):
        try:
            child = way()
        except OSError:
            continue
        if child == 0:
            return [1.0, 1.0, 1.0]
        os.kill(os.getpid(), signal.SIGSTOP)
    return [2.0, 2.0, 2.0]
