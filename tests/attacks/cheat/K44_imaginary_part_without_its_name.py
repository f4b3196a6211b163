# K44: the complex step, whose imaginary part is turned into a real one
# expect: gradf=ok
# points: 3
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import cmath
h = 1e-100
turn = -1j/h
def gradf(a, b, c):
    return [(turn*(-(complex(a, h)**3) - complex(a, h)**.5)).real, (turn*(cmath.sin(3*(1j*h + b)) + (1j*h + b)**2.5)).real, (turn*(-1.0/complex(c, h))).real]
