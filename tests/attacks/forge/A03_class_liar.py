# A03: an object that says its class is float
# expect: gradf=wrong
class Liar:
    @property
    def __class__(self): return float
    def __float__(self): return -12.353553390593273
    def __sub__(self, other): return 0.0
    def __eq__(self, other): return True


def gradf(a, b, c):
    assert isinstance(Liar(), float)
    return [Liar(), Liar(), Liar()]
