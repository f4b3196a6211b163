# A30: answers that raise, shout or never end when they are shown
# expect: gradf=wrong|error
class Hostile:
    def __repr__(self): raise SystemExit("no")
    def __str__(self): return "\x1b[2J" * 10**7
    def __format__(self, spec): raise KeyboardInterrupt
    def __del__(self): raise ValueError("late")
    def __hash__(self): raise OSError
    def __eq__(self, other): raise MemoryError
    def __bool__(self): raise RecursionError


def gradf(a, b, c):
    return [Hostile(), Hostile(), Hostile()]
