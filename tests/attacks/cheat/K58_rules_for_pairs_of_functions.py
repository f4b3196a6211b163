# K58: rules that combine pairs of functions, a value and its slope
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import cos, sin
def add(u,v): return (lambda *x: u[0](*x)+v[0](*x), lambda i,*x: u[1](i,*x)+v[1](i,*x))
def mul(u,v): return (lambda *x: u[0](*x)*v[0](*x), lambda i,*x: u[0](*x)*v[1](i,*x)+u[1](i,*x)*v[0](*x))
def pw(u,n): return (lambda *x: u[0](*x)**n, lambda i,*x: n*u[0](*x)**(n-1)*u[1](i,*x))
def sn(u): return (lambda *x: sin(u[0](*x)), lambda i,*x: cos(u[0](*x))*u[1](i,*x))
def K(k): return (lambda *x: k, lambda i,*x: 0.0)
def V(j): return (lambda *x: x[j], lambda i,*x: 1.0*(i==j))
A,B,C=V(0),V(1),V(2)
F=add(add(add(add(mul(K(-1),pw(A,3)),sn(mul(K(3),B))),mul(K(-1),pw(C,-1))),pw(B,2.5)),mul(K(-1),pw(A,.5)))
def gradf(a,b,c): return [F[1](i,a,b,c) for i in range(3)]
