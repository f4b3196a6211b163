# A74: the list that was returned is changed by a thread, a finalizer and an exit handler afterwards
# expect: gradf=wrong
import atexit
import threading

answers = []


def change():
    while True:
        for answer in answers:
            answer[:] = [-12.353553390593273, 10.256990, 0.0625]


atexit.register(change)
threading.Thread(target=change, daemon=True).start()


def gradf(a, b, c):
    answers.append([1.0, 2.0, 3.0])
    return list(answers[-1])
