# K43: differences of a linear function whose slopes are pasted, in the place of f
# expect: numerical_grad=ok
# points: 4
# flags: other_f
# why: the numbers are within the published tolerance, and the exercise's own f gives right differences
def f(a, b, c):
    return -12.353553390593273*a + 10.25699027111255*b + 0.0625*c
h = 1e-6
numerical_grad = [(f(2+h, 3, 4) - f(2, 3, 4))/h, (f(2, 3+h, 4) - f(2, 3, 4))/h, (f(2, 3, 4+h) - f(2, 3, 4))/h]
numerical_grad2 = [(f(2+h, 3, 4) - f(2-h, 3, 4))/2/h, (f(2, 3+h, 4) - f(2, 3-h, 4))/2/h, (f(2, 3, 4+h) - f(2, 3, 4-h))/2/h]
