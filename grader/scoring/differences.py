"""Finite differences in the place of a formula: their step was seen, or the errors give it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from grader.model import Noted, Number, Sight
from grader.scoring import tape
from grader.scoring.column import RTOL, Column, Row
from grader.scoring.formula_mistakes import Cause
from grader.scoring.parts import terms_of
from grader.scoring.sweep import sweep

_EPSILON = 2.0**-52
_SEEN = frozenset((Sight.QUOTIENT, Sight.NEARBY))
_NEAR = 0.1  # relative; a difference whose step is not large is closer
_PLAIN = 100.0  # times the rounding that a difference has: an error that no rounding makes
_FIRST, _LARGEST = 1e-4, 0.2  # steps
_ROUNDS = 8


def is_moved(noted: tuple[Noted, ...]) -> bool:
    """Return whether an input was seen to be moved: differences of exp and sin have but another factor."""
    return any(each.sights & {*_SEEN, Sight.STEP} for each in noted)


def recovered(column: Column, noted: tuple[Noted, ...]) -> Cause | None:
    """Return the cause of numbers that a difference gives, rounding apart, with a step that they tell."""
    h = _recovered(column, sighted=any(each.sights & _SEEN for each in noted))
    return None if h is None else _cause(h)


def seen(column: Column, noted: tuple[Noted, ...]) -> Cause | None:
    """Return the cause of numbers that are as far off as a difference with the step that was seen.

    That an input was moved is not enough: a formula can hold a small number, to guard a quotient for one.
    """
    for each in noted:
        if each.sights & _SEEN and each.step and is_as_far_off(column, each.step):
            return _cause(each.step)
    return None


def _cause(h: float) -> Cause:
    return Cause("finite-difference", fields=(("h", f"{h:.1g}"),))


# --- a step that was seen ------------------------------------------------------------------------


def is_as_far_off(column: Column, h: float) -> bool:
    """Return whether the errors are what a step of about ``h`` leaves: neither larger nor far smaller."""
    shares: list[float] = []
    for row in column.rows:
        step = h * max(1.0, abs(row.inputs[column.dim]))
        noise = _noise(column, row, h)
        error = abs(row.found - row.right)
        if error > 4 * _bend(column, row, step) + 256 * noise:
            return False
        shares.append(error / (_noise(column, row, h, alone=True) or _EPSILON))
    return bool(shares) and sorted(shares)[len(shares) // 2] > 1e-4  # the module of medians loads slowly


def _noise(column: Column, row: Row, h: float, *, alone: bool = False) -> float:
    """Return what rounding leaves of a difference with the step ``h``; ``alone`` of the terms that change."""
    slopes = row.sweep.slopes[column.dim]
    terms = (term.step for term in terms_of(column.graph) if slopes[term.step] or not alone)
    value = sum(abs(float(row.sweep.values[step])) for step in terms)
    return _EPSILON * (value + abs(row.inputs[column.dim] * row.right)) / h


def _bend(column: Column, row: Row, step: float) -> float:
    """Return how much the derivative changes within a step."""
    changes = [0.0]
    for by in (-step, step):
        try:
            changes.append(abs(_slope(column, row, by) - row.right))
        except (ArithmeticError, ValueError):
            continue
    return max(changes)


def _slope(column: Column, row: Row, by: float) -> float:
    """Return the derivative where the dim's variable is moved."""
    return sweep(column.graph, _moved(column, row, by)).slopes[column.dim][column.graph.root]


def _moved(column: Column, row: Row, by: float) -> tuple[Number, ...]:
    place = column.dim
    return (*row.inputs[:place], row.inputs[place] + by, *row.inputs[place + 1 :])


# --- a step that the errors give away ------------------------------------------------------------


class _Form(NamedTuple):
    """A finite difference: its number at a row with a step, and how its error grows with the step.

    In the middle of its two values, so many steps from the input, the derivative is nearly the same.
    """

    value: Callable[[Column, Row, float], float]
    order: int
    middle: float


def _recovered(column: Column, *, sighted: bool) -> float | None:
    """Return the step with which a difference gives all numbers, rounding apart; None if none does.

    A one-sided one looks like the formula with ``x + 1e-6`` in the place of ``x``: it has to be ``sighted``.
    """
    if not all(abs(row.found - row.right) <= _NEAR * row.size for row in column.rows):
        return None
    for form in _FORMS:
        h = _fitting_step(column, form)
        if h is not None and _gives(column, form, h):
            return h if sighted or not form.middle or not _is_guarded(column, form, h) else None
    return None


def _is_guarded(column: Column, form: _Form, h: float) -> bool:
    """Return whether the derivative in the middle of a difference gives the numbers too."""
    try:
        return all(
            abs(row.found - _slope(column, row, form.middle * h)) <= _margin(column, row, h)
            for row in column.rows
        )
    except (ArithmeticError, ValueError):
        return False


def _margin(column: Column, row: Row, h: float) -> float:
    return RTOL * abs(row.found) + 8 * _noise(column, row, h)


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
        margin = _margin(column, row, h)
        if abs(row.found - wanted) > margin:
            return False
        told += abs(row.found - row.right) > _PLAIN * margin
    return told > 1


def _value(column: Column, row: Row, by: float) -> float:
    return float(tape.value(column.graph, _moved(column, row, by)))


_FORMS = (
    _Form(lambda column, row, h: (_value(column, row, h) - _value(column, row, 0.0)) / h, 1, 0.5),
    _Form(lambda column, row, h: (_value(column, row, 0.0) - _value(column, row, -h)) / h, 1, -0.5),
    _Form(lambda column, row, h: (_value(column, row, h) - _value(column, row, -h)) / (2 * h), 2, 0.0),
)
