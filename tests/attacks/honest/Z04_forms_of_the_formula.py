# Z04: other forms of the same formula
# expect: gradf=ok
# points: 3
from math import cos


def gradf(a, b, c):
    da = -(6 * a**2.5 + 1) / (2 * a**0.5)
    db = 3 * (4 * cos(b) ** 3 - 3 * cos(b)) + 2.5 * b * b**0.5
    dc = (1.0 / c) ** 2
    return [da, db, dc]
