# K23: another method under the name that was asked for
# expect: numerical_grad=ok numerical_grad2=ok|wrong
# points: 4
# flags: method
# why: both are within the published tolerance; the method is flagged
from math import sin


def f(a, b, c):
    return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


h = 1e-5
numerical_grad = [(f(2 + h, 3, 4) - f(2 - h, 3, 4)) / (2 * h), (f(2, 3 + h, 4) - f(2, 3 - h, 4)) / (2 * h), (f(2, 3, 4 + h) - f(2, 3, 4 - h)) / (2 * h)]
h = 1e-8
numerical_grad2 = [(f(2 + h, 3, 4) - f(2, 3, 4)) / h, (f(2, 3 + h, 4) - f(2, 3, 4)) / h, (f(2, 3, 4 + h) - f(2, 3, 4)) / h]
