"""Wrong rules of differentiation: what people write in the place of a step's right slope.

Each is a code of ``grader/wording/gradient.json`` and a function of the step as it stands at one point.
What they return is the wrong slope of the step by the dim's variable; ArithmeticError or ValueError
where the wrong formula has no value either.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from grader.model import Number
from grader.scoring.wrong_slopes import SLOPES_OF, WRONG_SLOPES


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


class Part(Enum):
    """What an operand is beside the variable of the dim."""

    DEPENDENT = "depends on the variable"
    OTHER = "depends on other inputs alone"
    NUMBER = "is a number"


def rules_of(op: str, parts: tuple[Part, ...], *, leaf: bool) -> Iterator[WrongRule]:
    """Return the wrong rules for an operation on such operands; ``leaf``: the first one is an input."""
    yield from _ANYWHERE
    if op in SLOPES_OF:
        yield from _INNER if not leaf else ()
        yield from _OUTER
        yield from _own_slopes(op)
    elif op == "pow":
        yield from _INNER if not leaf else ()
        yield from _POWER
    elif op == "mul":
        both = parts == (Part.DEPENDENT, Part.DEPENDENT)
        yield from _PRODUCT if both else _SCALED
        yield from _OTHER_FACTOR if Part.OTHER in parts else ()
    elif op == "truediv":
        both = parts == (Part.DEPENDENT, Part.DEPENDENT)
        yield from _QUOTIENT if both else _DIVIDED if parts[0] is Part.DEPENDENT else _RECIPROCAL


def _rule(code: str, *rules: Rule) -> tuple[WrongRule, ...]:
    return tuple(WrongRule(code, rule) for rule in rules)


def _real(found: object) -> float:
    """Return a power as a float; ValueError where it is complex."""
    if isinstance(found, complex):
        raise ValueError("a complex number")  # noqa: TRY004 - a matter of domain
    return float(found)  # type: ignore[arg-type]


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


def _slope_at(site: Site, x: Number) -> float:
    if site.op == "pow":
        exponent = float(site.operands[1])
        return exponent * _real(float(x) ** (exponent - 1))
    return SLOPES_OF[site.op][0](x)


def _value_at(site: Site, x: Number) -> float:
    return _real(float(x) ** float(site.operands[1])) if site.op == "pow" else SLOPES_OF[site.op][1](x)


def _own_slopes(op: str) -> Iterator[WrongRule]:
    """Return the wrong slopes of a function, each times the inner derivative."""
    for code, slope in WRONG_SLOPES[op]:
        yield WrongRule(code, _times_inner(slope))


def _times_inner(slope: Callable[[float, float], float]) -> Rule:
    return lambda s: slope(float(s.operands[0]), float(s.value)) * s.slopes[0]


# --- powers: operands are the base and a constant -------------------------------------------


def _power(rule: Callable[[float, float], float]) -> Rule:
    """Return the rule for the slope of ``x**n`` times the inner derivative."""
    return lambda s: rule(float(s.operands[0]), float(s.operands[1])) * s.slopes[0]


def _without_brackets(x: float, n: float) -> float:
    """Return ``n * x**p/q`` where ``p/q`` is the exponent that is left, of halves, thirds or quarters."""
    left = n - 1
    for below in (2, 3, 4) if left % 1 else ():
        above = round(left * below)
        if math.isclose(left * below, above):
            return n * _real(x**above) / below
    raise ValueError("no broken exponent")


_POWER = (
    *_rule("exponent-not-decreased", _power(lambda x, n: n * _real(x**n))),
    *_rule("exponent-factor", _power(lambda x, n: _real(x ** (n - 1)))),
    *_rule("exponent-brackets", _power(_without_brackets)),
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
        _power(lambda x, n: n),
        _power(lambda x, n: n * x),
        _power(lambda x, n: n * _real(x ** math.floor(n - 1))),  # as of 3//2
        _power(lambda x, n: n * _real(x ** math.ceil(n - 1))),
        _power(lambda x, n: n * x * (n - 1)),
        _power(lambda x, n: _real((n * x) ** (n - 1))),
        _power(lambda x, n: n * (_real(x**n) - 1)),
        _power(lambda x, n: _real(x**n)),
        _power(lambda x, n: _real(x**n) * math.log(x)),
    ),
)

# --- products and quotients -------------------------------------------------------------------

# One operand is a constant.
_SCALED = _rule("constant-factor", lambda s: sum(s.slopes))

# One operand is an expression of other inputs.
_OTHER_FACTOR = _rule(
    "product-rule",
    lambda s: s.slopes[0] * s.operands[0] + s.slopes[1] * s.operands[1],
    lambda s: float(s.operands[0] + s.operands[1]),
)

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
        lambda s: -s.operands[0] * s.slopes[1] * s.operands[1] ** 2,
        lambda s: -s.operands[0] * s.slopes[1] / s.operands[1] ** 3,
        lambda s: -2 * s.operands[0] * s.slopes[1] / s.operands[1] ** 3,
        lambda s: s.operands[0] * s.slopes[1] * math.log(s.operands[1]),
        lambda s: s.operands[0] * math.log(s.operands[1]),
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
