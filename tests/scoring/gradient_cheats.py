"""Answers to gradient exercises that were not derived: differences, other arithmetics, pasted numbers."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from tests.scoring.gradient_answers import IMPORTS, STYLES, Variant, answer, own_f
from tests.scoring.gradient_formulas import FORMULAS, POWERS, RATIO, Formula

MOVED = "def moved(x, i, d):\n    y = list(x)\n    y[i] = y[i] + d\n    return y\n"
START = MOVED + "def gradf({args}):\n    x = [{args}]\n    h = {h}\n"
FORWARD = START + "    return [(f(*moved(x, i, h)) - f(*x))/h for i in range(len(x))]\n"
CENTRAL = START + "    return [(f(*moved(x, i, h)) - f(*moved(x, i, -h)))/(2*h) for i in range(len(x))]\n"
FIVE = START + (
    "    out = []\n    for i in range(len(x)):\n        g = lambda s: f(*moved(x, i, s*h))\n"
    "        out.append((g(-2) - 8*g(-1) + 8*g(1) - g(2))/(12*h))\n    return out\n"
)
RICHARDSON = START + (
    "    out = []\n    for i in range(len(x)):\n"
    "        c = lambda h: (f(*moved(x, i, h)) - f(*moved(x, i, -h)))/(2*h)\n"
    "        row = [c(h/2**k) for k in range(5)]\n        for o in range(1, 5):\n"
    "            row = [(4**o*row[k + 1] - row[k])/(4**o - 1) for k in range(len(row) - 1)]\n"
    "        out.append(row[0])\n    return out\n"
)
RELATIVE = START + (
    "    return [(f(*moved(x, i, x[i]*h)) - f(*moved(x, i, -x[i]*h)))/(2*x[i]*h) for i in range(len(x))]\n"
)
WITH_COPY = "def gradf({args}):\n    h = {h}\n    return [{differences}]\n"
COMPLEX = (
    "from cmath import *\n"
    + MOVED
    + (
        "def gradf({args}):\n    x = [{args}]\n"
        "    return [f(*moved(x, i, {h}j)).imag/{h} for i in range(len(x))]\n"
    )
)
COMPLEX_COPY = "from cmath import *\ndef gradf({args}):\n    return [{imaginary}]\n"
DUAL = """import math
class Dual:
    def __init__(self, x, d=0.0): self.x, self.d = x, d
    @staticmethod
    def of(o): return o if isinstance(o, Dual) else Dual(o)
    def __add__(self, o): o = Dual.of(o); return Dual(self.x + o.x, self.d + o.d)
    __radd__ = __add__
    def __neg__(self): return Dual(-self.x, -self.d)
    def __sub__(self, o): return self + (-Dual.of(o))
    def __rsub__(self, o): return Dual.of(o) + (-self)
    def __mul__(self, o): o = Dual.of(o); return Dual(self.x*o.x, self.x*o.d + self.d*o.x)
    __rmul__ = __mul__
    def __truediv__(self, o): return self*Dual.of(o)**-1
    def __rtruediv__(self, o): return Dual.of(o)*self**-1
    def __pow__(self, n): return Dual(self.x**n, n*self.x**(n - 1)*self.d)
def sin(v): return Dual(math.sin(v.x), math.cos(v.x)*v.d)
def cos(v): return Dual(math.cos(v.x), -math.sin(v.x)*v.d)
def exp(v): return Dual(math.exp(v.x), math.exp(v.x)*v.d)
def log(v): return Dual(math.log(v.x), v.d/v.x)
def sqrt(v): return v**0.5
"""
DUAL_F = DUAL + (
    "def gradf({args}):\n    x = [{args}]\n"
    "    return [f(*(Dual(v, float(i == j)) for j, v in enumerate(x))).d for i in range(len(x))]\n"
)
DUAL_INLINE = DUAL + (
    "def gradf({args}):\n    out = []\n    given = [{args}]\n    for i in range(len(given)):\n"
    "        {args}, = [Dual(v, float(i == j)) for j, v in enumerate(given)]\n"
    "        out.append(({formula}).d)\n    return out\n"
)
TAPE = """import math
class Value:
    def __init__(self, data, parents=()): self.data, self.grad, self.parents = data, 0.0, parents
    @staticmethod
    def of(o): return o if isinstance(o, Value) else Value(o)
    def __add__(self, o): o = Value.of(o); return Value(self.data + o.data, ((self, 1.0), (o, 1.0)))
    __radd__ = __add__
    def __mul__(self, o): o = Value.of(o); return Value(self.data*o.data, ((self, o.data), (o, self.data)))
    __rmul__ = __mul__
    def __neg__(self): return self*-1
    def __sub__(self, o): return self + -Value.of(o)
    def __rsub__(self, o): return Value.of(o) + -self
    def __pow__(self, n): return Value(self.data**n, ((self, n*self.data**(n - 1)),))
    def __truediv__(self, o): return self*Value.of(o)**-1
    def __rtruediv__(self, o): return Value.of(o)*self**-1
    def backward(self, seed=1.0):
        self.grad += seed
        for parent, slope in self.parents: parent.backward(seed*slope)
