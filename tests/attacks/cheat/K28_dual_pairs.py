# K28: dual numbers as pairs, without a class
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
def add(u, v): return (u[0]+v[0], u[1]+v[1])
def neg(u): return (-u[0], -u[1])
def powr(u, n): return (u[0]**n, n*u[0]**(n-1)*u[1])
def inv(u): return (1/u[0], -u[1]/u[0]**2)
def scale(k, u): return (k*u[0], k*u[1])
def sn(u): return (sin(u[0]), cos(u[0])*u[1])
def f(a, b, c):
    return add(add(add(add(neg(powr(a,3)), sn(scale(3,b))), neg(inv(c))), powr(b,2.5)), neg(powr(a,0.5)))
def gradf(a, b, c):
    return [f((a,1.0*(i==0)),(b,1.0*(i==1)),(c,1.0*(i==2)))[1] for i in range(3)]
