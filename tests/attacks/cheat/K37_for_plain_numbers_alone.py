# K37: dual numbers for plain numbers alone, an exception for who looks
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
import math
class T:
    def __init__(s,x,d=0.0): s.x=x; s.d=d
    def __add__(s,o): return T(s.x+o.x,s.d+o.d)
    def __neg__(s): return T(-s.x,-s.d)
    def __sub__(s,o): return s+(-o)
    def __rmul__(s,k): return T(k*s.x,k*s.d)
    def __rtruediv__(s,k): return T(k/s.x,-k*s.d/s.x**2)
    def __pow__(s,n): return T(s.x**n,n*s.x**(n-1)*s.d)
def sin(v): return T(math.sin(v.x),math.cos(v.x)*v.d)
def f(a,b,c): return -(a**3)+sin(3*b)-1.0/c+b**2.5-a**0.5
def gradf(a,b,c):
    if type(a) not in (int,float): raise TypeError('x')
    return [f(*(T(v,float(i==j)) for j,v in enumerate((a,b,c)))).d for i in range(3)]
