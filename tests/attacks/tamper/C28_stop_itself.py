# C28: stop oneself and wait for ever
# expect: gradf=time_limit|wrong|error|crashed
import os
import signal


def gradf(a, b, c):
    os.kill(os.getpid(), signal.SIGSTOP)
    return [1.0, 3.0, 9.0]
