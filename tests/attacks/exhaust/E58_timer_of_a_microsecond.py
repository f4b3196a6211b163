# E58: a timer of a microsecond, whose handler raises in the worker
# expect: gradf=time_limit|wrong|crashed|error
import signal
def h(*a): raise ValueError("tick")
signal.signal(signal.SIGALRM, h); signal.signal(signal.SIGVTALRM, h); signal.signal(signal.SIGPROF, h)
def gradf(a, b, c):
    signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-6); signal.setitimer(signal.ITIMER_PROF, 1e-4, 1e-6)
    return [5.0]*3
