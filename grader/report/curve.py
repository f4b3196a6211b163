"""The error curve of numerical gradients, drawn in characters, and what it says in a sentence."""

from __future__ import annotations

from math import log10

from grader.model import CheckResult, CurvePoint

_GOOD = 1e-4  # the step at which the symmetric form is closer on any smooth function
_WIDTH = 6


def lines(check: CheckResult) -> list[str]:
    """Return the sentence and the drawing, nothing where there is no curve of steps; ASCII."""
    if len(check.curve) < 2 or not all(point.h > 0.0 for point in check.curve):
        return []
    return [sentence(check), *drawing(check)]


def step_of(check: CheckResult) -> float | None:
    """Return the step that the student's code was seen to take."""
    for item in check.evidence:
        if item.name == "h" and isinstance(item.value, float):
            return item.value
    return None


def sentence(check: CheckResult) -> str:
    """Return where the symmetric form is the better one, and why it is not at the student's step."""
    good = min(check.curve, key=lambda point: abs(log10(point.h / _GOOD)))
    errors = f"{good.one_sided:.1e} (one-sided) and {good.symmetric:.1e} (symmetric)"
    words = f"at h = {good.h:g} the errors are {errors}"
    h = step_of(check)
    if h is None or h <= 0:
        return words
    own = min(check.curve, key=lambda point: abs(log10(point.h / h)))
    if own.symmetric < own.one_sided:
        return words
    return f"{words}; at h = {h:.0e} rounding outweighs what the formulas differ in"


def drawing(check: CheckResult) -> list[str]:
    """Return the errors over the steps on logarithmic scales: o one-sided, x symmetric, * both."""
    curve = sorted(check.curve, key=lambda point: -point.h)
    rows = sorted({_decade(error) for point in curve for error in _errors(point)}, reverse=True)
    rows = list(range(rows[0], rows[-1] - 1, -1))
    drawn = [
        f"{'1e' + str(row):>6} |" + "".join(f"{_mark(point, row):>{_WIDTH}}" for point in curve).rstrip()
        for row in rows
    ]
    steps = "".join(f"{point.h:.0e}".replace("e-0", "e-").rjust(_WIDTH) for point in curve)
    lines = [
        "error at each step: o one-sided, x symmetric, * both",
        *drawn,
        f"{'':>6} +{'-' * len(steps)}",
        f"{'h =':>6}  {steps}",
    ]
    h = step_of(check)
    if h is not None and h > 0:
        place = min(range(len(curve)), key=lambda index: abs(log10(curve[index].h / h)))
        lines.append(f"{'':>8}{'^ yours':>{_WIDTH * place + _WIDTH + 6}}")
    return lines


def _errors(point: CurvePoint) -> list[float]:
    return [error for error in (point.one_sided, point.symmetric) if error > 0]


def _decade(error: float) -> int:
    return round(log10(error))


def _mark(point: CurvePoint, row: int) -> str:
    """Return what stands at one step in one decade."""
    one = point.one_sided > 0 and _decade(point.one_sided) == row
    other = point.symmetric > 0 and _decade(point.symmetric) == row
    return "*" if one and other else "o" if one else "x" if other else ""
