"""The page of one submission."""

from __future__ import annotations

from grader.model import Comparison, Report, SourceCell
from grader.report import text
from grader.report.html import code
from grader.report.html.check import section
from grader.report.html.code import Note
from grader.report.html.element import EMPTY, Child, Markup, breakable, card, folded, scrolling, table, tag
from grader.report.html.shell import page
from grader.report.html.verdict import check_badge
from grader.report.outcome import for_audience


def render(report: Report, cells: tuple[SourceCell, ...] = ()) -> str:
    """Return the page; ``cells`` are the submission's own code, shown with the lines at fault."""
    seen = for_audience(report)
    instructor = seen.audience == "instructor"
    notes = code.notes_of(seen, cells)
    main = tag(
        "main",
        overview(seen, notes),
        *(section(check, instructor=instructor) for check in seen.checks),
        comparisons(seen.comparisons),
        code.listing(cells, notes),
        output(seen),
    )
    title = f"{text.score(seen)} · {seen.exercise_title} · {seen.submission_name}"
    return page(title, header(seen), main, footer(seen))


def header(report: Report) -> Markup:
    """Return the heading: what was graded and how many points it earned."""
    return tag(
        "header",
        tag(
            "div",
            tag("p", report.exercise_title, class_="over"),
            tag("h1", breakable(report.submission_name or "report")),
        ),
        tag(
            "p",
            tag("strong", f"{report.points:g}"),
            tag("span", f" of {report.points_possible:g} points"),
            class_="score",
        ),
    )


def overview(report: Report, notes: tuple[Note, ...]) -> Markup:
    """Return the table of the checks, each a way to its section and to its line of the code."""
    noted = {note.check: note.place for note in notes}
    rows: list[tuple[Child, ...]] = [
        (
            tag("a", breakable(check.id), href=f"#check-{check.id}"),
            check_badge(check),
            text.decided_score(check),
            *((_to_line(check.id, noted),) if noted else ()),
        )
        for check in report.checks
    ]
    columns = ("check", "verdict", "points", *(("code",) if noted else ()))
    asides = (tag("p", line, class_="aside") for line in text.cell_lines(report))
    return card("checks", "Checks", table(columns, rows, label="verdicts and points"), *asides)


def _to_line(check: str, noted: dict[str, str]) -> Child:
    return tag("a", noted[check], href=f"#line-{check}") if check in noted else ""


def comparisons(found: tuple[Comparison, ...]) -> Markup:
    """Return the notebook's comparison of the two numerical gradients."""
    if not found:
        return EMPTY
    rows = [
        (f"dim {each.dim}", repr(each.one_sided), repr(each.symmetric), repr(each.symmetric - each.one_sided))
        for each in found
    ]
    columns = ("dim", "one-sided approximation", "symmetric approximation", "symmetric - one-sided")
    return card(
        "comparison",
        "Comparison of the two approximations",
        tag("p", "How far each of them is off.", class_="aside"),
        table(columns, rows, label="comparison of the two approximations"),
    )


def output(report: Report) -> Markup:
    """Return what the submission printed, folded."""
    if not report.output.strip():
        return EMPTY
    block = scrolling("what the submission printed", tag("pre", tag("samp", report.output)))
    return tag("section", folded("What it printed", block), class_="card")


def footer(report: Report) -> Markup:
    """Return what stood around the run."""
    style = text.Style(instructor=report.audience == "instructor")
    said = f"{text.circumstances(report, style)} · grader {report.grader_version}"
    digest = f"submission {report.submission_sha256}"
    return tag("footer", tag("p", said), tag("p", tag("code", digest)))
