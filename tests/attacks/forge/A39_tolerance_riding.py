# A39: wrong by as much as the published tolerance allows
# expect: gradf=wrong
# points: 2
# why: the published case allows it
import math


def gradf(a, b, c):
    slack = 0.9e-5
    return [-3 * a**2 - 1 / (2 * a**0.5) + slack, 3 * math.cos(3 * b) + 2.5 * b**1.5 - slack, 1 / c**2 + slack]
