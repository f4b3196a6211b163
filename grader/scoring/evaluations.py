"""What the points at which f was evaluated say of a finite difference, whatever is done with the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from grader.model import Method, Number
from grader.scoring.asking import Points
from grader.scoring.serving import MAX_POINTS
from grader.scoring.stencil import Made, is_home


class Observed(NamedTuple):
    """What the evaluation points show: the method in words, and the step, if it is one step."""

    method: str
    h: float | None


def observe(points: Points, base: tuple[Number, ...], made: Sequence[Made] = ()) -> Observed:
    """Return the finite difference that evaluates at ``points`` around ``base``.

    Where every dim is known to be ``made`` by one, it is that, whatever else is evaluated beside it.
    """
    differences = [each.difference for each in made if each.difference is not None]
    if differences and len(differences) == len(made) and len({each.method for each in differences}) == 1:
        return Observed(str(differences[0].method), differences[0].step)
    if not points:
        return Observed("f is never evaluated", None)
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
    return Observed(_method(steps, at_base=at_base), max(abs(step) for step in steps[0]))


def _method(steps: list[set[float]], *, at_base: bool) -> str:
    """Return the method that moves each variable by these steps."""
    if all(len(each) == 1 for each in steps):
        if not at_base:
            return "one point per variable, without f at the given point"
        return str(Method.ONE_SIDED)
    # x + h and x - h are rounded: the two steps agree to some ulps of x, not to the last bit.
    pairs = [(min(each), max(each)) for each in steps if len(each) == 2]
    if len(pairs) == len(steps) and all(
        low < 0 < high and abs(low + high) <= 1e-3 * high for low, high in pairs
    ):
        return str(Method.SYMMETRIC)
    return "another set of points"
