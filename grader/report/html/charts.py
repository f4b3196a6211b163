"""Bars for a class: how many reached how many points, and which share of it failed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.report.html.element import EMPTY, Markup, folded, plot, table, tag
from grader.report.html.scale import percent

HEIGHT, TOP, FOOT = 220, 22, 24  # pixels
MOST_WHOLE, BINS = 15, 10


def bins(points: Sequence[float], possible: float) -> list[tuple[float, int]]:
    """Return the lower ends of bins and how many are in each; the last is for full points alone.

    Of whole points all ends are whole, so that the bin before the last may be smaller than the others.
    """
    width = possible / BINS or 1.0
    if possible == int(possible):
        width = 1.0 if possible <= MOST_WHOLE else math.ceil(width)
    count = math.ceil(round(possible / width, 9))
    found = [0] * (count + 1)
    for each in points:
        full = each > possible - 1e-9
        found[count if full else min(max(int(each / width + 1e-9), 0), max(count - 1, 0))] += 1
    return [(round(min(place * width, possible), 6), number) for place, number in enumerate(found)]


def histogram(points: Sequence[float], possible: float) -> Markup:
    """Return how the points are spread, nothing where no points were given."""
    if not points or possible <= 0:
        return EMPTY
    spread = bins(points, possible)
    most, step = max(number for _, number in spread), 100 / len(spread)
    parts = [tag("line", x1=0, x2="100%", y1=HEIGHT - FOOT, y2=HEIGHT - FOOT, class_="track")]
    for place, (low, number) in enumerate(spread):
        height = round((HEIGHT - TOP - FOOT) * number / most, 1)
        left, middle = percent(round((place + 0.1) * step, 2)), percent(round((place + 0.5) * step, 2))
        wide, y = percent(round(0.8 * step, 2)), HEIGHT - FOOT - height
        parts.append(tag("rect", x=left, y=y, width=wide, height=height, rx=2, class_="bar"))
        parts.append(tag("text", str(number or ""), x=middle, y=y - 6, text_anchor="middle"))
        parts.append(tag("text", f"{low:g}", x=middle, y=HEIGHT - 6, text_anchor="middle", class_="tick"))
    rows = [(f"{low:g}", str(number)) for low, number in spread]
    said = "; ".join(f"{low} points: {number}" for low, number in rows)
    svg = plot(f"How many submissions reached how many points: {said}", HEIGHT, *parts)
    caption = "Points, from each number up to the next; full points have a bar of their own."
    again = table(("points from", "submissions"), rows, label="how the points are spread")
    return tag("figure", svg, tag("figcaption", caption), folded("The bars as a table", again))


def share(part: int, whole: int) -> Markup:
    """Return a small bar beside a number; the number says the same."""
    done = tag("rect", width=percent(round(100 * part / whole, 1) if whole else 0.0), height=10)
    rest = tag("rect", width="100%", height=10, class_="rest")
    return tag("svg", rest, done, class_="share", width=90, height=10, aria_hidden="true")
