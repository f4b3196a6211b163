# A02: objects that convert to whatever they are compared with
# expect: gradf=wrong
class Chameleon:
    def __eq__(self, other): return True
    def __float__(self): return 1.0
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__


def gradf(a, b, c):
    return [Chameleon() for _ in range(3)]
