"""Sums of f that are met: told where one piece of code makes several, not where each has its own place."""

from __future__ import annotations

import pytest

from grader.sandbox.sums import Sums
from tests.sandbox.test_onlooker import protocol, seen

# x + y, x + y + z and x + z of f = a**2 + sin(b) - 1/a at (2.5, 0.75).
F = "def f(a, b): return a**2 + sin(b) - 1/a\n"
HEAD = "from math import cos, sin\n" + F
X, Y, Z = 2.5**2, 0.6816387600233341, -0.4
SUMS = (X + Y, X + Y + Z, X + Z, Y + Z)

TAPE = """
def add(x, y): return (x[0] + y[0], lambda g: x[1](g) + y[1](g))
def power(x, n): return (x[0]**n, lambda g: x[1](g*n*x[0]**(n - 1)))
def sine(x): return (sin(x[0]), lambda g: x[1](g*cos(x[0])))
def neg(x): return (-x[0], lambda g: x[1](-g))
def leaf(v, n): return (v, lambda g: [(n, g)])
def gradf(a, b):
    a, b = leaf(a, 0), leaf(b, 1)
    return [n for n, g in add(add(power(a, 2), sine(b)), neg(power(a, -1)))[1](1.0)]
"""
PLACES = """
values = []
def new(v): values.append(v); return len(values) - 1
def add(i, j): return new(values[i] + values[j])
def gradf(a, b):
    values.clear()
    x, y, z = new(float(a)**2), new(sin(float(b))), new(-1/float(a))
    return values[add(add(x, y), z)]
"""
LOOP = """
def gradf(a, b):
    values = [float(a)**2, sin(float(b)), -1/float(a)]
    for i, j in ((0, 1), (3, 2)):
        values.append(values[i] + values[j])
    return values[-1]
"""
STACK = """
def gradf(a, b):
    stack, a, b = [], float(a), float(b)
    for each in (a**2, sin(b), '+', -1/a, '+'):
        if each == '+':
            stack.append((stack.pop()[0] + stack.pop()[0], 0.0))
        else:
            stack.append((each, 1.0))
    return stack.pop()[0]
"""
JETS = """
def add(x, y): return [p + q for p, q in zip(x, y)]
def gradf(a, b):
    s = add([a**2, 2*a], [sin(b), 0.0])
    t = add(s, [-1/a, 1/a**2])
    return t[1]
"""
TEXTS = """
def add(x, y):
    (v, d), (w, e) = map(float, x.split()), map(float, y.split())
    s = v + w
    return f"{s!r} {d + e!r}"
def gradf(a, b):
    a, b = float(a), float(b)
    x, y, z = f"{a**2!r} {2*a!r}", f"{sin(b)!r} 0.0", f"{-1/a!r} {a**-2!r}"
    return float(add(x, y).split()[1]), float(add(x, z).split()[1])
"""
BEHIND = """
class Sum:
    def __init__(self, left, right): self.left, self.right = left, right
    def __call__(self): return self.left() + self.right()
def gradf(a, b):
    return Sum(Sum(lambda: a**2, lambda: sin(b)), lambda: -1/a)()
"""


WAYS = {
    "tape": TAPE,
    "places": PLACES,
    "loop": LOOP,
    "stack": STACK,
    "jets": JETS,
    "texts": TEXTS,
    "behind": BEHIND,
}


@pytest.mark.parametrize("source", WAYS.values(), ids=WAYS)
def test_what_adds_up_whatever_it_is_given_is_noted(source: str) -> None:
    assert seen(HEAD + source, 2.5, 0.75, sums=SUMS).sights & protocol.SUMS
    assert not seen(HEAD + source, 2.5, 0.75).sights & protocol.SUMS


