# A58: timers and handlers that break into the worker's own code while it packs and sends
# expect: gradf=wrong|crashed|error|time_limit
import signal
import sys


def handler(number, frame):
    while frame is not None:
        for key in ("number", "numbers", "found", "value", "result"):
            if key in frame.f_locals:
                frame.f_locals[key] = -12.353553390593273
        frame = frame.f_back
    raise SystemExit(0)


for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1):
    signal.signal(number, handler)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.0002)
signal.setitimer(signal.ITIMER_VIRTUAL, 0.01, 0.0002)
sys.setswitchinterval(1e-6)


def gradf(a, b, c):
    for _ in range(100_000):
        pass
    return [1.0, 2.0, 3.0]
