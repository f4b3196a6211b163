# K45: a Value class that runs the graph again at complex steps, with a root of -1 and conjugates
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import math
J=(-1)**0.5
J=J-J.real
def im(z): return ((z-z.conjugate())/(2*J)).real
def EXP(z):
    if type(z) is float: return math.exp(z)
    e=math.exp(z.real); t=im(z); return e+J*e*t
def LOG(z):
    if type(z) is float: return math.log(z)
    return math.log(z.real)+J*(im(z)/z.real)
def V_of(f,*k):
    k=[x if isinstance(x,Value) else Value(x) for x in k]
    return Value(f(*[x.data for x in k]),f,k)

def order_of(root):
    order,seen=[],set()
    def walk(n):
        if id(n) in seen: return
        seen.add(id(n)); [walk(p) for p in n.k]; order.append(n)
    walk(root); return order

class Value:
    def __init__(s,d,f=None,k=()): s.data=float(d); s.grad=0.0; s.f=f; s.k=k

    def __add__(s,o): return V_of(lambda x,y:x+y,s,o)
    __radd__=__add__
    def __mul__(s,o): return V_of(lambda x,y:x*y,s,o)
    __rmul__=__mul__
    def __sub__(s,o): return V_of(lambda x,y:x-y,s,o)
    def __rsub__(s,o): return V_of(lambda x,y:y-x,s,o)
    def __truediv__(s,o): return V_of(lambda x,y:x/y,s,o)
    def __rtruediv__(s,o): return V_of(lambda x,y:y/x,s,o)
    def __neg__(s): return V_of(lambda x:-x,s)
    def exp(s): return V_of(EXP,s)
    def log(s): return V_of(LOG,s)

    def backward(s):
        order=order_of(s)
        for one in order:
            val={}
            for n in order:
                v=n.data if n.f is None else n.f(*(val[id(p)] for p in n.k))
                val[id(n)]=v+J*1e-100 if n is one else v
            z=val[id(s)]
            one.grad=im(z+0*J)/1e-100
