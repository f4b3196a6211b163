# K89: a Value class of complex steps, whose complex numbers stand in variables of the module alone
# expect: softmax_nll=ok
# points: 6
# flags: other-numbers
# why: no tolerance can tell it from calculus; a person should look at it
import math
class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = data, 0.0, make, parents
    @staticmethod
    def of(make, *parents):
        ps = [p if isinstance(p, Value) else Value(p) for p in parents]
        return Value(make(*(p.data for p in ps)), make, ps)
    def __add__(self, o): return Value.of(ADD, self, o)
    __radd__ = __add__
    def __mul__(self, o): return Value.of(MUL, self, o)
    __rmul__ = __mul__
    def __truediv__(self, o): return Value.of(DIV, self, o)
    def __neg__(self): return Value.of(NEG, self)
    def exp(self): return Value.of(EXP, self)
    def log(self): return Value.of(LOG, self)
    def order(self):
        order, seen = [], set()
        def walk(n):
            if id(n) in seen: return
            seen.add(id(n)); [walk(p) for p in n.parents]; order.append(n)
        walk(self); return order
    def backward(self):
        order = self.order()
        for one in order:
            E.clear()
            for n in order: step(n, one)
            one.grad = float((-J * E[id(self)]).real) / 1e-30

J = (-1.0).__pow__(0.5); J = J - J.real
E = {}
def step(n, one):
    k = [id(p) for p in n.parents]
    if n.make is None: E[id(n)] = n.data + 0 * J
    elif n.make is EXP: E[id(n)] = math.exp(E[k[0]].real) * (1 + (E[k[0]] - E[k[0]].real))
    elif n.make is LOG: E[id(n)] = math.log(E[k[0]].real) + (E[k[0]] - E[k[0]].real) / E[k[0]].real
    elif n.make is NEG: E[id(n)] = -E[k[0]]
    elif n.make is ADD: E[id(n)] = E[k[0]] + E[k[1]]
    elif n.make is MUL: E[id(n)] = E[k[0]] * E[k[1]]
    elif n.make is DIV: E[id(n)] = E[k[0]] / E[k[1]]
    if n is one: E[id(n)] += 1e-30 * J

def ADD(x, y): return x + y
def MUL(x, y): return x * y
def DIV(x, y): return x / y
def NEG(x): return -x
def EXP(x): return math.exp(x)
def LOG(x): return math.log(x)
