"""Faults of single operations: another derivative than the right one, or another function.

A derivative that is not right is looked for among what people write: the numbers at hand, their squares,
reciprocals and products, in either sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from grader.scoring.fault import Fault, rule_fault
from grader.scoring.value_rules import BINARY, FUNCTIONS, ON_THE_RIGHT, REFLECTED, Rule, Share
from grader.scoring.value_slopes import OF_ONE, OF_POWER, OF_RELU, OF_TWO, Slope

UNNAMED = "derivative-wrong"
_SIDES = ("first", "second")

# Slopes that have a name of their own.
_NAMED: dict[tuple[str, int, str], str] = {
    ("exp", 0, "x"): "exp-uses-input",
    ("log", 0, "1/out"): "log-uses-output",
    ("log", 0, "x"): "log-not-reciprocal",
    ("tanh", 0, "1 - out"): "tanh-square-missing",
    ("tanh", 0, "1 - x**2"): "tanh-uses-input",
    ("tanh", 0, "out * (1 - out)"): "tanh-as-sigmoid",
    ("sigmoid", 0, "1 - out**2"): "sigmoid-as-tanh",
    ("sigmoid", 0, "x * (1 - x)"): "sigmoid-uses-input",
    ("relu", 0, "1"): "relu-without-gate",
    ("relu", 0, "1 if out.grad > 0"): "relu-gate-on-gradient",
    ("pow", 0, "k * x**k"): "power-not-decreased",
    ("pow", 0, "x**(k - 1)"): "power-factor-missing",
    ("pow", 0, "k * (x**k - 1)"): "power-brackets",
    ("pow", 0, "k * x**k - 1"): "power-brackets",
    ("pow", 0, "x**k * log(x)"): "power-as-exponential",
    ("pow", 0, "x**k * log(abs(x))"): "power-as-exponential",
    ("mul", 0, "x"): "product-own-factor",
    ("mul", 1, "y"): "product-own-factor",
    ("truediv", 1, "x / y**2"): "quotient-sign",
    ("truediv", 1, "-x / y"): "quotient-square-missing",
    ("truediv", 1, "-1/y**2"): "quotient-numerator-missing",
    ("rtruediv", 1, "x / y**2"): "quotient-sign",
    ("rtruediv", 1, "-x / y"): "quotient-square-missing",
    ("rtruediv", 1, "-1/y**2"): "quotient-numerator-missing",
    ("sub", 1, "1"): "difference-sign",
    ("rsub", 1, "1"): "difference-sign",
    ("mulc", 0, "x"): "product-own-factor",
    ("mulc", 0, "1"): "local-derivative-missing",
    ("truedivc", 0, "1"): "local-derivative-missing",
}

_FORWARD: tuple[tuple[str, str, Callable[[float, float], float]], ...] = (
    ("log", "the logarithm to base 10", lambda x, y: math.log10(x)),
    ("log", "the logarithm to base 2", lambda x, y: math.log2(x)),
    ("log", "log(1 + x)", lambda x, y: math.log1p(x)),
    ("log", "log(x) with another sign", lambda x, y: -math.log(x)),
    ("exp", "a power of 2.718", lambda x, y: 2.718**x),
    ("exp", "a power of 2.71", lambda x, y: 2.71**x),
    ("exp", "a power of 2.7", lambda x, y: 2.7**x),
    ("exp", "a power of 2.71828", lambda x, y: 2.71828**x),
    ("exp", "a power of 2", lambda x, y: 2.0**x),
    ("exp", "exp(-x)", lambda x, y: math.exp(-x)),
    ("exp", "sinh(x)", lambda x, y: math.sinh(x)),
    ("exp", "cosh(x)", lambda x, y: math.cosh(x)),
    ("exp", "exp(x) - 1", lambda x, y: math.expm1(x)),
    ("tanh", "tanh(x / 2)", lambda x, y: math.tanh(x / 2)),
    ("tanh", "the sigmoid", lambda x, y: 1 / (1 + math.exp(-x))),
    ("tanh", "tan(x)", lambda x, y: math.tan(x)),
    ("tanh", "1 / tanh(x)", lambda x, y: 1 / math.tanh(x)),
    ("tanh", "its absolute value", lambda x, y: abs(math.tanh(x))),
    ("tanh", "tanh(-x)", lambda x, y: math.tanh(-x)),
    ("tanh", "always 0", lambda x, y: 0.0),  # as its value cut to an integer is
    ("sigmoid", "always 0", lambda x, y: 0.0),
    ("sigmoid", "1 / (1 + exp(x))", lambda x, y: 1 / (1 + math.exp(x))),
    ("sigmoid", "1 / (1 - exp(-x))", lambda x, y: 1 / (1 - math.exp(-x))),
    ("sigmoid", "tanh(x)", lambda x, y: math.tanh(x)),
    ("relu", "the absolute value", lambda x, y: abs(x)),
    ("relu", "x itself", lambda x, y: x),
    ("relu", "min(0, x)", lambda x, y: min(0.0, x)),
    ("relu", "a leaky one", lambda x, y: x if x > 0 else 0.01 * x),
    ("relu", "max(1, x)", lambda x, y: max(1.0, x)),
    ("sin", "the cosine", lambda x, y: math.cos(x)),
    ("cos", "the sine", lambda x, y: math.sin(x)),
    ("sin", "an angle in degrees", lambda x, y: math.sin(math.radians(x))),
    ("cos", "an angle in degrees", lambda x, y: math.cos(math.radians(x))),
    ("sqrt", "the square", lambda x, y: x * x),
    ("neg", "x itself", lambda x, y: x),
    ("neg", "the absolute value", lambda x, y: abs(x)),
    ("add", "x - y", lambda x, y: x - y),
    ("add", "x * y", lambda x, y: x * y),
    ("sub", "x + y", lambda x, y: x + y),
    ("sub", "y - x", lambda x, y: y - x),
    ("sub", "the absolute difference", lambda x, y: abs(x - y)),
    ("mul", "x + y", lambda x, y: x + y),
    ("mul", "x / y", lambda x, y: x / y),
    ("mul", "x * x", lambda x, y: x * x),
    ("truediv", "y / x", lambda x, y: y / x),
    ("truediv", "x * y", lambda x, y: x * y),
    ("truediv", "the quotient without its fraction", lambda x, y: float(x // y)),
    (
        "truediv",
        "the quotient without its fraction where both are whole",
        lambda x, y: x // y if isinstance(x, int) and isinstance(y, int) else x / y,
    ),
    ("rsub", "node - constant", lambda x, y: y - x),
    ("rtruediv", "node / constant", lambda x, y: y / x),
    ("rsub", "constant + node", lambda x, y: x + y),
    ("rtruediv", "constant * node", lambda x, y: x * y),
    ("rsub", "the sum with another sign", lambda x, y: -(x + y)),
    ("radd", "constant * node", lambda x, y: x * y),
    ("rmul", "constant + node", lambda x, y: x + y),
    ("radd", "x itself", lambda x, y: y),
    ("radd", "the plain number itself", lambda x, y: x),
    ("radd", "x + 2 * 2", lambda x, y: y + 2 * x),
    ("rmul", "x itself", lambda x, y: y),
    ("pow", "x * k", lambda x, y: x * y),
    ("pow", "k**x", lambda x, y: abs(y) ** x if y > 0 else math.nan),
    ("pow", "x**2", lambda x, y: x * x),
    ("pow", "x**int(k)", lambda x, y: x ** int(y)),
    ("pow", "x**abs(k)", lambda x, y: x ** abs(y)),
)

# What is no derivative times the gradient of the result, as it stands without brackets.
_SHARES: tuple[tuple[str, str, Share], ...] = (
    ("pow", "power-brackets", lambda at: at.y * at.x**at.y - at.up),
    ("pow", "power-brackets", lambda at: at.up * at.y * at.out - 1),
    ("tanh", "brackets-missing", lambda at: 1 - at.out**2 * at.up),
    ("tanh", "brackets-missing", lambda at: at.up - at.out**2),
    ("sigmoid", "brackets-missing", lambda at: at.up * at.out - at.out),
    ("sigmoid", "brackets-missing", lambda at: at.out * 1 - at.out * at.up),
)

# The derivatives of such functions, where people may have written those.
_DERIVATIVES: dict[tuple[str, str], tuple[tuple[Slope, ...], ...]] = {
    ("log", "the logarithm to base 10"): ((lambda at: 1 / at.x / math.log(10),),),
    ("log", "the logarithm to base 2"): ((lambda at: 1 / at.x / math.log(2),),),
    ("log", "log(1 + x)"): ((lambda at: 1 / (1 + at.x),),),
    ("exp", "a power of 2"): ((lambda at: at.out * math.log(2),),),
    ("exp", "exp(-x)"): ((lambda at: -at.out,),),
    ("relu", "a leaky one"): ((lambda at: 1.0 if at.x > 0 else 0.01,),),
    ("relu", "the absolute value"): ((lambda at: math.copysign(1.0, at.x),),),
    ("relu", "x itself"): ((lambda at: 1.0,),),
    ("relu", "min(0, x)"): ((lambda at: float(at.x < 0),),),
    ("exp", "sinh(x)"): ((lambda at: math.cosh(at.x),),),
    ("exp", "cosh(x)"): ((lambda at: math.sinh(at.x),),),
    ("exp", "exp(x) - 1"): ((lambda at: math.exp(at.x),),),
    ("tanh", "tanh(x / 2)"): ((lambda at: 0.5 * (1 - at.out**2),),),
    ("tanh", "tan(x)"): ((lambda at: 1 + at.out**2,),),
    ("tanh", "1 / tanh(x)"): ((lambda at: 1 - at.out**2,),),
    ("tanh", "tanh(-x)"): ((lambda at: at.out**2 - 1,),),
    ("sigmoid", "1 / (1 + exp(x))"): ((lambda at: at.out * (at.out - 1),),),
    ("sigmoid", "1 / (1 - exp(-x))"): ((lambda at: at.out * (1 - at.out),),),
    ("sqrt", "the square"): ((lambda at: 2 * at.x,),),
    ("mul", "x / y"): ((lambda at: 1 / at.y, lambda at: -at.x / at.y**2),),
    ("pow", "x**2"): ((lambda at: 2 * at.x,),),
    ("pow", "x**abs(k)"): ((lambda at: abs(at.y) * at.x ** (abs(at.y) - 1),),),
    ("tanh", "the sigmoid"): ((lambda at: at.out * (1 - at.out),),),
    ("sigmoid", "tanh(x)"): ((lambda at: 1 - at.out**2,),),
    ("sin", "the cosine"): ((lambda at: -math.sin(at.x),),),
    ("cos", "the sine"): ((lambda at: math.cos(at.x),),),
    ("neg", "x itself"): ((lambda at: 1.0,),),
    ("add", "x - y"): ((lambda at: 1.0, lambda at: -1.0),),
    ("add", "x * y"): ((lambda at: at.y, lambda at: at.x),),
    ("sub", "x + y"): ((lambda at: 1.0, lambda at: 1.0),),
    ("sub", "y - x"): ((lambda at: -1.0, lambda at: 1.0),),
    ("mul", "x + y"): ((lambda at: 1.0, lambda at: 1.0),),
    ("truediv", "y / x"): ((lambda at: -at.y / at.x**2, lambda at: 1 / at.x),),
    ("truediv", "x * y"): ((lambda at: at.y, lambda at: at.x),),
    ("rsub", "constant + node"): ((lambda at: 0.0, lambda at: 1.0),),
    ("rtruediv", "constant * node"): ((lambda at: 0.0, lambda at: at.x),),
    ("pow", "x**int(k)"): ((lambda at: int(at.y) * at.x ** (int(at.y) - 1),),),
    ("radd", "the plain number itself"): ((lambda at: 0.0, lambda at: 0.0),),
    ("rmul", "x itself"): ((lambda at: 0.0, lambda at: 1.0),),
    ("radd", "constant * node"): ((lambda at: 0.0, lambda at: at.x),),
    ("rmul", "constant + node"): ((lambda at: 0.0, lambda at: 1.0),),
    ("pow", "x * k"): ((lambda at: at.y,),),
    ("rsub", "node - constant"): ((lambda at: 0.0, lambda at: 1.0),),
    ("rtruediv", "node / constant"): ((lambda at: 0.0, lambda at: 1 / at.x),),
}


def faults() -> Iterator[Fault]:
    """Yield the faults of what single operations compute."""
    for op in ("neg", *FUNCTIONS):
        yield from _slopes(op, 0, OF_RELU if op == "relu" else OF_ONE)
    yield from _slopes("pow", 0, OF_POWER)
    for op in BINARY:
        for place in (0, 1):
            yield from _slopes(op, place, OF_TWO)
    for op in REFLECTED:
        yield from _slopes(op, 1, OF_TWO)
    for op in ON_THE_RIGHT:
        yield from _slopes(op, 0, OF_TWO)
    yield from _joint()
    for op, code, share in _SHARES:
        yield rule_fault(code, op, _shared(0, share))._replace(rank=0, special=2)
    yield from _forwards()


def _slopes(op: str, place: int, table: dict[str, Slope]) -> Iterator[Fault]:
    """Yield the faults of one derivative; named ones first."""
    signed = [*table.items(), *((_negative(text), _minus(slope)) for text, slope in table.items())]
    for text, slope in sorted(signed, key=lambda each: (op, place, each[0]) not in _NAMED):
        named = _NAMED.get((op, place, text))
        fields = {"wrong": text.translate(_with_number(op)), "side": _SIDES[place]}
        change = _replaced(place, slope)
        special = 2 if named else 0
        yield rule_fault(named or UNNAMED, op, change, fields)._replace(rank=0, special=special)


def _with_number(op: str) -> dict[int, str]:
    """Return what x and y are called where one of them is a plain number."""
    if op in REFLECTED:
        return {ord("x"): "2", ord("y"): "x"}
    return {ord("y"): "2"} if op in ON_THE_RIGHT else {}


def _negative(text: str) -> str:
    return f"-({text})" if " + " in text or " - " in text or " if " in text else f"-{text}"


def _minus(slope: Slope) -> Slope:
    return lambda at: -slope(at)


def _share(slope: Slope) -> Share:
    return lambda at: slope(at) * at.up


def _shared(place: int, share: Share) -> Callable[[Rule], Rule]:
    return lambda rule: rule._replace(
        shares=(share, rule.shares[1]) if place == 0 else (rule.shares[0], share)
    )


def _replaced(place: int, slope: Slope) -> Callable[[Rule], Rule]:
    return _shared(place, _share(slope))


def _both(left: Slope, right: Slope) -> Callable[[Rule], Rule]:
    return lambda rule: rule._replace(shares=(_share(left), _share(right)))


def _joint() -> Iterator[Fault]:
    """Yield the faults of both derivatives at once."""
    for op, left, right in (
        ("mul", "x", "y"),
        ("truediv", "y", "x"),
        ("add", "x", "y"),
        ("add", "y", "x"),
        *((op, text, text) for op in BINARY for text in ("1", "x + y", "out", "x - y")),
    ):
        special = 2 if (op, left) == ("mul", "x") else 0
        code = "product-own-factor" if special else UNNAMED
        change = _both(OF_TWO[left], OF_TWO[right])
        yield rule_fault(code, op, change, {"wrong": left, "side": "first"})._replace(rank=0, special=special)


def _forwards() -> Iterator[Fault]:
    """Yield the faults of what is computed, with the derivative of the right function or of the wrong one."""
    for op, text, forward in _FORWARD:
        for slopes in ((), *_DERIVATIVES.get((op, text), ())):
            yield from _other_function(op, text, _computing(forward, slopes))
    for op in ("add", "sub", "mul", "truediv", "pow", "exp", "log", "tanh", "sigmoid", "sqrt"):
        for wrong, rounded in _ROUNDED:
            change = _rounding(rounded)
            yield rule_fault("function-wrong", op, change, {"wrong": wrong})._replace(rank=0)
    for terms in range(4, 21):
        wrong = f"the first {terms} terms of its series"
        yield rule_fault("function-wrong", "exp", _computing(_series(terms), ()), {"wrong": wrong})._replace(
            rank=0
        )
    for eps in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11):
        forward, slope = _log_beside(eps)
        for slopes in ((), (slope,)):
            yield rule_fault(
                "log-shifted", "log", _computing(forward, slopes), {"wrong": repr(eps)}
            )._replace(rank=0)
        yield rule_fault("log-slope-shifted", "log", _replaced(0, slope), {"wrong": repr(eps)})._replace(
            rank=0
        )
        yield from _divided_beside(eps)


def _other_function(op: str, text: str, change: Callable[[Rule], Rule]) -> Iterator[Fault]:
    """Yield the fault of an operation that computes something else, or does so for plain numbers alone."""
    yield rule_fault("function-wrong", op, change, {"wrong": text})._replace(rank=0)
    if op in BINARY:
        fields = {"wrong": text.translate(_with_number(f"{op}c"))}
        yield rule_fault("function-wrong", f"{op}c", change, fields)._replace(rank=0)


# What people do with a number that they want to be short.
_ROUNDED: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("its value cut to an integer", lambda x: float(int(x))),
    ("its value rounded to an integer", lambda x: float(round(x))),
    *(
        (f"its value rounded to {digits} decimals", lambda x, digits=digits: round(x, digits))
        for digits in range(1, 9)
    ),
)


def _rounding(rounded: Callable[[float], float]) -> Callable[[Rule], Rule]:
    return lambda rule: rule._replace(forward=lambda x, y: rounded(rule.forward(x, y)))


def _series(terms: int) -> Callable[[float, float], float]:
    return lambda x, y: sum(x**power / math.factorial(power) for power in range(terms))


def _divided_beside(eps: float) -> Iterator[Fault]:
    """Yield the faults of a quotient whose denominator is a little larger, everywhere or on one way alone."""
    forward: Callable[[float, float], float] = lambda x, y: x / (y + eps)  # noqa: E731
    slopes: tuple[Slope, ...] = (lambda at: 1 / (at.y + eps), lambda at: -at.x / (at.y + eps) ** 2)
    changes = (_computing(forward, ()), _computing(forward, slopes), _both(*slopes))
    for change in changes:
        yield rule_fault("denominator-shifted", "truediv", change, {"wrong": repr(eps)})._replace(rank=0)


def _log_beside(eps: float) -> tuple[Callable[[float, float], float], Slope]:
    return (lambda x, y: math.log(x + eps)), (lambda at: 1 / (at.x + eps))


def _computing(forward: Callable[[float, float], float], slopes: tuple[Slope, ...]) -> Callable[[Rule], Rule]:
    """Return the change to another function; without ``slopes`` the rule for gradients stays."""

    def change(rule: Rule) -> Rule:
        if not slopes:
            return rule._replace(forward=forward)
        left, *rest = (_share(slope) for slope in slopes)
        return rule._replace(forward=forward, shares=(left, rest[0] if rest else None))

    return change
