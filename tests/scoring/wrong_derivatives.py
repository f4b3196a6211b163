"""Random formulas and their derivatives with one mistake in them, independent of the grader's own rules.

An expression is a tree of tuples: ("x", name), ("c", number), ("+", left, right), ("^", base, number),
(function, inner).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple, TypeAlias

Tree: TypeAlias = tuple[Any, ...]
Rule: TypeAlias = Callable[[Tree, str, Callable[[Tree], Tree]], Tree]
FUNCTIONS = ("sin", "cos", "exp", "log", "sqrt", "tanh")
NUMBERS = (2, 3, 4, 5, 7, 0.5, 1.5, 2.5)
EXPONENTS = (2, 3, 4, -1, -2, 0.5, 1.5, -0.5)


def text(tree: Tree) -> str:
    """Return an expression as Python writes it."""
    kind = tree[0]
    if kind == "x":
        return str(tree[1])
    if kind == "c":
        return repr(tree[1]) if tree[1] >= 0 else f"({tree[1]!r})"
    if kind == "^":
        return f"({text(tree[1])})**{text(tree[2])}"
    if kind in "+-*/":
        return f"({text(tree[1])} {kind} {text(tree[2])})"
    return f"{kind}({text(tree[1])})"


def number(value: float) -> Tree:
    """Return a constant."""
    return ("c", value)


def depends(tree: Tree, name: str) -> bool:
    """Return whether an expression holds a variable."""
    if tree[0] in ("x", "c"):
        return tree == ("x", name)
    return any(depends(each, name) for each in tree[1:])


def nodes(tree: Tree) -> Iterator[Tree]:
    """Yield an expression and all its parts."""
    yield tree
    for each in tree[1:]:
        if isinstance(each, tuple):
            yield from nodes(each)


def made(random: Random, names: str, depth: int) -> Tree:
    """Return a random expression."""
    if depth == 0 or random.random() < 0.15:
        return ("x", random.choice(names))
    kind = random.choice(("+", "-", "*", "*", "/", "^", "^", "f", "f", "f", "c*", "c+", "c/"))
    inner = made(random, names, depth - 1)
    if kind == "^":
        return ("^", inner, number(random.choice(EXPONENTS)))
    if kind == "f":
        return (random.choice(FUNCTIONS), inner)
    if kind.startswith("c"):
        pair = (number(random.choice(NUMBERS)), inner)
        return (kind[1], *(pair[::-1] if kind == "c+" else pair))
    return (kind, inner, made(random, names, depth - 1))


def outer(tree: Tree, inner: Tree) -> Tree:
    """Return the slope of a function or a power at ``inner``."""
    if tree[0] == "^":
        exponent = tree[2][1]
        return ("*", number(exponent), ("^", inner, number(exponent - 1)))
    return {
        "sin": ("cos", inner),
        "cos": ("*", number(-1), ("sin", inner)),
        "exp": ("exp", inner),
        "log": ("/", number(1), inner),
        "sqrt": ("/", number(0.5), ("sqrt", inner)),
        "tanh": ("-", number(1), ("^", ("tanh", inner), number(2))),
    }[tree[0]]


def derivative(tree: Tree, name: str, at: Tree | None = None, rule: Rule | None = None) -> Tree:
    """Return the derivative by ``name``; at the part ``at`` the wrong ``rule`` is used."""

    def inner(part: Tree) -> Tree:
        return derivative(part, name, at, rule)

    if tree is at and rule is not None:
        return rule(tree, name, lambda part: derivative(part, name))
    if tree[0] == "x" or not depends(tree, name):
        return number(float(tree == ("x", name)))
    if tree[0] in ("+", "-"):
        return (tree[0], inner(tree[1]), inner(tree[2]))
    if tree[0] == "*":
        return ("+", ("*", inner(tree[1]), tree[2]), ("*", tree[1], inner(tree[2])))
    if tree[0] == "/":
        top = ("-", ("*", inner(tree[1]), tree[2]), ("*", tree[1], inner(tree[2])))
        return ("/", top, ("^", tree[2], number(2)))
    return ("*", outer(tree, tree[1]), inner(tree[1]))


class Slip(NamedTuple):
    """A mistake: at which parts it can be made, what it makes of them, and what it may be called."""

    id: str
    fits: Callable[[Tree, str], bool]
    rule: Rule
    codes: tuple[str, ...]


def _both(kinds: str) -> Callable[[Tree, str], bool]:
    return lambda t, v: t[0] in tuple(kinds) and depends(t[1], v) and depends(t[2], v)


def _chain(t: Tree, v: str) -> bool:
    return (t[0] in FUNCTIONS or t[0] == "^") and t[1][0] != "x" and depends(t[1], v)


def _function(*names: str) -> Callable[[Tree, str], bool]:
    return lambda t, v: t[0] in names and depends(t[1], v)


def _below(t: Tree, v: str) -> bool:
    return bool(t[0] == "/") and not depends(t[1], v) and depends(t[2], v)


def _top(sign: str) -> Rule:
    return lambda t, v, d: (
        "/",
        (sign, ("*", d(t[1]), t[2]), ("*", t[1], d(t[2]))),
        ("^", t[2], number(2)),
    )


def _powers(factor: Callable[[float], float], change: float) -> Rule:
    """Return the rule with another factor, and an exponent that is changed by ``change``."""

    def rule(t: Tree, v: str, d: Callable[[Tree], Tree]) -> Tree:
        exponent = t[2][1]
        power = ("^", t[1], number(exponent + change))
        return ("*", ("*", number(factor(exponent)), power), d(t[1]))

    return rule


_ANY = FUNCTIONS
_MINUS = number(-1)
SLIPS = (
    Slip("inner-missing", _chain, lambda t, v, d: outer(t, t[1]), ("inner-derivative",)),
    Slip("outer-missing", _chain, lambda t, v, d: d(t[1]), ("outer-derivative",)),
    Slip("inner-value", _chain, lambda t, v, d: ("*", outer(t, ("x", v)), d(t[1])), ("inner-argument",)),
    Slip("inner-inside", _chain, lambda t, v, d: outer(t, d(t[1])), ("function-of-derivative",)),
    Slip("left-lost", _both("+-"), lambda t, v, d: (t[0], number(0), d(t[2])), ("term-missing",)),
    Slip("right-lost", _both("+-"), lambda t, v, d: d(t[1]), ("term-missing",)),
    Slip(
        "sign-lost",
        _both("+-"),
        lambda t, v, d: ("+" if t[0] == "-" else "-", d(t[1]), d(t[2])),
        ("term-sign",),
    ),
    Slip("product-left", _both("*"), lambda t, v, d: ("*", d(t[1]), t[2]), ("product-rule",)),
    Slip("product-right", _both("*"), lambda t, v, d: ("*", t[1], d(t[2])), ("product-rule",)),
    Slip("product-both", _both("*"), lambda t, v, d: ("*", d(t[1]), d(t[2])), ("product-rule",)),
    Slip(
        "factor-lost",
        lambda t, v: t[0] == "*" and t[1][0] == "c" and depends(t[2], v),
        lambda t, v, d: d(t[2]),
        ("constant-factor", "inner-derivative"),
    ),
    Slip("quotient-plus", _both("/"), _top("+"), ("quotient-rule", "term-sign")),
    Slip("quotient-each", _both("/"), lambda t, v, d: ("/", d(t[1]), d(t[2])), ("quotient-rule",)),
    Slip(
        "reciprocal-not-squared",
        _below,
        lambda t, v, d: ("/", ("*", _MINUS, ("*", t[1], d(t[2]))), t[2]),
        ("denominator-not-squared",),
    ),
    Slip("power-no-factor", _function("^"), _powers(lambda n: 1, -1), ("exponent-factor", "term-sign")),
    Slip("power-kept", _function("^"), _powers(lambda n: n, 0), ("exponent-not-decreased",)),
    Slip("power-up", _function("^"), _powers(lambda n: n, 1), ("power-rule", "exponent-not-decreased")),
    Slip("power-two-less", _function("^"), _powers(lambda n: n, -2), ("power-rule",)),
    Slip("as-it-is", _function(*_ANY), lambda t, v, d: t, ("not-differentiated", "inner-derivative")),
    Slip(
        "function-sign",
        _function(*_ANY),
        lambda t, v, d: ("*", _MINUS, ("*", outer(t, t[1]), d(t[1]))),
        ("term-sign", "inner-derivative"),
    ),
    Slip(
        "degrees",
        _function("sin", "cos"),
        lambda t, v, d: ("*", outer(t, ("*", number(math.pi / 180), t[1])), d(t[1])),
        ("degrees",),
    ),
    Slip(
        "exponential-as-power",
        _function("exp"),
        lambda t, v, d: ("*", ("*", t[1], ("exp", ("-", t[1], number(1)))), d(t[1])),
        ("power-rule",),
    ),
    Slip(
        "root-without-two",
        _function("sqrt"),
        lambda t, v, d: ("*", ("/", number(1), t), d(t[1])),
        ("exponent-factor",),
    ),
)
# What is true of the numbers of a dim as a whole, whatever was done.
FACTS = ("sign", "factor", "always-zero", "other-dim", "order")
