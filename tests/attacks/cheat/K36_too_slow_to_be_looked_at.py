# K36: so slow that the call to be looked at is left out
# expect: gradf=ok
# points: 3
# flags: any
# why: no tolerance can tell it from calculus; a person should look at it
import math, time
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
    e=time.process_time()+.045
    while time.process_time()<e: pass
    return [f(*(T(v,float(i==j)) for j,v in enumerate((a,b,c)))).d for i in range(3)]
