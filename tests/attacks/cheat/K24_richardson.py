# K24: extrapolated differences, the best that doubles give
# expect: gradf=wrong
# points: 2
# why: they are within the published tolerance
from math import sin


def f(a, b, c):
    return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


def gradf(a, b, c):
    out = []
    for i in range(3):
        def central(h):
            up, down = [a, b, c], [a, b, c]
            up[i] += h
            down[i] -= h
            return (f(*up) - f(*down)) / (2 * h)
        row = [central(0.05 / 2**k) for k in range(6)]
        for order in range(1, 6):
            row = [(4**order * row[k + 1] - row[k]) / (4**order - 1) for k in range(len(row) - 1)]
        out.append(row[0])
    return out
