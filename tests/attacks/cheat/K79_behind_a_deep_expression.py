# K79: a Value class that takes complex steps in a helper, behind an expression too deep for who traces names
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
class Value:
    def deep(self): return --------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------1
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = float(data), 0.0, make, parents
    @staticmethod
    def of(make, *parents):
        ps=[p if isinstance(p,Value) else Value(p) for p in parents]
        return Value(make(*(p.data for p in ps)), make, ps)
    def __add__(self, o): return Value.of(lambda x, y: x + y, self, o)
    __radd__ = __add__
    def __mul__(self,o): return Value.of(lambda x,y:x*y,self,o)
    __rmul__=__mul__
    def __truediv__(self, o): return Value.of(lambda x, y: x / y, self, o)
    def __neg__(self): return Value.of(lambda x: -x, self)
    def exp(self): return Value.of(ex, self)
    def log(self): return Value.of(lg, self)
    def backward(self): slopes(self)
import math, cmath
def ex(x): return cmath.exp(x) if isinstance(x, complex) else math.exp(x)
def lg(x): return cmath.log(x) if isinstance(x, complex) else math.log(x)
def slopes(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self); h=1e-30
        def run(one):
            val={}
            for n in order:
                v=n.data if n.make is None else n.make(*(val[id(p)] for p in n.parents))
                val[id(n)]=v+h*1j if n is one else v
            return val[id(self)]
        for one in order:
            v=run(one); one.grad=(v.imag if isinstance(v, complex) else 0.0)/h
