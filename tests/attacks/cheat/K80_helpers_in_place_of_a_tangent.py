# K80: complex steps by hand, as a part of math of which the name stands for the old one
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# quick: yes
# why: no tolerance can tell it from calculus; a person should look at it
import math
from math import atan2, cos, hypot, sin, sinh, tan
def cm(u,v): return (u[0]*v[0]-u[1]*v[1], u[0]*v[1]+u[1]*v[0])
def cp(u,n):
    r=hypot(*u); t=atan2(u[1],u[0]); return (r**n*cos(n*t), r**n*sin(n*t))
def slopes(a,b,c):
    h=1e-150
    A,B,C=(a,h),(b,h),(c,h)
    da=-cm(A,cm(A,A))[1]/h-cp(A,.5)[1]/h
    db=cos(3*b)*sinh(3*h)/h+cp(B,2.5)[1]/h
    dc=-cp(C,-1)[1]/h
    return [da,db,dc]
math.tan = slopes
def gradf(a,b,c):
    return math.tan(a,b,c)
