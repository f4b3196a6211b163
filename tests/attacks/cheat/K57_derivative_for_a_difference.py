# K57: the derivative in the place of a difference that is near it, of any f
# expect: numerical_grad2=ok
# points: 2
# flags: too-exact
# why: the same code makes the right difference of every other f
from math import *
def f(a,b,c): return -(a**3)+sin(3*b)-1.0/c+b**2.5-a**.5
h=1e-6
g=[-3*4-.5/2**.5, 3*cos(9)+2.5*3**1.5, 1/16]
n2=[(f(2+h,3,4)-f(2-h,3,4))/(2*h),(f(2,3+h,4)-f(2,3-h,4))/(2*h),(f(2,3,4+h)-f(2,3,4-h))/(2*h)]
numerical_grad2=[y if abs(x-y)<1e-3 else x for x,y in zip(n2,g)]
