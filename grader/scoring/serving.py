"""What a call does while the host answers the exercise's function, and may falsify others."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable, Generator

from grader.model import (
    Call,
    Evaluation,
    Known,
    Number,
    Numbers,
    NumericalGradientTask,
    Outcome,
    Raised,
    Reply,
    RunAgain,
)
from grader.scoring import stencil, tape
from grader.scoring.asking import Asked, Points, Served, arguments
from grader.scoring.compare import arranged
from grader.spec.program import trace_formula

MAX_POINTS = 256  # of an answer that is taken apart; every evaluation is answered all the same
MOST_NAMED = 64  # points in the evidence
MOST_KEPT = 1000  # points among which those of a difference are looked for
# An answer that moves by more than this when a watched function's numbers are falsified by 1.0
# depends on that function; an honest run repeats itself to the last bit.
_DEPENDS = 1e-3
# What is added to its numbers: where a check beside the answer stops the code, too little for any check.
_FALSIFIED = (1.0, 2.0**-20)
_FOLLOWS = 1e-3  # beside slopes of about 1
_LITTLE = 2.0**-42  # some hundred times what rounding leaves
_MOST_MORE = 4  # times as many evaluations as with the exercise's function
# The steps that people use, by the published solutions: their values are told before they are asked for.
_STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10)
Numeric = Callable[[tuple[Number, ...]], float]


def value_of(asked: Asked) -> Numeric:
    """Return the function that a numerical gradient is of, as Python computes it.

    Where it has no value it raises ArithmeticError or ValueError.
    """
    graph = trace_formula(asked.exercise.function(task_of(asked).of))
    return lambda args: float(tape.value(graph, args))


def task_of(asked: Asked) -> NumericalGradientTask:
    """Return the check's task."""
    if not isinstance(asked.check.task, NumericalGradientTask):
        raise TypeError(f"check {asked.check.id} is no numerical gradient")
    return asked.check.task


def base_of(asked: Asked) -> tuple[Number, ...]:
    """Return the point at which the gradient is asked for."""
    _, _, answer = next(asked.points())
    return tuple(arg for arg in arguments(asked, task_of(asked).of, answer) if not isinstance(arg, tuple))


def serve(asked: Asked, call: RunAgain) -> Generator[Call, Outcome, Served]:
    """Make ``call`` with the function served; once more with watched functions falsified, if they ran."""
    watched = call._replace(serve=(task_of(asked).of,), watch=asked.check.forbid.calls)
    outcome, points = yield from _answer(asked, watched._replace(likely=_likely(asked)))
    if isinstance(outcome, Raised):
        # An error does not say where the function was evaluated before.
        outcome, points = yield from _answer(asked, watched)
    calls = outcome.watched_calls if isinstance(outcome, Numbers | Raised) else 0
    uses_watched = False
    for amount in _FALSIFIED if calls else ():
        if not isinstance(outcome, Numbers):
            break
        poisoned, _ = yield from _answer(asked, watched._replace(poison=amount))
        uses_watched = differs(outcome, poisoned, amount * _DEPENDS)
        if isinstance(poisoned, Numbers):
            break
    return Served(outcome=outcome, points=points, uses_watched=uses_watched)


def _answer(
    asked: Asked, call: RunAgain, other: Numeric | None = None
) -> Generator[Call, Outcome, tuple[Outcome, Points]]:
    """Make ``call`` and answer every evaluation of the served function; returns where they were.

    Its values are those of the exercise's function, or of an ``other`` one.
    """
    function = asked.exercise.function(task_of(asked).of)
    value = other or value_of(asked)
    points: dict[tuple[float, ...], None] = {}
    outcome = yield call
    while isinstance(outcome, Evaluation):
        # A worker that hostile code speaks for can ask for anything.
        if (outcome.function, len(outcome.args)) != (function.name, len(function.args)):
            outcome = yield Reply(problem=f"{function.name} is not asked for like this")
            continue
        if len(points) < MOST_KEPT:
            points[tuple(float(arg) for arg in outcome.args)] = None
        try:
            reply = Reply(value=value(outcome.args))
        except (ArithmeticError, ValueError) as error:
            reply = Reply(problem=str(error) or "math domain error")
        outcome = yield reply
    if isinstance(outcome, Numbers):
        told = {call.likely[place].args: None for place in outcome.evaluated}
        points = dict(itertools.islice((told | points).items(), MOST_KEPT))
    return outcome, tuple(points)


