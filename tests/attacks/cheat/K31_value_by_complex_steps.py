# K31: a Value class that runs the whole graph again at complex steps
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import cmath
class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = data, 0.0, make, parents
    @staticmethod
    def of(make, *parents):
        ps=[p if isinstance(p,Value) else Value(p) for p in parents]
        v=make(*(p.data for p in ps)); v=v.real if isinstance(v,complex) else v
        return Value(v, make, ps)
    def __add__(self, o): return Value.of(lambda x, y: x + y, self, o)
    __radd__ = __add__
    def __mul__(self,o): return Value.of(lambda x,y:x*y,self,o)
    __rmul__=__mul__
    def __truediv__(self, o): return Value.of(lambda x, y: x / y, self, o)
    def __rtruediv__(self, o): return Value.of(lambda x, y: y / x, self, o)
    def __sub__(self,o): return Value.of(lambda x,y:x-y,self,o)
    def __rsub__(self,o): return Value.of(lambda x,y:y-x,self,o)
    def __pow__(self,n): return Value.of(lambda x:x**n,self)
    def __neg__(self): return Value.of(lambda x: -x, self)
    def exp(self): return Value.of(cmath.exp, self)
    def log(self): return Value.of(cmath.log, self)
    def backward(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self)
        for one in order:
            val={}
            for n in order:
                val[id(n)] = n.data+1e-200j if n is one else n.data if n.make is None else n.make(*(val[id(p)] for p in n.parents))
            one.grad=complex(val[id(self)]).imag/1e-200
