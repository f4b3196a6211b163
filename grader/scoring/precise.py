"""The third opinion: values to 60 digits, and slopes by differences of them. The one door to mpmath.

Nothing here knows a rule of differentiation, so it shares no mistake with torch or the tape. A step
is moved by 1e-20 of its size, where both the truncation and the rounding of a central difference
lie far below the last digit of a double.

``relu`` and ``abs`` keep the side on which the unmoved value lies; at the kink itself they are flat,
which is torch's convention.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from grader.model import Graph, Step
from grader.scoring.target import Quantity, Read, Target
from grader.spec.program import constants

if TYPE_CHECKING:
    import mpmath

    _Real: TypeAlias = mpmath.mpf

_DIGITS = 60
_MOVE = "1e-20"


def answers(target: Target) -> tuple[float, ...]:
    """Return one number per dim; ValueError where a value is not real, ArithmeticError at a pole."""
    import mpmath

    with mpmath.workdps(_DIGITS):
        values = _run(target.graph, [], None)
        return tuple(_answer(target.graph, values, read) for read in target.reads)


class _Moved(NamedTuple):
    """A step that is set to another value."""

    step: int
    value: _Real


def _answer(graph: Graph, values: list[_Real], read: Read) -> float:
    if read.quantity is Quantity.DATA:
        return float(values[read.step])
    if read.step in constants(graph):
        return 0.0  # it never changes
    return float(_slope(graph, values, read.step))


def _slope(graph: Graph, values: list[_Real], step: int) -> _Real:
    """Return how the root follows when ``step`` is moved."""
    import mpmath

    move = mpmath.mpf(_MOVE) * (abs(values[step]) or 1)
    ahead = _run(graph, values, _Moved(step=step, value=values[step] + move))[graph.root]
    behind = _run(graph, values, _Moved(step=step, value=values[step] - move))[graph.root]
    return (ahead - behind) / (2 * move)


def _run(graph: Graph, unmoved: list[_Real], moved: _Moved | None) -> list[_Real]:
    """Return the value of every step; ``unmoved`` are those of the run that decides at kinks."""
    import mpmath

    values: list[_Real] = []
    for index, step in enumerate(graph.steps):
        if moved is not None and index == moved.step:
            found = moved.value
        elif not step.operands:
            found = mpmath.mpf(step.value)
        else:
            operands = [values[operand] for operand in step.operands]
            side = unmoved[step.operands[0]] if unmoved else operands[0]
            found = _compute(step, operands, side)
        if not isinstance(found, mpmath.mpf):
            raise ValueError(f"step {index} ({step.op}) is no real number")  # noqa: TRY004 - a matter of domain
        values.append(found)
    return values


def _compute(step: Step, operands: list[_Real], side: _Real) -> _Real:
    """Return the value of one step; ``side`` says on which side of a kink it lies."""
    import mpmath

    match step.op, operands:
        case (("add" | "sub" | "mul" | "truediv" | "pow" | "neg" | "pos"), _):
            return getattr(operator, step.op)(*operands)
        case "relu", [x]:
            return x if side > 0 else mpmath.mpf(0)
        case "abs", [x]:
            return mpmath.sign(side) * x
        case "sigmoid", [x]:
            return 1 / (1 + mpmath.exp(-x))
        case op, [x]:
            return getattr(mpmath, op)(x)
        case _:
            raise ValueError(f"no operation {step.op} of {len(operands)} numbers")
