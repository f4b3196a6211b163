"""The class as CSV: one row for each student, those without a submission among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader.batch.line import Head
from grader.batch.roster import Student
from grader.batch.summary import result_of
from grader.batch.worksheet import MARK
from grader.model import Verdict
from grader.report.escape import csv_cell

HEADER = ("student", "name", "result", "points", "points_possible", "late")


def render(heads: Iterable[Head], checks: Sequence[str], missing: Iterable[Student]) -> str:
    """Return the table; ``checks`` are the exercise's, each with its points and its verdict."""
    titles = [title for check in checks for title in (f"{check} points", f"{check} verdict")]
    rows = [_row(head, checks) for head in heads]
    rows.sort(key=lambda row: row[:2])
    empty = ["", "", "", *[""] * len(titles), "", ""]
    rows += [[student.id, student.name, "no submission", *empty] for student in missing]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEADER, *titles, "reason", "file"])
    writer.writerows([[csv_cell(cell) for cell in row] for row in rows])
    table = text.getvalue()
    # Without the mark Excel takes names such as Jürgen for another encoding.
    return table if table.isascii() else f"{MARK}{table}"


def _row(head: Head, checks: Sequence[str]) -> list[str]:
    graded = {check["id"]: check for check in head["checks"]}
    decided = {each["check"]: each for each in head["overrides"]}
    cells: list[str] = []
    for check in checks:
        points = decided.get(check, graded.get(check, {})).get("points")
        verdict = graded.get(check, {}).get("verdict", "")
        by_hand = check in decided and verdict in ("", Verdict.NOT_JUDGED)
        if verdict == Verdict.NOT_JUDGED and not by_hand:
            points = None  # nobody has judged it, and an empty cell is no 0
        cells += [_number(points), "decided" if by_hand else verdict]
    reasons = [head["reason"], *(f"{each['check']}: {each['reason']}" for each in decided.values())]
    return [
        head["student"]["id"],
        head["student"]["name"],
        result_of(head),
        _number(head["points"]),
        _number(head["points_possible"]),
        "late" if head["late"] else "",
        *cells,
        "; ".join(filter(None, reasons)),
        head["path"],
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == round(value, 6) else repr(value)