def follow(asked: Asked, call: RunAgain, served: Served) -> Generator[Call, Outcome, bool]:
    """Return whether an answer is the derivative of another smooth function, where that is served.

    What takes its steps by the values of f does not repeat itself with numbers that are drawn. If it halves
    them until nothing changes, it has the slopes more that are added to f, to its own exactness. If it takes
    the step that comes nearest to what is known, it is a difference of f moved as little as rounding does.
    """
    honest = numbers_of(served.outcome, task_of(asked).dims)
    if honest is None:
        return False
    call = call._replace(serve=(task_of(asked).of,), spare=True)
    if (yield from _has_slopes_more(asked, call, honest, served)):
        return True
    return (yield from _is_difference_nearby(asked, call, honest, served))


def _bounded(value: Numeric, served: Served) -> Numeric:
    """Return a function that ends a loop which goes on for long: it would take the time of other checks."""
    left = itertools.count(_MOST_MORE * len(served.points) + MAX_POINTS, -1)

    def bounded(args: tuple[Number, ...]) -> float:
        if next(left) <= 0:
            raise ArithmeticError("evaluated too often")
        return value(args)

    return bounded


def _has_slopes_more(
    asked: Asked, call: RunAgain, honest: tuple[float, ...], served: Served
) -> Generator[Call, Outcome, bool]:
    """Return whether an answer has the slopes that are added to f."""
    points = tuple((float(place),) for place in range(len(honest)))
    slopes = tuple(stencil.drawn(points, f"{asked.exercise.digest}/{asked.check.id}/slopes").values())
    plain, base = value_of(asked), base_of(asked)

    def steeper(args: tuple[Number, ...]) -> float:
        return plain(args) + sum(slope * (x - at) for slope, x, at in zip(slopes, args, base, strict=False))

    other, _ = yield from _answer(asked, call, _bounded(steeper, served))
    moved = numbers_of(other, task_of(asked).dims)
    return moved is not None and all(
        abs(after - before - slope) <= _FOLLOWS
        for before, after, slope in zip(honest, moved, slopes, strict=True)
    )


def _is_difference_nearby(
    asked: Asked, call: RunAgain, honest: tuple[float, ...], served: Served
) -> Generator[Call, Outcome, bool]:
    """Return whether an answer is made of f's values where each of them is moved a little."""
    seed = f"{asked.exercise.digest}/{asked.check.id}/nearby"
    plain, base = value_of(asked), tuple(map(float, base_of(asked)))
    values: stencil.Values = {}

    def nearby(args: tuple[Number, ...]) -> float:
        point = tuple(map(float, args))
        if point not in values:
            [size] = stencil.drawn((point,), f"{seed}/{len(values)}").values()
            values[point] = plain(args) * (1.0 + _LITTLE * size)
        return values[point]

    other, _ = yield from _answer(asked, call, _bounded(nearby, served))
    moved = numbers_of(other, task_of(asked).dims)
    return moved is not None and all(
        after != before and stencil.is_any(after, values, base, dim)
        for dim, (before, after) in enumerate(zip(honest, moved, strict=True))
    )


def numbers_of(outcome: Outcome, dims: tuple[str, ...]) -> tuple[float, ...] | None:
    """Return an answer's numbers in the order of the dims; None if it has another form."""
    if not isinstance(outcome, Numbers):
        return None
    elements, problem = arranged(outcome, dims)
    numbers = tuple(element.value for element in elements if element.value is not None)
    return None if problem or len(numbers) != len(dims) else numbers


@functools.lru_cache(maxsize=16)
def _likely(asked: Asked) -> tuple[Known, ...]:
    """Return the values of f where most people evaluate it: at the base, and one usual step beside it."""
    value, base = value_of(asked), tuple(map(float, base_of(asked)))
    moved = (
        (*base[:dim], base[dim] + step, *base[dim + 1 :])
        for size in _STEPS
        for dim in range(len(base))
        for step in (size, -size)
    )
    found = []
    for point in dict.fromkeys((base, *moved)):
        with contextlib.suppress(ArithmeticError, ValueError):
            found.append(Known(args=point, value=value(point)))
    return tuple(found)


def differs(honest: Numbers, other: Outcome, slack: float = _DEPENDS) -> bool:
    """Return whether another run gave another answer, by more than ``slack``."""
    if not isinstance(other, Numbers) or len(other.elements) != len(honest.elements):
        return True
    pairs = zip(honest.elements, other.elements, strict=True)
    return any(
        (a.value is None) != (b.value is None)
        or (a.value is not None and b.value is not None and not abs(a.value - b.value) <= slack)
        for a, b in pairs
    )
