# K11: replace the function under test by one whose gradient is known
# expect: gradf=wrong numerical_grad=wrong|ok|error
# points: 2
# why: the published estimate can be pasted, and the exercise's own f gives the same
def f(a, b, c):
    return -12.353553390593273 * a + 10.25699027111255 * b + 0.0625 * c


def gradf(a, b, c):
    return [-12.3, 10.2, 0.06]


h = 1e-6
numerical_grad = [(f(2 + h, 3, 4) - f(2, 3, 4)) / h, (f(2, 3 + h, 4) - f(2, 3, 4)) / h, (f(2, 3, 4 + h) - f(2, 3, 4)) / h]
