# E42: end by the signal of a limit that was not reached
# expect: gradf=crashed
import os
import signal


def gradf(a, b, c):
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGXCPU)
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(9)
