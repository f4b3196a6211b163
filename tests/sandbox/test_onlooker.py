"""What is noted while an entry point answers: nothing of a formula, something of all that differentiates."""

from __future__ import annotations

import sys
from textwrap import dedent
from types import FunctionType

import pytest

from grader.sandbox import onlooker, protocol
from grader.sandbox.onlooker import Onlooker, Seen, look_on
from grader.sandbox.tagged import Notes

NUMBER = """
class Num:
    def __init__(self, v): self.v = v
    def __add__(self, o): return Num(self.v + o.v)
    def __mul__(self, o): return Num(self.v*o.v)
def twice(x): return Num(2*x.v)
"""
DUAL = """
class Dual:
    def __init__(self, x, d): self.x, self.d = x, d
    def __add__(self, o): return Dual(self.x + o.x, self.d + o.d)
    def __mul__(self, o): return Dual(self.x*o.x, self.x*o.d + self.d*o.x)
"""
# A rule for each operation that takes and gives pairs of functions: a value and a slope.
COMBINED = """
from math import sin, cos
def plus(u, v): return (lambda a, b: u[0](a, b) + v[0](a, b), lambda a, b: u[1](a, b) + v[1](a, b))
def sine(u): return (lambda a, b: sin(u[0](a, b)), lambda a, b: cos(u[0](a, b))*u[1](a, b))
A, B = (lambda a, b: a, lambda a, b: 1.0), (lambda a, b: b, lambda a, b: 0.0)
"""
MADE_OF_TEXT = (
    "def mul(u, v): return (u[0]*v[0], u[0]*v[1] + u[1]*v[0])\n"
    "def g(a, b): return [mul((a, 1.0), (b, 0.0))[1], mul((a, 0.0), (b, 1.0))[1]]"
)
NOTHING = Seen(sights=0, step=0.0, evaluations=0)


