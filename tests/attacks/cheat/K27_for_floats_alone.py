# K27: the complex step for plain floats alone, pasted numbers for who looks
# expect: gradf=ok
# points: 3
# flags: answers-otherwise other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import cmath
def f(a, b, c):
    return -(a**3) + cmath.sin(3 * b) - 1.0 / c + b**2.5 - a**0.5
def gradf(a, b, c):
    if type(a) not in (float, int):
        return [-12.353553390593273, 10.25699027111255, 0.0625]
    h = 1e-200
    return [f(a + 1j * h, b, c).imag / h, f(a, b + 1j * h, c).imag / h, f(a, b, c + 1j * h).imag / h]
