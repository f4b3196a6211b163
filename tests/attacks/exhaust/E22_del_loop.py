# E22: destructors and exit functions that never end
# expect: gradf=time_limit|wrong|error
import atexit


class Undying:
    def __del__(self):
        while True:
            pass


atexit.register(lambda: [None for _ in iter(int, 1)])
keep = Undying()


def gradf(a, b, c):
    Undying()
    return [2.0, 1.0, 7.0]
