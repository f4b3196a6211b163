"""A class as one page: how the points are spread, what is hard, who made the same mistake, every student."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from grader import __version__
from grader.batch import clusters, items, pupil, summary
from grader.batch.clusters import Cluster, Sign
from grader.batch.line import Line
from grader.batch.phrases import counted
from grader.batch.pupil import Pupil
from grader.batch.roster import Student
from grader.batch.summary import RESULTS, Class, result_of
from grader.report.html import charts
from grader.report.html.element import (
    EMPTY,
    Child,
    Markup,
    breakable,
    card,
    folded,
    joined,
    scrolling,
    table,
    tag,
)
from grader.report.html.shell import page
from grader.report.text import words

ROOM_EACH, ROOM_ALL = 4000, 2_000_000  # bytes for what was wrong
SLOWEST, MOST_CLUSTERS, MOST_NAMES = 10, 60, 8


class About(NamedTuple):
    """What the page is about, beside the lines. ``total`` is how many lines there are."""

    title: str
    source: str
    checks: tuple[str, ...]
    total: int
    missing: tuple[Student, ...] = ()


def render(lines: Iterable[Line], about: About) -> str:
    """Return the page of a class."""
    room = min(ROOM_EACH, ROOM_ALL // max(about.total, 1))
    # Numbered by name: lines come in the order in which they were done, which is another one every time.
    by_name = sorted((pupil.pupil(line, room) for line in lines), key=_place)
    seen = [each._replace(number=number) for number, each in enumerate(by_name)]
    found = summary.count(each.head for each in seen)
    groups = [each for each in clusters.group(signs_in(seen)) if is_shared(each, seen)][:MOST_CLUSTERS]
    main = tag(
        "main",
        distribution(found),
        analysis(items.analyse(each.head for each in seen)),
        same_mistakes(groups, seen),
        tag("div", slowest(seen), unjudged(seen, about.missing), class_="columns"),
        identical(seen),
        to_look_at(seen),
        students(seen, groups, about.checks),
        what_was_wrong(seen),
    )
    title = f"{about.title} · {about.source}"
    footer = tag("footer", tag("p", f"grader {__version__}"))
    return page(title, header(found, about), main, footer, script=True)


def signs_in(seen: Sequence[Pupil]) -> Iterator[tuple[int, Sign]]:
    """Yield everybody's signs, with their number."""
    return ((each.number, sign) for each in seen for sign in each.signs)


def is_shared(cluster: Cluster, seen: Sequence[Pupil]) -> bool:
    """Tell whether several submissions show a sign; one alone can be that of several, a group's."""
    return len({seen[number].head["path"] for number in cluster.students}) > 1


def _place(shown: Pupil) -> tuple[str, str]:
    return normalize("NFKD", shown.name).casefold(), shown.head["path"]  # Å beside A


# --- the class --------------------------------------------------------------------------------


def header(found: Class, about: About) -> Markup:
    """Return the heading with the class's figures."""
    mean = f"{statistics.fmean(found.points):.2f}" if found.points else "none"
    return tag(
        "header",
        tag(
            "div",
            tag("p", about.title, class_="over"),
            tag("h1", about.source),
            tag("p", f"{counted(about.total, 'submission')}: {found.results_in_words()}"),
        ),
        tag("p", tag("strong", mean), f" of {found.points_possible:g} points, the mean", class_="score"),
    )


def distribution(found: Class) -> Markup:
    """Return how points and verdicts are spread."""
    if not found.points:
        return EMPTY
    seen = found.verdicts()
    rows: list[tuple[Child, ...]] = [
        (
            breakable(name),
            f"{statistics.fmean(each.points):.2f} of {each.points_possible:g}" if each.points else "",
            *(str(each.verdicts[word] or "") for word in seen),
        )
        for name, each in found.checks.items()
    ]
    median = statistics.median(found.points)
    spread = statistics.pstdev(found.points)
    said = f"Median {median:g}, standard deviation {spread:.2f}, of {found.points_possible:g} points."
    return card(
        "distribution",
        "Distribution",
        charts.histogram(found.points, found.points_possible),
        tag("p", said),
        table(("check", "mean", *map(words, seen)), rows, label="verdicts of each check"),
    )


def analysis(found: Sequence[items.Item]) -> Markup:
    """Return how hard each check and dim is."""
    if not found:
        return EMPTY
    rows: list[tuple[Child, ...]] = [
        (
            breakable(f"{each.check}: {each.dim}" if each.dim else each.check),
            f"{each.failing} of {each.total}",
            joined((charts.share(each.failing, each.total), f"{each.failing / each.total:.0%}")),
            "" if each.discrimination is None else f"{each.discrimination:.2f}",
        )
        for each in found
    ]
    said = (
        "Of a check all are counted who were judged, of a dim those who gave an answer. Discrimination is "
        "the correlation of being right here with the points of all other checks: near 0 says that a part "
        "does not tell the strong from the weak, below 0 that it is worth a look. None is told of fewer than "
        "three students, or where all are alike."
    )
    return card(
        "items",
        "Item analysis",
        table(("part", "not right", "share", "discrimination"), rows, label="item analysis"),
        tag("p", said, class_="aside"),
    )


# --- who --------------------------------------------------------------------------------------


