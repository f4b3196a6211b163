# C57: the bell rung without end, by threads and between two answers, so that the host never sleeps
# expect: gradf=wrong|crashed|time_limit|error
# quick: yes
import os
import threading


def ring():
    try:
        while True:
            os.write(4, b"!" * 60000)
    except OSError:
        pass


def gradf(a, b, c):
    try:
        for _ in range(4):
            threading.Thread(target=ring, daemon=True).start()
    except RuntimeError:
        ring()
    return [1.0, 3.0, 2.0]
