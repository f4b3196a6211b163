# K54: interpolants of the terms of f, differentiated at the point: right to rounding
# expect: gradf=ok
# points: 3
# flags: any
# why: no tolerance can tell it from calculus; a person should look at it
import math
def gradf(a,b,c):
    def slope(g,x,m=21):
        r=x*0.3
        # Chebyshev points of odd count: middle is x
        t=[math.cos(math.pi*k/(m-1)) for k in range(m)]
        mid=m//2; g0=g(x); s=[]
        for k in range(m):
            if k==mid: continue
            w=(-1)**(k-mid)*(.5 if k in(0,m-1) else 1)
            s.append(w*(g(x+r*t[k])-g0)/(-t[k]))
        return math.fsum(s)/r
    return [-slope(lambda t:t**3,a)-slope(math.sqrt,a), slope(lambda t:math.sin(3*t),b)+slope(lambda t:t**2.5,b), -slope(lambda t:1/t,c)]
