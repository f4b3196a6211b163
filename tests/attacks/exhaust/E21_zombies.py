# E21: children that nobody waits for
# expect: gradf=wrong|error|crashed
import os

for _ in range(100):
    try:
        if os.fork() == 0:
            os._exit(0)
        print("BREACH: forked", flush=True)
    except OSError:
        break


def gradf(a, b, c):
    return [2.0, 1.0, 6.0]
