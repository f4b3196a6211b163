# C54: kill the zygote, having asked not to die with it, and stay
# expect: gradf=wrong|error|crashed|not_judged|time_limit
# contained: full confined
import ctypes
import os
import time

ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)


def gradf(a, b, c):
    try:
        os.setsid()
    except OSError:
        pass
    os.kill(os.getppid(), 9)
    time.sleep(30)
    return [1.0, 2.0, 3.0]