def same_mistakes(groups: Sequence[Cluster], seen: Sequence[Pupil]) -> Markup:
    """Return the mistakes that two students or more have made, with their names."""
    if not groups:
        return EMPTY
    by_number = {each.number: each for each in seen}
    rows: list[tuple[Child, ...]] = [
        (
            breakable(each.sign.check),
            joined((each.sign.said, " ", tag("small", each.sign.code))),
            str(len(each.students)),
            names([by_number[number] for number in each.students]),
        )
        for each in groups
    ]
    body = [
        tag(
            "tr",
            tag("th", check, scope="row"),
            tag("td", said, class_="wide", data_title="mistake"),
            tag("td", count, class_="num", data_title="how many"),
            tag("td", who, class_="wide", data_title="who"),
        )
        for check, said, count, who in rows
    ]
    head = tag("tr", *(tag("th", name, scope="col") for name in ("check", "mistake", "how many", "who")))
    whole = tag("table", tag("thead", head), tag("tbody", *body), class_="stacked")
    return card("mistakes", "The same mistake", scrolling("students with the same mistake", whole))


def names(who: Sequence[Pupil]) -> Markup:
    """Return names, those beyond the first few folded."""
    most = MOST_NAMES + (len(who) == MOST_NAMES + 1)  # "and 1 more" is as long as the name
    first, rest = who[:most], who[most:]
    return joined((listed(first), folded(f"and {len(rest)} more", listed(rest)) if rest else ""))


def listed(who: Sequence[Pupil]) -> Markup:
    """Return names in a line."""
    return joined(
        # "Lovelace, Ada" has a comma.
        part
        for place, each in enumerate(who)
        for part in ("; " if place else "", pupil.link(each))
    )


def slowest(seen: Sequence[Pupil]) -> Markup:
    """Return who took longest."""
    timed = sorted((each for each in seen if each.wall_s is not None), key=lambda each: -(each.wall_s or 0.0))
    if not timed:
        return EMPTY
    rows = [(pupil.link(each), f"{each.wall_s:.2f} s") for each in timed[:SLOWEST]]
    return card("slowest", "Slowest", table(("student", "time"), rows, label="the slowest submissions"))


def unjudged(seen: Sequence[Pupil], missing: Sequence[Student]) -> Markup:
    """Return who was not judged and why, and who handed in nothing."""
    parts: list[Child] = []
    rows = [
        (pupil.link(each), each.head["reason"].removeprefix(f"{each.head['student']['id']}: ") or "not known")
        for each in seen
        if result_of(each.head) == "not judged"
    ]
    if rows:
        items_ = [tag("li", who, ": ", why) for who, why in rows]
        parts += [tag("h3", "Not judged"), tag("ul", *items_)]
    if missing:
        absent = [
            tag("li", pupil.called(dict.fromkeys(filter(None, (each.name, each.id))))) for each in missing
        ]
        parts += [tag("h3", "No submission"), tag("ul", *absent)]
    return card("unjudged", "Without a verdict", *parts) if parts else EMPTY


def identical(seen: Sequence[Pupil]) -> Markup:
    """Return who handed in the same bytes; the members of a group handed in one file."""
    same: dict[str, list[Pupil]] = {}
    for each in seen:
        same.setdefault(each.head["submission_sha256"], []).append(each)
    several = [who for digest, who in same.items() if digest and len({each.head["path"] for each in who}) > 1]
    alike = [tag("li", names(who)) for who in several]
    return card("identical", "Identical submissions", tag("ul", *alike)) if alike else EMPTY


def to_look_at(seen: Sequence[Pupil]) -> Markup:
    """Return what numbers cannot prove and a person has to see, with names."""
    found: dict[tuple[str, str], list[Pupil]] = {}
    for each in seen:
        for flag in dict.fromkeys(each.flags):
            found.setdefault(flag, []).append(each)
    if not found:
        return EMPTY
    ranked = sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:MOST_CLUSTERS]
    remarks = [tag("li", f"{check}: {said}: ", names(who)) for (check, said), who in ranked]
    return card("flags", "For a person to look at", tag("ul", *remarks))


def students(seen: Sequence[Pupil], groups: Sequence[Cluster], checks: tuple[str, ...]) -> Markup:
    """Return the table of all students with its filter."""
    member: dict[int, list[int]] = {}
    for place, each in enumerate(groups):
        for number in each.students:
            member.setdefault(number, []).append(place)
    late = any(each.head["late"] for each in seen)
    columns = ("student", "points", "result", *checks, "time", *(("late",) if late else ()))
    head = tag("tr", *(tag("th", breakable(name), scope="col") for name in columns))
    body = [pupil.row(each, checks, tuple(member.get(each.number, ())), late=late) for each in seen]
    return card(
        "students",
        "Students",
        controls(groups),
        scrolling(
            "all students", tag("table", tag("thead", head), tag("tbody", *body), id="class", class_="people")
        ),
    )


def what_was_wrong(seen: Sequence[Pupil]) -> Markup:
    """Return what was wrong with each student's submission, folded under their names."""
    told = [pupil.more(each) for each in seen if each.said]
    return card("wrong", "What was wrong", *told) if told else EMPTY


def controls(groups: Sequence[Cluster]) -> Markup:
    """Return the fields that filter the table; the script shows them, for without it they do nothing."""
    named = [f"{each.sign.check}: {each.sign.said}"[:80] for each in groups]
    return tag(
        "div",
        tag("label", "Search", tag("input", type="search", id="search", autocomplete="off")),
        tag("label", "Result", choice("result", [(word, word) for word in RESULTS])),
        tag("label", "The same mistake", choice("group", [(str(n), name) for n, name in enumerate(named)])),
        tag("p", role="status", id="shown", class_="aside"),
        class_="controls",
        hidden=True,
    )


def choice(named: str, options: Sequence[tuple[str, str]]) -> Markup:
    """Return a field with options, the first of which is all."""
    fields = [tag("option", "all", value=""), *(tag("option", name, value=value) for value, name in options)]
    return tag("select", *fields, id=named)
