# A25: Decimal and Fraction with a comparison that lies
# expect: gradf=wrong
from decimal import Decimal
from fractions import Fraction


class D(Decimal):
    def __eq__(self, other): return True
    def __float__(self): return 1.0


class F(Fraction):
    def __sub__(self, other): return F(0)
    def __float__(self): return 1.0


def gradf(a, b, c):
    return [D(1), F(1), Decimal("0.0625")]
