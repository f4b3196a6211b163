# K53: Cauchy's integral around the point
# expect: gradf=ok
# points: 3
# flags: complex-step
# why: no tolerance can tell it from calculus; a person should look at it
import cmath, math
def gradf(a,b,c):
    def slope(g,x,n=400,r=.5):
        R=x*r; s=0
        for k in range(n):
            w=cmath.exp(2j*math.pi*k/n); s+=(g(complex(x,0)+R*w)-g(complex(x,0)))/w
        return s.real/n/R
    return [-slope(lambda t:t**3,a)-slope(cmath.sqrt,a), slope(lambda t:cmath.sin(3*t),b)+slope(lambda t:t**2.5,b), -slope(lambda t:1/t,c)]
