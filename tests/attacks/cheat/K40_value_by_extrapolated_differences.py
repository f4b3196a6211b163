# K40: a Value class whose every rule is an extrapolated difference
# expect: softmax_nll=ok|wrong
# points: 6
# flags: inexact-gradients
# why: near 1 they are within the strictest tolerance, far from it one is not; a person should look at it
import math
class Value:
    def __init__(s,d,f=None,k=()): s.data=d; s.grad=0.0; s.f=f; s.k=k
    def of(f,*k):
        k=[x if isinstance(x,Value) else Value(x) for x in k]
        return Value(f(*[x.data for x in k]),f,k)
    __add__=__radd__=lambda s,o: Value.of(lambda x,y:x+y,s,o)
    __mul__=__rmul__=lambda s,o: Value.of(lambda x,y:x*y,s,o)
    __truediv__=lambda s,o: Value.of(lambda x,y:x/y,s,o)
    __neg__=lambda s: Value.of(lambda x:-x,s)
    exp=lambda s: Value.of(math.exp,s)
    log=lambda s: Value.of(math.log,s)
    def backward(s):
        order=[];seen=set()
        def walk(n):
            if id(n) not in seen:
                seen.add(id(n)); [walk(p) for p in n.k]; order.append(n)
        walk(s); s.grad=1.0
        for n in reversed(order):
            for i,p in enumerate(n.k):
                def D(h):
                    u=[q.data for q in n.k];d=list(u);u[i]+=h;d[i]-=h
                    return (n.f(*u)-n.f(*d))/(2*h)
                h=2.0**-7*(abs(p.data) or 1)
                T=[D(h/2**k) for k in range(5)]
                for m in range(1,5): T=[(4**m*T[k+1]-T[k])/(4**m-1) for k in range(len(T)-1)]
                p.grad+=T[0]*n.grad
