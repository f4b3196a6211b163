"""The right rules of a class that differentiates: what each operation computes and what it passes back.

They are data, so that a fault can take the place of any part of a rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


class At(NamedTuple):
    """What an operation knows when it passes its gradient on to an operand."""

    x: float  # the left operand, or the only one
    y: float  # the right operand
    out: float
    up: float  # the gradient of the result
    own: float  # the gradient that the operand has so far
    slopes: tuple[float, float] = (0.0, 0.0)  # the gradients that both operands have so far


Forward = Callable[[float, float], float]
Share = Callable[[At], float]  # what an operand gets
Tree = tuple[object, ...]  # ("add", "x", ("neg", "y")): an operation made of others
RESULT = 2  # as a receiver: the result itself


class Rule(NamedTuple):
    """One operation of the class. Pairs belong to the left and to the right operand."""

    forward: Forward
    shares: tuple[Share | None, Share | None]  # None: this operand gets nothing
    overwrites: tuple[bool, bool] = (False, False)  # "=" instead of "+="
    receivers: tuple[int, int] = (0, 1)
    linked: tuple[bool, bool] = (True, True)  # operands that the result remembers
    stored: bool = True  # the result knows how to pass its gradient on
    called: bool = False  # that was called at once, in the place of being stored
    on_operand: bool = False  # the operand whose method is called knows it, in the place of the result
    wraps: bool = True  # plain numbers become nodes
    once: bool = False  # a node on both sides gets the share of one
    right_first: bool = False  # the right operand gets its share before the left one
    at_once: bool = False  # both shares are computed before one of them is added
    in_place: bool = False  # the operand is changed and returned
    spoils: bool = False  # the operand whose method is called has the number of the result afterwards
    returned: int | None = None  # the operand that is returned, and nothing is computed
    clears: bool = False  # the gradients of the operands are set to 0 before the shares are added


def _power(x: float, y: float) -> float:
    found = x**y
    if isinstance(found, complex):
        raise ValueError("complex")  # noqa: TRY004 - a matter of domain
    return float(found)


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def _one(function: Callable[[float], float], slope: Callable[[float, float], float]) -> Rule:
    """Return the rule of a function of one number; ``slope`` takes the input and the output."""
    return Rule(lambda x, y: function(x), (lambda at: slope(at.x, at.out) * at.up, None))


RULES: dict[str, Rule] = {
    "add": Rule(lambda x, y: x + y, (lambda at: at.up, lambda at: at.up)),
    "sub": Rule(lambda x, y: x - y, (lambda at: at.up, lambda at: -at.up)),
    "mul": Rule(lambda x, y: x * y, (lambda at: at.y * at.up, lambda at: at.x * at.up)),
    "truediv": Rule(lambda x, y: x / y, (lambda at: at.up / at.y, lambda at: -at.x / at.y**2 * at.up)),
    "pow": Rule(_power, (lambda at: at.y * _power(at.x, at.y - 1) * at.up, None)),
    # A constant on the left.
    "radd": Rule(lambda x, y: x + y, (None, lambda at: at.up)),
    "rsub": Rule(lambda x, y: x - y, (None, lambda at: -at.up)),
    "rmul": Rule(lambda x, y: x * y, (None, lambda at: at.x * at.up)),
    "rtruediv": Rule(lambda x, y: x / y, (None, lambda at: -at.x / at.y**2 * at.up)),
    # A constant on the right, where that has a rule of its own.
    "addc": Rule(lambda x, y: x + y, (lambda at: at.up, None)),
    "subc": Rule(lambda x, y: x - y, (lambda at: at.up, None)),
    "mulc": Rule(lambda x, y: x * y, (lambda at: at.y * at.up, None)),
    "truedivc": Rule(lambda x, y: x / y, (lambda at: at.up / at.y, None)),
    "neg": _one(lambda x: -x, lambda x, out: -1.0),
    "exp": _one(math.exp, lambda x, out: out),
    "log": _one(math.log, lambda x, out: 1.0 / x),
    "tanh": _one(math.tanh, lambda x, out: 1.0 - out * out),
    "relu": _one(lambda x: max(0.0, x), lambda x, out: 1.0 if x > 0 else 0.0),
    "sigmoid": _one(_sigmoid, lambda x, out: out * (1.0 - out)),
    "sin": _one(math.sin, lambda x, out: math.cos(x)),
    "cos": _one(math.cos, lambda x, out: -math.sin(x)),
    "sqrt": _one(math.sqrt, lambda x, out: 0.5 / out),
    "abs": _one(abs, lambda x, out: float((x > 0) - (x < 0))),
    "tan": _one(math.tan, lambda x, out: 1.0 + out * out),
    "sinh": _one(math.sinh, lambda x, out: math.cosh(x)),
    "cosh": _one(math.cosh, lambda x, out: math.sinh(x)),
    "pos": _one(lambda x: x, lambda x, out: 1.0),
}
BINARY = ("add", "sub", "mul", "truediv")
REFLECTED = ("radd", "rsub", "rmul", "rtruediv")
# Plain numbers on the right, by the operation that a class defines for them.
ON_THE_RIGHT = {f"{op}c": op for op in BINARY}
FUNCTIONS = ("exp", "log", "tanh", "relu", "sigmoid", "sin", "cos", "sqrt", "abs", "tan", "sinh", "cosh")
OF_RESULT = frozenset(("exp", "tanh", "sigmoid", "sqrt", "tan"))  # whose slopes are computed from the result

_TANH: tuple[Tree, ...] = (
    (
        "truediv",
        ("sub", ("exp", ("mul", "x", 2.0)), 1.0),
        ("add", ("exp", ("mul", "x", 2.0)), 1.0),
    ),
    (
        "truediv",
        ("sub", ("exp", "x"), ("exp", ("neg", "x"))),
        ("add", ("exp", "x"), ("exp", ("neg", "x"))),
    ),
)

# How people make an operation of others, beside writing it out. Two words are no operations: a ``node`` is
# made of what may be a plain number, and of all that is equal below ``once`` there is one node.
DIRECTIONS = ("node", "once")
FORMS: dict[str, tuple[Tree, ...]] = {
    "radd": (("add", "y", "x"), ("add", "x", "y")),
    "rmul": (("mul", "y", "x"), ("mul", "x", "y")),
    "rsub": (
        ("sub", "x", "y"),
        ("add", ("neg", "y"), "x"),
        ("add", "x", ("neg", "y")),
        ("neg", ("sub", "y", "x")),
        ("add", ("mul", "y", -1.0), "x"),
    ),
    "rtruediv": (
        ("truediv", "x", "y"),
        ("mul", ("pow", "y", -1.0), "x"),
        ("mul", "x", ("pow", "y", -1.0)),
    ),
    "neg": (("mul", "x", -1.0), ("rmul", -1.0, "x"), ("rsub", 0.0, "x")),
    "sub": (
        ("add", "x", ("neg", "y")),
        ("add", ("neg", "y"), "x"),
        ("add", "x", ("mul", "y", -1.0)),
        ("add", "x", ("neg", ("node", "y"))),
    ),
    "truediv": (
        ("mul", "x", ("pow", "y", -1.0)),
        ("mul", ("pow", "y", -1.0), "x"),
        ("mul", "x", ("rtruediv", 1.0, "y")),
        ("mul", "x", ("pow", ("node", "y"), -1.0)),
        ("exp", ("sub", ("log", "x"), ("log", "y"))),
    ),
    "pow": (("exp", ("mul", ("log", "x"), "y")),),
    "sqrt": (("pow", "x", 0.5),),
    "sigmoid": (
        ("pow", ("add", ("exp", ("neg", "x")), 1.0), -1.0),
        ("rtruediv", 1.0, ("add", ("exp", ("neg", "x")), 1.0)),
        ("truediv", ("exp", "x"), ("add", ("exp", "x"), 1.0)),
        ("once", ("truediv", ("exp", "x"), ("add", ("exp", "x"), 1.0))),
    ),
    "tanh": (*_TANH, *(("once", each) for each in _TANH)),
}
