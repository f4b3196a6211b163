"""Which finite difference makes an answer: found from the values of f that it is given, at any step.

Theory of operation. A finite difference is linear in the values of f: at the points that the answer
evaluates it is a sum of weights times values. So the code runs again with f replaced. First by numbers
drawn for each point, which no answer can foresee and no formula of f can fit: where the answer is the
difference that was asked for, made of these numbers, nothing else has to be known. Where it is not, f
is 0 everywhere and then 1 at one point after the other: the answers are the weights themselves, without
rounding, and the weights tell what was done with the values. A second run on the negative numbers, and
the comparison of the weights with the first run, find what is not linear: abs, rounding, a table.

Displacements are those of the points as they were evaluated: x + h is rounded, and the difference of
two rounded numbers is not the h that the answer is divided by. ``rounding`` is what that may cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from grader.digest import sha256_hex
from grader.model import Method

Point = tuple[float, ...]
Values = dict[Point, float]

EPS = 2.0**-52
MAX_ROUNDING = 0.05  # below a step of some ulps, rounding could explain any factor
LINEAR = 1e-6
_UNEVEN = 1e-3  # how far x + h and x - h may be from lying evenly around x, beside h
_HOME = 16
MOST = 4096  # differences by one variable that are looked at
_LOW, _HIGH = 0.5, 1.5


class Term(NamedTuple):
    """A value of f with its weight."""

    point: Point
    weight: float


class Stencil(NamedTuple):
    """What a dim is made of: a constant, and values of f with their weights."""

    terms: tuple[Term, ...]
    constant: float = 0.0

    def of(self, values: Values) -> float:
        """Return the answer for these values of f."""
        return self.constant + sum(term.weight * values[term.point] for term in self.terms)

    def size(self, values: Values) -> float:
        """Return the sum of the absolute values of its parts."""
        return abs(self.constant) + sum(abs(term.weight * values[term.point]) for term in self.terms)


class Difference(NamedTuple):
    """A right finite difference by one variable, with its step (positive)."""

    method: Method
    step: float
    stencil: Stencil


class Made(NamedTuple):
    """What one dim is made of. ``stencil`` is None where the answer is not linear in the values of f."""

    answers: tuple[tuple[Values, float], ...]  # for drawn values, the same negated, and for 0 everywhere
    difference: Difference | None = None  # a right one
    stencil: Stencil | None = None


def drawn(points: tuple[Point, ...], seed: str) -> Values:
    """Return a number for each point, away from 0, of either sign: for one seed always the same."""
    values = {}
    for place, point in enumerate(points):
        bits = int(sha256_hex(f"{seed}/{place}".encode())[:16], 16)
        size = _LOW + (_HIGH - _LOW) * (bits >> 1) / 2.0**63
        values[point] = size if bits & 1 else -size
    return values


def differences(points: tuple[Point, ...], base: Point, dim: int, method: Method) -> Iterator[Difference]:
    """Return the right differences of one method by the variable ``dim`` that these points allow.

    No more than ``MOST`` of them: who evaluates f at thousands of points beside one another makes millions.
    """
    alone = [point for point in points if at_home(point, base, dim)]
    home = {point: None for point in alone if is_home(point[dim], base[dim])}
    away = [(point[dim] - base[dim], point) for point in alone if point not in home]
    sides: Iterator[tuple[float, Point, Point]]
    if method is Method.ONE_SIDED:
        sides = ((abs(step), point, start) for step, point in away for start in home)
    else:
        sides = _pairs(away, base[dim])
    for step, plus, minus in islice(sides, MOST):
        yield _difference(method, step, plus, minus, dim)


def _pairs(away: list[tuple[float, Point]], x: float) -> Iterator[tuple[float, Point, Point]]:
    """Yield half the distance of two points that lie evenly around ``x``, and the points."""
    below = sorted((-step, place) for place, (step, _) in enumerate(away) if step < 0)
    for up, high in away:
        slack = 2 * (_UNEVEN * up + EPS * (abs(x) + 1))
        near = below[bisect_left(below, (up - slack,)) : bisect_left(below, (up + slack, len(away)))]
        for place in sorted(place for _, place in near) if up > 0 else ():
            down, low = away[place]
            if lie_evenly(up, down, x):
                yield (up - down) / 2, high, low


def _difference(method: Method, step: float, plus: Point, minus: Point, dim: int) -> Difference:
    distance = plus[dim] - minus[dim]
    terms = (Term(plus, 1.0 / distance), Term(minus, -1.0 / distance))
    return Difference(method, step, Stencil(terms))


def at_home(point: Point, base: Point, dim: int) -> bool:
    """Return whether all variables but ``dim`` are where they belong."""
    return all(place == dim or is_home(x, base[place]) for place, x in enumerate(point))


def moved(base: Point, dim: int, step: float) -> Point:
    """Return ``base`` with a step in one variable."""
    return (*base[:dim], base[dim] + step, *base[dim + 1 :])


def is_home(x: float, base: float) -> bool:
    """Return whether ``x`` is ``base``, or ``base`` with a step taken and undone: that leaves some ulps."""
    return abs(x - base) <= _HOME * EPS * (abs(base) + 1)


def lie_evenly(up: float, down: float, x: float) -> bool:
    """Return whether two displacements are opposite, as far as x + h and x - h can be: both are rounded."""
    return abs(up + down) <= _UNEVEN * max(abs(up), abs(down)) + 2 * EPS * (abs(x) + 1)


def made_by(difference: Difference, answers: tuple[tuple[Values, float], ...], x: float) -> bool:
    """Return whether ``difference`` makes all ``answers``, each beside the values of f behind it."""
    return all(
        abs(answer - difference.stencil.of(values))
        <= rounding(difference.step, x) * difference.stencil.size(values)
        for values, answer in answers
    )


def is_any(answer: float, values: Values, base: Point, dim: int) -> bool:
    """Return whether an answer is a right difference of these very values, of any method, to rounding."""
    return any(
        abs(answer - each.stencil.of(values))
        <= 4 * EPS * each.stencil.size(values) + rounding(each.step, base[dim]) * abs(each.stencil.of(values))
        for method in Method
        for each in differences(tuple(values), base, dim, method)
    )


def rounding(step: float, x: float) -> float:
    """Return how far the distance of two points may be from the step meant, relative to it."""
    return min(MAX_ROUNDING, 1e-9 + 32 * EPS * (abs(x) + 1) / step)


class Moments(NamedTuple):
    """The moments of a stencil by its displacements in one variable: sums of w and of w*d."""

    zeroth: float
    first: float


def moments(stencil: Stencil, base: float, dim: int) -> Moments:
    """Return the moments about ``base``; a right difference has 0 and 1."""
    pairs = [(term.weight, term.point[dim] - base) for term in stencil.terms]
    return Moments(
        zeroth=sum(weight for weight, _ in pairs),
        first=sum(weight * step for weight, step in pairs),
    )