@pytest.mark.parametrize(
    "body",
    [
        "s = a**2 + sin(b)\n    t = s - 1/a\n    print(t)",
        "t = 0\n    for each in (a**2, sin(b), -1/a): t += each",
        "t = sum([a**2, sin(b), -1/a])",
        "for _ in range(3): f(a, b)",
        "def value(_): return a**2 + sin(b) - 1/a\n    t = [value(i) for i in range(3)]",
        "def part(i):\n        s = a**2 + sin(b)\n        t = s - 1/a\n    part(0), part(1)",
        "def part(i):\n        s = a**2 + sin(b)\n        if i: return\n        t = s - 1/a\n"
        "    part(0), part(1)",
        "both = {'value': f(a, b), 'slopes': [2*a, cos(b)]}",
        "t = []\n    for each in (a**2, sin(b), -1/a): t.append(each)\n    t.append(sum(t))",
    ],
    ids=["names", "loop", "sum", "f", "helper", "helper-of-dims", "ends-earlier", "dict", "terms-and-sum"],
)
def test_f_worked_out_beside_a_formula_is_not(body: str) -> None:
    source = f"def gradf(a, b):\n    {body}\n    return [2*a + a**-2, cos(b)]"

    assert not seen(HEAD + source, 2.5, 0.75, sums=SUMS).sights & protocol.SUMS


REDUCED = """
from functools import reduce
def f(a, b): return reduce(lambda x, y: x + y, [a**2, sin(b), -1/a])
"""


def test_how_f_itself_is_written_is_not_told() -> None:
    formula = "def gradf(a, b):\n    print(f(a, b))\n    f(a, b)\n    return [2*a + a**-2, cos(b)]"
    on_pairs = "def gradf(a, b): return f((a, 1.0), (b, 0.0))"
    adding = "def add(x, y): return (x[0] + y[0], x[1] + y[1])\ndef f(x, y):\n    return add(add("
    adding += "(x[0]**2, 2*x[0]), (sin(y[0]), 0.0)), (-1/x[0], x[0]**-2))\n"

    assert not seen(HEAD + REDUCED + formula, 2.5, 0.75, sums=SUMS).sights & protocol.SUMS
    assert seen(HEAD + adding + on_pairs, 2.5, 0.75, sums=SUMS).sights & protocol.SUMS


STEPS_OF_SUM = (X + Y + Z, X, Y, X + Y, 1 / 2.5)  # the value of f first
ADDED = {
    "reduce": "from functools import reduce\ndef gradf(a, b):\n"
    "    terms = [(a**2, 2*a, 0.0), (sin(b), 0.0, cos(b)), (-1/a, a**-2, 0.0)]\n"
    "    return reduce(lambda p, q: tuple(x + y for x, y in zip(p, q)), terms)[1:]\n",
    "reduce-from-0": "from functools import reduce\ndef gradf(a, b):\n"
    "    terms = [(a**2, (2*a, 0.0)), (sin(b), (0.0, cos(b))), (-1/a, (a**-2, 0.0))]\n"
    "    def add(p, q): return p[0] + q[0], [x + y for x, y in zip(p[1], q[1])]\n"
    "    return reduce(add, terms, (0.0, (0.0, 0.0)))[1]\n",
    "helper": "def add(p, q): return (p[0] + q[0], p[1] + q[1], p[2] + q[2])\ndef gradf(a, b):\n"
    "    s = add((a**2, 2*a, 0.0), (sin(b), 0.0, cos(b)))\n    return add(s, (-1/a, a**-2, 0.0))[1:]\n",
    "dict": "def gradf(a, b):\n    t = {'square': a**2, 'sine': sin(b), 'inverse': -1/a}\n"
    "    t['both'] = t['square'] + t['sine']\n    t['f'] = t['both'] + t['inverse']\n"
    "    return [2*a + t['inverse']**2, cos(b)]\n",
}


@pytest.mark.parametrize("source", ADDED.values(), ids=ADDED)
def test_terms_that_are_added_up_beside_derivatives_of_ones_own_are_not(source: str) -> None:
    assert not seen(HEAD + source, 2.5, 0.75, sums=SUMS, steps=STEPS_OF_SUM).sights & protocol.SUMS


