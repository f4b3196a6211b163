# C63: numbers of signals that the interpreter writes into the channel
# expect: gradf=wrong|error|crashed|time_limit
import signal, os
os.set_blocking(3, False)
signal.set_wakeup_fd(3)
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, .001, .001)
def gradf(a,b,c):
    return [1,2,3]
