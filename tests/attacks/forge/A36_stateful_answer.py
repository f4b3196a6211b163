# A36: right every other time
# expect: gradf=wrong
# points: 2
# why: the first answer is the published one, which may be pasted
import math

calls = [0]


def gradf(a, b, c):
    calls[0] += 1
    if calls[0] % 2:
        return [-3 * a**2 - 1 / (2 * a**0.5), 3 * math.cos(3 * b) + 2.5 * b**1.5, 1 / c**2]
    return [0.0, 0.0, 0.0]
