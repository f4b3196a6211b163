"""Whether the function that a submission differentiates is the exercise's: its own one, asked some way off.

A numerical gradient sees f beside one point alone. There a straight line, or a Taylor polynomial, with the
right slopes gives the same differences to rounding; half of a variable's size away it has other values. The
function counts as it was where the answer was made, and only with the right slopes: another one that bears
the name, further down in the same cell, was not differentiated.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from math import isfinite

from grader.model import Call, Numbers, Outcome, RunAgain
from grader.scoring.asking import Asked, Elsewhere, ask_together
from grader.scoring.serving import base_of, task_of, value_of
from grader.scoring.stencil import Point, moved

_BESIDE, _AWAY = 1e-4, 0.5  # relative above 1
_MOST_AWAY = 2
_SLOPES = 1e-2  # between two slopes that are one, by a difference with the step above
_SAME = 1e-6  # between two values of one function, however it is computed


def ask(asked: Asked, cell: int) -> Generator[Call, Outcome, Elsewhere | None]:
    """Return where the function that was differentiated in ``cell`` is another one; None if nowhere."""
    base = tuple(map(float, base_of(asked)))
    sizes = tuple(max(1.0, abs(x)) for x in base)
    dims = range(len(base))
    sides = (_AWAY, -_AWAY)
    all_moved = (tuple(x + side * size for x, size in zip(base, sizes, strict=True)) for side in sides)
    one_moved = (moved(base, dim, side * sizes[dim]) for dim in dims for side in sides)
    away = dict(islice(_defined(asked, (*all_moved, *one_moved)), _MOST_AWAY))
    own = yield from _own(asked, cell, away)
    slack = _SAME * max(map(abs, away.values()), default=0.0)
    others = (Elsewhere(point, number, away[point]) for point, number in own.items())
    other = next((each for each in others if abs(each.own - each.right) > slack), None)
    if other is None:
        return None
    beside = [moved(base, dim, _BESIDE * sizes[dim]) for dim in dims]
    right = dict(_defined(asked, (base, *beside)))
    own = yield from _own(asked, cell, right)
    if not own.keys() >= {base, *beside}:
        return None
    for point in beside:
        rise = right[point] - right[base]
        if abs(own[point] - own[base] - rise) > _SLOPES * abs(rise) + slack * _BESIDE:
            return None
    return other


def _defined(asked: Asked, points: Iterable[Point]) -> Iterator[tuple[Point, float]]:
    """Yield the points at which the exercise's function has a value, each with it."""
    value = value_of(asked)
    for point in points:
        with contextlib.suppress(ArithmeticError, ValueError):
            number = value(point)
            if isfinite(number):
                yield point, number


def _own(asked: Asked, cell: int, points: Iterable[Point]) -> Generator[Call, Outcome, dict[Point, float]]:
    """Return the values of the submission's function, at those points where it has one."""
    call = RunAgain(name=task_of(asked).of, cell=cell, spare=True)
    points = tuple(points)
    outcomes = yield from ask_together(tuple(call._replace(args=point) for point in points))
    return {point: number for point, each in zip(points, outcomes, strict=True) for number in _number(each)}


def _number(outcome: Outcome) -> tuple[float, ...]:
    """Return the number that an outcome is, if it is one."""
    numbers = outcome.elements if isinstance(outcome, Numbers) and outcome.shape == () else ()
    return tuple(each.value for each in numbers if each.value is not None and isfinite(each.value))
