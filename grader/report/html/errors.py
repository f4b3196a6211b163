"""The errors of a case as bars against its tolerance, on a logarithmic axis."""

from __future__ import annotations

from grader.model import CaseResult, DimResult, DimVerdict, Rule, Tolerance
from grader.report.html.element import EMPTY, Markup, plot, tag
from grader.report.html.scale import LogScale, log_scale, percent, power, short
from grader.report.rules import rule_text

MOST_ROWS = 24
HEAD, ROW, FOOT = 26, 40, 26  # heights in pixels
NARROWEST, LETTER = 265, 6.8  # pixels of a plot on a phone, and of a letter of its labels


def figure(case: CaseResult) -> Markup:
    """Return the plot of a case's errors with what it says in words, nothing where nothing was answered.

    Trials of operations have numbers of all kinds, a count among them, that no scale compares.
    """
    if case.rule is Rule.OPERATIONS:
        return EMPTY
    dims = [dim for dim in case.dims if dim.absolute_error is not None and dim.kink is None][:MOST_ROWS]
    if not any(dim.absolute_error for dim in dims):  # nothing is off: a picture would say no more
        return EMPTY
    bounds = [bound_of(dim, case.tolerance) for dim in dims]
    lengths = [*(dim.absolute_error or 0.0 for dim in dims), *bounds]
    # From a little below the smallest, or its bar would have no length.
    scale = log_scale([length * share for length in lengths for share in (0.5, 1.0)])
    height = HEAD + ROW * len(dims) + FOOT
    parts = [*axis(scale, height)]
    for place, (dim, bound) in enumerate(zip(dims, bounds, strict=True)):
        parts += row(dim, bound, scale, HEAD + ROW * place)
    first = scale.place(bounds[0])
    name = tolerance_name(case)
    parts.append(tag("text", name, x=percent(first), y=16, text_anchor=anchor(first, name), class_="bound"))
    area = tag("svg", *parts, x="2%", width="96%", height=height, overflow="visible")
    svg = plot(in_words(dims, bounds), height, area)
    left = len(case.dims) - len(dims)
    more = f" {left} more {'is' if left == 1 else 'are'} in the table alone." if left else ""
    return tag("figure", svg, tag("figcaption", f"{caption(case)}{more}"))


def caption(case: CaseResult) -> str:
    """Return what the plot shows."""
    if case.rule is Rule.TOLERANCE:
        return "How far each number is off, on a logarithmic scale, and how far it may be."
    return f"How far each number is off, on a logarithmic scale. Points are given by {rule_text(case)}."


def tolerance_name(case: CaseResult) -> str:
    """Return what the line of the tolerances is called."""
    return "tolerance" if case.rule is Rule.TOLERANCE else "tolerance, not the rule"


def bound_of(dim: DimResult, tolerance: Tolerance) -> float:
    """Return the largest error that the case allows for a dim."""
    right = dim.torch if dim.expected is None else dim.expected
    return tolerance.atol + tolerance.rtol * abs(right)


def axis(scale: LogScale, height: int) -> list[Markup]:
    """Return the ticks of the axis with their lines."""
    parts = []
    for tick in scale.ticks():
        place = scale.place(tick)
        x = percent(place)
        parts.append(tag("line", x1=x, x2=x, y1=HEAD, y2=height - FOOT + 4, class_="grid"))
        parts.append(tag("text", power(tick), x=x, y=height - 6, text_anchor=anchor(place), class_="tick"))
    return parts


def anchor(place: float, label: str = "") -> str:
    """Return from where a label at ``place`` per cent runs, so that it stays inside, on a phone too."""
    half = min(max(12.0, 50 * LETTER * len(label) / NARROWEST), 50.0)
    return "start" if place < half else "end" if place > 100 - half else "middle"


def row(dim: DimResult, bound: float, scale: LogScale, top: int) -> list[Markup]:
    """Return one dim: its name, its bar, and the bound."""
    error = dim.absolute_error or 0.0
    ok = dim.verdict is DimVerdict.OK
    mark, word = ("✓", "ok") if ok else ("✗", "wrong")
    said = "exact" if error == 0 else f"off by {short(error)}"
    x = percent(scale.place(bound))
    return [
        tag("line", x1="0%", x2="100%", y1=top + 26, y2=top + 26, class_="track"),
        tag("rect", x=0, y=top + 21, width=percent(scale.place(error)), height=10, rx=2, class_=word),
        tag("circle", cx=percent(scale.place(error)), cy=top + 26, r=5, class_=word),
        tag("line", x1=x, x2=x, y1=top + 17, y2=top + ROW - 5, class_="bound"),
        tag("text", f"{mark} {dim.name}: {said}", x=0, y=top + 14, class_=f"label {word}"),
    ]


def in_words(dims: list[DimResult], bounds: list[float]) -> str:
    """Return the plot as a sentence."""
    said = (
        f"{dim.name} off by {short(dim.absolute_error)}, {dim.verdict} with at most {short(bound)} allowed"
        for dim, bound in zip(dims, bounds, strict=True)
    )
    return f"Errors against tolerance: {'; '.join(said)}"
