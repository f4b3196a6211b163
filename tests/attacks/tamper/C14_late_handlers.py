# C14: signal handlers and timers that go off later
# expect: gradf=wrong|crashed|error|time_limit
import os
import signal
import threading

for number in range(1, 32):
    try:
        signal.signal(number, lambda *_: os._exit(0))
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.01)
try:
    threading.Timer(0.1, os._exit, [0]).start()
except RuntimeError:
    pass


def gradf(a, b, c):
    import time
    time.sleep(0.3)
    return [1.0, 2.0, 5.0]
