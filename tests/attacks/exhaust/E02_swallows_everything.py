# E02: a loop that swallows every exception and every signal
# expect: gradf=time_limit
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def gradf(a, b, c):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
