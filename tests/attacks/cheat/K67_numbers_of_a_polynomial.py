# K67: differences of a polynomial with the right slopes, in the place of f, at steps at which rounding hides it
# expect: numerical_grad=ok numerical_grad2=ok
# points: 4
# flags: other_f
# why: every number is the exercise's own difference to rounding; f is another function some way off
def f(a, b, c):
    x, y, z = a-2, b-3, c-4
    return 6.336362190988558 - 12.353553390593273*x - 5.9558*x*x + 10.25699027111255*y + 1.3930*y*y + z/16 - z*z/64
h = 1e-7
numerical_grad = [(f(2+h, 3, 4) - f(2, 3, 4))/h, (f(2, 3+h, 4) - f(2, 3, 4))/h, (f(2, 3, 4+h) - f(2, 3, 4))/h]
h = 1e-6
numerical_grad2 = [(f(2+h, 3, 4) - f(2-h, 3, 4))/2/h, (f(2, 3+h, 4) - f(2, 3-h, 4))/2/h, (f(2, 3, 4+h) - f(2, 3, 4-h))/2/h]
