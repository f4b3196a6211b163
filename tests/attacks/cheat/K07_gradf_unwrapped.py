# K07b: the analytical gradient, taken out of the wrapper that counts its calls
# expect: numerical_grad=ok|forbidden|wrong|error numerical_grad2=ok|forbidden|wrong|error
# points: 7
# flags: method
# why: gradf is right, and the published estimates may be pasted as well; the method is flagged
from math import cos


def gradf(a, b, c):
    return [-3 * a**2 - 1 / (2 * a**0.5), 3 * cos(3 * b) + 2.5 * b**1.5, 1 / c**2]


def bare():
    found = gradf
    return getattr(found, "own", found)


numerical_grad = [x + 1e-7 for x in bare()(2, 3, 4)]
numerical_grad2 = list(bare()(2, 3, 4))
