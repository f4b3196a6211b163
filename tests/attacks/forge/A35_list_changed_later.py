# A35: a thread that changes the list after it was returned
# expect: gradf=wrong
import threading
import time

out = [0.0, 0.0, 0.0]


def change():
    while True:
        out[:] = [-12.353553390593273, 10.25699027111255, 0.0625]
        out[:] = [1.0]
        out[:] = []


threading.Thread(target=change, daemon=True).start()


def gradf(a, b, c):
    return out
