"""All numbers of a formula at one point: values, slopes, and what each step hands on to the root.

Where the tape answers what the derivatives are, a sweep keeps the way there: a wrong rule at one step
changes the slope of that step alone, and ``onward`` says what becomes of it at the root.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from grader.model import Graph, Number
from grader.scoring import tape
from grader.spec.program import constants, leaves, with_leaves


class Sweep(NamedTuple):
    """The numbers at one point, one per step.

    ``local[step]`` has the slope by each operand; ``onward[step]`` the slope of the root by the step;
    ``slopes[dim][step]`` the slope of the step by the dim's variable; ``sizes[dim]`` the sum of the
    absolute values of all terms of that derivative, beside which rounding is small.
    """

    values: tuple[Number, ...]
    local: tuple[tuple[float, ...], ...]
    onward: tuple[float, ...]
    slopes: tuple[tuple[float, ...], ...]
    sizes: tuple[float, ...]


def sweep(graph: Graph, point: Sequence[Number]) -> Sweep:
    """Return all numbers at ``point``; ArithmeticError or ValueError where one does not exist."""
    placed = with_leaves(graph, point)
    values = tape.run(placed)
    local = _local(placed, values)
    variables = leaves(graph)
    slopes = tuple(forward(placed, local, variable) for variable in variables)
    absolute = tuple(tuple(map(abs, each)) for each in local)
    return Sweep(
        values=tuple(values),
        local=local,
        onward=_onward(placed, local),
        slopes=slopes,
        sizes=tuple(forward(placed, absolute, variable)[graph.root] for variable in variables),
    )


def forward(
    graph: Graph,
    local: Sequence[Sequence[float]],
    variable: int,
    replaced: Callable[[int, list[float]], float | None] = lambda index, slopes: None,
) -> tuple[float, ...]:
    """Return the slope of every step by the leaf ``variable``; ``replaced`` has another one for some."""
    slopes: list[float] = []
    for index, step in enumerate(graph.steps):
        other = replaced(index, slopes)
        if other is not None:
            slopes.append(other)
        elif index == variable:
            slopes.append(1.0)
        else:
            parts = zip(local[index], step.operands, strict=True)
            slopes.append(sum(slope * slopes[operand] for slope, operand in parts if slopes[operand]))
    return tuple(slopes)


def _local(graph: Graph, values: list[Number]) -> tuple[tuple[float, ...], ...]:
    """Return the slope of every step by each of its operands; 0.0 by a constant."""
    fixed = constants(graph)
    return tuple(
        tuple(
            0.0 if operand in fixed else tape.slope(graph, values, index, place)
            for place, operand in enumerate(step.operands)
        )
        for index, step in enumerate(graph.steps)
    )


def _onward(graph: Graph, local: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the slope of the root by every step."""
    onward = [0.0] * len(graph.steps)
    onward[graph.root] = 1.0
    for index in range(graph.root, -1, -1):
        if onward[index]:
            for slope, operand in zip(local[index], graph.steps[index].operands, strict=True):
                onward[operand] += onward[index] * slope
    return tuple(onward)
