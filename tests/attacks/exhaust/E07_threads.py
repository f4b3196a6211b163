# E07: as many threads as can be had
# expect: gradf=wrong|error|crashed|time_limit|memory_limit
# quick: yes
import threading
import time

threads = []
try:
    while len(threads) < 5000:
        threads.append(threading.Thread(target=time.sleep, args=(30,), daemon=True))
        threads[-1].start()
except BaseException as error:
    print(type(error).__name__, len(threads))


def gradf(a, b, c):
    return [2.0, 1.0, 2.0]
