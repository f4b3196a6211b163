# K25: the complex step in one expression, in which no function is called
# expect: gradf=ok
# points: 3
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import cmath
def gradf(a, b, c):
    h = 1e-200
    return [(-(complex(a,h)**3) - complex(a,h)**0.5).imag/h, (cmath.sin(3*complex(b,h)) + complex(b,h)**2.5).imag/h, (-1.0/complex(c,h)).imag/h]
