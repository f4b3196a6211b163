"""Wrong rules of differentiation: what people write in the place of a step's right slope.

Each is a code of ``grader/wording/gradient.json`` and a function of the step as it stands at one point.
What they return is the wrong slope of the step by the dim's variable; ArithmeticError or ValueError
where the wrong formula has no value either.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from grader.model import Number


class Site(NamedTuple):
    """A step at one point. ``slopes`` are those of its operands by the variable, ``slope`` its own."""

    op: str
    operands: tuple[Number, ...]
    slopes: tuple[float, ...]
    value: Number
    slope: float
    local: tuple[float, ...]  # of the step by its operands
    variable: Number


Rule = Callable[[Site], float]


class WrongRule(NamedTuple):
    """A wrong rule and the code of the mistake that it is."""

    code: str
    rule: Rule


def rules_of(op: str, fixed: tuple[bool, ...], leaf: tuple[bool, ...]) -> Iterator[WrongRule]:
    """Return the wrong rules for an operation, given which operands are constants or inputs."""
    yield from _ANYWHERE
    if op in _SLOPES_OF:
        yield from _INNER if not leaf[0] else ()
        yield from _OUTER
        yield from _own_slopes(op)
    elif op == "pow":
        yield from _INNER if not leaf[0] else ()
        yield from _POWER
    elif op == "mul":
        yield from _SCALED if any(fixed) else _PRODUCT
    elif op == "truediv":
        yield from _DIVIDED if fixed[1] else _RECIPROCAL if fixed[0] else _QUOTIENT
    elif op in ("add", "sub"):
        yield from _SUM


def _rule(code: str, *rules: Rule) -> tuple[WrongRule, ...]:
    return tuple(WrongRule(code, rule) for rule in rules)


# --- any step -------------------------------------------------------------------------------

_ANYWHERE = (
    *_rule("term-missing", lambda s: 0.0),
    *_rule("term-sign", lambda s: -s.slope),
    *_rule("not-differentiated", lambda s: float(s.value)),
)

# --- functions ------------------------------------------------------------------------------

# What is inside is no input by itself: the chain rule counts.
_INNER = (
    *_rule("inner-derivative", lambda s: s.local[0]),
    *_rule("outer-derivative", lambda s: s.slopes[0]),
    *_rule(
        "inner-argument",
        lambda s: _slope_at(s, s.variable),
        lambda s: _slope_at(s, s.variable) * s.slopes[0],
    ),
    *_rule(
        "function-of-derivative",
        lambda s: _value_at(s, s.slopes[0]),
        lambda s: _slope_at(s, s.slopes[0]),
        lambda s: _slope_at(s, s.slopes[0]) * s.slopes[0],
    ),
)
_OUTER = _rule("function-rule", lambda s: float(s.value) * s.slopes[0])


def _sigmoid(x: Number) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


# The right slope at ``x``, and the value.
_SLOPES_OF: dict[str, tuple[Callable[[Number], float], Callable[[Number], float]]] = {
    "sin": (math.cos, math.sin),
    "cos": (lambda x: -math.sin(x), math.cos),
    "tan": (lambda x: 1 + math.tan(x) ** 2, math.tan),
    "exp": (math.exp, math.exp),
    "log": (lambda x: 1 / x, math.log),
    "sqrt": (lambda x: 0.5 / math.sqrt(x), math.sqrt),
    "tanh": (lambda x: 1 - math.tanh(x) ** 2, math.tanh),
    "sinh": (math.cosh, math.sinh),
    "cosh": (math.sinh, math.cosh),
    "sigmoid": (lambda x: _sigmoid(x) * (1 - _sigmoid(x)), _sigmoid),
    "relu": (lambda x: float(x > 0), lambda x: max(float(x), 0.0)),
    "abs": (lambda x: float((x > 0) - (x < 0)), lambda x: abs(float(x))),
}


def _slope_at(site: Site, x: Number) -> float:
    if site.op == "pow":
        return float(site.operands[1] * float(x) ** (site.operands[1] - 1))
    return _SLOPES_OF[site.op][0](x)


def _value_at(site: Site, x: Number) -> float:
    return float(x) ** float(site.operands[1]) if site.op == "pow" else _SLOPES_OF[site.op][1](x)


# Wrong slopes of a function at ``x``, whose value is ``y``; the sign alone is said elsewhere.
_WRONG_SLOPES: dict[str, tuple[tuple[str, Callable[[float, float], float]], ...]] = {
    "sin": (
        ("function-rule", lambda x, y: -y),
        ("function-rule", lambda x, y: 1 / math.cos(x)),
        ("degrees", lambda x, y: math.cos(math.radians(x))),
    ),
    "cos": (
        ("function-rule", lambda x, y: -y),
        ("function-rule", lambda x, y: 1 / math.sin(x)),
        ("degrees", lambda x, y: -math.sin(math.radians(x))),
    ),
    "tan": (
        ("function-rule", lambda x, y: 1 - y * y),
        ("function-rule", lambda x, y: 1 / math.cos(x)),
        ("function-rule", lambda x, y: math.cos(x) ** 2),
        ("function-rule", lambda x, y: y * y),
        ("function-rule", lambda x, y: 1 / y),
        ("function-rule", lambda x, y: -1 / math.sin(x) ** 2),
        ("degrees", lambda x, y: 1 + math.tan(math.radians(x)) ** 2),
    ),
    "exp": (
        ("power-rule", lambda x, y: x * math.exp(x - 1)),
        ("power-rule", lambda x, y: math.exp(x - 1)),
        ("power-rule", lambda x, y: x * y),
        ("function-rule", lambda x, y: 1 / x),
        ("function-rule", lambda x, y: 1 / y),
    ),
    "log": (
        ("function-rule", lambda x, y: x),
        ("function-rule", lambda x, y: 1 / y),
        ("function-rule", lambda x, y: 1 / (x * x)),
        ("function-rule", lambda x, y: -1 / (x * x)),
        ("function-rule", lambda x, y: math.exp(x)),
        ("logarithm-base", lambda x, y: 1 / (x * math.log(10))),
        ("logarithm-base", lambda x, y: 1 / (x * math.log(2))),
    ),
    "sqrt": (
        ("exponent-factor", lambda x, y: 1 / y),
        ("exponent-not-decreased", lambda x, y: 0.5 * y),
        ("power-rule", lambda x, y: 2 * y),
        ("power-rule", lambda x, y: 2 / y),
        ("power-rule", lambda x, y: 0.5 / x),
        ("power-rule", lambda x, y: 0.5 * x),
    ),
    "tanh": (
        ("function-rule", lambda x, y: 1 - y),
        ("function-rule", lambda x, y: 1 + y * y),
        ("function-rule", lambda x, y: y * y - 1),
        ("function-rule", lambda x, y: y * y),
        ("function-rule", lambda x, y: y * (1 - y)),
        ("function-rule", lambda x, y: 1 / math.cosh(x)),
        ("function-rule", lambda x, y: math.cosh(x) ** 2),
        ("input-for-output", lambda x, y: 1 - x * x),
    ),
    "sinh": (("function-rule", lambda x, y: -y),),
    "cosh": (("function-rule", lambda x, y: -y),),
    "sigmoid": (
        ("function-rule", lambda x, y: 1 - y),
        ("function-rule", lambda x, y: 1 - y * y),
        ("function-rule", lambda x, y: y * (1 + y)),
        ("function-rule", lambda x, y: y * y),
        ("function-rule", lambda x, y: math.exp(-x)),
        ("input-for-output", lambda x, y: x * (1 - x)),
    ),
    "relu": (
        ("function-rule", lambda x, y: 1.0),
        ("function-rule", lambda x, y: float(x <= 0)),
    ),
    "abs": (
        ("function-rule", lambda x, y: 1.0),
        ("function-rule", lambda x, y: x),
    ),
}


def _own_slopes(op: str) -> Iterator[WrongRule]:
    """Return the wrong slopes of a function, each times the inner derivative."""
    for code, slope in _WRONG_SLOPES[op]:
        yield WrongRule(code, _times_inner(slope))


def _times_inner(slope: Callable[[float, float], float]) -> Rule:
    return lambda s: slope(float(s.operands[0]), float(s.value)) * s.slopes[0]


# --- powers: operands are the base and a constant -------------------------------------------


def _power(rule: Callable[[float, float], float]) -> Rule:
    """Return the rule for the slope of ``x**n`` times the inner derivative."""
    return lambda s: rule(float(s.operands[0]), float(s.operands[1])) * s.slopes[0]


def _real(found: object) -> float:
    if isinstance(found, complex):
        raise ValueError("a complex number")  # noqa: TRY004 - a matter of domain
    return float(found)  # type: ignore[arg-type]


_POWER = (
    *_rule("exponent-not-decreased", _power(lambda x, n: n * _real(x**n))),
    *_rule("exponent-factor", _power(lambda x, n: _real(x ** (n - 1)))),
    *_rule(
        "power-rule",
        _power(lambda x, n: (n - 1) * _real(x**n)),
        _power(lambda x, n: (n - 1) * _real(x ** (n - 1))),
        _power(lambda x, n: n * _real(x ** (n + 1))),
        _power(lambda x, n: n * _real(x ** (n - 2))),
        _power(lambda x, n: abs(n) * _real(x ** (abs(n) - 1))),
        _power(lambda x, n: n * _real(x ** (abs(n) - 1))),
        _power(lambda x, n: n * _real(x ** (1 - n))),
        _power(lambda x, n: n * _real(x**-n)),
        _power(lambda x, n: _real(x ** (1 - n)) / n),
        _power(lambda x, n: _real(x ** (n - 1)) / n),
        _power(lambda x, n: _real(x ** (n + 1)) / (n + 1)),
        _power(lambda x, n: n * x),
        _power(lambda x, n: n * x * (n - 1)),
        _power(lambda x, n: _real((n * x) ** (n - 1))),
        _power(lambda x, n: n * (_real(x**n) - 1)),
        _power(lambda x, n: _real(x**n)),
        _power(lambda x, n: _real(x**n) * math.log(x)),
    ),
)

# --- products, quotients, sums ----------------------------------------------------------------

# One operand is a constant.
_SCALED = _rule("constant-factor", lambda s: sum(s.slopes))

# A quotient by a constant.
_DIVIDED = (
    *_rule("constant-factor", lambda s: s.slopes[0]),
    *_rule("quotient-rule", lambda s: s.slopes[0] * s.operands[1]),
    *_rule("quotient-rule", lambda s: s.slopes[0] / s.operands[1] ** 2),
)

_PRODUCT = (
    *_rule(
        "product-rule",
        lambda s: s.slopes[0] * s.slopes[1],
        lambda s: s.slopes[0] * s.operands[1],
        lambda s: s.slopes[1] * s.operands[0],
        lambda s: s.slopes[0] * s.operands[1] - s.slopes[1] * s.operands[0],
        lambda s: s.slopes[1] * s.operands[0] - s.slopes[0] * s.operands[1],
        lambda s: s.slopes[0] * s.operands[0] + s.slopes[1] * s.operands[1],
        lambda s: s.slopes[0] + s.slopes[1],
    ),
)

# A constant by an expression, such as 1/c.
_RECIPROCAL = (
    *_rule(
        "denominator-not-squared",
        lambda s: -s.operands[0] * s.slopes[1] / s.operands[1],
        lambda s: s.operands[0] * s.slopes[1] / s.operands[1],
    ),
    *_rule("constant-factor", lambda s: -s.slopes[1] / s.operands[1] ** 2),
    *_rule("inner-derivative", lambda s: -s.operands[0] / s.operands[1] ** 2),
    *_rule(
        "reciprocal",
        lambda s: s.operands[0] / s.slopes[1],
        lambda s: -s.operands[0] * s.slopes[1],
        lambda s: s.operands[0] * s.slopes[1],
        lambda s: -s.operands[0] * s.slopes[1] / s.operands[1] ** 3,
        lambda s: -2 * s.operands[0] * s.slopes[1] / s.operands[1] ** 3,
        lambda s: s.operands[0] * s.slopes[1] * math.log(s.operands[1]),
    ),
)

_QUOTIENT = (
    *_rule(
        "denominator-not-squared",
        lambda s: s.slope * s.operands[1],
    ),
    *_rule(
        "quotient-rule",
        lambda s: s.slopes[0] / s.slopes[1],
        lambda s: s.slopes[0] / s.operands[1],
        lambda s: -s.operands[0] * s.slopes[1] / s.operands[1] ** 2,
        lambda s: (s.slopes[0] * s.operands[1] + s.operands[0] * s.slopes[1]) / s.operands[1] ** 2,
        lambda s: s.slopes[0] / s.operands[1] - s.operands[0] * s.slopes[1] / s.operands[1],
        lambda s: s.slopes[0] / s.operands[1] + s.operands[0] * s.slopes[1] / s.operands[1],
        lambda s: s.slope * s.operands[1] ** 2,
        lambda s: s.slopes[0] * s.operands[1] + s.operands[0] * s.slopes[1],
        lambda s: s.slopes[0],
        lambda s: -s.slopes[1] / s.operands[1] ** 2,
    ),
)

_SUM = (
    *_rule("term-missing", lambda s: s.slopes[0]),
    *_rule("term-missing", lambda s: s.local[1] * s.slopes[1]),
    *_rule("term-sign", lambda s: s.slopes[0] - s.local[1] * s.slopes[1]),
    *_rule("term-sign", lambda s: -s.slopes[0] + s.local[1] * s.slopes[1]),
)
