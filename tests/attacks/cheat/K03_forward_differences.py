# K03: forward differences in the place of calculus
# expect: gradf=wrong
# points: 2
# why: with a good step they are within the published tolerance
from math import sin


def f(a, b, c):
    return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


def gradf(a, b, c):
    h = 1e-8
    here = f(a, b, c)
    return [(f(a + h, b, c) - here) / h, (f(a, b + h, c) - here) / h, (f(a, b, c + h) - here) / h]