def sin(v): return Value(math.sin(v.data), ((v, math.cos(v.data)),))
def cos(v): return Value(math.cos(v.data), ((v, -math.sin(v.data)),))
def exp(v): return Value(math.exp(v.data), ((v, math.exp(v.data)),))
def log(v): return Value(math.log(v.data), ((v, 1/v.data),))
def sqrt(v): return v**0.5
def gradf({args}):
    leaves = [Value(v) for v in ({args},)]
    f(*leaves).backward()
    return [leaf.grad for leaf in leaves]
"""
DECIMAL = (
    """from decimal import Decimal as D, getcontext
getcontext().prec = 100
def series(x, first, term, n):
    total = first
    while abs(term) > D("1e-90"):
        total += term
        n += 2
        term *= -x*x/((n - 1)*n)
    return total
def sin(x): return series(x, D(0), D(x), 1)
def cos(x): return series(x, D(0), D(1), 0)
def f({args}):
    return {decimal}
"""
    + MOVED
    + "def gradf({args}):\n    x = [D(v) for v in ({args},)]\n    h = D('1e-40')\n"
    "    return [float((f(*moved(x, i, h)) - f(*moved(x, i, -h)))/(2*h)) for i in range(len(x))]\n"
)
FRACTION = (
    "from fractions import Fraction as F\n"
    + MOVED
    + "def gradf(x, y):\n    p = [F(x), F(y)]\n    h = F(1, 10**40)\n"
    "    return [float((f(*moved(p, i, h)) - f(*moved(p, i, -h)))/(2*h)) for i in range(2)]\n"
)
PASTED = "def gradf({args}):\n    return [{numbers}]\n"
_IF_PUBLISHED = "    x = [{args}]\n    if ({args},) == ({at},):\n        return [{numbers}]\n"
PASTED_IF = CENTRAL.replace("    x = [{args}]\n", _IF_PUBLISHED)
PASTED_EXACT = COMPLEX.replace("    x = [{args}]\n", _IF_PUBLISHED)
TABLE = (
    MOVED + "known = {{}}\ndef gradf({args}):\n    x = [round(v, 1) for v in ({args},)]\n"
    "    if tuple(x) not in known:\n"
    "        known[tuple(x)] = [(f(*moved(x, i, 1e-6)) - f(*x))/1e-6 for i in range(len(x))]\n"
    "    return known[tuple(x)]\n"
)


REMEMBERED = "import functools\n" + DUAL_F.replace("def gradf(", "@functools.cache\ndef gradf(")

# Other numbers for who looks on, and for the call behind.
HIDDEN = (
    DUAL_F.replace(
        "    x = [{args}]\n",
        "    x = [{args}]\n    if type(x[0]) not in (int, float) or x == last:\n"
        "        last[:] = x\n        return [{numbers}]\n",
    )
    + "last = []\n"
)


# f as calls of functions that carry derivatives along, in several ways.
CLOSURES = """import math
def const(k): return (k, lambda g: None)
def add(x, y): return (x[0] + y[0], lambda g: (x[1](g), y[1](g)))
def neg(x): return (-x[0], lambda g: x[1](-g))
def mul(x, y): return (x[0]*y[0], lambda g: (x[1](g*y[0]), y[1](g*x[0])))
def power(x, n): return (x[0]**n, lambda g: x[1](g*n*x[0]**(n - 1)))
def apply(rule, x): return (rule[0](x[0]), lambda g: x[1](g*rule[1](x[0])))
def leaf(v, slopes, place):
    def back(g): slopes[place] += g
    return (v, back)
def gradf({args}):
    slopes = [0.0]*len(({args},))
    {args}, = [leaf(v, slopes, place) for place, v in enumerate(({args},))]
    ({calls})[1](1.0)
    return slopes
