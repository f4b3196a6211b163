# K51: the first terms of Taylor series, by their recurrences
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
def mul(x,y):
    n=len(x); return [sum(x[i]*y[k-i] for i in range(k+1)) for k in range(n)]
def powr(x,r):
    y=[x[0]**r]
    for k in range(1,len(x)):
        y.append(sum((r*i-(k-i))*x[i]*y[k-i] for i in range(1,k+1))/(k*x[0]))
    return y
def sincos(x):
    s=[sin(x[0])]; c=[cos(x[0])]
    for k in range(1,len(x)):
        s.append(sum(i*x[i]*c[k-i] for i in range(1,k+1))/k)
        c.append(-sum(i*x[i]*s[k-i] for i in range(1,k+1))/k)
    return s
def F(a,b,c):
    terms=[[-t for t in powr(a,3)], sincos([3*t for t in b]), [-t for t in powr(c,-1)], powr(b,2.5), [-t for t in powr(a,.5)]]
    return [sum(col) for col in zip(*terms)]
def gradf(a,b,c):
    z=lambda v,o: [v,1.0 if o else 0.0,0.0]
    return [F(z(a,i==0),z(b,i==1),z(c,i==2))[1] for i in range(3)]
