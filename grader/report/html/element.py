"""Elements of a page. Whatever is put into one is text, and escaped, unless it is markup already.

So no text of a submission can become markup: only ``tag`` and ``joined`` make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from grader.report.escape import html

FEW = 3  # columns that a phone has room for
VOID = frozenset(("br", "input", "meta", "wbr"))


class Markup(NamedTuple):
    """HTML that ``tag`` has made."""

    html: str


Child: TypeAlias = Markup | str
Attribute: TypeAlias = str | int | float | bool | None

EMPTY = Markup("")


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element. ``class_`` stands for ``class``, ``aria_label`` for ``aria-label``.

    An attribute that is None or False is left out, one that is True has no value.
    """
    opened = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{joined(children).html}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Return markup and text one after the other, the text escaped."""
    return Markup("".join(child.html if isinstance(child, Markup) else html(child) for child in children))


def name(text: str) -> Child:
    """Return what somebody is called: written from right to left, it turns nothing that stands beside it."""
    return text if text.isascii() else tag("bdi", text)


def breakable(text: str) -> Markup:
    """Return an identifier that a narrow column may break behind its underscores."""
    first, *rest = text.split("_")
    return joined((first, *(part for each in rest for part in ("_", tag("wbr"), each))))


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    called = name.removesuffix("_").replace("_", "-")
    if value is True:
        return f" {called}"
    return f' {called}="{html(f"{value:g}" if isinstance(value, float) else str(value))}"'


def scrolling(label: str, *children: Child) -> Markup:
    """Return what may be wider than the window in a frame of its own, which the keyboard can scroll."""
    return tag("div", *children, class_="scroll", role="group", tabindex=0, aria_label=label)


def table(columns: Sequence[str], rows: Iterable[Iterable[Child]], *, label: str) -> Markup:
    """Return a table whose first column names each row.

    One of many columns is too wide for a phone: there its cells stand below each other, each with its title.
    """
    titles = columns if len(columns) > FEW else (None,) * len(columns)
    head = tag("tr", *(tag("th", column, scope="col") for column in columns))
    body = (_row(tuple(row), titles) for row in rows)
    parts = tag("thead", head), tag("tbody", *body)
    return scrolling(label, tag("table", *parts, class_="stacked" if len(columns) > FEW else None))


def _row(cells: tuple[Child, ...], titles: Sequence[str | None]) -> Markup:
    named = zip(cells[1:], titles[1:], strict=True)
    return tag(
        "tr", tag("th", cells[0], scope="row"), *(tag("td", cell, data_title=title) for cell, title in named)
    )


def folded(summary: Child, *children: Child) -> Markup:
    """Return what opens on demand, and is open on paper."""
    return tag("details", tag("summary", summary), *children)


def card(named: str, title: Child, *parts: Child) -> Markup:
    """Return a part of a page under its heading."""
    return tag("section", tag("h2", title, id=named), *parts, class_="card", aria_labelledby=named)


def plot(label: str, height: int, *parts: Child) -> Markup:
    """Return a drawing as wide as the window, which ``label`` says in words."""
    return tag("svg", *parts, class_="plot", width="100%", height=height, role="img", aria_label=label)
