# K90: a Value class that takes differences of whole numbers of hundreds of digits
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
        H = S >> 70
        def run(one, h):
            val = {}
            for n in order:
                v = fix(n.data) if n.make is None else BIG[n.make](*(val[id(p)] for p in n.parents))
                val[id(n)] = v + h if n is one else v
            return val[id(self)]
        for one in order:
            one.grad = (run(one, H) - run(one, -H)) * S // (2 * H) / S

def ADD(x, y): return x + y
def MUL(x, y): return x * y
def DIV(x, y): return x / y
def NEG(x): return -x
def EXP(x): return math.exp(x)
def LOG(x): return math.log(x)

S = 1 << 240
def fix(x):
    m, e = math.frexp(x); m = int(m * 2**53); k = 240 - 53 + e
    return m << k if k >= 0 else m >> -k
def mul(p, q): return p * q // S
def div(p, q): return p * S // q
def ex(p):
    k = 0
    while abs(p) > S // 2: p //= 2; k += 1
    t = s = S; n = 1
    while t not in (0, -1): t = mul(t, p) // n; n += 1; s += t
    for _ in range(k): s = mul(s, s)
    return s
def lg(p):
    y = fix(math.log(p / S))
    for _ in range(3): y = y + 2 * div(p - ex(y), p + ex(y))
    return y
BIG = {ADD: lambda x, y: x + y, MUL: mul, DIV: div, NEG: lambda x: -x, EXP: ex, LOG: lg}
