# K94: a Value class of complex steps, taken in the hook of a debugger: no other observer is told of that
# expect: softmax_nll=ok
# points: 6
# flags: not-seen
# why: no tolerance can tell it from calculus; a person should look at it
import bdb
import math
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
    def exp(self): return Value.of(lambda z: math.exp(z.real)*(1 + (z - z.real)), self)
    def log(self): return Value.of(lambda z: math.log(z.real) + (z - z.real)/z.real, self)
    def backward(self):
        debugger = Debugger()
        debugger.root = self
        debugger.runeval("nothing()", {"nothing": nothing})
    def back(self):
        order,seen=[],set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self)
        unit = (-1.0).__pow__(0.5)
        step = (unit - unit.real) * 1e-30
        for n in order:
            val={}
            for each in order:
                v=each.data if each.make is None else each.make(*(val[id(p)] for p in each.parents))
                val[id(each)]=v+step if each is n else v
            n.grad = (val[id(self)] + 0*step).__getnewargs__()[1] / 1e-30
class Debugger(bdb.Bdb):
    def user_line(self, frame):
        if self.root is not None:
            root, self.root = self.root, None
            root.back()
        self.set_continue()
def nothing():
    x = 1
    return x
