# K04: differences of high order in the place of calculus
# expect: gradf=wrong
# points: 2
# why: they are within the published tolerance
from math import sin


def f(a, b, c):
    return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


def gradf(a, b, c):
    h = 1e-3
    out = []
    for i in range(3):
        def g(s):
            x = [a, b, c]
            x[i] += s * h
            return f(*x)
        out.append((g(-2) - 8 * g(-1) + 8 * g(1) - g(2)) / (12 * h))
    return out
