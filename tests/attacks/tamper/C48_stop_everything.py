# C48: SIGSTOP, SIGKILL and SIGTERM to itself, the group, the parent, and all there is
# expect: gradf=crashed|time_limit|wrong|error
import os
import signal


def gradf(a, b, c):
    for number in (signal.SIGCONT, signal.SIGWINCH):
        for target in (0, -1, os.getppid(), -os.getpgrp(), 1, int("@HOST@")):
            if target in (0, 1) and os.getpid() == 1:
                continue
            try:
                os.kill(target, number)
            except OSError:
                continue
            if target != os.getpid():
                print("BREACH: signalled", target, flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGTSTP)
    os.kill(os.getpid(), signal.SIGKILL)
    return [1.0, 2.0, 3.0]
