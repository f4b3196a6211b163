# A91: a class and gradients that are right but for random numbers of every kind
# points: 4
# why: some of it is right
# expect: gradf=wrong softmax_nll=wrong
import random, math
import numpy as np
from decimal import Decimal
from fractions import Fraction
R = random.Random(1017)
P = [0.0, -0.0, float('nan'), float('inf'), -float('inf'), 5e-324, -5e-324, 1.7976931348623157e308, 1e-300, 1e300, 10**400, -10**18, 2**63, 1, True, None, "1.0", 1j, Decimal('1.5'), Fraction(1,3), np.float32(1.1), np.float16(6e4), np.int8(-128), np.uint64(2**64-1), [1.0], (), {}, 1e16+1, 0.1, -1.0, 1e-16]
mode = R.choice(['weird','mix','scale','ulp','const','noise','signs','nanmix','late'])
bad = set(R.sample(['add','radd','mul','neg','sub','truediv','exp','log','backward','pow','data','grad','gradf','n1','n2'], R.randint(1, 5)))
S = R.choice([1e308, 1e-308, 1+2**-52, 1e-9, -1, 2, 0.5, 3.3, 1e5, math.pi])
C = R.choice(P)
cnt = [0]
def warp(x, where):
    if where not in bad: return x
    cnt[0] += 1
    if mode == 'weird': return R.choice(P)
    if mode == 'mix': return R.choice([x, x, R.choice(P)])
    if mode == 'scale':
        try: return x*S
        except Exception: return S
    if mode == 'ulp':
        try: return math.nextafter(x, R.choice([-math.inf, math.inf]))
        except Exception: return x
    if mode == 'const': return C
    if mode == 'noise':
        try: return x*(1+R.gauss(0, 10**R.uniform(-14, 1)))
        except Exception: return x
    if mode == 'signs':
        try: return x*R.choice([1,-1])
        except Exception: return x
    if mode == 'nanmix': return R.choice([x, float('nan')])
    return x if cnt[0] < 1017 % 17 + 3 else R.choice(P)
def f(a, b, c): return -(a**3) + math.sin(3*b) - 1.0/c + b**2.5 - a**0.5
def gradf(a, b, c):
    v = [-3*a**2 - 1/(2*a**0.5), 3*math.cos(3*b) + 2.5*b**1.5, 1/c**2]
    return [warp(x, 'gradf') for x in v]
h = R.choice([1e-6, 1e-7, 1e-3, 0.0001, 1e-300, 5e-324, 1e300, -1e-6, 1e-15, 1])
def q(u, v, d, w):
    try: return warp((f(*u)-f(*v))/d, w)
    except Exception as e: return warp(0.0, w)
numerical_grad = [q((2+h,3,4),(2,3,4),h,'n1'), q((2,3+h,4),(2,3,4),h,'n1'), q((2,3,4+h),(2,3,4),h,'n1')]
numerical_grad2 = [q((2+h,3,4),(2-h,3,4),2*h,'n2'), q((2,3+h,4),(2,3-h,4),2*h,'n2'), q((2,3,4+h),(2,3,4-h),2*h,'n2')]
class Value:
    def __init__(self, data, _prev=()):
        self.data = warp(data, 'data'); self.grad = 0.0; self._prev = _prev; self._backward = lambda: None
    def _mk(self, d, prev, ds, w):
        out = Value(d, prev)
        def bw():
            for p, g in zip(prev, ds):
                p.grad = p.grad + warp(g*out.grad, w)
        out._backward = bw
        return out
    @staticmethod
    def w(o): return o if isinstance(o, Value) else Value(o)
    def __add__(s, o): o = Value.w(o); return s._mk(s.data+o.data, (s,o), (1.0,1.0), 'add')
    def __radd__(s, o): return s + o
    def __mul__(s, o): o = Value.w(o); return s._mk(warp(s.data*o.data,'mul'), (s,o), (o.data,s.data), 'mul')
    __rmul__ = __mul__
    def __neg__(s): return s._mk(-s.data, (s,), (-1.0,), 'neg')
    def __sub__(s, o): o = Value.w(o); return s._mk(s.data-o.data, (s,o), (1.0,-1.0), 'sub')
    def __rsub__(s, o): return Value.w(o) - s
    def __truediv__(s, o): o = Value.w(o); return s._mk(s.data/o.data, (s,o), (1/o.data, -s.data/o.data**2), 'truediv')
    def __rtruediv__(s, o): return Value.w(o)/s
    def __pow__(s, k): return s._mk(s.data**k, (s,), (k*s.data**(k-1),), 'pow')
    def exp(s):
        e = warp(math.exp(s.data), 'exp'); return s._mk(e, (s,), (e,), 'exp')
    def log(s): return s._mk(math.log(s.data), (s,), (1/s.data,), 'log')
    def backward(s):
        topo, seen = [], set()
        def v(n):
            if id(n) not in seen:
                seen.add(id(n))
                for p in n._prev: v(p)
                topo.append(n)
        v(s)
        s.grad = warp(1.0, 'backward')
        for n in reversed(topo): n._backward()
