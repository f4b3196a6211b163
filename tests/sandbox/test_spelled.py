"""What a source spells is told of the entry point that it makes, and not of what stands beside it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from grader.model import Missing, Numbers, Spelled
from grader.sandbox import examine, messages, protocol
from grader.sandbox.cells import Cells
from grader.sandbox.protocol import Packer, ProtocolError
from grader.sandbox.runner import Sandbox
from grader.sandbox.spelled import spelled
from tests.sandbox.conversing import GRADF, GRADF_SOURCE, converse, job

ENTRY_POINTS = ("gradf", "Value")


def found(*cells: str) -> dict[str, list[str]]:
    parts = [(f"cell {number}", dedent(cell)) for number, cell in enumerate(cells)]
    return spelled(Cells(examine.cells_of("notebook", parts), ENTRY_POINTS, (), []))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def gradf(a): return (a + 1e-9j)**2", ["complex", "x + iy"]),
        ("def gradf(a): return (1e-9j + a)**2", ["complex", "x + iy"]),
        ("def gradf(a): return complex(a, 1e-9).imag", ["complex", "imag", "x + iy"]),
        ("def gradf(a, h): return complex(real=a, imag=h)", ["complex", "x + iy"]),
        ("def gradf(a):\n    z = 1j\n    w = z*1e-9\n    return w + a", ["complex", "x + iy"]),
        ("def gradf(a):\n    if (z := 1j): return [a - w for w in (z, -z)]", ["complex", "x + iy"]),
        ("def gradf(a):\n    z: complex = 1j\n    for w in (z,): return w + a.real", ["complex", "x + iy"]),
        ("J = (-1)**0.5\ndef gradf(a): return a + J", ["x + iy"]),
        ("J = (-1.0)**(1/2)\ndef gradf(a): return a + J", ["x + iy"]),
        ("from cmath import sqrt\ndef gradf(a):\n    i = sqrt(-1)\n    return a + i", ["cmath", "x + iy"]),
        ("import cmath\ndef gradf(a):\n    i = cmath.rect(1, 2)\n    return i + a", ["cmath", "x + iy"]),
        ("import cmath\ndef gradf(a): return a + cmath.sqrt(a).real + cmath.log(2)", ["cmath"]),
        ("def rect(t): return abs(t) < 0.5\ndef gradf(a): return a + rect(a) + 1j.real", ["complex"]),
        ("def gradf(a): return (a*a).conjugate()", ["conjugate"]),
        ("def gradf(b):\n    w = 1e-9j\n    return (w*b).real + abs(2j) + b", ["complex"]),
        ("def gradf(b): return complex(b, 0.0).real + complex(b).real + b", ["complex"]),
        ("def gradf(b): return (1j**2 + 2)*b", ["complex"]),
        ("def gradf(b): return b + 1j.real + (-1)**2 + (-b)**0.5 + 2**0.5", ["complex"]),
        ("import numpy as np\ndef gradf(a): return np.array([a], dtype=complex)", ["complex"]),
        ("import numpy as np\ndef gradf(a): return np.array([a], complex)", ["complex"]),
        ("import numpy as np\ndef gradf(a): return np.array([a], 'D')", ["complex"]),
        ("import numpy as np\ndef gradf(a): return np.array([a], dtype='c16')", ["complex"]),
        ("import numpy as np\ndef gradf(a): return np.asarray(a).astype('g')", ["longdouble"]),
        ("class Z(complex): pass\ndef gradf(a): return Z(a)", ["complex"]),
        ("import cmath as m\ndef gradf(a): return m.sin(a)", ["cmath"]),
        ("from decimal import Decimal as D\ndef gradf(a): return D(a)", ["Decimal", "decimal"]),
        ("import fractions\ndef gradf(a): return fractions.Fraction(a)", ["Fraction", "fractions"]),
        ("h = 1e-9j\ndef f(a): return a + h\ndef gradf(a): return f(a)", ["complex", "x + iy"]),
        ("N = {}\nexec('def g(a): return 1', N)\ndef gradf(a): return N['g'](a)", ["exec"]),
        ("def gradf(a): return globals()['g'](a)", ["globals"]),
        ("def df_a(a): return 1\ndef gradf(a, n): return globals()['os'](a)", ["globals"]),
        ("def df_a(a): return 1\ndef gradf(a, n): return globals()[n](a)", ["globals"]),
        (
            "import torch as df_t\ndef df_a(a): return 1\ndef gradf(n): return globals()['df_' + n]",
            ["globals"],
        ),
        ("df_t = 1\ndef df_a(a): return 1\ndef gradf(n): return globals()['df_' + n]", ["globals"]),
        ("from x import *\ndef df_a(a): return 1\ndef gradf(n): return globals()[f'df_{n}']", ["globals"]),
        ("def df_a(a): return 1\ndef gradf(n): globals()['df_' + n] = 1", ["globals"]),
        (
            "from decimal import Decimal as D\ndef gradf(a): return (D(a) + 1 - D(a))/(2*h)",
            ["(+)/", "Decimal", "decimal"],
        ),
        ("exec('def gradf(a): return 1')", ["exec"]),
        ("def gradf(a): return getattr(a, 'im' + 'ag')", ["getattr"]),
        ("def gradf(a): return getattr(a, 'imag')", ["getattr"]),
        ("def gradf(a, n): return getattr(a, n + 'ag')", ["getattr"]),
        ("def gradf(a, n): return getattr(a, f'i{n}')", ["getattr"]),
        ("def gradf(a, n): return getattr(a, '_' + n)", ["getattr"]),
        ("def gradf(a, n): return getattr(a, f'{n}mag')", ["getattr"]),
        ("def gradf(a): return [getattr(a, n) for n in ('im', 'ag', 'real')]", ["getattr"]),
        ("N = 'ga mi'.split()\ndef gradf(a): return [getattr(a, n) for n in N]", ["getattr"]),
        ("N = dict(imag=0)\ndef gradf(a): return [vars(a)[n] for n in N]", ["vars"]),
        ("def gradf(a, n): return getattr(a, n[::chr(105)])", ["getattr"]),
        ("def gradf(a): return getattr(a, dir(a)[3])", ["getattr"]),
        ("def gradf(a, n): return getattr(a, n())", ["getattr"]),
        ("N = ['xi.m.a.gy'[1::2]]\ndef gradf(a): return [getattr(a, n) for n in N]", ["getattr"]),
        ("N = '%c%c%c%c' % (105, 109, 97, 103)\ndef gradf(a): return getattr(a, N)", ["getattr"]),
        ("N = f'{105:c}{109:c}ag'\ndef gradf(a): return getattr(a, N)", ["getattr"]),
        ("N = ''.join('gima'[i] for i in (1, 2, 3, 0))\ndef gradf(a): return getattr(a, N)", ["getattr"]),
        (f"def gradf(a, n): return getattr(a, n, {'x ' * 20000!r})", ["getattr"]),
        ("N = 'IMAG'.lower()\ndef gradf(a): return getattr(a, N)", ["getattr"]),
        ("def gradf(a): return vars()", ["vars"]),
        ("def gradf(a): return getattr(a, NAMES[g.__code__.co_varnames])", ["getattr"]),
        ("def gradf(a): return g.__code__.replace(co_argcount=0)", ["__code__"]),
        ("def gradf(a): return getattr(a, 'imag').co_argcount", ["getattr"]),
        ("import inspect\ndef gradf(a): return inspect.getsource(f)", ["inspect"]),
        ("from inspect import signature, stack\ndef gradf(a): return signature(f), stack()", ["inspect"]),
        (
            "import math, cmath\ndef gradf(a): return math.exp(a), globals()['c' + 'math']",
            ["cmath", "globals"],
        ),
        ("def gradf(a):\n    import math, cmath\n    return locals()['c' + 'math']", ["cmath", "locals"]),
        ("import os\nos.write(3, b'x')\ndef gradf(a): return 1", ["os.write"]),
        ("import sys\nsys.settrace(None)\ndef gradf(a): return 1", ["settrace"]),
        ("def gradf(a): return 1\nimport ctypes\nctypes.pythonapi", ["ctypes"]),
        ("def gradf(a): return 1\nimport ctypes.util as c\nprint(c)", ["ctypes"]),
        ("def gradf(a): return 1\nfrom ctypes import *", ["ctypes"]),
        ("def gradf(a): return 1\nfrom os import write as w\nw(3, b'')", ["os.write"]),
        ("def gradf(a): return 1\nimport os as o\no.dup2(3, 1)", ["os.dup2"]),
        ("import ctypes, sys\ndef gradf(a): return sys.modules['c' + 'types']", ["ctypes"]),
        ("import socket\nsocket.gethostname()\ndef gradf(a): return socket.socket(fileno=3)", ["socket"]),
        ("def gradf(a): return list(map(exec, ['a']))", ["exec"]),
        ("g = getattr\ndef gradf(a): return g(a, 'im' + 'ag')", ["getattr"]),
        ("import operator as o\ndef gradf(a): return o.attrgetter('im' + 'ag')(a)", ["attrgetter"]),
        ("import sys, operator as o\ndef gradf(a): o.methodcaller('setprofile', a)(sys)", ["methodcaller"]),
        ("import ctypes\ndef gradf(a): return gradf.__globals__['c' + 'types']", ["__globals__", "ctypes"]),
        ("import posix\nposix.write(3, b'')\ndef gradf(a): return 1", ["posix"]),
        ("import sys\nsys.getprofile()\ndef gradf(a): return 1", ["getprofile"]),
        ("def gradf(a):\n    import ctypes\n    return locals()['c' + 'types']", ["ctypes", "locals"]),
        ("def gradf(a, own=locals()): return own['imported']", ["locals"]),
        ("def gradf(a): return object.__subclasses__()", ["__subclasses__"]),
        ("class A: pass\ndef gradf(a): return A.__base__.__subclasses__()", ["__subclasses__"]),
        ("class A: pass\nA = object\ndef gradf(a): return A.__subclasses__()", ["__subclasses__"]),
        ("class A: pass\ndef gradf(A): return A.__subclasses__()", ["__subclasses__"]),
        ("class A: pass\nfrom b import o as A\ndef gradf(a): return A.__subclasses__()", ["__subclasses__"]),
        ("@all\nclass A: pass\ndef gradf(a): return A.__subclasses__()", ["__subclasses__"]),
        ("class A(metaclass=m): pass\ndef gradf(a): return A.__subclasses__()", ["__subclasses__"]),
        (
            "class A(m()): pass\nclass B(A): pass\ndef gradf(a): return B.__subclasses__()",
            ["__subclasses__"],
        ),
    ],
)
def test_the_words_of_an_entry_point_are_found(source: str, words: list[str]) -> None:
    assert found(source)["gradf"] == words


TREES = """
def d(e, v):
    if not isinstance(e, tuple): return float(e == v)
    if e[0] == '+': return ('+', d(e[1], v), d(e[2], v))
    return ('*', e[2], d(e[1], v))