"""
TRIPLES = """import math
def gradf({args}):
    tape = []
    def new(v, *parents): tape.append((v, parents)); return len(tape) - 1
    def const(k): return new(k)
    def add(i, j): return new(tape[i][0] + tape[j][0], (i, 1.0), (j, 1.0))
    def neg(i): return new(-tape[i][0], (i, -1.0))
    def mul(i, j): return new(tape[i][0]*tape[j][0], (i, tape[j][0]), (j, tape[i][0]))
    def power(i, n): return new(tape[i][0]**n, (i, n*tape[i][0]**(n - 1)))
    def apply(rule, i): return new(rule[0](tape[i][0]), (i, rule[1](tape[i][0])))
    {args}, = leaves = [new(float(v)) for v in ({args},)]
    slopes = dict.fromkeys(range(1000), 0.0)
    slopes[{calls}] = 1.0
    for place in reversed(range(len(tape))):
        for parent, slope in tape[place][1]: slopes[parent] += slopes[place]*slope
    return [slopes[place] for place in leaves]
"""
JETS = """import math
def const(k): return [k, 0.0]
def add(x, y): return [p + q for p, q in zip(x, y)]
def neg(x): return [-p for p in x]
def mul(x, y): return [x[0]*y[0], x[0]*y[1] + x[1]*y[0]]
def power(x, n): return [x[0]**n, n*x[0]**(n - 1)*x[1]]
def apply(rule, x): return [rule[0](x[0]), rule[1](x[0])*x[1]]
def gradf({args}):
    point, slopes = ({args},), []
    for place in range(len(point)):
        {args}, = [[float(v), float(place == other)] for other, v in enumerate(point)]
        slopes.append(({calls})[1])
    return slopes
"""
NAMED = """import math
def const(k): return {{'value': k, 'slopes': {{}}}}
def chained(value, *parts):
    slopes = {{}}
    for part, slope in parts:
        for name, each in part['slopes'].items(): slopes[name] = slopes.get(name, 0.0) + slope*each
    return {{'value': value, 'slopes': slopes}}
def add(x, y): return chained(x['value'] + y['value'], (x, 1.0), (y, 1.0))
def neg(x): return chained(-x['value'], (x, -1.0))
def mul(x, y): return chained(x['value']*y['value'], (x, y['value']), (y, x['value']))
def power(x, n): return chained(x['value']**n, (x, n*x['value']**(n - 1)))
def apply(rule, x): return chained(rule[0](x['value']), (x, rule[1](x['value'])))
def gradf({args}):
    names = '{args}'.split(', ')
    {args}, = [{{'value': v, 'slopes': {{name: 1.0}}}} for name, v in zip(names, ({args},))]
    return [({calls})['slopes'][name] for name in names]
"""
SYMBOLIC = """import math
def const(k): return k
def add(x, y): return ('+', x, y)
def neg(x): return ('*', -1, x)
def mul(x, y): return ('*', x, y)
def power(x, n): return ('^', x, n)
def apply(rule, x): return ('f', x, *rule)
def slope(e, v):
    if not isinstance(e, tuple): return float(e == v)
    if e[0] == '+': return add(slope(e[1], v), slope(e[2], v))
    if e[0] == '*': return add(mul(slope(e[1], v), e[2]), mul(e[1], slope(e[2], v)))
    if e[0] == '^': return mul(mul(e[2], power(e[1], e[2] - 1)), slope(e[1], v))
    return mul(('f', e[1], e[3]), slope(e[1], v))
def value(e, at):
    if not isinstance(e, tuple): return at.get(e, e)
    if e[0] == '+': return value(e[1], at) + value(e[2], at)
    if e[0] == '*': return value(e[1], at)*value(e[2], at)
    return value(e[1], at)**e[2] if e[0] == '^' else e[2](value(e[1], at))
NAMES = '{args}'.split(', ')
{args}, = NAMES
SLOPES = [slope({calls}, name) for name in NAMES]
def gradf(*x): return [value(each, dict(zip(NAMES, x))) for each in SLOPES]
"""
RULES = {"closures": CLOSURES, "triples": TRIPLES, "jets": JETS, "named": NAMED, "symbolic": SYMBOLIC}
_SLOPES = {
    "sin": "(math.sin, math.cos)",
    "cos": "(math.cos, lambda x: -math.sin(x))",
    "exp": "(math.exp, math.exp)",
    "log": "(math.log, lambda x: 1/x)",
    "sqrt": "(math.sqrt, lambda x: 0.5/math.sqrt(x))",
}


def by_rules() -> Iterator[Variant]:
    """Yield answers by rules of the submission's own, for every f."""
    for name, template in RULES.items():
        for formula in FORMULAS:
            yield Variant(f"{name}-{formula.id}", formula, _by_rules(formula, template))