RULES = {
    "tape": TAPE,
    "jets": JETS.replace("gradf(a, b):", "gradf(a, b):\n    a, b = [a, 1.0], [b, 0.0]")
    .replace("[a**2, 2*a]", "power(a, 2)")
    .replace("[sin(b), 0.0]", "sine(b)")
    .replace("[-1/a, 1/a**2]", "neg(power(a, -1))")
    + "def power(x, n): return [x[0]**n, n*x[0]**(n - 1)*x[1]]\n"
    "def sine(x): return [sin(x[0]), cos(x[0])*x[1]]\ndef neg(x): return [-x[0], -x[1]]\n",
    "dict": "def gradf(a, b):\n    t, n = {'a': a, 'b': b}, 0\n"
    "    for op, i, j in (('square', 'a', 0), ('sine', 'b', 0), ('add', 0, 1), ('inverse', 'a', 0),\n"
    "                     ('add', 2, 3)):\n"
    "        if op == 'add': t[n] = t[i] + t[j]\n        elif op == 'square': t[n] = t[i]**2\n"
    "        elif op == 'sine': t[n] = sin(t[i])\n        else: t[n] = -1/t[i]\n        n += 1\n"
    "    return [2*a + t[3]**2, cos(b)]\n",
}


@pytest.mark.parametrize("source", RULES.values(), ids=RULES)
def test_rules_that_make_every_step_of_f_are_noted(source: str) -> None:
    assert seen(HEAD + source, 2.5, 0.75, sums=SUMS, steps=STEPS_OF_SUM).sights & protocol.SUMS


RECORDER = """
tape = []
def new(v, *parents): tape.append((v, parents)); return len(tape) - 1
def f(x, y): return x**3*sin(2*y)
def gradf(a, b):
    a, b = float(a), float(b)
    new(a**3); new(2*b); new(sin(2*b)); new(a**3*sin(2*b))
    return [3*f(a, b)/a, 2*a**3*cos(2*b)]
"""
STEPS = (2.5**3 * 0.9974949866040544, 2.5**3, 1.5, 0.9974949866040544)


def test_a_function_that_meets_every_step_of_f_is_noted() -> None:
    helpers = RECORDER.replace("    new(a**3); new(2*b); new(sin(2*b)); new(a**3*sin(2*b))\n", "")
    every_time = helpers.replace("    return [3", "    new(f(a, b), [a**3, 2*b])\n    return [3")

    assert seen(HEAD + RECORDER, 2.5, 0.75, steps=STEPS).sights & protocol.SUMS
    assert not seen(HEAD + helpers, 2.5, 0.75, steps=STEPS).sights & protocol.SUMS
    assert not seen(HEAD + every_time, 2.5, 0.75, steps=STEPS).sights & protocol.SUMS


def test_a_sum_is_known_with_either_sign_and_as_it_is_rounded() -> None:
    sums = Sums((2.0, -3.0))

    assert [sums.known(each) for each in (-2.0, 3.0 * (1 + 1e-15), 3.1, 0.0)] == [0, 1, None, None]
    assert Sums(()).known(1.0) is None


def test_what_one_function_had_names_for_has_to_differ_both_ways() -> None:
    first, second = Sums((1.0, 2.0, 3.0)), Sums((1.0, 2.0, 3.0))
    for numbers in ((1.0,), (1.0, 2.0), (7.0,)):
        first.named(numbers, "helper")
    for numbers in ((1.0,), (2.0,)):
        second.named(numbers, "addition")

    assert not first.are_worked_out()
    assert second.are_worked_out()


def test_nothing_is_met_while_it_pauses() -> None:
    sums = Sums((1.0, 2.0), (2.0, 4.0, 8.0))
    before = sums.pause()
    for number in (1.0, 2.0, 4.0, 8.0):
        sums.passed((number,), "code")
        sums.held((1.0, 2.0))
        sums.added(number, "place", object())
    assert not sums.are_worked_out()

    sums.values, sums.steps = before
    for number in (4.0, 8.0, -2.0):
        sums.passed((number,), "code")
    assert sums.are_worked_out()
