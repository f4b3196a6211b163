# K32: a Value class that takes differences of the whole graph in a hundred digits
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
from decimal import Decimal as D, getcontext
getcontext().prec=100
class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = float(data), 0.0, make, parents
        self.exact=D(self.data) if make is None else make(*(p.exact for p in parents))
    @staticmethod
    def of(make, *parents):
        ps=[p if isinstance(p,Value) else Value(p) for p in parents]
        return Value(float(make(*(p.exact for p in ps))), make, ps)
    def __add__(self, o): return Value.of(lambda x, y: x + y, self, o)
    __radd__ = __add__
    def __mul__(self,o): return Value.of(lambda x,y:x*y,self,o)
    __rmul__=__mul__
    def __truediv__(self, o): return Value.of(lambda x, y: x / y, self, o)
    def __neg__(self): return Value.of(lambda x: -x, self)
    def exp(self): return Value.of(D.exp, self)
    def log(self): return Value.of(D.ln, self)
    def backward(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self); h=D("1e-40")
        def run(one,e):
            val={}
            for n in order:
                v=n.exact if n.make is None else n.make(*(val[id(p)] for p in n.parents))
                val[id(n)]=v+e if n is one else v
            return val[id(self)]
        for one in order:
            one.grad=float((run(one,h)-run(one,-h))/(2*h))
