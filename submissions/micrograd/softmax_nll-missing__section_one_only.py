from math import cos, sin


def f(a, b, c):
    return -a**3 + sin(3 * b) - 1 / c + b**2.5 - a**0.5


def gradf(a, b, c):
    return [
        -3 * a**2 - 0.5 * a**-0.5,
        3 * cos(3 * b) + 2.5 * b**1.5,
        1 / c**2,
    ]


want = [-12.353553390593273, 10.25699027111255, 0.0625]
print([abs(mine - right) < 1e-5 for mine, right in zip(gradf(2, 3, 4), want)])


h = 1e-7
here = f(2, 3, 4)
numerical_grad = [
    (f(2 + h, 3, 4) - here) / h,
    (f(2, 3 + h, 4) - here) / h,
    (f(2, 3, 4 + h) - here) / h,
]
print(numerical_grad)


h = 1e-6
numerical_grad2 = [
    (f(2 + h, 3, 4) - f(2 - h, 3, 4)) / (2 * h),
    (f(2, 3 + h, 4) - f(2, 3 - h, 4)) / (2 * h),
    (f(2, 3, 4 + h) - f(2, 3, 4 - h)) / (2 * h),
]
print(numerical_grad2)
