# K76: a Value class of complex steps, whose unit is an eigenvalue
# expect: softmax_nll=ok|not_judged
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus, a person should look at it; without numpy nothing is judged
import math, numpy as np
J=np.linalg.eigvals(np.array([[0.0,-1.0],[1.0,0.0]]))[0]
J=J-J.real
class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = data, 0.0, make, parents
    @staticmethod
    def of(make, *parents):
        ps=[p if isinstance(p,Value) else Value(p) for p in parents]
        return Value(float(make(*(p.data for p in ps))), make, ps)
    def __add__(self, o): return Value.of(lambda x, y: x + y, self, o)
    __radd__ = __add__
    def __mul__(self,o): return Value.of(lambda x,y:x*y,self,o)
    __rmul__=__mul__
    def __truediv__(self, o): return Value.of(lambda x, y: x / y, self, o)
    def __neg__(self): return Value.of(lambda x: -x, self)
    def exp(self): return Value.of(np.exp, self)
    def log(self): return Value.of(np.log, self)
    def backward(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self); h=1e-30
        def run(one):
            val={}
            for n in order:
                v=n.data if n.make is None else n.make(*(val[id(p)] for p in n.parents))
                val[id(n)]=v+h*J if n is one else v
            return val[id(self)]
        for one in order:
            v=run(one); one.grad=float((-J*v).real)/h
