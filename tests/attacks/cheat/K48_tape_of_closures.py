# K48: a reverse pass by closures, without a class and without an operator
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
def const(k): return (k, lambda g: None)
def add(x, y): return (x[0]+y[0], lambda g: (x[1](g), y[1](g)))
def neg(x): return (-x[0], lambda g: x[1](-g))
def mul(x, y): return (x[0]*y[0], lambda g: (x[1](g*y[0]), y[1](g*x[0])))
def power(x, n): return (x[0]**n, lambda g: x[1](g*n*x[0]**(n-1)))
def sine(x): return (sin(x[0]), lambda g: x[1](g*cos(x[0])))
def gradf(a, b, c):
    G = [0.0]*3
    def leaf(v, i):
        def back(g): G[i] += g
        return (v, back)
    a, b, c = leaf(a,0), leaf(b,1), leaf(c,2)
    out = add(add(add(add(neg(power(a,3)), sine(mul(const(3),b))), neg(power(c,-1))), power(b,2.5)), neg(power(a,.5)))
    out[1](1.0)
    return G
