"""One student on the class's page: a row of the table, and what was wrong, folded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from grader.batch import lookup
from grader.batch.clusters import Sign, signs_of
from grader.batch.entries import shortened
from grader.batch.line import Head, Line
from grader.batch.summary import result_of
from grader.errors import UsageError
from grader.model import CaseResult, CheckResult, DimVerdict, Report, Verdict
from grader.report import expression, reading, text
from grader.report.html.element import Child, Markup, joined, name, tag
from grader.report.html.verdict import check_badge, tone
from grader.report.outcome import tally_words

MOST_DIMS = 6
MORE = tag("p", "There is more in the report.", class_="aside")


class Pupil(NamedTuple):
    """What the page keeps of one line; ``said`` is what was wrong, small enough for a class."""

    number: int
    head: Head
    said: tuple[Markup, ...]
    signs: tuple[Sign, ...]
    flags: tuple[tuple[str, str], ...]  # check and message
    wall_s: float | None

    @property
    def name(self) -> str:
        """Return what the student is called: by name and id, as far as they are known."""
        return " ".join(self.words)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the name and the id, as far as they are known, else the path."""
        student = self.head["student"]
        known = tuple(dict.fromkeys(filter(None, (student["name"], student["id"]))))
        return tuple(map(shortened, known or (str(self.head["path"]),)))


def pupil(line: Line, room: int) -> Pupil:
    """Return what is shown of a line, in about ``room`` bytes; the page gives it its number."""
    report = report_of(line)
    return Pupil(
        number=0,
        head=line.head,
        said=within(findings(line.head, report), room),
        signs=signs_of(report) if report else (),
        flags=tuple((check.id, flag.message) for check in report.checks for flag in check.flags)
        if report
        else (),
        wall_s=report.usage.wall_s if report else None,
    )


def report_of(line: Line) -> Report | None:
    """Return the report of a line, None where there is none that can be read."""
    if not line.has_report():
        return None
    try:
        return reading.parse(line.report.decode("utf-8", "replace"))
    except UsageError:
        return None


def within(blocks: list[Markup], room: int) -> tuple[Markup, ...]:
    """Return as many blocks as there is room for, and a word about the rest."""
    kept, used = [], 0
    for block in blocks:
        used += len(block.html.encode())
        if used > room:
            kept.append(MORE)
            break
        kept.append(block)
    return tuple(kept)


# --- what was wrong ---------------------------------------------------------------------------


def findings(head: Head, report: Report | None) -> list[Markup]:
    """Return what there is to say of a student, block by block."""
    blocks = [tag("p", head["reason"])] if head["reason"] else []
    for each in head["overrides"]:
        said = f"{each['check']}: {each['points']:g} points by the instructor"
        blocks.append(tag("p", f"{said}: {each['reason']}" if each["reason"] else said))
    for check in lookup.with_decisions(report, head).checks if report is not None else ():
        if check.verdict is not Verdict.OK or check.flags:
            blocks += of_check(check, instructor=report is not None and report.audience == "instructor")
    return blocks


def of_check(check: CheckResult, *, instructor: bool) -> list[Markup]:
    """Return what is said of a check that is not ok."""
    blocks = [tag("h3", check.id, " ", check_badge(check), " ", text.decided_score(check))]
    blocks += [tag("p", line.strip()) for line in text.message_lines(check)]
    for each in check.mistakes:
        blocks.append(tag("p", tag("strong", each.message), f": {each.evidence}" if each.evidence else ""))
        blocks += [tag("p", f"Hint: {each.hint}")] if each.hint else []
    blocks += [numbers(case, instructor=instructor) for case in check.cases if is_wrong(case)]
    if check.expression:
        blocks.append(tag("pre", "\n".join(expression.lines(check.expression))))
    blocks += [tag("p", f"To look at: {flag.message}") for flag in check.flags]
    return blocks


def is_wrong(case: CaseResult) -> bool:
    """Return whether there are numbers to show."""
    return case.verdict not in (Verdict.OK, Verdict.NOT_ATTEMPTED) and bool(case.dims or case.tally)


def numbers(case: CaseResult, *, instructor: bool) -> Markup:
    """Return the wrong numbers of a case; of a hidden one the count alone, but for the instructor."""
    if case.hidden and (not instructor or not case.dims):
        return tag("p", f"{case.id}: {tally_words(case)}")
    wrong = [dim for dim in case.dims if dim.verdict is not DimVerdict.OK]
    style = text.Style(instructor=instructor)
    items = [tag("li", text.dim_line(dim, dim.name, style)) for dim in wrong[:MOST_DIMS]]
    if len(wrong) > MOST_DIMS:
        items.append(tag("li", f"and {len(wrong) - MOST_DIMS} more"))
    return joined((tag("p", f"{case.id}:"), tag("ul", *items))) if items else Markup("")


# --- on the page ------------------------------------------------------------------------------


def row(shown: Pupil, checks: tuple[str, ...], groups: tuple[int, ...], *, late: bool) -> Markup:
    """Return a student's row; ``groups`` are the clusters that they are in, ``late`` whether anybody is."""
    head = shown.head
    verdicts = {check["id"]: check for check in head["checks"]}
    points = head["points"]
    cells = [
        tag("th", link(shown), scope="row"),
        tag("td", "" if points is None else f"{points:g}", class_="num", data_title="points"),
        tag("td", result_of(head)),
        *(verdict_cell(verdicts.get(each), each) for each in checks),
        tag("td", "" if shown.wall_s is None else f"{shown.wall_s:.2f} s", data_value=shown.wall_s or 0.0),
        *([tag("td", "late" if head["late"] else "")] if late else ()),
    ]
    return tag(
        "tr",
        *cells,
        data_student=shown.number,
        data_result=result_of(head),
        data_groups=" ".join(map(str, groups)),
    )


def link(shown: Pupil) -> Child:
    """Return the name, as a way to what was wrong where there is something."""
    return tag("a", called(shown.words), href=f"#s{shown.number}") if shown.said else called(shown.words)


def called(words: Iterable[str]) -> Markup:
    """Return a name and an id as the page writes them."""
    return joined(part for place, each in enumerate(words) for part in (" " if place else "", name(each)))


def verdict_cell(check: Head | None, title: str) -> Markup:
    """Return one verdict of a row: its sign and its word."""
    if check is None:
        return tag("td")
    verdict = Verdict(check["verdict"])
    said = f"{text.Style().mark(verdict)} {text.words(verdict)}"
    return tag("td", said, class_=tone(verdict), data_title=title)


def more(shown: Pupil) -> Markup:
    """Return what was wrong, folded under the student's name."""
    head = shown.head
    points = "" if head["points"] is None else f" · {head['points']:g}/{head['points_possible'] or 0:g}"
    summary = tag("summary", called(shown.words), f"{points} · {result_of(head)}")
    # The way from the table leads inside, so that the browser opens what is around it.
    inside = tag("div", *shown.said, id=f"s{shown.number}")
    return tag("details", summary, inside, class_="student", id=f"more-{shown.number}")