def seen(source: str, *args: object, function: str = "gradf", **landmarks: tuple[float, ...]) -> Seen:
    """Return what is seen of a call of ``gradf`` in ``source``; f is watched."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(compile(dedent(source), "submission.py", "exec"), namespace)
    before, wished = sys.getprofile(), onlooker.Wished(("f", "absent"), **landmarks)
    try:
        return look_on(namespace[function], list(args), namespace, wished)._replace(answer=None)
    finally:
        assert sys.getprofile() is None
        sys.setprofile(before)
        namespace.get("end", int)()  # type: ignore[operator]


@pytest.mark.parametrize(
    "source",
    [
        "def gradf(a, b): return [2*a, 3*b**2]",
        "gradf = lambda a, b: (a - 3, b + 0.5)",
        "def f(a, b): return a*b\ndef gradf(a, b): return [f(a, b)/a, f(a, b)/b]",
        "def f(a, b): return a*b\ndef gradf(a, b): return [f(1, b), f(a, 1)]",
        "def gradf(a, b): return [complex(a, b).real, complex(a, b).imag]",
        "class Box:\n    def __init__(self, v): self.v = v\n    def twice(self): return 2*self.v\n"
        "def gradf(a, b): return [Box(a).twice(), Box(b).twice()]",
        "class Vec:\n    def __init__(self, *v): self.v = v\n"
        "    def __add__(self, o): return Vec(*(p + q for p, q in zip(self.v, o.v)))\n"
        "    def __mul__(self, k): return Vec(*(k*p for p in self.v))\n"
        "def gradf(a, b): return (Vec(3*a, b**2) + Vec(a*a, 7)*2).v",
        "from fractions import Fraction as F\ndef gradf(a, b): return [float(2*F(a)), float(F(b)**2)]",
        "from decimal import Decimal as D\ndef gradf(a, b): return [float(2*D(a)), float(D(b)**2)]",
        "import json\ndef gradf(a, b): return json.loads(json.dumps([2*a, b]))",
        "def term(k, x): return k*x\ndef gradf(a, b): return [term(1.0, a), term(0.0, b)]",
        "def dot(u, v): return sum(p*q for p, q in zip(u, v))\n"
        "def gradf(a, b): return [dot((a, b), (1.0, 0.0)), dot((a, 2.0), (b, 3.0))]",
        "def gradf(a, b): return {'a': 2*a, 'b': [b, (a,)]}",
        "from collections import namedtuple\nPoint = namedtuple('Point', 'a b')\n"
        "def g(p): return 2*p.a\ndef gradf(a, b): return g(Point(a, b))",
        "class Row(list): pass\ndef g(p): return 2*p[0]\ndef gradf(a, b): return g(Row([a, b]))",
        "class Real(float): pass\ndef g(x): return 2*x\ndef gradf(a, b): return g(Real(a)), g(Real(b))",
        "class Vec:\n    def __init__(self, x, y): self.x, self.y = x, y\n"
        "    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y)\n"
        "    def __mul__(self, k): return Vec(k*self.x, k*self.y)\n"
        "def g(p): return Vec(2*p.x, 3*p.y)\ndef gradf(a, b): return (g(Vec(a, b))*2 + Vec(b*b, 3)).x",
        "class Vec:\n    __slots__ = ('x', 'y')\n    def __init__(s, x, y): s.x, s.y = x, y\n"
        "    def __add__(s, o): return Vec(s.x + o.x, s.y + o.y)\n"
        "    def turned(s): return Vec(3*s.y, s.x*s.y)\n"
        "def gradf(a, b): return (Vec(a, b).turned() + Vec(2*a, 7)).x",
        "class Power:\n    def __init__(s, k, n): s.k, s.n = k, n\n"
        "    def __mul__(s, k): return Power(k*s.k, s.n)\n"
        "    def __neg__(s): return Power(-s.k, s.n)\n    def at(s, x): return s.k*s.n*x**(s.n - 1)\n"
        "def gradf(a, b): return [(-Power(1, 3)*2).at(a), Power(1, 2).at(b)]",
        "def g(x): return x*x\ndef gradf(a, b): return [g(k*a) + g(a - k) + g(b + k) for k in range(9)]",
        "def g(x): return x*x\ndef gradf(a, b): return [g(x) for x in (a, b, a/2, b/2, 3*a/2, 2*a, 2*b)]",
        "def better(r, x): return (r + x/r)/2\ndef gradf(a, b):\n    r = a\n"
        "    for _ in range(9): r = better(r, a)\n    return [r, b]",
        "import time\nfrom threading import Thread\nThread(target=time.sleep, args=(0.2,)).start()\n"
        "def gradf(a, b):\n    found = []\n    found.append(2*a)\n    return [*found, b]",
        "import numpy as np\ndef gradf(a, b): return np.array([a, b]).view(float).astype('f8')*2",
        "def term(k, n): return k, lambda x: k*n*x**(n - 1)\n"
        "def gradf(a, b): return [sum(term(2, n)[1](a) for n in (1, 2, 3)), b]",
        "def use(pair): return pair[0]*pair[1]\ndef gradf(a, b): return [use((a, 1)), use({0: b, 1: 1.0})]",
        "class Term:\n    __slots__ = ('x', 'n')\n    def __init__(self, x, n): self.x, self.n = x, n\n"
        "    def slope(self): return self.n*self.x**(self.n - 1)\n"
        "def gradf(a, b): return [Term(x, n).slope() for x in (a, b) for n in (0, 1, 3)]",
        "class Box:\n    def __init__(self, x): self.x, self.used = x, 0\n"
        "def g(box):\n    box.used += 1\n    return box.x\n"
        "def gradf(a, b):\n    box = Box(a)\n    return [g(box)*g(box), g(Box(b)), b]",
        NUMBER + "def gradf(a, b):\n    x = Num(a)\n    return [twice(x*x + x).v, (x*Num(b)).v]",
        "class D:\n    def __init__(s, x): s.x = x\n    def __pow__(s, n): return n*s.x**(n - 1)\n"
        "    def __rtruediv__(s, k): return -k/s.x**2\n"
        "def gradf(a, b): return [D(a)**3 + D(a)**0.5, 1.0/D(b)]",
        "def gradf(a, b):\n    if type(a) not in (int, float): raise TypeError\n    return [a*b, b]",
        "def gradf(a, b):\n    assert type(a) is float\n    return [a, b]",
        "def det(m): return m[0][0]*m[1][1] - m[0][1]*m[1][0]\n"
        "def gradf(a, b): return [det([[a, 0], [0, a]]), det([[a, 1], [0, 1]])]",
        "def use(pair): return max(pair[0]*pair[0], pair[1])\ndef gradf(a, b): return [use((a, 1e-30)), b]",
        "def power(pair): return pair[0]**pair[1], pair[1]*pair[0]**(pair[1] - 1)\n"
        "def gradf(a, b): return [power((a, 1.0))[1], power((b, 1.0))[1], power((a, 3))[1]]",
        COMBINED + "def gradf(a, b): return [sine(A)[1](a, b), plus(A, B)[1](a, b)]",
        "TERMS = [(lambda x: x**3, lambda x: 3*x**2), (lambda x: 5*x, lambda x: 5)]\n"
        "def made(terms): return lambda x: sum(slope(x) for _, slope in terms)\n"
        "slope = made(TERMS)\ndef gradf(a, b): return [slope(a), slope(b)]",
        "from functools import wraps\ndef told(g):\n    @wraps(g)\n    def inner(*a): return g(*a)\n"
        "    return inner\n"
        "@told\n@told\n@told\ndef gradf(a, b): return [2*a, b]",
        "N = {}\nexec('def g(a, b): return [2*a, b]', N)\ndef gradf(a, b): return N['g'](a, b)",
        "import numpy as np\ndef gradf(a, b):\n    z = np.exp(1j*np.float64(a))\n    w = 1j*np.float64(b)\n"
        "    return [z.real, abs(w)]",
        "import inspect\ndef f(a, b): return a*b\n"
        "def gradf(*x): return [2*v for _, v in zip(inspect.signature(f).parameters, x)]",
    ],
    ids=[
        "plain",
        "moved",
        "value-of-f",
        "far-off",
        "complex-point",
        "box",
        "vector",
        "fraction",
        "decimal",
        "library",
        "factors",
        "dot",
        "nested",
        "namedtuple",
        "list-subclass",
        "float-subclass",
        "point-with-operators",
        "point-in-slots",
        "powers",
        "multiples",
        "parts",
        "newton",
        "sleeping-thread",
        "views",
        "terms-as-functions",
        "weights",
        "terms",
        "counter",
        "a number by another name",
        "operators that give slopes",
        "checks types",
        "asserts types",
        "matrix",
        "guarded",
        "powers in pairs",
        "rules used once",
        "table of functions",
        "decorated",
        "made of text",
        "euler by numpy",
        "names of arguments",
    ],
)
def test_of_a_formula_nothing_is_noted(source: str) -> None:
    assert seen(source, 1.2345, 2.3456)._replace(evaluations=0) == NOTHING


TAPED = NUMBER.replace("return Num(self.v*o.v)", "kept.append((self, o)); return Num(self.v*o.v)")
USED = "def gradf(a, b):\n    x, y = Num(a), Num(b)\n    return [(x*y + x).v, b]"
CHECKED = "def gradf(a, b):\n    if type(a) is not float: raise TypeError\n"


@pytest.mark.parametrize(
    ("source", "sight"),
    [
        ("kept = []\n" + TAPED + USED, protocol.OBJECTS),
        (
            TAPED.replace("kept", "self.kept").replace("class Num:", "class Num:\n    kept = []") + USED,
            protocol.OBJECTS,
        ),
        (
            "def made():\n    kept = []\n    " + TAPED.replace("\n", "\n    ") + "return Num, twice\n"
            "Num, twice = made()\n" + USED,
            protocol.OBJECTS,
        ),
        (NUMBER.replace("= v", "= v; self.d = 1.0") + USED, protocol.OBJECTS),
        (
            DUAL + "def f(a, b): return a*b\n" + CHECKED + "    return f(Dual(a, 1), Dual(b, 0)).d",
            protocol.OBJECTS,
        ),
        (
            "def f(a, b): return a*b\n" + CHECKED + "    return (f(a + 1e-6, b) - f(a, b))/1e-6",
            protocol.NEARBY,
        ),
        ("def f(a, b): return a*b\n" + CHECKED + "    return f(a + 1e-30j, b).imag/1e-30", protocol.COMPLEX),
        ("def f(a, b): return a*b\ndef gradf(a, b): return (f(a + 1e-6, b) - f(a, b))/1e-6", protocol.NEARBY),
        (
            "def f(a, b): return a*b\ndef gradf(a, b): return (f(a + 1e-6, b) - f(a, b))/1e-6",
            protocol.QUOTIENT,
        ),
        (
            "def f(a, b): return a*b\ndef gradf(a, b): return [f(a + k, b) for k in range(9)]",
            protocol.ELSEWHERE,
        ),
        ("def f(a, b): return a*b\ndef gradf(a, b): return f(a + 1e-30j, b).imag/1e-30", protocol.COMPLEX),
        ("def gradf(a, b): return ((a + 1e-30j)*b).imag/1e-30", protocol.COMPLEX),
        ("def g(z): return z*z\ndef gradf(a, b): return g(complex(a, 1e-30)).imag/1e-30", protocol.COMPLEX),
        ("def f(a, b): return a\ndef gradf(a, b): return f(complex(a, 3), b).imag", protocol.COMPLEX),
        (DUAL + "def gradf(a, b): return (Dual(a, 1)*Dual(b, 0) + Dual(a, 1)).d", protocol.OBJECTS),
        (
            DUAL + "def f(a, b): return a*b\ndef gradf(a, b): return f(Dual(a, 1), Dual(b, 0)).d",
            protocol.OBJECTS,
        ),
        (
            "class Lists:\n    __slots__ = ('v',)\n    def __init__(self, v): self.v = v\n"
            "    def __add__(self, o): return self\n    def __mul__(self, o): return self\n"
            "def gradf(a, b): return (Lists(a)*Lists(b) + Lists(a)).v",
            protocol.OBJECTS,
        ),
        (
            "from math import cos, pi\ndef g(x): return x**3\ndef gradf(a, b):\n"
            "    nodes = [float(a) + 0.3*cos(pi*k/20) for k in range(21)]\n    return sum(map(g, nodes))",
            protocol.AROUND,
        ),
        (
            "import numpy as np\ndef g(x): return x**3\n"
            "def gradf(a, b): return g(float(b) + 0.3*np.linspace(-1, 1, 9)).tolist()",
            protocol.AROUND,
        ),
        (
            "import numpy as np\n"
            "def gradf(a, b): return [((a + np.array([0, 1e-30]).view('D'))**3).view('d')[1]/1e-30, b]",
            protocol.COMPLEX,
        ),
        (
            "from queue import Queue\nfrom threading import Thread\nasked, told = Queue(), Queue()\n"
            "def work():\n    for a, b in iter(asked.get, None): told.put([b, a])\n"
            "thread = Thread(target=work, daemon=True)\nthread.start()\n"
            "def gradf(a, b):\n    asked.put((float(a), float(b)))\n    return told.get()\n"
            "def end(): asked.put(None), thread.join()",
            protocol.UNSEEN,
        ),
        (
            "def times(x, k): return (k*x[0], lambda g: x[1](k*g))\n"
            "def power(x, n): return {'v': x[0]**n, 'back': lambda g: x[1](n*x[0]**(n - 1)*g)}\n"
            "def leaf(v): return (v, lambda g: g)\n"
            "def gradf(a, b): return [times(leaf(a/7), 3)[1](1.0), power(leaf(b/7), 2)['back'](1.0)]",
            protocol.OBJECTS,
        ),
        (
            "from cmath import exp\ndef g(z): return z*z\ndef gradf(a, b):\n"
            "    turns = [exp(2j*k/5) for k in range(20)]\n    return sum(g(float(a) + w)/w for w in turns)",
            protocol.COMPLEX,
        ),
        (
            "from fractions import Fraction as F\ndef g(x): return x*x\n"
            "def gradf(a, b): return (g(F(a) + F(1, 10**40)) - g(F(a)))*10**40",
            protocol.PRECISE,
        ),
        (
            "from decimal import Decimal as D\ndef g(x): return [x, {'x': x}]\n"
            "def gradf(a, b): return g((D(a), D(a) + D('1e-20'))), g([D(a) - D('1e-20')])",
            protocol.PRECISE,
        ),
        (
            "import numpy as np\ndef g(v): return v[0]*v[1]\ndef gradf(a, b):\n    x = np.array([a, b])\n"
            "    e = np.array([1e-5, 0])\n    return [(g(x + e) - g(x))/1e-5]\n",
            protocol.STEP,
        ),
        (
            "import numpy as np\ndef f(a, b): return a*b\n"
            "def gradf(a, b): return (f(*(np.array([a, b]) + np.array([1e-6, 0]))) - f(a, b))/1e-6",
            protocol.NEARBY,
        ),
        (
            "import numpy as np\ndef gradf(a, b):\n    z = np.array([a, b]) + 1e-9j\n    return z.imag",
            protocol.COMPLEX,
        ),
        (
            "def times(u, v): return u[0]*v[0], u[0]*v[1] + u[1]*v[0]\n"
            "def gradf(a, b): return [times((a, 1.0), (b, 0.0))[1], times((a, 0.0), (b, 1.0))[1]]",
            protocol.OBJECTS,
        ),
        (
            "import numpy as np\ndef g(m, n): return m @ n\n"
            "def gradf(a, b): return [g(np.array([[a, 1], [0, a]]), np.array([[b, 0], [0, b]]))[0, 1]]",
            protocol.OBJECTS,
        ),
        (
            "def g(m, n): return m[0][0]*n[0][1] + m[0][1]*n[1][1]\n"
            "def gradf(a, b): return [g([[a, 1.0], [0, a]], [[b, 0.0], [0, b]])]",
            protocol.OBJECTS,
        ),
        (
            "import numpy as np\ndef g(m): return m @ m\n"
            "def gradf(a, b): return [g(np.array([[a, 1.0], [0, a]]))[0, 1], b]",
            protocol.OBJECTS,
        ),
        (
            "def g(z, w): return z[0]*w[1] + z[1]*w[0]\n"
            "def gradf(a, b): return g((a, 1e-100), (b, 1e-100))/1e-100",
            protocol.OBJECTS,
        ),
        (
            "import numpy as np\ndef gradf(a, b):\n    i = np.roots([1, 0, 1])[0]\n"
            "    return [(((float(a) + i*1e-99)**3)*-i).real/1e-99, b]",
            protocol.COMPLEX,
        ),
        (
            COMBINED + "def gradf(a, b): return plus(plus(sine(A), B), sine(plus(A, B)))[1](a, b)",
            protocol.OBJECTS,
        ),
        (f"N = {{}}\nexec({MADE_OF_TEXT!r}, N)\ndef gradf(a, b): return N['g'](a, b)", protocol.OBJECTS),
        (
            f"N = {{'__name__': 'x'}}\nexec({DUAL!r}, N)\nD = N['Dual']\n"
            "def gradf(a, b): return (D(a, 1.0)*D(b, 0.0) + D(a, 1.0)).d",
            protocol.OBJECTS,
        ),
        (
            "from collections import namedtuple\nDual = namedtuple('Dual', 'x d')\n"
            "def times(u, v): return Dual(u.x*v.x, u.x*v.d + u.d*v.x)\n"
            "def gradf(a, b): return [times(Dual(a, 1.0 - i), Dual(b, 1.0*i)).d for i in (0, 1)]",
            protocol.OBJECTS,
        ),
        (
            DUAL.replace("__add__", "plus").replace("__mul__", "times")
            + "def gradf(a, b):\n    return [Dual(a, i == 0).times(Dual(b, i == 1)).d for i in (0, 1)]",
            protocol.OBJECTS,
        ),
        (
            "from types import SimpleNamespace\ndef dual(x, d): return SimpleNamespace(x=x, d=d)\n"
            "def times(u, v): return dual(u.x*v.x, u.x*v.d + u.d*v.x)\n"
            "def gradf(a, b): return [times(dual(a, 1 - i), dual(b, i)).d for i in (0, 1)]",
            protocol.OBJECTS,
        ),
        (
            "def dual(x, d): return lambda pick: (x, d)[pick]\n"
            "def times(u, v): return dual(u(0)*v(0), u(0)*v(1) + u(1)*v(0))\n"
            "def gradf(a, b): return [times(dual(a, 1 - i), dual(b, i))(1) for i in (0, 1)]",
            protocol.OBJECTS,
        ),
        (
            "def f(a, b): return a*b\n"
            "def gradf(a, b):\n    for h in (1e-6, 1e-7): yield (f(a + h, b) - f(a, b))/h",
            protocol.NEARBY,
        ),
        ("def gradf(a, b): return [a*b if type(a) is float else 2*a*b]", protocol.OTHERWISE),
        ("def gradf(a, b): return {'x': a*b if type(a) is float else b}", protocol.OTHERWISE),
        ("def gradf(a, b): return [a*b if type(a) is float else a*b*(1 + 1e-9)]", protocol.OTHERWISE),
        (
            "J = (-1.0).__pow__(0.5)\nJ = J - J.real\ndef gradf(a, b):\n    h, x = 1e-30*J, float(a)\n"
            "    return [(-J*(x + h)*b).real*1e30, a]",
            protocol.COMPLEX,
        ),
        ("import sys\ndef gradf(a, b):\n    sys.setprofile(None)\n    return [a, b]", protocol.UNSEEN),
        (
            "import sys\ndef gradf(a, b):\n    sys.setprofile(lambda *_: None)\n    return [a, b]",
            protocol.UNSEEN,
        ),
        (
            "def g(x): return x\ndef gradf(a, b): return [g(a) for _ in range(20_001)][:1] + [b]",
            protocol.UNSEEN,
        ),
        (
            "import sys\ndef gradf(a, b):\n    if sys.getprofile(): raise TypeError\n    return [a, b]",
            protocol.UNSEEN,
        ),
        ("def gradf(a, b):\n    for _ in range(21_000): -a\n    return [a, b]", protocol.UNSEEN),
        (
            DUAL.replace("class Dual:", "class Dual:\n    __module__ = 'math'")
            + "def gradf(a, b): return (Dual(a, 1)*Dual(b, 0) + Dual(a, 1)).d",
            protocol.OBJECTS,
        ),
        (
            "from threading import Thread\ndef f(a, b): return a*b\ndef gradf(a, b):\n    out = []\n"
            "    one = Thread(target=lambda: out.append(f(float(a) + 1e-30j, b).imag/1e-30))\n"
            "    one.start()\n    one.join()\n    return out",
            protocol.COMPLEX,
        ),
        ("import ast\ndef gradf(a, b): return ast.parse('1')", protocol.LIBRARY),
        ("import sympy\ndef gradf(a, b): return sympy.diff(sympy.Symbol('x')**2)", protocol.LIBRARY),
        (
            "import sympy\nx, y = sympy.symbols('x y')\n"
            "gradf = sympy.lambdify((x, y), [sympy.diff(x*y, x), sympy.diff(x*y, y)])",
            protocol.LIBRARY,
        ),
    ],
)
def test_what_differentiates_without_calculus_is_noted(source: str, sight: int) -> None:
    if "sympy" in source:
        pytest.importorskip("sympy")

    assert seen(source, 1.2345, 2.3456).sights & sight


def test_the_step_and_the_evaluations_are_counted() -> None:
    source = "def f(a, b): return a*b\ndef gradf(a, b): return [f(a + h, b) for h in (1e-4, 1e-5, -1e-5)]"

    found = seen(source, 1.5, 2.5)

    assert found.step == pytest.approx(1e-4)
    assert found.evaluations == 3


def test_many_points_are_counted_up_to_a_bound() -> None:
    source = "def f(a): return a\ndef gradf(a): return [f(a + k) for k in range(500)]"

    assert seen(source, 1.5).evaluations == onlooker.MAX_POINTS


@pytest.mark.parametrize(
    "source",
    [
        "def gradf(a): raise ValueError",
        "def gradf(a): raise SystemExit",
        "def gradf(): return 1",
        "def f(*x): return x\ndef gradf(a): return [f(a, 'x', 10**400), f([a], {'a': a}, b=a)]",
        "class Shy:\n    def __add__(self, o): return self\n    def __mul__(self, o): return self\n"
        "    @property\n    def __dict__(self): raise KeyboardInterrupt\n"
        "def gradf(a): return Shy() + Shy()*Shy()",
    ],
)
def test_whatever_a_call_does_nothing_is_raised(source: str) -> None:
    assert seen(source, 1.5).evaluations == 0


def test_a_call_that_goes_on_for_long_is_not_followed_to_its_end() -> None:
    source = "def g(x): return x\ndef gradf(a):\n    [g(a) for _ in range(40_000)]\n    g(complex(a, 1e-9))\n"

    assert not seen(source, 1.5).sights & protocol.COMPLEX


def test_what_is_noted_of_sums_counts_for_nothing_itself() -> None:
    source = "def gradf(a):\n    for k in range(4000): a = a + k/8000 - 0.25\n    return a"

    assert not seen(source, 1.5).sights & protocol.UNSEEN
    assert not seen(source, 1.5, sums=(7.5, 8.5), steps=(9.5, 3.5, 2.5)).sights & protocol.UNSEEN


SERIES = "def power(u, n): return [u[0]**n, n*u[0]**(n - 1)*u[1]]\n"


@pytest.mark.parametrize(
    ("body", "sight"),
    [
        ("[power([a, 1.0], 2)[1], power([b, 1.0], 3)[1]]", protocol.OBJECTS),
        ("[power([a, 1.0], 2)[1], 3*b**2]", 0),
        ("[power([a, 1.0], 4)[1], power([b, 1.0], 5)[1]]", 0),  # of another function
    ],
)
def test_inputs_with_their_slope_that_come_back_as_steps_of_f_with_theirs_are_noted(
    body: str, sight: int
) -> None:
    f = 1.25**2 + 0.75**3
    noted = seen(SERIES + f"def gradf(a, b): return {body}", 1.25, 0.75, steps=(f, 1.25**2, 0.75**3))

    assert noted.sights == sight


DUALS = """
async def var(x, d): return x, d
async def times(u, v):
    (x, d), (y, e) = await u, await v
    return x*y, x*e + d*y
