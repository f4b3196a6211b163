"""The numbers of one dim at all points: what was answered, what is right, and when two of them agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isfinite
from typing import NamedTuple

from grader.model import (
    Answer,
    CheckResult,
    DimResult,
    DimVerdict,
    Function,
    GradientTask,
    Graph,
    Number,
    Numbers,
)
from grader.scoring import compare
from grader.scoring.asking import Asked, Gathered, arguments
from grader.scoring.sweep import Sweep, sweep

# A mistake has to give the answer's numbers to so many digits; of numbers that cancel, beside their terms.
RTOL, CANCELLED = 1e-9, 1e-13
LEAST_ROWS = 3  # fewer numbers could be met by accident


class Row(NamedTuple):
    """One number of an answer."""

    inputs: tuple[Number, ...]
    hidden: bool
    found: float
    right: float
    sweep: Sweep
    size: float  # the sum of the absolute values of the terms of the right one
    at_kink: bool = False  # where it is accepted, though it is not the right one

    def is_(self, wanted: float) -> bool:
        """Return whether the number found is ``wanted``, up to rounding."""
        return abs(self.found - wanted) <= RTOL * abs(wanted) + CANCELLED * self.size


class Column(NamedTuple):
    """The numbers of one dim, and the formula that they should be the derivative of."""

    dim: int
    name: str
    graph: Graph
    function: Function
    rows: tuple[Row, ...]
    judged: tuple[DimResult, ...]  # in the cases, also where it holds no number

    def all_are(self, wanted: Callable[[Row], float]) -> bool:
        """Return whether every number is ``wanted``, and that is told apart from the right one twice."""
        told = 0
        for row in self.rows:
            try:
                number = wanted(row)
            except (ArithmeticError, ValueError):
                return False
            if not row.is_(number):
                return False
            told += abs(number - row.right) > RTOL * abs(row.right) + CANCELLED * row.size
        return told > 1

    @property
    def is_wrong(self) -> bool:
        """Return whether a case does not accept a number of this dim."""
        return any(result.verdict is DimVerdict.WRONG for result in self.judged)


def columns_of(
    asked: Asked, gathered: Gathered, result: CheckResult, task: GradientTask
) -> tuple[Column, ...]:
    """Return one column per dim, with the points of the cases first; points without a number are left out."""
    from grader.spec.program import trace_formula

    function = asked.exercise.function(task.of)
    graph = trace_formula(function)
    points = list(_swept(_points(asked, gathered, result, task), graph))
    return tuple(
        Column(
            dim=dim,
            name=name,
            graph=graph,
            function=function,
            rows=tuple(_rows(dim, points)),
            judged=tuple(point.dims[dim] for point, _ in points if point.judged),
        )
        for dim, name in enumerate(task.dims)
    )


class _Point(NamedTuple):
    """The results of all dims at one point."""

    inputs: tuple[Number, ...]
    hidden: bool
    judged: bool
    dims: tuple[DimResult, ...]


def _points(asked: Asked, gathered: Gathered, result: CheckResult, task: GradientTask) -> Iterator[_Point]:
    hidden = {case.id: case.hidden for case in asked.check.cases}
    seen = {case.id: case for case in result.cases}
    for case, point, answer in asked.points():
        dims = tuple(dim for dim in seen[case.id].dims if dim.point == point)
        if dims:
            yield _Point(_inputs(asked, task, answer), hidden[case.id], judged=True, dims=dims)
    for answer, outcome in gathered.beside:
        if isinstance(outcome, Numbers):
            dims, message = compare.judge_dims(outcome, answer, tolerance=compare.STRICT, point=0)
            if not message.startswith("expected"):
                yield _Point(_inputs(asked, task, answer), hidden=True, judged=False, dims=dims)


def _inputs(asked: Asked, task: GradientTask, answer: Answer) -> tuple[Number, ...]:
    return tuple(each for each in arguments(asked, task.of, answer) if not isinstance(each, tuple))


def _swept(points: Iterator[_Point], graph: Graph) -> Iterator[tuple[_Point, Sweep | None]]:
    """Yield every point with its numbers, None where the formula has none."""
    for point in points:
        try:
            yield point, sweep(graph, point.inputs)
        except (ArithmeticError, ValueError):
            yield point, None


def _rows(dim: int, points: list[tuple[_Point, Sweep | None]]) -> Iterator[Row]:
    for point, numbers in points:
        result = point.dims[dim]
        if numbers is not None and result.actual is not None and isfinite(result.actual):
            yield Row(
                inputs=point.inputs,
                hidden=point.hidden,
                found=result.actual,
                right=result.torch,
                sweep=numbers,
                size=numbers.sizes[dim],
                at_kink=result.kink is not None and result.verdict is DimVerdict.OK,
            )
