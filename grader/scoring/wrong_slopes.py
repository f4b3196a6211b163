"""The derivative of each function, and what people take for it."""

from __future__ import annotations

import math
from collections.abc import Callable

from grader.model import Number


def _sigmoid(x: Number) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


# The right slope at ``x``, and the value.
SLOPES_OF: dict[str, tuple[Callable[[Number], float], Callable[[Number], float]]] = {
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

# Wrong slopes of a function at ``x``, whose value is ``y``; the sign alone is said elsewhere.
WRONG_SLOPES: dict[str, tuple[tuple[str, Callable[[float, float], float]], ...]] = {
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
        ("exponent-brackets", lambda x, y: 0.25 / x),
        ("power-rule", lambda x, y: 2 * y),
        ("power-rule", lambda x, y: 2 / y),
        ("power-rule", lambda x, y: 0.5 / x),
        ("power-rule", lambda x, y: 0.5),
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
