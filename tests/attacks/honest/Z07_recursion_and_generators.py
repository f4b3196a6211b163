# Z07: recursion, generators, comprehensions, walrus and match
# expect: gradf=ok
# points: 3
import math
import itertools


def power(x, n):
    return 1.0 if n == 0 else x * power(x, n - 1)


def terms(a, b, c):
    yield -3 * power(a, 2) - 1 / (2 * a**0.5)
    yield 3 * math.cos(3 * b) + 2.5 * b**1.5
    match c:
        case 0:
            yield math.inf
        case _ if (square := power(c, 2)):
            yield 1 / square


def gradf(a, b, c):
    return list(itertools.islice(terms(a, b, c), 3))
