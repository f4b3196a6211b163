# K42: dual numbers of a class that has no operators, only methods with names
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
class N:
    def __init__(u, x, d): u.x, u.d = x, d
    def plus(u, v): return N(u.x+v.x, u.d+v.d)
    def times(u, k): return N(k*u.x, k*u.d)
    def power(u, n): return N(u.x**n, n*u.x**(n-1)*u.d)
    def sin(u): return N(sin(u.x), cos(u.x)*u.d)
def value(a, b, c):
    return a.power(3).times(-1).plus(b.times(3).sin()).plus(c.power(-1).times(-1)).plus(b.power(2.5)).plus(a.power(.5).times(-1))
def gradf(a, b, c):
    return [value(*(N(v, float(i==j)) for j, v in enumerate((a, b, c)))).d for i in range(3)]
