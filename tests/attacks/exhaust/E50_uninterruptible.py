# E50: C code that answers no signal, under a handler for every signal
# expect: gradf=time_limit|crashed|error|memory_limit
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))


def gradf(a, b, c):
    return sorted(range(10**7), key=lambda x: (x * 7919) % 10007) and sum(range(10**12))
