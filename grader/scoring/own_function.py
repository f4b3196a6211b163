"""Whether the function that a submission differentiates is the exercise's: its own one, asked some way off.

A numerical gradient sees f beside one point alone. There a straight line, or a Taylor polynomial, with the
right slopes gives the same differences to rounding; half of a variable's size away it has other values. The
function counts as it was where the answer was made, and only with the right slopes: another one that bears
the name, further down in the same cell, was not differentiated.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from math import isfinite

from grader.model import Call, Numbers, Outcome, RunAgain
from grader.scoring.asking import Asked, Elsewhere, ask_together
from grader.scoring.serving import base_of, task_of, value_of
from grader.scoring.stencil import Point, moved

_BESIDE, _AWAY = 1e-4, 0.5  # relative above 1
_SLOPES = 1e-2  # between two slopes that are one, by a difference with the step above
_SAME = 1e-6  # between two values of one function, however it is computed


def ask(asked: Asked, cell: int) -> Generator[Call, Outcome, Elsewhere | None]:
    """Return where the function that was differentiated in ``cell`` is another one; None if nowhere."""
    base = tuple(map(float, base_of(asked)))
    sizes = tuple(max(1.0, abs(x)) for x in base)
    dims = range(len(base))
    beside = tuple(moved(base, dim, _BESIDE * sizes[dim]) for dim in dims)
    away = tuple(moved(base, dim, side * sizes[dim]) for dim in dims for side in (_AWAY, -_AWAY))
    right = _defined(asked, (base, *beside, *away))
    call = RunAgain(name=task_of(asked).of, cell=cell, spare=True)
    outcomes = yield from ask_together(tuple(call._replace(args=point) for point in right))
    own = {point: number for point, each in zip(right, outcomes, strict=True) for number in _number(each)}
    slack = _SAME * max(map(abs, right.values()), default=0.0)
    if not own.keys() >= {base, *beside}:
        return None
    for point in beside:
        rise = right[point] - right[base]
        if abs(own[point] - own[base] - rise) > _SLOPES * abs(rise) + slack * _BESIDE:
            return None
    others = (Elsewhere(point, number, right[point]) for point, number in own.items())
    return next((each for each in others if abs(each.own - each.right) > slack), None)


def _defined(asked: Asked, points: tuple[Point, ...]) -> dict[Point, float]:
    """Return the values of the exercise's function, at those points where it has one."""
    value, found = value_of(asked), {}
    for point in points:
        with contextlib.suppress(ArithmeticError, ValueError):
            found[point] = value(point)
    return {point: each for point, each in found.items() if isfinite(each)}


def _number(outcome: Outcome) -> tuple[float, ...]:
    """Return the number that an outcome is, if it is one."""
    numbers = outcome.elements if isinstance(outcome, Numbers) and outcome.shape == () else ()
    return tuple(each.value for each in numbers if each.value is not None and isfinite(each.value))
