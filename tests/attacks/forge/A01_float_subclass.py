# A01: floats whose comparisons are always true
# expect: gradf=wrong
# quick: yes
class Right(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__
    def __sub__(self, other): return Right(0.0)
    __rsub__ = __add__ = __radd__ = __sub__
    def __abs__(self): return Right(0.0)
    def __float__(self): return 0.0


def gradf(a, b, c):
    return [Right(1.0), Right(1.0), Right(1.0)]
