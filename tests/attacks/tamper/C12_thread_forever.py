# C12: threads that never end, daemons or not, and an atexit that waits for them
# expect: gradf=wrong|time_limit|crashed
import atexit
import threading
import time


def forever():
    while True:
        time.sleep(0.01)
        print(".", end="")


for daemon in (True, False):
    try:
        threading.Thread(target=forever, daemon=daemon).start()
    except RuntimeError:
        pass
atexit.register(time.sleep, 60)


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
