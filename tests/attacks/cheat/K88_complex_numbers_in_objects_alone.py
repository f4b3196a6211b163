# K88: a Value class of complex steps, whose complex numbers stand in attributes alone
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import math
J = (-1.0).__pow__(0.5)
J = J - J.real
class np:
    exp = staticmethod(lambda z: math.exp(z.real)*(1 + (z - z.real)))
    log = staticmethod(lambda z: math.log(z.real) + (z - z.real)/z.real)
class Box: pass

import math
class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = data, 0.0, make, parents
    @staticmethod
    def of(make, *parents):
        ps=[p if isinstance(p,Value) else Value(p) for p in parents]
        return Value(float(make(*(Q(p.data) for p in ps)).z), make, ps)
    def __add__(self, o): return Value.of(lambda x,y: P(lambda b: setattr(b,'z',N(x)+N(y))), self, o)
    __radd__ = __add__
    def __mul__(self,o): return Value.of(lambda x,y: P(lambda b: setattr(b,'z',N(x)*N(y))),self,o)
    __rmul__=__mul__
    def __sub__(self,o): return Value.of(lambda x,y: P(lambda b: setattr(b,'z',N(x)-N(y))),self,o)
    def __rsub__(self,o): return Value.of(lambda x,y:y-x,self,o)
    def __truediv__(self, o): return Value.of(lambda x,y: P(lambda b: setattr(b,'z',N(x)/N(y))), self, o)
    def __rtruediv__(self, o): return Value.of(lambda x, y: y / x, self, o)
    def __neg__(self): return Value.of(lambda x: P(lambda b: setattr(b,'z',-N(x))), self)
    def exp(self): return Value.of(EXP, self)
    def log(self): return Value.of(LOG, self)
    def order(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self); return order
    def run(self, order, one, step):
        for n in order:
            n.box=Box()
            n.box.z=n.data if n.make is None else n.make(*(p.box for p in n.parents)).z
            if n is one: n.box.z=n.box.z+1e-30*J
        return float((-J*self.box.z).real)/1e-30

    def backward(self):
        order=self.order()
        for one in order: one.grad=self.run(order,one,0)
from operator import attrgetter
N=attrgetter('z')
def P(f):
    b=Box(); f(b); return b
def Q(x):
    b=Box(); b.z=x; return b
def EXP(x): return P(lambda b: setattr(b,'z',np.exp(N(x))))
def LOG(x): return P(lambda b: setattr(b,'z',np.log(N(x))))
