"""Asks what a numerical gradient is made of: the same code again, with other values of f.

Three more runs tell that an answer is the difference that was asked for; one run more for each point
tells what it is instead. All of them go in two ways there and back, and are left out where the code is slow.
"""

from __future__ import annotations

from collections.abc import Generator

from grader.model import Call, Known, Method, Outcome, RunAgain
from grader.scoring import stencil
from grader.scoring.asking import Asked, Points, ask_together
from grader.scoring.serving import MAX_POINTS, numbers_of, task_of
from grader.scoring.stencil import LINEAR, Made, Point, Stencil, Term, Values

Answer = tuple[float, ...]


def ask(
    asked: Asked, call: RunAgain, points: Points, base: Point
) -> Generator[Call, Outcome, tuple[Made, ...]]:
    """Return what every dim is made of; nothing where the code does not do the same a second time."""
    task = task_of(asked)
    if not 0 < len(points) <= MAX_POINTS:
        return ()
    values = stencil.drawn(points, f"{asked.exercise.digest}/{asked.check.id}")
    nothing = dict.fromkeys(points, 0.0)
    runs = (values, {point: -value for point, value in values.items()}, nothing)
    answers = yield from _answers(call, task.of, task.dims, runs)
    if answers is None:
        return ()
    made = tuple(
        _right(Made(tuple(zip(runs, found, strict=True))), points, (base, dim), task.method)
        for dim, found in enumerate(zip(*answers, strict=True))
    )
    if all(each.difference for each in made):
        return made
    singles = tuple(nothing | {one: 1.0} for one in points)
    answers = yield from _answers(call, task.of, task.dims, singles)
    if answers is None:
        return ()
    return tuple(
        each if each.difference else _with_stencil(each, points, tuple(answer[dim] for answer in answers))
        for dim, each in enumerate(made)
    )


def _answers(
    call: RunAgain, function: str, dims: tuple[str, ...], runs: tuple[Values, ...]
) -> Generator[Call, Outcome, tuple[Answer, ...] | None]:
    """Return the answer for each of several functions; None unless all are numbers."""
    calls = tuple(
        call._replace(
            serve=(function,),
            known=tuple(Known(args=point, value=value) for point, value in values.items()),
            spare=True,
        )
        for values in runs
    )
    outcomes = yield from ask_together(calls)
    answers = tuple(numbers_of(outcome, dims) for outcome in outcomes)
    return None if any(answer is None for answer in answers) else answers  # type: ignore[return-value]


def _right(made: Made, points: Points, at: tuple[Point, int], method: Method) -> Made:
    """Return ``made`` with the difference that makes it, if it is a right one."""
    base, dim = at
    for each in (method, *(other for other in Method if other is not method)):
        for difference in stencil.differences(points, base, dim, each):
            if stencil.made_by(difference, made.answers, base[dim]):
                return made._replace(difference=difference)
    return made


def _with_stencil(made: Made, points: Points, answers: Answer) -> Made:
    """Return ``made`` with its stencil, if its answers are linear in the values of f."""
    _, constant = made.answers[-1]
    terms = tuple(
        Term(point, single - constant)
        for point, single in zip(points, answers, strict=True)
        if single != constant
    )
    found = Stencil(terms, constant)
    linear = all(
        abs(answer - found.of(values)) <= LINEAR * found.size(values) for values, answer in made.answers
    )
    return made._replace(stencil=found) if linear else made
