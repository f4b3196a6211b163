"""Values and derivatives of a graph on plain Python numbers: a small reverse-mode tape.

Theory of operation. A graph lists its steps in the order in which Python runs them, so a forward
sweep is one loop, with Python's own operations (an int stays an int, ``**`` is ``**``). The backward
sweep visits the steps in reverse: when it reaches one, every later step has already paid its
share, so each gradient is complete before it is passed on.

At their kinks ``relu`` and ``abs`` have the derivative 0, as in torch.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence

from grader.model import Graph, Number, Step
from grader.scoring.target import Quantity, Target
from grader.spec.program import constants, with_leaves


def answers(target: Target) -> tuple[float, ...]:
    """Return one number per dim; a gradient is 0.0 where the root does not depend on the step.

    ArithmeticError or ValueError where a value or a slope does not exist, such as log(-1).
    """
    values = run(target.graph)
    gradients: list[float] = []
    if any(read.quantity is Quantity.GRAD for read in target.reads):
        gradients = backward(target.graph, values, {})
    return tuple(
        float(values[read.step]) if read.quantity is Quantity.DATA else gradients[read.step]
        for read in target.reads
    )


def value(graph: Graph, leaves: Sequence[Number]) -> Number:
    """Return the root's value with ``leaves`` put in, exactly as Python would compute the formula.

    ArithmeticError or ValueError where Python raises one, or where it answers a complex number.
    """
    return run(with_leaves(graph, leaves))[graph.root]


def run(graph: Graph, kept: Callable[[Number], Number] = lambda number: number) -> list[Number]:
    """Return the value of every step; ArithmeticError or ValueError where one does not exist.

    ``kept`` is what is kept of a number that was computed, such as its first decimals.
    """
    values: list[Number] = []
    for step in graph.steps:
        operands = [values[operand] for operand in step.operands]
        values.append(kept(compute(step.op, operands)) if operands else step.value)
    return values


def compute(op: str, operands: list[Number]) -> Number:
    """Return the value of an operation on plain numbers, such as ``add`` of two or ``exp`` of one."""
    match operands:
        case [operand]:
            return _FUNCTIONS[op](operand)
        case [left, right]:
            return _OPERATORS[op](left, right)
        case _:
            raise ValueError(f"no operation {op} of {len(operands)} numbers")


def _power(base: Number, exponent: Number) -> Number:
    found: object = base**exponent
    if not isinstance(found, int | float):
        raise ValueError(f"({base})**{exponent} is a complex number")  # noqa: TRY004 - a matter of domain
    return found


def _sigmoid(x: Number) -> float:
    # Never the exponential of a large number: that would overflow.
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def _relu(x: Number) -> Number:
    return 0.0 if x <= 0 else x  # not the other way round: NaN stays NaN


_OPERATORS: dict[str, Callable[[Number, Number], Number]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": _power,
}

_FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "neg": lambda x: -x,
    "pos": lambda x: +x,
    "abs": abs,
    "cos": math.cos,
    "cosh": math.cosh,
    "exp": math.exp,
    "log": math.log,
    "relu": _relu,
    "sigmoid": _sigmoid,
    "sin": math.sin,
    "sinh": math.sinh,
    "sqrt": math.sqrt,
    "tan": math.tan,
    "tanh": math.tanh,
}


def backward(graph: Graph, values: list[Number], slopes: Mapping[int, float]) -> list[float]:
    """Return the derivative of the root by every step; 0.0 for constants, which never change.

    ``slopes`` gives steps of one operand another slope than their own.
    """
    fixed = constants(graph)
    gradients = [0.0] * len(graph.steps)
    if graph.root in fixed:
        return gradients
    gradients[graph.root] = 1.0
    for index in range(graph.root, -1, -1):
        step, gradient = graph.steps[index], gradients[index]
        if not step.operands or gradient == 0.0:
            continue
        for place, operand in enumerate(step.operands):
            if operand not in fixed:
                given = slopes.get(index)
                share = _share(step, place, gradient, (values, index)) if given is None else gradient * given
                gradients[operand] += share
    return gradients


def slope(graph: Graph, values: list[Number], index: int, place: int) -> float:
    """Return the slope of step ``index`` by its operand at ``place``, where all values are known."""
    return _share(graph.steps[index], place, 1.0, (values, index))


def _share(step: Step, place: int, gradient: float, at: tuple[list[Number], int]) -> float:
    """Return what ``gradient`` of a step contributes to its operand at ``place``."""
    values, index = at
    operands = [values[operand] for operand in step.operands]
    match operands:
        case [operand]:
            return gradient * _SLOPES[step.op](operand, values[index])
        case [left, right] if step.op == "pow":
            return gradient * _power_slope(place, left, right, values[index])
        case [left, right]:
            return _ARITHMETIC_SLOPES[step.op][place](gradient, left, right)
        case _:
            raise ValueError(f"no slope of {step.op} with {len(operands)} operands")


# What arrives at the left and at the right operand.
_ARITHMETIC_SLOPES: dict[str, tuple[Callable[[float, Number, Number], float], ...]] = {
    "add": (lambda gradient, left, right: gradient, lambda gradient, left, right: gradient),
    "sub": (lambda gradient, left, right: gradient, lambda gradient, left, right: -gradient),
    "mul": (lambda gradient, left, right: gradient * right, lambda gradient, left, right: gradient * left),
    "truediv": (
        lambda gradient, left, right: gradient / right,
        lambda gradient, left, right: -gradient * (left / right / right),
    ),
}


def _power_slope(place: int, base: Number, exponent: Number, result: Number) -> float:
    if place:
        return 0.0 if base == 0 and exponent > 0 else result * math.log(base)
    if exponent == 0:
        return 0.0
    return float(exponent * _power(float(base), exponent - 1))


# The slope of a function of ``x`` whose value is ``y``.
_SLOPES: dict[str, Callable[[Number, Number], float]] = {
    "neg": lambda x, y: -1.0,
    "pos": lambda x, y: 1.0,
    "abs": lambda x, y: float((x > 0) - (x < 0)),
    "cos": lambda x, y: -math.sin(x),
    "cosh": lambda x, y: math.sinh(x),
    "exp": lambda x, y: float(y),
    "log": lambda x, y: 1.0 / x,
    "relu": lambda x, y: 1.0 if x > 0 else 0.0,
    "sigmoid": lambda x, y: y * (1.0 - y),
    "sin": lambda x, y: math.cos(x),
    "sinh": lambda x, y: math.cosh(x),
    "sqrt": lambda x, y: 0.5 / y,
    "tan": lambda x, y: 1.0 + y * y,
    "tanh": lambda x, y: 1.0 - y * y,
}