def run(it):
    try: it.send(None)
    except StopIteration as end: return end.value
"""


def test_dual_numbers_that_coroutines_give_back_and_nobody_was_given_are_noted() -> None:
    source = DUALS + "def gradf(a, b): return [run(times(var(a, 1 - i), var(b, i)))[1] for i in (0, 1)]"

    assert seen(source, 1.25, 2.75).sights & protocol.OBJECTS


def test_parts_of_a_gradient_that_are_inputs_are_no_dual_numbers() -> None:
    source = """
def of_a(a): return [a, 0.0]
def of_b(b): return [0.0, b]
def of_c(a): return [a, 1.0]
def gradf(a, b): return [sum(each) for each in zip(of_a(a), of_b(b), of_c(a))]
"""

    assert seen(source, 1.25, 2.75) == NOTHING


def test_formulas_of_euler_and_another_rounding_are_no_step_and_no_other_answer() -> None:
    euler = (
        "import cmath\ndef gradf(a, b):\n    z = cmath.exp(1j*a) - cmath.exp(-1j*a)\n    return [z.imag/2, b]"
    )
    rounding = "def gradf(a, b): return [a*b if type(a) is float else b*(a/3)*3, b]"

    assert seen(euler, 1.25, 2.75) == NOTHING
    assert seen(rounding, 1.2345, 2.3456) == NOTHING


def test_arguments_that_are_no_numbers_are_passed_on() -> None:
    assert seen("def gradf(a, x): return a*x[0]", 1.5, (2.0, 3.0)) == NOTHING


# --- one event at a time: a profile function cannot be measured while it is one --------------------


def watching(
    source: str, *inputs: float, name: str = "__main__", notes: Notes | None = None
) -> tuple[Onlooker, dict[str, object]]:
    """Return an onlooker, and the namespace of ``source``, in which ``look(event)`` tells it of a frame."""
    namespace: dict[str, object] = {"__name__": name}
    exec(compile(dedent(source), "submission.py", "exec"), namespace)
    watched = frozenset(own.__code__ for own in (namespace.get("f"),) if isinstance(own, FunctionType))
    one = Onlooker(notes or Notes(), inputs, namespace, watched, None)
    namespace["look"] = lambda event, given=None: one.event(sys._getframe(1), event, given)
    return one, namespace


def sights(source: str, call: str, *inputs: float) -> int:
    """Return what an onlooker notes while ``call`` is evaluated."""
    one, namespace = watching(source, *inputs)
    eval(call, namespace)
    return one.seen().sights


def test_a_watched_function_beside_the_point_is_near_it() -> None:
    source = "def f(a, b):\n    look('call')\n    return a"

    assert sights(source, "f(1.5, 2.5)", 1.5, 2.5) == 0
    assert sights(source, "f(1.5 + 1e-6, 2.5)", 1.5, 2.5) == protocol.NEARBY | protocol.STEP
    assert sights(source, "f(1.5 + 1e-6, 2.5 + 1e-6)", 1.5, 2.5) == protocol.STEP
    assert sights(source, "f(7, 2.5)", 1.5, 2.5) == 0
    assert sights(source, "[f(k, 2.5) for k in range(5, 9)]", 1.5, 2.5) == protocol.ELSEWHERE
    assert sights(source, "f('x', 2.5)", 1.5, 2.5) == 0
    assert sights(source, "f(10**400, 2.5)", 1.5, 2.5) == 0
    assert sights(source, "f(3j, 2.5)", 1.5, 2.5) == protocol.COMPLEX
    assert sights(source, "[f(k, 2.5) for k in range(900)]", 1.5, 2.5) == protocol.ELSEWHERE


LANDMARKS = (6.25, 9.5), (9.5, 3.125, 1.75)


def test_sums_and_steps_of_f_are_seen_in_what_is_given_named_and_given_back() -> None:
    source = "tape = []\ndef new(v, more=()):\n    s = v\n    look('call')\n    look('return', (v, more))"
    one, namespace = watching(source, 1.5, notes=Notes(*LANDMARKS))

    eval("[new(each, [each]) for each in (3.125, 1.75, 9.5, 6.25)]", namespace)

    assert one.sums.by_steps
    assert one.sums.kept
    assert one.seen().sights & protocol.SUMS


def test_steps_of_f_that_a_function_gives_back_in_words_are_known() -> None:
    source = "def rule(v):\n    look('return', v)"
    one, namespace = watching(source, 1.5, notes=Notes(*LANDMARKS))

    eval("[rule(each) for each in ('3.125 1.0', 'no 1.75 number', '6.25 0.5')]", namespace)

    assert one.sums.made == one.sums.others((3.125, 1.75)) != set()


def test_sums_of_f_are_seen_in_what_the_submission_keeps() -> None:
    for kept, sight in (
        ("[1, 1.75, (3.125, 1.0), (6.25, 0.5), [9.5]]", protocol.SUMS),
        ("{'a': 6.25, 'b': 9.5, 'c': 3.125, 'd': 1.75}", protocol.SUMS),
        ("{'a': 6.25, 'b': 9.5}", 0),  # who adds up f and keeps what comes of it
        ("[3.125, 6.25, 9.5]", 0),
        ("[9.5, 3.125, 1.75]", 0),
    ):
        one, _ = watching(f"tape = {kept}", 1.5, notes=Notes(*LANDMARKS))

        assert one.seen().sights == sight


def test_f_that_is_asked_for_its_value_may_add_it_up_as_it_likes() -> None:
    source = (
        "def new(v):\n    look('call')\n    look('return', v)\n"
        "def f(x):\n    look('call')\n    [new(each) for each in (3.125, 1.75, 6.25, 9.5)]\n"
        "    look('return', 9.5)"
    )
    one, namespace = watching(source, 1.5, notes=Notes(*LANDMARKS))

    eval("f(1.5)", namespace)
    assert one.seen().sights == 0

    eval("f((1.5, 1.0))", namespace)
    assert one.seen().sights & protocol.SUMS


def test_lists_that_grow_and_bytes_of_complex_arrays_are_seen() -> None:
    source = (
        "stack = []\ndef push(v):\n    stack.append(v)\n    look('c_return', stack.append)\n"
        "def take(v):\n    look('c_return', v.view)\n    look('c_return', len)\n    look('c_return', 'x')"
    )
    one, namespace = watching(source, 1.5, notes=Notes(*LANDMARKS))
    eval("(push(6.25), stack.clear(), push((9.5, 1.0)), stack.clear(), push(1.75))", namespace)
    assert one.seen().sights == 0  # who adds up f, and keeps what comes of it

    eval("(stack.clear(), push((3.125, 0.0)))", namespace)
    assert one.seen().sights == protocol.SUMS

    numpy = pytest.importorskip("numpy")
    one, namespace = watching(source, 1.5)
    namespace |= {"real": numpy.zeros(2), "imaginary": numpy.zeros(2, "D")}
    eval("(take(real), push(6.25))", namespace)
    assert one.seen().sights == 0

    eval("take(imaginary)", namespace)
    assert one.seen().sights == protocol.COMPLEX


def test_points_on_both_sides_are_seen_of_functions_that_are_called_often() -> None:
    source = "def g(x):\n    look('call')\n    return x"

    assert sights(source, "[g(1.5 + s*k/10) for k in range(1, 9) for s in (1, -1)]", 1.5) & protocol.AROUND
    assert not sights(source, "[g(1.5 + k/10) for k in range(1, 9)]", 1.5) & protocol.AROUND


def test_numbers_that_come_back_with_functions_are_seen() -> None:
    source = "def g(x): look('return', x)"

    assert sights(source, "[g((k/7, len, lambda: k)) for k in range(1, 4)]", 1.5) == protocol.OBJECTS
    assert sights(source, "[g({'v': k/7, 'back': lambda: k}) for k in range(1, 4)]", 1.5) == protocol.OBJECTS
    assert sights(source, "[g((k, lambda: k)) for k in range(1, 4)]", 1.5) == 0
    assert sights(source, "[g([k/7]) for k in range(1, 4)]", 1.5) == 0


def test_values_are_seen_when_a_function_begins_and_when_it_ends() -> None:
    source = (
        "def g(*x, **k):\n    look('call')\n    look('c_call')\n"
        "def h(x):\n    y = {'x': x + 1e-9j}\n    look('return')\n"
    )

    assert sights(source, "g(1.5 + 1e-9j)", 1.5) == protocol.COMPLEX
    assert sights(source, "g([1.5 + 1e-9j], k=1.5 + 1e-9j)", 1.5) == protocol.COMPLEX
    assert sights(source, "g(1.5 + 2j, 1.5 + 0j, 7 + 1e-9j)", 1.5) == 0
    assert sights(source, "h(1.5)", 1.5) == protocol.COMPLEX


def test_numbers_of_many_digits_count_where_they_are_inputs_in_several_versions() -> None:
    source = "from fractions import Fraction as F\ndef g(*x):\n    look('call')\n"

    assert sights(source, "g(F(3, 2), F(3, 2), F(9))", 1.5) == 0
    assert sights(source, "g(F(3, 2), F(3, 2) + F(1, 10**30))", 1.5) == protocol.PRECISE
    assert sights(source, "g(F(10**400))", 1.5) == 0


def test_large_whole_numbers_count_where_they_are_near_each_other() -> None:
    source = "def g(*x):\n    y = x[0]\n    look('return')\n"

    assert sights(source, "g(10**40), g(10**40 + 10**30)", 1.5) == protocol.PRECISE
    assert sights(source, "g(10**40, 10**40, 2*10**40, 10**15, 10**15 + 1)", 1.5) == 0
    assert sights(source, "g(1 << 10**6, (1 << 10**6) + 1)", 1.5) == 0


def test_numbers_of_numpy_with_more_digits_than_floats_count_like_others_of_many() -> None:
    source = "import numpy as np\ndef g(*x):\n    look('call')\n"

    assert sights(source, "g(np.longdouble(1.5), np.longdouble(1.5) + 1e-3)", 1.5) == protocol.PRECISE
    assert sights(source, "g(np.longdouble(1.5), np.longdouble(9))", 1.5) == 0


def test_objects_count_where_they_hold_an_input_and_are_calculated_with() -> None:
    source = (
        "class V:\n    def __init__(self, *v): self.v = v\n"
        "    def __add__(self, o): look('call')\n    def __mul__(self, o): look('call')\n"
        "    def method(self): look('call')\n"
        "def g(x):\n    look('call')\nclass Empty(V):\n    def __init__(self): pass\n"
    )

    assert sights(source, "V(1.5) + V(2)", 1.5) == 0
    assert sights(source, "(V(1.5) + V(2), V(1.5)*V(2))", 1.5) == protocol.OBJECTS
    assert sights(source, "(V(8.5) + V(2), V(8.5)*V(2))", 1.5) == 0
    assert sights(source, "(V(8.5) + Empty(), V(8.5)*V(2))", 1.5) == protocol.OBJECTS
    assert sights(source, "(V([]) + V(3), V(8.5)*V('a'))", 1.5) == protocol.OBJECTS
    assert sights(source, "V(1.5).method()", 1.5) == 0
    assert sights(source, "g(V(1.5))", 1.5) == protocol.OBJECTS
    assert sights(source, "g(V(8.5))", 1.5) == 0


def test_an_object_that_does_not_show_what_it_holds_may_hold_an_input() -> None:
    source = (
        "class Shy:\n    __slots__ = ()\n    def __add__(self, o): look('call')\n"
        "    def __mul__(self, o): look('call')\n"
    )

    assert sights(source, "(Shy() + 1, Shy()*2)", 1.5) == protocol.OBJECTS


@pytest.mark.parametrize(
    ("name", "sight"),
    [("torch._tensor", protocol.LIBRARY), ("inspect", protocol.LIBRARY), ("json", 0), ("numpy.lib", 0)],
)
def test_a_library_counts_where_the_submission_calls_it(name: str, sight: int) -> None:
    one, namespace = watching("def gradf(x): return grad(x)", 1.5)
    other = {"__name__": name, "look": namespace["look"]}
    exec("def grad(x):\n    look('call')\n    return x\ndef inner(x): return grad(x)", other)
    namespace["grad"] = other["inner"]
    eval("gradf(1.5)", namespace)
    assert one.seen().sights == 0

    namespace["grad"] = other["grad"]
    eval("gradf(1.5)", namespace)
    assert one.seen().sights == sight


def test_after_many_events_the_rest_is_not_looked_at() -> None:
    one, namespace = watching("def g(x):\n    look('call')\n", 1.5)
    one.events = onlooker.MAX_EVENTS
    before = sys.getprofile()

    eval("g(1.5 + 1e-9j)", namespace)
    sys.setprofile(before)

    assert one.seen().sights == 0
