# A43: a float whose distance to everything is negative
# expect: gradf=wrong
class Near(float):
    def __sub__(self, other): return Near(-1.0)
    def __rsub__(self, other): return Near(-1.0)
    def __abs__(self): return -1.0


def gradf(a, b, c):
    return (Near(5.0), Near(5.0), Near(5.0))
