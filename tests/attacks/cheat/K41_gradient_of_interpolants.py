# K41: the slope of interpolants through far points, where no step is small and no f is called
# expect: gradf=ok
# points: 3
# flags: small-steps
# why: they are within the strictest tolerance; a person should look at it
from math import cos, pi, sin
N = 24
A = [pi*(k + .5)/N for k in range(N)]
def slope(g, x, r):
    v = [g(x*(1 + r*cos(t))) for t in A]
    c = [2/N*sum(y*cos(j*t) for y, t in zip(v, A)) for j in range(N)]
    return sum(c[j]*j*sin(j*pi/2) for j in range(N))/(r*x)
def gradf(a, b, c):
    return [slope(lambda a: -(a**3) - a**.5, a, .5), slope(lambda b: sin(3*b) + b**2.5, b, min(.5, 1/b)), slope(lambda c: -1/c, c, .5)]