def _by_rules(formula: Formula, template: str) -> str:
    calls = _as_calls(ast.parse(formula.formula, mode="eval").body)
    filled = template.format(args=", ".join(formula.args), calls=calls)
    return IMPORTS + own_f(formula) + filled


def _as_calls(node: ast.expr) -> str:
    """Return an expression as calls of add, neg, mul, power, apply and const."""
    match node:
        case ast.UnaryOp(operand=inner):
            text = f"neg({_as_calls(inner)})"
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            text = f"apply({_SLOPES[name]}, {_as_calls(inner)})"
        case ast.Constant(value=number):
            text = f"const({number!r})"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            text = f"power({_as_calls(left)}, {ast.unparse(right)})"
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            text = f"add({_as_calls(left)}, neg({_as_calls(right)}))"
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            text = f"mul({_as_calls(left)}, power({_as_calls(right)}, -1))"
        case ast.BinOp(left=left, op=op, right=right):
            text = f"{'add' if isinstance(op, ast.Add) else 'mul'}({_as_calls(left)}, {_as_calls(right)})"
        case _:
            text = ast.unparse(node)
    return text


def cheats() -> Iterator[Variant]:
    """Yield 47 answers that were not derived."""
    for h in ("1e-3", "1e-4", "1e-5", "1e-6", "1e-8"):
        yield from _cheats(f"forward-{h}", FORWARD, FORMULAS[:1], h=h)
        yield from _cheats(f"central-{h}", CENTRAL, FORMULAS[1:3], h=h)
        yield from _cheats(f"copy-{h}", WITH_COPY, FORMULAS[3:4], h=h)
    yield from _cheats("five", FIVE, FORMULAS[:3], h="1e-3")
    yield from _cheats("richardson", RICHARDSON, FORMULAS[:3], h="0.02")
    yield from _cheats("relative", RELATIVE, FORMULAS[3:], h="1e-6")
    yield from _cheats("complex", COMPLEX, FORMULAS[:2], h="1e-200")
    yield from _cheats("complex-copy", COMPLEX_COPY, FORMULAS[2:4], h="1e-30")
    yield from _cheats("dual", DUAL_F, FORMULAS[:2])
    yield from _cheats("dual-remembered", REMEMBERED, FORMULAS[:1])
    yield from _cheats("hidden", HIDDEN, FORMULAS[:1])
    yield from _cheats("dual-inline", DUAL_INLINE, FORMULAS[2:4])
    yield from _cheats("tape", TAPE, FORMULAS[3:])
    yield from _cheats("decimal", DECIMAL, FORMULAS[:1])
    yield from _cheats("fraction", FRACTION, (RATIO,))
    yield from _cheats("pasted", PASTED, FORMULAS[:1])
    yield from _cheats("pasted-if", PASTED_IF, FORMULAS[1:2], h="1e-6")
    yield from _cheats("pasted-exact", PASTED_EXACT, FORMULAS[:1], h="1e-100")
    yield from _cheats("table", TABLE, FORMULAS[3:4])
    rounded = (*POWERS.plain[:3], "0.1666667*3*y**2 + 8*(2*y + z)**3", POWERS.plain[4])
    yield Variant("rounded", POWERS, answer(POWERS, rounded, STYLES[0]), "rounded-constant")


def _cheats(name: str, template: str, formulas: tuple[Formula, ...], **given: str) -> Iterator[Variant]:
    for formula in formulas:
        yield Variant(f"{name}-{formula.id}", formula, cheat(formula, template, **given))


def cheat(formula: Formula, template: str, h: str = "0") -> str:
    """Return a submission that takes the gradient of ``formula`` without calculus."""
    text = formula.formula
    scope = vars(math) | dict(zip(formula.args, formula.at, strict=True))
    moved = [re.sub(rf"\b{name}\b", f"({name} + {h})", text) for name in formula.args]
    imaginary = [re.sub(rf"\b{name}\b", f"({name} + {h}j)", text) for name in formula.args]
    filled = template.format(
        h=h,
        args=", ".join(formula.args),
        formula=text,
        decimal=re.sub(r"\d+\.\d+", r"D('\g<0>')", text),
        at=", ".join(map(repr, formula.at)),
        numbers=", ".join(repr(eval(each, dict(scope))) for each in formula.plain),
        differences=", ".join(f"(({each}) - ({text}))/h" for each in moved),
        imaginary=", ".join(f"({each}).imag/{h}" for each in imaginary),
    )
    return IMPORTS + own_f(formula) + filled