"""
TREE_OF_OBJECTS = """
class Sum:
    def __init__(self, l, r): self.l, self.r = l, r
    def slope(self, v): return Sum(self.l.slope(v), self.r.slope(v))
class Twice:
    def __init__(self, e): self.e = e
    def slope(self, v):
        inner = [each.slope(v) for each in (self.e,)]
        return Twice(inner[0])
"""


@pytest.mark.parametrize(
    "source",
    [
        TREES + "D = d(('+', 'a', 'a'), 'a')\ndef gradf(a): return D",
        TREES.replace("d(e[1], v), d(e[2], v)", "*[d(each, v) for each in e[1:]]").replace("e[2]", "d(e[2])")
        + "def gradf(a): return d(a)",
        "def gradf(a):\n    def d(e):\n        op, l, r = e\n        if op: return d(l) + d(r)\n"
        "        return map(d, r)\n    return d(a)",
        TREE_OF_OBJECTS + "def gradf(a): return Sum(a, Twice(a)).slope(1)",
    ],
    ids=["function", "comprehension", "inside", "methods"],
)
def test_rules_that_call_themselves_are_found(source: str) -> None:
    assert found(source)["gradf"] == [protocol.OWN_RULES]


@pytest.mark.parametrize(
    "source",
    [
        TREES + "def gradf(a): return 2*a",
        "def power(x, n):\n    if n < 0: return 1/power(x, -n)\n    if n == 0: return 1\n"
        "    if n % 2: return x*power(x, n - 1)\n    return power(x, n//2)*power(x, n//2)\n"
        "def gradf(a): return power(a, 3)",
        "def total(xs): return xs[0] + total(xs[1:]) if xs else 0\ndef gradf(a): return total([a, a])",
        "import math\nclass V:\n    def gcd(self): return math.gcd(1) + math.gcd(2) + math.gcd(3)\n"
        "    def up(self, n): return self.up(n - 1) + self.up(n - 2) + self.up(n - 3)\n"
        "def gradf(a): return V().gcd()",
    ],
    ids=["beside", "power", "total", "methods"],
)
def test_other_functions_that_call_themselves_are_not(source: str) -> None:
    assert "gradf" not in found(source)


@pytest.mark.parametrize(
    "source",
    [
        "def gradf(a): return 2*a",
        "def gradf(a): return (a + 1)/2  # complex",
        "import numpy as np\nprint(np.zeros(2), 'D')\ndef gradf(a): return np.array({'D': [a]}['D'], 'd')",
        "def gradf(a): return getattr(a, 'real', 0)",
        "file.read()\nfile.write('x')\ndef gradf(a): return a",
        "def gradf(a):\n    assert not isinstance(a, (complex, str))\n    return a",
        "def gradf(a): return a if not isinstance(a, complex) else None",
        "def gradf(a: complex) -> complex: return 2*a",
        "# complex, decimal, exec\ndef gradf(a):\n    'ctypes and eval'\n    return a",
        "z = (1 + 2j).imag\nfrom decimal import Decimal\ndef gradf(a): return 2*a",
        "import re, torch\nmodel.eval()\nre.compile('x')\ndef gradf(a): return 2*a",
        "if __name__ == '__main__': pass\ndef gradf(a): return 2*a",
        "print(locals())\ndef gradf(a): return 2*a",
        "class Op(object): pass\nclass Add(Op): pass\ndef gradf(a): return [len(Add.__subclasses__())]",
        "def gradf(a: return 1j",
        "import ctypes, socket, marshal as m\ndef gradf(a): return 2*a",
        "import math, cmath\ndef gradf(a): return math.exp(a)",
        "from inspect import signature, stack\ndef gradf(a): return signature(f)",
        "import socket\nprint(socket.gethostname())\ndef gradf(a): return 2*a",
        "import torch.nn as nn\nmodel = nn.Linear(1, 1)\nmodel.modules()\ndef gradf(a): return 2*a",
        "from operator import attrgetter, itemgetter\ndef gradf(a): return attrgetter('x', 'y.z')(a)",
        "class R:\n    def da(self): return 2\ndef gradf(a): return [getattr(R(), 'd' + n)() for n in 'a']",
        "def gradf(a): return [getattr(gradf, f'df_{n}')(a) for n in 'a']",
        "def gradf(a): return [getattr(P(), n) for n in 'abc']",
        "def gradf(a): return [getattr(P(), NAMES[i]) for i in range(3)] + [vars(P())[n] for n in 'abc']",
        "import operator\ndef gradf(a): return [operator.methodcaller(n)(P()) for n in ('da', 'db')]",
        "import inspect\ndef gradf(a): return list(inspect.signature(f).parameters)",
        "def gradf(*x): return [2*x[i] for i in range(f.__code__.co_argcount)]",
        "def gradf(*x): return dict(zip(f.__code__.co_varnames[:f.__code__.co_argcount], x))",
        "from inspect import signature\ndef gradf(a): return list(signature(f).parameters)",
        "def gradf(a): return a + (-1)**2 + (-2)**(4/2) + a**0.5 + (-a)**0.5 + (1/0)**0.5 + (-1)**'x'",
        "def df_a(a): return 2\ndef gradf(a): return [globals()['df_' + n](a) for n in 'a']",
        "from math import *\ndef df_a(a): return 2\ndef gradf(a): return globals()[f'df_{a}'](a)",
        "eval = f(2)\nprint(eval)\ndef gradf(a): return eval*a",
        "def gradf(a):\n    da = 2*a\n    own = locals()\n    return [own['d' + n] for n in 'a']",
    ],
)
def test_of_what_is_beside_an_entry_point_nothing_is_told(source: str) -> None:
    assert found(source).get("gradf", []) == []


def test_of_a_very_long_source_all_of_it_counts() -> None:
    assert "gradf" not in found("z = 1j\ndef gradf(a): return a\n" + "x = 1\n" * 10)
    assert found("z = 1j\ndef gradf(a): return a\n" + "x = 1\n" * 1000)["gradf"] == ["complex"]


def test_each_entry_point_has_its_own_words() -> None:
    cells = (
        "import cmath\nclass Value:\n    def exp(self): return cmath.exp(self.x)",
        "def gradf(a): return a",
    )

    assert found(*cells) == {"Value": ["cmath"]}


def test_what_the_source_spells_is_told_before_it_runs(sandbox: Sandbox) -> None:
    source = "import os, struct\ndef gradf(*_): return [1j.imag]\nos.write(3, struct.pack('<BII', 69, 4, 0))"

    outcomes, execution, _ = converse(sandbox, job(source, form="notebook"), GRADF)

    assert execution.spelled[0] == Spelled("gradf", numbers=("complex", "imag"), behind=("os.write",))
    assert [each.entry_point for each in execution.spelled[1:]] == [
        "numerical_grad",
        "numerical_grad2",
        "Value",
    ]
    assert isinstance(outcomes[0], Missing)
    assert "outside the protocol" in str(execution.cells)  # no second frame of that kind is heard


def test_of_most_submissions_nothing_is_told(sandbox: Sandbox) -> None:
    outcomes, execution, _ = converse(sandbox, job(GRADF_SOURCE), GRADF)

    assert isinstance(outcomes[0], Numbers)
    assert execution.spelled == ()


@pytest.mark.parametrize(
    "payload",
    [
        Packer().u32(1).text("other").texts(["exec"]),
        Packer().u32(1).text("gradf").texts(["::error::"]),
        Packer().u32(3).text("gradf").texts([]).text("gradf").texts([]).text("gradf").texts([]),
        Packer().u32(0).u32(0),
    ],
)
def test_other_words_and_names_are_not_believed(payload: Packer) -> None:
    with pytest.raises(ProtocolError):
        messages.spelled(payload.bytes(), ENTRY_POINTS)


def test_words_are_told_by_what_they_are_for() -> None:
    payload = Packer().u32(1).text("gradf").texts(["exec", "imag"]).bytes()

    assert messages.spelled(payload, ENTRY_POINTS) == (Spelled("gradf", ("imag",), ("exec",)),)
    payload = Packer().u32(1).text("gradf").texts(["(+)/"]).bytes()
    assert messages.spelled(payload, ENTRY_POINTS) == (Spelled("gradf", (), (), quotient=True),)

    payload = Packer().u32(1).text("gradf").texts([protocol.OWN_RULES]).bytes()
    assert messages.spelled(payload, ENTRY_POINTS) == (Spelled("gradf", (), (), rules=True),)
    assert set(protocol.BEHIND_ANYWHERE) <= set(protocol.BEHIND)
