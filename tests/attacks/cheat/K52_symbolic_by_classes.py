# K52: an expression of objects that differentiate themselves before anybody asks
# expect: gradf=ok
# points: 3
# flags: own-rules
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
class Const:
    def __init__(s,k): s.k=k
    def diff(s,v): return Const(0)
    def at(s,e): return s.k
class Var:
    def __init__(s,n): s.n=n
    def diff(s,v): return Const(1 if s.n==v else 0)
    def at(s,e): return e[s.n]
class Add:
    def __init__(s,l,r): s.l,s.r=l,r
    def diff(s,v): return Add(s.l.diff(v),s.r.diff(v))
    def at(s,e): return s.l.at(e)+s.r.at(e)
class Mul:
    def __init__(s,l,r): s.l,s.r=l,r
    def diff(s,v): return Add(Mul(s.l.diff(v),s.r),Mul(s.l,s.r.diff(v)))
    def at(s,e): return s.l.at(e)*s.r.at(e)
class Pow:
    def __init__(s,l,n): s.l,s.n=l,n
    def diff(s,v): return Mul(Mul(Const(s.n),Pow(s.l,s.n-1)),s.l.diff(v))
    def at(s,e): return s.l.at(e)**s.n
class Sin:
    def __init__(s,l): s.l=l
    def diff(s,v): return Mul(Cos(s.l),s.l.diff(v))
    def at(s,e): return sin(s.l.at(e))
class Cos:
    def __init__(s,l): s.l=l
    def at(s,e): return cos(s.l.at(e))
A,B,C=map(Var,range(3)); m=Const(-1)
F=Add(Add(Add(Add(Mul(m,Pow(A,3)),Sin(Mul(Const(3),B))),Mul(m,Pow(C,-1))),Pow(B,2.5)),Mul(m,Pow(A,.5)))
D=[F.diff(i) for i in range(3)]
def gradf(a,b,c): return [d.at((a,b,c)) for d in D]
