# K49: a tape of triples that is walked back
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
def gradf(a, b, c):
    tape = [(a,[]),(b,[]),(c,[])]
    def push(v, *ps):
        tape.append((v, ps)); return len(tape)-1
    def val(i): return tape[i][0]
    def add(i,j): return push(val(i)+val(j),(i,1.0),(j,1.0))
    def sub(i,j): return push(val(i)-val(j),(i,1.0),(j,-1.0))
    def neg(i): return push(-val(i),(i,-1.0))
    def power(i,n): return push(val(i)**n,(i,n*val(i)**(n-1)))
    def sine(i): return push(sin(val(i)),(i,cos(val(i))))
    def times(k,i): return push(k*val(i),(i,k))
    r = sub(add(sub(add(neg(power(0,3)),sine(times(3,1))),power(2,-1)),power(1,2.5)),power(0,.5))
    g = [0.0]*len(tape); g[r]=1.0
    for i in range(r,-1,-1):
        for j,d in tape[i][1]: g[j]+=g[i]*d
    return g[:3]
