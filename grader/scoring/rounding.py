"""Right numbers of a gradient that have lost digits: formulas leave rounding alone, differences leave more.

How much rounding is depends on the spelling, and on a single number by chance. So a dim is told by its
typical error, beside the terms of the right number and beside what its inputs hand on of their own rounding.
"""

from __future__ import annotations

from grader.scoring.column import LEAST_ROWS, Column, Row
from grader.scoring.sweep import forward, sweep
from grader.spec.program import leaves

_CANCELLING = ("sigmoid", "tanh")  # whose slopes are a difference from 1
_MOVE = 1e-6  # of an input, to see what it hands on


def has_lost_digits(column: Column, *, rounding: float) -> bool:
    """Return whether the numbers of a dim are typically farther off than ``rounding``, beside 1."""
    shares = sorted(
        abs(row.found - row.right) / (max(_size(column, row), _handed_on(column, row)) or 1.0)
        for row in column.rows
    )
    return len(shares) >= LEAST_ROWS and shares[len(shares) // 2] > rounding


def _size(column: Column, row: Row) -> float:
    """Return the sum of the absolute values of the terms; a slope that cancels counts with its parts."""
    steps = column.graph.steps
    absolute = tuple(tuple(map(abs, each)) for each in row.sweep.local)

    def uncancelled(index: int, slopes: list[float]) -> float | None:
        return slopes[steps[index].operands[0]] if steps[index].op in _CANCELLING else None

    return forward(column.graph, absolute, leaves(column.graph)[column.dim], uncancelled)[column.graph.root]


def _handed_on(column: Column, row: Row) -> float:
    """Return how far the number moves when each input moves, beside that move."""
    moved = 0.0
    for place, x in enumerate(row.inputs):
        inputs = (*row.inputs[:place], x * (1.0 + _MOVE), *row.inputs[place + 1 :])
        try:
            slope = sweep(column.graph, inputs).slopes[column.dim][column.graph.root]
        except (ArithmeticError, ValueError):
            continue
        moved += abs(slope - row.right) / _MOVE
    return moved
