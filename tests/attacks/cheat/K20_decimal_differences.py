# K20: differences in a hundred digits, which are exact
# expect: gradf=ok
# points: 3
# flags: any
# why: no tolerance can tell it from calculus; a person should look at it
from decimal import Decimal as D, getcontext

getcontext().prec = 120


def sin(x):
    term = total = x
    n = 1
    while abs(term) > D("1e-110"):
        term *= -x * x / ((n + 1) * (n + 2))
        n += 2
        total += term
    return total


def f(a, b, c):
    return -(a**3) + sin(3 * b) - 1 / c + b ** D("2.5") - a ** D("0.5")


def gradf(a, b, c):
    h = D("1e-40")
    p = [D(a), D(b), D(c)]
    out = []
    for i in range(3):
        up, down = list(p), list(p)
        up[i] += h
        down[i] -= h
        out.append(float((f(*up) - f(*down)) / (2 * h)))
    return out
