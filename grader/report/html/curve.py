"""The error of a numerical gradient over its step, with the student's own step marked."""

from __future__ import annotations

import math

from grader.model import CheckResult, CurvePoint
from grader.report.html.element import EMPTY, Markup, folded, plot, table, tag
from grader.report.html.errors import anchor
from grader.report.html.scale import LogScale, log_scale, percent, power, short

HEIGHT = 320
METHODS = (("one_sided", "one-sided"), ("symmetric", "symmetric"))


def figure(check: CheckResult) -> Markup:
    """Return the error curve with its numbers as a table, nothing where there is none."""
    points = sorted((point for point in check.curve if point.h > 0), key=lambda point: point.h)
    if len(points) < 2:
        return EMPTY
    step = own_step(check)
    across = log_scale([*(point.h for point in points), *([step] if step else [])])
    up = log_scale([error for point in points for error in (point.one_sided, point.symmetric)])
    parts = [*axes(across, up)]
    for field, name in METHODS:
        parts += line(points, field, name, (across, up))
    parts += own(step, across) if step else []
    said = in_words(points, step)
    area = tag("svg", *parts, x="12%", y=38, width="85%", height=HEIGHT - 76, overflow="visible")
    names = [
        tag("text", "largest error of the dims", x=0, y=13, class_="tick"),
        tag("text", "step h", x="97%", y=HEIGHT - 2, text_anchor="end", class_="tick"),
    ]
    rows = [(repr(point.h), short(point.one_sided), short(point.symmetric)) for point in points]
    columns = ("step h", "one-sided", "symmetric")
    label = f"{check.id}: error at every step"
    return tag(
        "figure",
        plot(f"Plot: {said}", HEIGHT, area, *names),
        legend(),
        tag("figcaption", said),
        folded("The curve as a table", table(columns, rows, label=label)),
    )


def own_step(check: CheckResult) -> float | None:
    """Return the step that the submission takes, if it was seen."""
    for item in check.evidence:
        if item.name == "h" and isinstance(item.value, float) and math.isfinite(item.value) and item.value:
            return abs(item.value)
    return None


def axes(across: LogScale, up: LogScale) -> list[Markup]:
    """Return both axes with their ticks."""
    parts = []
    for tick in up.ticks():
        y = percent(100 - up.place(tick))
        parts.append(tag("line", x1=0, x2="100%", y1=y, y2=y, class_="grid"))
        parts.append(tag("text", power(tick), x=-6, y=y, dy="0.35em", text_anchor="end", class_="tick"))
    for tick in across.ticks():
        place = across.place(tick)
        x = percent(place)
        parts.append(tag("line", x1=x, x2=x, y1="0%", y2="100%", class_="grid"))
        parts.append(
            tag(
                "text",
                power(tick),
                x=x,
                y="100%",
                dy=18,
                text_anchor="end" if place > 95 else "middle",
                class_="tick",
            )
        )
    return parts


def line(points: list[CurvePoint], field: str, name: str, scales: tuple[LogScale, LogScale]) -> list[Markup]:
    """Return the curve of one method: its line and a mark at each step."""
    across, up = scales
    known = [
        (across.place(point.h), round(100 - up.place(error), 2))
        for point in points
        if math.isfinite(error := getattr(point, field))
    ]
    path = " ".join(f"{x:g},{y:g}" for x, y in known)
    drawn = tag("polyline", points=path, class_=f"curve {name}")
    # Only the line is stretched to the plot: marks and letters keep their form.
    stretched = tag(
        "svg", drawn, viewBox="0 0 100 100", preserveAspectRatio="none", width="100%", height="100%"
    )
    marks = [tag("circle", cx=percent(x), cy=percent(y), r=3, class_=f"dot {name}") for x, y in known]
    return [stretched, *marks]


def own(step: float, across: LogScale) -> list[Markup]:
    """Return the line at the student's own step."""
    place = across.place(step)
    x = percent(place)
    name = f"your h = {short(step)}"
    return [
        tag("line", x1=x, x2=x, y1="0%", y2="100%", class_="own"),
        tag("text", name, x=x, y=-6, text_anchor=anchor(place, name), class_="own"),
    ]


def legend() -> Markup:
    """Return what each line is, by its form as well as by its colour."""
    items = []
    for _, name in METHODS:
        sample = tag("line", x1=0, x2=32, y1=6, y2=6, class_=f"curve {name}")
        items.append(
            tag("span", tag("svg", sample, width=32, height=12, aria_hidden="true"), f" {name} difference")
        )
    return tag("p", *items, class_="legend")


def in_words(points: list[CurvePoint], step: float | None) -> str:
    """Return what the curve shows: where each method is best, and where the student's step lies."""
    said = []
    for field, name in METHODS:
        best = min(points, key=lambda point: _or_infinite(getattr(point, field)))
        said.append(f"{name} is best near h = {short(best.h)}, off by {short(getattr(best, field))}")
    text = f"The largest error over the step: {' and '.join(said)}."
    if step:
        near = min(points, key=lambda point: abs(math.log10(point.h) - math.log10(step)))
        at, yours = short(near.h), short(step)
        place = f"your step h = {yours}" if at == yours else f"h = {at}, next to your step {yours}"
        text += (
            f" At {place}, one-sided is off by {short(near.one_sided)} "
            f"and symmetric by {short(near.symmetric)}."
        )
    return text


def _or_infinite(error: float) -> float:
    return error if math.isfinite(error) else math.inf
