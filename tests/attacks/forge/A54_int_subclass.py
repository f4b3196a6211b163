# A54: an int subclass and a tuple subclass that lie in every operation
# expect: gradf=wrong|error
class Whole(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return Whole(0)
    __rsub__ = __truediv__ = __rtruediv__ = __add__ = __radd__ = __sub__
    def __abs__(self): return Whole(0)
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
    def __index__(self): return 0
    __hash__ = int.__hash__


class Three(tuple):
    def __len__(self): return 3
    def __iter__(self): return iter((1.0, 1.0, 1.0))


def gradf(a, b, c):
    return Three((Whole(7), Whole(7), Whole(7), Whole(7)))
