# K38: the imaginary part by a name that is put together
# expect: gradf=ok
# points: 3
# flags: looks-behind
# why: no tolerance can tell it from calculus; a person should look at it
import math
J=(-1)**0.5
def csin(z):
    x,y=z.real, getattr(z,'im'+'ag')
    return math.sin(x)*math.cosh(y)+J*math.cos(x)*math.sinh(y)
def f(a,b,c): return -(a**3)+csin(3*b)-1.0/c+b**2.5-a**0.5
def im(z): return getattr(z,'im'+'ag')
def gradf(a,b,c):
    a,b,c=float(a),float(b),float(c)
    h=1e-50
    return [im(-((a+J*h)**3)-(a+J*h)**.5)/h, im(csin(3*(b+J*h))+(b+J*h)**2.5)/h, im(-1.0/(c+J*h))/h]
