# K34: dual numbers in a thread of their own
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
import math, threading
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
    out=[]
    def run():
        a_,b_,c_=float(a),float(b),float(c)
        out.extend(f(*(T(v,float(i==j)) for j,v in enumerate((a_,b_,c_)))).d for i in range(3))
    t=threading.Thread(target=run); t.start(); t.join()
    return out
