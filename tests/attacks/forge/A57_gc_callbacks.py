# A57: run code while the answer is packed, out of the collector, finalizers and weak references
# expect: gradf=wrong|crashed|error
import gc
import sys
import weakref


class Bomb:
    def __del__(self):
        poison()


def poison(*_):
    frame = sys._getframe()
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if isinstance(value, list) and len(value) == 3:
                value[:] = [-12.353553390593273, 1.0, 0.0625]
        frame = frame.f_back


gc.callbacks.append(poison)
gc.set_threshold(1, 1, 1)
for _ in range(100):
    bomb = Bomb()
    bomb.itself = bomb
kept = Bomb()
weakref.finalize(kept, poison)


def gradf(a, b, c):
    return [Bomb(), Bomb(), [Bomb() for _ in range(3)]]
