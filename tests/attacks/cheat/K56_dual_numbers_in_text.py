# K56: dual numbers as text, taken apart for each operation
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin,cos
def add(p,q):
    x,d=map(float,p.split()); y,g=map(float,q.split()); return f"{x+y!r} {d+g!r}"
def sc(p,k):
    x,d=map(float,p.split()); return f"{k*x!r} {k*d!r}"
def pw(p,n):
    x,d=map(float,p.split()); return f"{x**n!r} {n*x**(n-1)*d!r}"
def sn(p):
    x,d=map(float,p.split()); return f"{sin(x)!r} {cos(x)*d!r}"
def gradf(*v):
    out=[]
    for i in range(3):
        a,b,c=[f"{float(x)!r} {float(i==j)!r}" for j,x in enumerate(v)]
        out.append(float(add(add(add(add(sc(pw(a,3),-1),sn(sc(b,3))),sc(pw(c,-1),-1)),pw(b,2.5)),sc(pw(a,.5),-1)).split()[1]))
    return out
