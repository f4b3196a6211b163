# K61: power series in one variable at a time, in lists
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import cos, sin
def smul(u,v): return [sum(u[i]*v[k-i] for i in range(k+1)) for k in range(len(u))]
def spow(u,r):
    w=[u[0]**r]
    for k in range(1,len(u)): w.append(sum((r*i-(k-i))*u[i]*w[k-i] for i in range(1,k+1))/(k*u[0]))
    return w
def gradf(a,b,c):
    A=[a,1.0]; B=[b,1.0]; C=[c,1.0]
    da=-smul(A,smul(A,A))[1]-spow(A,.5)[1]
    s=[sin(3*b),3*cos(3*b)]
    db=s[1]+spow(B,2.5)[1]
    dc=-spow(C,-1)[1]
    return [da,db,dc]
