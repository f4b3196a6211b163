"""Finite differences in the place of a formula: their step was seen, or the errors give it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from grader.model import Noted, Sight
from grader.scoring import tape
from grader.scoring.column import RTOL, Column, Row
from grader.scoring.formula_mistakes import Cause
from grader.scoring.parts import terms_of
from grader.scoring.sweep import sweep

_EPSILON = 2.0**-52
_SEEN = frozenset((Sight.STEP, Sight.QUOTIENT, Sight.NEARBY))
_NEAR = 0.1  # relative; a difference whose step is not large is closer
_PLAIN = 100.0  # times the rounding that a difference has: an error that no rounding makes
_FIRST, _LARGEST = 1e-4, 0.2  # steps
_ROUNDS = 8


def difference(column: Column, noted: tuple[Noted, ...]) -> Cause | None:
    """Return the cause of numbers that are those of a finite difference."""
    h = _seen(column, noted) or _recovered(column)
    return None if h is None else Cause("finite-difference", fields=(("h", f"{h:.1g}"),))


# --- a step that was seen ------------------------------------------------------------------------


def _seen(column: Column, noted: tuple[Noted, ...]) -> float | None:
    """Return the step that was seen, if the numbers are as far off as it leaves them."""
    for each in noted:
        if each.sights & _SEEN and each.step and is_as_far_off(column, each.step):
            return each.step
    return None


def is_as_far_off(column: Column, h: float) -> bool:
    """Return whether the errors are what a step of about ``h`` leaves: neither larger nor far smaller."""
    shares: list[float] = []
    for row in column.rows:
        step = h * max(1.0, abs(row.inputs[column.dim]))
        noise = _noise(column, row, h)
        error = abs(row.found - row.right)
        if error > 4 * _bend(column, row, step) + 256 * noise:
            return False
        shares.append(error / (noise or _EPSILON))
    return bool(shares) and sorted(shares)[len(shares) // 2] > 1e-4  # the module of medians loads slowly


def _noise(column: Column, row: Row, h: float) -> float:
    """Return what rounding leaves of a difference with the step ``h``."""
    value = sum(abs(float(row.sweep.values[term.step])) for term in terms_of(column.graph))
    return _EPSILON * (value + abs(row.inputs[column.dim] * row.right)) / h


def _bend(column: Column, row: Row, step: float) -> float:
    """Return how much the derivative changes within a step."""
    place = column.dim
    changes = [0.0]
    for moved in (row.inputs[place] - step, row.inputs[place] + step):
        inputs = (*row.inputs[:place], moved, *row.inputs[place + 1 :])
        try:
            changes.append(abs(sweep(column.graph, inputs).slopes[place][column.graph.root] - row.right))
        except (ArithmeticError, ValueError):
            continue
    return max(changes)


# --- a step that the errors give away ------------------------------------------------------------


class _Form(NamedTuple):
    """A finite difference: its number at a row with a step, and how its error grows with the step."""

    value: Callable[[Column, Row, float], float]
    order: int


def _recovered(column: Column) -> float | None:
    """Return the step with which a difference gives all numbers, rounding apart; None if none does."""
    if not all(abs(row.found - row.right) <= _NEAR * row.size for row in column.rows):
        return None
    for form in _FORMS:
        h = _fitting_step(column, form)
        if h is not None and _gives(column, form, h):
            return h
    return None


def _fitting_step(column: Column, form: _Form) -> float | None:
    """Return the step whose error is the one of the row that is farthest off."""
    row = max(column.rows, key=lambda each: abs(each.found - each.right) / (each.size or 1.0))
    h = _FIRST
    try:
        for _ in range(_ROUNDS):
            share = (row.found - row.right) / (form.value(column, row, h) - row.right)
            h *= share ** (1.0 / form.order) if share > 0 else 0.0
            if not 0.0 < h <= _LARGEST:
                return None
    except (ArithmeticError, ValueError):
        return None
    return h


def _gives(column: Column, form: _Form, h: float) -> bool:
    """Return whether all numbers are those of a difference, and some too far off for rounding."""
    told = 0
    for row in column.rows:
        try:
            wanted = form.value(column, row, h)
        except (ArithmeticError, ValueError):
            return False
        margin = RTOL * abs(wanted) + 8 * _noise(column, row, h)
        if abs(row.found - wanted) > margin:
            return False
        told += abs(row.found - row.right) > _PLAIN * margin
    return told > 1


def _moved(column: Column, row: Row, by: float) -> float:
    place = column.dim
    inputs = (*row.inputs[:place], row.inputs[place] + by, *row.inputs[place + 1 :])
    return float(tape.value(column.graph, inputs))


_FORMS = (
    _Form(lambda column, row, h: (_moved(column, row, h) - _moved(column, row, 0.0)) / h, order=1),
    _Form(lambda column, row, h: (_moved(column, row, 0.0) - _moved(column, row, -h)) / h, order=1),
    _Form(lambda column, row, h: (_moved(column, row, h) - _moved(column, row, -h)) / (2 * h), order=2),
)
