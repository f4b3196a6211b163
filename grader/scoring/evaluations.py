"""What the points at which f was evaluated say of a finite difference, whatever is done with the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from grader.model import Method, Number
from grader.scoring.asking import Points
from grader.scoring.serving import MAX_POINTS
from grader.scoring.stencil import Difference, is_home


class Observed(NamedTuple):
    """What the evaluation points show: the method in words, and the step, if it is one step."""

    method: str
    h: float | None
    family: Method | None = None  # whose points these are, at one step or at several


def observe(points: Points, base: tuple[Number, ...], made: Sequence[Difference | None] = ()) -> Observed:
    """Return the finite difference that evaluates at ``points`` around ``base``.

    Where every dim is known to be ``made`` by one, it is that, whatever else is evaluated beside it.
    """
    differences = [each for each in made if each is not None]
    if differences and len(differences) == len(made) and len({each.method for each in differences}) == 1:
        only = differences[0]
        return Observed(str(only.method), only.step, only.method)
    if not points:
        return Observed("the function is never evaluated", None)
    if len(points) > MAX_POINTS:
        return Observed(f"more than {MAX_POINTS} points", None)
    steps: list[set[float]] = [set() for _ in base]
    at_base = False
    for point in points:
        moved = [i for i, (x, b) in enumerate(zip(point, base, strict=True)) if not is_home(x, b)]
        if len(moved) > 1:
            return Observed("points away from the given one in several variables", None)
        at_base = at_base or not moved
        for i in moved:
            steps[i].add(point[i] - base[i])
    if not all(steps):
        return Observed("not every variable is moved", None)
    method, family = _method(steps, at_base=at_base)
    return Observed(method, max(abs(step) for step in steps[0]), family)


def _method(steps: list[set[float]], *, at_base: bool) -> tuple[str, Method | None]:
    """Return the method that moves each variable by these steps, in words, and if it is one of the two."""
    if all(len(each) == 1 for each in steps) and not at_base:
        return "one point per variable, without the value at the given point", None
    for method, fits in ((Method.ONE_SIDED, _to_one_side), (Method.SYMMETRIC, _evenly)):
        if all(map(fits, steps)):
            once = max(map(len, steps)) <= (1 if method is Method.ONE_SIDED else 2)
            return (str(method) if once else f"{method}, at several steps"), method
    return "another set of points", None


def _to_one_side(steps: set[float]) -> bool:
    return min(steps) > 0 or max(steps) < 0


def _evenly(steps: set[float]) -> bool:
    """Return whether each step is taken to both sides.

    x + h and x - h are rounded: the two agree to some ulps of x, not to the last bit.
    """
    ups, downs = sorted(step for step in steps if step > 0), sorted(-step for step in steps if step < 0)
    return len(ups) == len(downs) and all(
        abs(up - down) <= 1e-3 * up for up, down in zip(ups, downs, strict=True)
    )
