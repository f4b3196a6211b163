# K07: the analytical gradient inside of the numerical one
# expect: numerical_grad=forbidden numerical_grad2=forbidden
# points: 3
# why: gradf itself is right
# quick: yes
from math import cos


def f(a, b, c):
    return 0.0


def gradf(a, b, c):
    return [-3 * a**2 - 1 / (2 * a**0.5), 3 * cos(3 * b) + 2.5 * b**1.5, 1 / c**2]


numerical_grad = [x + 1e-7 for x in gradf(2, 3, 4)]
numerical_grad2 = gradf(2, 3, 4)
