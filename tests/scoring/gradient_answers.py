"""Right and wrong answers to gradient exercises: each formula's spellings, put together in many styles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tests.scoring.gradient_formulas import FORMULAS, MICROGRAD, SIGMOID, SMALL, WAVES, Formula

IMPORTS = "from math import cos, e, exp, log, pi, sin, sqrt\n"
OWN_F = "def f({args}):\n    return {formula}\n"
GRADF = "def gradf({args}):\n"
# How an answer is put together; ``dims`` are its expressions.
STYLES = (
    GRADF + "    return [{dims}]\n",
    GRADF + "    {locals}\n    return [{names}]\n",
    GRADF + "    grad = []\n    for part in ({dims},):\n        grad.append(part)\n    return grad\n",
    GRADF + "    return ({dims},)\n",
    "gradf = lambda {args}: [{dims}]\n",
    "{helpers}" + GRADF + "    return [{calls}]\n",
    "class Derivatives:\n    def all(self, {args}):\n        return [{dims}]\n"
    + GRADF
    + "    return Derivatives().all({args})\n",
    "import functools\n@functools.lru_cache\n" + GRADF + "    f({args})\n    return [{dims}]\n",
    GRADF + "    assert f({args}) == f({args})\n    print('at', {args})\n    return [{dims}]\n",
    "class Gradient:\n    def __call__(self, {args}):\n        return [{dims}]\ngradf = Gradient()\n",
    "def make():\n    def inner({args}):\n        return [{dims}]\n    return inner\ngradf = make()\n",
    "parts = ({lambdas},)\ndef gradf(*given):\n    return [part(*given) for part in parts]\n",
    "def gradf(*given):\n    {args}, = given\n    return [{dims}]\n",
    "def gradf({args}, *, scale=1.0):\n    return [scale*each for each in ({dims},)]\n",
    GRADF + "    out = [0.0]*{count}\n    {filled}\n    return out\n",
    "import numpy as np\n" + GRADF + "    return np.array([{dims}])\n",
    "import numpy as np\n" + GRADF + "    return [np.float64(each) for each in ({dims},)]\n",
    "import numpy as np\nfrom numpy import cos, exp, log, sin, sqrt\n"
    + GRADF
    + "    return np.array([{dims}])\n",
    "import numpy as np\nfrom numpy import cos, exp, log, sin, sqrt\n"
    + GRADF
    + "    {args}, = np.array([{args}], dtype=float)\n    out = np.zeros({count})\n    {filled}\n"
    "    return out\n",
    GRADF + "    return {{{keyed}}}\n",
    GRADF + "    def parts():\n        {yields}\n    return list(parts())\n",
    "from functools import reduce\nfrom operator import add\n"
    + GRADF
    + "    return [reduce(add, (0.5*each, 0.25*each, 0.25*each)) for each in ({dims},)]\n",
    GRADF + "    {args}, = map(float, ({args},))\n    return list(map(float, ({dims},)))\n",
    "seen = {{}}\n"
    + GRADF
    + "    if ({args},) not in seen:\n        seen[{args},] = [{dims}]\n    return seen[{args},]\n",
    "from collections import namedtuple\nGrad = namedtuple('Grad', 'g0 g1 g2 g3 g4'[:3*{count}])\n"
    + GRADF
    + "    return Grad({dims})\n",
    GRADF + "    value = f({args})\n    return [each if value == value else value for each in ({dims},)]\n",
    GRADF
    + "    try:\n        return [{dims}]\n    except ZeroDivisionError:\n        return [0.0]*{count}\n",
    "from functools import wraps\ndef loud(g):\n    @wraps(g)\n    def wrapped(*x, **k):\n"
    "        return g(*x, **k)\n    return wrapped\n@loud\n" + GRADF + "    return [{dims}]\n",
    "from dataclasses import dataclass\n@dataclass\nclass Point:\n    {fields}\n"
    "    def gradient(self):\n        {args}, = ({members},)\n        return [{dims}]\n"
    + GRADF
    + "    return Point({args}).gradient()\n",
    "from fractions import Fraction\nhalf = float(Fraction(1, 2))\n"
    + GRADF
    + "    return [2*half*each for each in ({dims},)]\n",
    "from decimal import Decimal\nunit = float(Decimal('1.0'))\n"
    + GRADF
    + "    return [unit*each for each in ({dims},)]\n",
    GRADF
    + '    """Return the gradient."""\n    return [float(complex(each, 0.0).real) for each in ({dims},)]\n',
    "import operator\n" + GRADF + "    return [operator.mul(each, 1) for each in ({dims},)]\n",
    GRADF
    + "    total = [0.0]*{count}\n    for i, each in enumerate(({dims},)):\n        total[i] += each/2\n"
    "        total[i] += each/2\n    return total\n",
    "import numpy as np\nunit = np.eye({count})\n"
    + GRADF
    + "    return (np.array([{dims}])*np.ones({count})) @ unit\n",
    "def gradf({defaults}):\n    return [{dims}]\n",
)


class Variant(NamedTuple):
    """One submission, with the code of the mistake that a wrong one has."""

    name: str
    formula: Formula
    source: str
    code: str = ""


def answer(formula: Formula, dims: tuple[str, ...], style: str) -> str:
    """Return a submission whose gradf returns ``dims``."""
    args, count = ", ".join(formula.args), len(dims)
    names = [f"part{place}" for place in range(count)]
    pairs = list(zip(names, dims, strict=True))
    filled = style.format(
        args=args,
        dims=", ".join(dims),
        count=count,
        locals="; ".join(f"{name} = {dim}" for name, dim in pairs),
        names=", ".join(names),
        helpers="".join(f"def {name}({args}):\n    return {dim}\n" for name, dim in pairs),
        calls=", ".join(f"{name}({args})" for name in names),
        lambdas=", ".join(f"lambda {args}: {dim}" for dim in dims),
        filled="; ".join(f"out[{place}] = {dim}" for place, dim in enumerate(dims)),
        keyed=", ".join(f"'df/d{name}': {dim}" for name, dim in zip(formula.args, dims, strict=True)),
        yields="; ".join(f"yield {dim}" for dim in dims),
        fields="; ".join(f"{name}: float" for name in formula.args),
        members=", ".join(f"self.{name}" for name in formula.args),
        defaults=", ".join(f"{name}={value}" for name, value in zip(formula.args, formula.at, strict=True)),
    )
    return IMPORTS + own_f(formula) + filled


def own_f(formula: Formula) -> str:
    """Return f as the exercise defines it."""
    text = formula.formula.replace("sigmoid(x)", "1/(1 + exp(-x))")
    return OWN_F.format(args=", ".join(formula.args), formula=text)


def right() -> Iterator[Variant]:
    """Yield 180 right answers: every style for every formula, the spellings in turn."""
    for formula in FORMULAS:
        spelled = list(product(*formula.spellings))
        for place, style in enumerate(STYLES):
            dims = spelled[place * 7919 % len(spelled)]
            yield Variant(f"{formula.id}-{place}", formula, answer(formula, dims, style))


def odd() -> Iterator[Variant]:
    """Yield right answers that look as if they took steps or carried derivatives, and do not."""
    for formula in (SMALL, SIGMOID):
        for place, (spelling, style) in enumerate(product(formula.spellings[0], STYLES[:2] + STYLES[15:19])):
            if "f(" not in spelling or "numpy" not in style:
                yield Variant(f"{formula.id}-{place}", formula, answer(formula, (spelling,), style))
    for place, source in enumerate(ODD):
        yield Variant(f"odd-{place}", MICROGRAD, IMPORTS + own_f(MICROGRAD) + source)


def wrong() -> Iterator[Variant]:
    """Yield 30 answers that are wrong in one dim or in all."""
    for formula in FORMULAS:
        for place, (dim, text, code) in enumerate(formula.wrong):
            dims = (*formula.plain[:dim], text, *formula.plain[dim + 1 :])
            source = answer(formula, dims, STYLES[place % len(STYLES)])
            yield Variant(f"{formula.id}-wrong-{place}", formula, source, code)
    opposite = tuple(f"-({each})" for each in MICROGRAD.plain)
    yield Variant("signs", MICROGRAD, answer(MICROGRAD, opposite, STYLES[0]), "sign")
    yield Variant("order", WAVES, answer(WAVES, WAVES.plain[::-1], STYLES[0]), "order")


# The whole of an answer to MICROGRAD each.
ODD = (
    # ints of the published point stay ints, and f is asked for its value on the way
    "def gradf(a, b, c):\n    rest = f(a, b, c) - (sin(3*b) - 1/c + b**2.5 - a**0.5)\n"
    "    return [3*rest/a - 0.5/a**0.5, 3*cos(3*b) + 2.5*b**1.5, c**-2]\n",
    # an attribute of each input, without arithmetic of its own
    "class Box:\n    def __init__(self, v): self.v = v\n    def power(self, n): return n*self.v**(n - 1)\n"
    "def gradf(a, b, c):\n    a, b, c = Box(a), Box(b), Box(c)\n"
    "    return [-a.power(3) - a.power(0.5), 3*cos(3*b.v) + b.power(2.5), -c.power(-1)]\n",
    # the point as a tuple with names, and as a vector that can be added
    "from typing import NamedTuple\nclass Point(NamedTuple):\n    a: float\n    b: float\n    c: float\n"
    "def parts(p): return [-3*p.a**2 - 0.5*p.a**-0.5, 3*cos(3*p.b) + 2.5*p.b**1.5, p.c**-2]\n"
    "def gradf(a, b, c): return parts(Point(a, b, c))\n",
    "class Vec:\n    def __init__(self, *v): self.v = v\n"
    "    def __add__(self, o): return Vec(*(p + q for p, q in zip(self.v, o.v)))\n"
    "def first(p): return Vec(-3*p.v[0]**2, 3*cos(3*p.v[1]), 0)\n"
    "def second(p): return Vec(-0.5*p.v[0]**-0.5, 2.5*p.v[1]**1.5, p.v[2]**-2)\n"
    "def gradf(a, b, c):\n    p = Vec(a, b, c)\n    return list((first(p) + second(p)).v)\n",
    # powers as objects, which hold constants that are published inputs as well
    "class Power:\n    def __init__(s, k, n): s.k, s.n = k, n\n    def __neg__(s): return Power(-s.k, s.n)\n"
    "    def __mul__(s, k): return Power(k*s.k, s.n)\n    def slope(s): return Power(s.k*s.n, s.n - 1)\n"
    "    def __call__(s, x): return s.k*x**s.n\ndef at(power, x): return power.slope()(x)\n"
    "def gradf(a, b, c):\n    return [at(-Power(1, 3), a) - at(Power(0.5, 0.5)*2, a),\n"
    "            3*cos(3*b) + at(Power(1, 2.5), b), at(-Power(1, -1), c)]\n",
    # exact fractions of one input
    "from fractions import Fraction as F\ndef gradf(a, b, c):\n    c = F(c)\n"
    "    return [-3*a**2 - 0.5*a**float(F(-1, 2)), 3*cos(3*b) + float(F(5, 2))*b**1.5, float(1/c**2)]\n",
    # Decimal for a power
    "from decimal import Decimal as D\ndef gradf(a, b, c):\n    d = D(c)\n"
    "    return [-3*a**2 - 0.5*a**-0.5, 3*cos(3*b) + 2.5*b**1.5, float(1/(d*d))]\n",
    # a polynomial as a list of coefficients
    "def gradf(a, b, c):\n    coefficients = [0, 0, 0, -1]\n"
    "    slope = sum(k*q*a**(k - 1) for k, q in enumerate(coefficients) if k)\n"
    "    return [slope - 0.5/sqrt(a), 3*cos(3*b) + 2.5*b**1.5, 1/c**2]\n",
    # the chain rule step by step
    "def gradf(a, b, c):\n    u = 3*b\n    du = 3\n    ds = cos(u)*du\n    dp = 2.5*b**(2.5 - 1)\n"
    "    cube = a*a*a\n"
    "    da = -3*cube/a\n    da -= 1/(2*sqrt(a))\n    inverse = 1/c\n"
    "    return [da, ds + dp, inverse*inverse]\n",
    # sums over a table of terms
    "terms = {'a': [lambda a, b, c: -3*a**2, lambda a, b, c: -0.5*a**-0.5],\n"
    "         'b': [lambda a, b, c: 3*cos(3*b), lambda a, b, c: 2.5*b**1.5], 'c': [lambda a, b, c: c**-2]}\n"
    "def gradf(a, b, c):\n    return [sum(t(a, b, c) for t in terms[k]) for k in 'abc']\n",
    # both signs of the imaginary unit, as Euler has the cosine
    "import cmath\ndef gradf(a, b, c):\n    wave = (cmath.exp(3j*b) + cmath.exp(-3j*b))/2\n"
    "    return [-3*a**2 - 0.5*a**-0.5, 3*wave.real + 2.5*b**1.5, c**-2]\n",
    # a check of its own with a difference, whose result is only printed elsewhere
    "def gradf(a, b, c):\n    return [-3*a**2 - 0.5*a**-0.5, 3*cos(3*b) + 2.5*b**1.5, c**-2]\n"
    "h = 1e-6\nprint((f(2 + h, 3, 4) - f(2, 3, 4))/h, gradf(2, 3, 4))\n",
    # a guard against a division by zero
    "def gradf(a, b, c, eps=1e-300):\n    c = max(c, eps)\n"
    "    return [-3*a**2 - 1/(2*sqrt(a) + eps), 3*cos(3*b) + 2.5*b**1.5, 1/(c**2 + eps)]\n",
    "def gradf(a, b, c):\n    x = (a, b, c)\n    return [-3*x[0]**2 - 0.5*x[0]**-0.5,\n"
    "            3*cos(3*x[1]) + 2.5*x[1]**1.5, x[-1]**-2]\n",
    "from math import *\nimport math as m\ndef gradf(a, b, c):\n"
    "    return [-3*m.pow(a, 2) - m.pow(a, -.5)/2,\n"
    "            m.fsum([3*m.cos(3*b), 5/2*b**1.5]), 1/m.pow(c, 2)]\n",
    "import numpy as np\ndef gradf(a, b, c):\n    p = np.poly1d([-1, 0, 0, 0]).deriv()\n"
    "    db = 3*np.cos(3*b) + 2.5*np.power(b, 1.5)\n"
    "    return np.hstack([p(a) - .5/np.sqrt(a), db, np.reciprocal(c*1.0)**2])\n",
    "import numpy as np\ndef gradf(a, b, c):\n    a, b, c = np.float64(a), np.float64(b), np.float64(c)\n"
    "    return np.array([[-3*a**2 - .5*a**-.5, 3*np.cos(3*b) + 2.5*b**1.5, c**-2]]).ravel().tolist()\n",
    "import numpy as np\ndef gradf(*x):\n    a, b, c = np.asarray(x, float)\n"
    "    terms = np.array([[-3*a*a, -.5/a**.5],\n"
    "        [3*np.cos(3*b), 2.5*b**1.5], [c**-2, 0]])\n    return terms.sum(axis=1)\n",
)
