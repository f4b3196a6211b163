"""Right numbers of a gradient that have lost digits: formulas leave rounding alone, differences leave more.

How much rounding is depends on the spelling, and on a single number by chance. So a dim is told by its
typical error, beside the terms of the right number and beside what its inputs hand on of their own rounding.
A constant that was typed with 14 or 15 digits leaves the same share everywhere; a difference leaves noise.
"""

from __future__ import annotations

from math import inf, isfinite, log

from grader.scoring.column import LEAST_ROWS, Column, Row
from grader.scoring.parts import terms_of
from grader.scoring.sweep import forward, sweep
from grader.spec.program import leaves

_CANCELLING = ("sigmoid", "tanh")  # whose slopes are a difference from 1
_MOVE = 1e-6  # of an input, to see what it hands on
# Relative: half of the last digit of 1.0000000000000, and of 1.00000000000000.
FOURTEEN_DIGITS, FIFTEEN_DIGITS = 6e-14, 6e-15
_NOISE = 1.5e-15  # beside 1, of what stays when a share is taken away; differences leave more


def has_lost_digits(column: Column, *, rounding: float, typed: float) -> bool:
    """Return whether the numbers of a dim are typically farther off than ``rounding``, beside 1.

    The share that a typed constant leaves is no loss, up to ``typed``.
    """
    shares = sorted(
        abs(row.found - row.right) / (max(_size(column, row), _handed_on(column, row)) or 1.0)
        for row in column.rows
    )
    typical = shares[len(shares) // 2] if len(shares) >= LEAST_ROWS else 0.0
    return typical > rounding and not _has_typed_constant(column, typed)


def _has_typed_constant(column: Column, typed: float) -> bool:
    """Return whether one term is off by a share as the digits of a factor, or of a base, leave it."""
    for term in terms_of(column.graph):
        parts = [row.sweep.onward[term.step] * row.sweep.slopes[column.dim][term.step] for row in column.rows]
        logs = [log(abs(x)) if (x := row.inputs[column.dim]) else 0.0 for row in column.rows]
        by_base = [part * each for part, each in zip(parts, logs, strict=True)]
        if any(abs(_share(column, each)) <= typed for each in (parts, by_base)):
            return True
    return False


def _share(column: Column, parts: list[float]) -> float:
    """Return the one share of ``parts`` that all numbers are off by, inf if there is none.

    One number may be off by chance.
    """
    sizes = [row.size or 1.0 for row in column.rows]
    squares = sum((part / size) ** 2 for part, size in zip(parts, sizes, strict=True))
    if not (isfinite(squares) and squares):
        return inf
    errors = [row.found - row.right for row in column.rows]
    share = sum(e * p / (s * s) for e, p, s in zip(errors, parts, sizes, strict=True)) / squares
    left = sorted(abs(e - share * p) / s for e, p, s in zip(errors, parts, sizes, strict=True))
    return share if left[-2] <= _NOISE else inf


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
