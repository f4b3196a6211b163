# K26: the complex step of who puts the onlooker out
# expect: gradf=ok
# points: 3
# flags: not-seen looks-behind other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import cmath, sys
def f(a, b, c):
    return -(a**3) + cmath.sin(3 * b) - 1.0 / c + b**2.5 - a**0.5
def gradf(a, b, c):
    sys.setprofile(None)
    a, b, c = float(a), float(b), float(c)
    h = 1e-200
    return [f(a + 1j * h, b, c).imag / h, f(a, b + 1j * h, c).imag / h, f(a, b, c + 1j * h).imag / h]
