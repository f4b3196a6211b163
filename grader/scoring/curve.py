"""The error curve of numerical gradients: what each method makes of f at steps from large to tiny.

Large steps have the error of the formula, h or h**2 times a derivative; small ones that of rounding,
about eps/h. Which method is closer can only be seen in between.
"""

from __future__ import annotations

from functools import lru_cache

from grader.model import CurvePoint, Graph, Method
from grader.scoring import stencil, tape

STEPS = tuple(10.0**-power for power in range(1, 13))


@lru_cache(maxsize=64)
def error_curve(graph: Graph, base: tuple[float, ...], truth: tuple[float, ...]) -> tuple[CurvePoint, ...]:
    """Return the largest error over the dims at each step, per method, to three digits.

    Steps at which f has no value are left out.
    """
    points = []
    for h in STEPS:
        try:
            errors = {method: _error(graph, base, truth, (method, h)) for method in Method}
        except (ArithmeticError, ValueError):
            continue
        points.append(CurvePoint(h=h, one_sided=errors[Method.ONE_SIDED], symmetric=errors[Method.SYMMETRIC]))
    return tuple(points)


def _error(
    graph: Graph, base: tuple[float, ...], truth: tuple[float, ...], formula: tuple[Method, float]
) -> float:
    """Return the largest error of one formula over the dims."""
    largest = 0.0
    for dim, right in enumerate(truth):
        found = quotient(graph, base, dim, formula)
        largest = max(largest, abs(found - right))
    return float(f"{largest:.3g}")


def quotient(graph: Graph, base: tuple[float, ...], dim: int, formula: tuple[Method, float]) -> float:
    """Return a finite difference as it is written by hand: the step is h, not the points' distance."""
    method, h = formula
    high = tape.value(graph, stencil.moved(base, dim, h))
    if method is Method.ONE_SIDED:
        return float((high - tape.value(graph, base)) / h)
    return float((high - tape.value(graph, stencil.moved(base, dim, -h))) / (2 * h))
