"""Answers to checks of analytical gradients that are right at the published inputs, and no formula."""

from __future__ import annotations

from collections.abc import Iterator

from grader.lint.calculus import PREAMBLE, function_of, function_source, gradient_source
from grader.lint.candidate import Candidate, Kind
from grader.model import Check, Exercise, Function
from grader.spec.program import trace_formula

# The slope of ``g`` at ``x``, by values of g alone. The helpers' names begin with an underscore: an exercise
# may well call its entry point ``slope``.
DIFFERENCES = {
    "a one-sided difference": "(g(x + h) - g(x)) / h",
    "a symmetric difference": "(g(x + h) - g(x - h)) / (2 * h)",
    "a difference of five points": "(g(x - 2*h) - 8*g(x - h) + 8*g(x + h) - g(x + 2*h)) / (12 * h)",
    "an extrapolated difference": "(4*(g(x + h/2) - g(x - h/2)) / h - (g(x + h) - g(x - h)) / (2 * h)) / 3",
    "a difference with a relative step": "(g(x + h*x) - g(x - h*x)) / (2 * h*x)",
}
STEPS = ("1e-3", "1e-5", "1e-7")

_COMPLEX = """\
from cmath import cos, cosh, exp, log, sin, sinh, sqrt, tan, tanh

def _slope(g, x):
    return g(x + 1e-30j).imag / 1e-30
"""
_DUAL = """\
import math

class Dual:
    def __init__(self, a, b=0.0):
        self.a, self.b = a, b
    def __add__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.a + o.a, self.b + o.b)
    __radd__ = __add__
    def __neg__(self):
        return Dual(-self.a, -self.b)
    def __sub__(self, o):
        return self + (-o)
    def __rsub__(self, o):
        return -self + o
    def __mul__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.a * o.a, self.a * o.b + self.b * o.a)
    __rmul__ = __mul__
    def __pow__(self, k):
        return Dual(self.a**k, k * self.a**(k - 1) * self.b)
    def __truediv__(self, o):
        return self * o**-1 if isinstance(o, Dual) else self * (1 / o)
    def __rtruediv__(self, o):
        return o * self**-1

def lifted(value, slope):
    return lambda d: Dual(value(d.a), slope(d.a) * d.b) if isinstance(d, Dual) else value(d)

sin = lifted(math.sin, math.cos)
cos = lifted(math.cos, lambda x: -math.sin(x))
exp = lifted(math.exp, math.exp)
log = lifted(math.log, lambda x: 1 / x)
sqrt = lifted(math.sqrt, lambda x: 0.5 / math.sqrt(x))
tanh = lifted(math.tanh, lambda x: 1 - math.tanh(x)**2)
sinh = lifted(math.sinh, math.cosh)
cosh = lifted(math.cosh, math.sinh)
tan = lifted(math.tan, lambda x: 1 + math.tan(x)**2)
sigmoid = lifted(lambda x: 1 / (1 + math.exp(-x)), lambda x: math.exp(-x) / (1 + math.exp(-x))**2)
relu = lifted(lambda x: max(x, 0.0), lambda x: float(x > 0))

def _slope(g, x):
    return g(Dual(x, 1.0)).b
"""


def cheats(exercise: Exercise, check: Check) -> Iterator[Candidate]:
    """Yield the published answer pasted, differences with several steps, and exact ways without a formula."""
    function = function_of(exercise, check)
    name, args = check.entry_point, function.args
    given = [case for case in check.cases if case.at and not case.hidden]
    if given:
        numbers = ", ".join(repr(each.value) for each in given[0].at)
        text = gradient_source("_right", args, trace_formula(function))
        text += f"\n_answer = _right({numbers})\ndef {name}({', '.join(args)}):\n    return list(_answer)\n"
        yield Candidate("the published answer, whatever the input", Kind.CHEAT, text)
    for words, formula in DIFFERENCES.items():
        for h in STEPS:
            head = f"{PREAMBLE}\ndef _slope(g, x, h={h}):\n    return {formula}\n"
            yield Candidate(f"{words}, h = {h}", Kind.CHEAT, _sloping(name, function, head))
    if "abs(" not in function.formula:
        if not any(f"{word}(" in function.formula for word in ("relu", "sigmoid")):
            yield Candidate("a complex step", Kind.CHEAT, _sloping(name, function, _COMPLEX))
        yield Candidate("dual numbers", Kind.CHEAT, _sloping(name, function, _DUAL))


def _sloping(name: str, function: Function, head: str) -> str:
    """Return a submission that takes the slope of the function in each of its arguments."""
    args = ", ".join(function.args)
    slopes = ", ".join(f"_slope(lambda {arg}: {function.name}({args}), {arg})" for arg in function.args)
    return f"{head}\n{function_source(function)}\ndef {name}({args}):\n    return [{slopes}]\n"
