"""The report as CSV, one row per case, for spreadsheets and for scripts that join many of them."""

from __future__ import annotations

from grader.model import CaseResult, CheckResult, Report, Tolerance
from grader.report.escape import csv_row
from grader.report.outcome import decision_line, for_audience, tally_of

COLUMNS = (
    "exercise",
    "submission",
    "sha256",
    "check",
    "case",
    "visibility",
    "verdict",
    "points",
    "points_possible",
    "inputs_right",
    "inputs_total",
    "message",
)


def render(report: Report) -> str:
    """Return the header and one row per case, lines ended as RFC 4180 has them."""
    seen = for_audience(report)
    rows = [each for check in seen.checks for each in rows_of(seen, check)]
    return csv_row(COLUMNS) + "".join(map(csv_row, rows))


def rows_of(report: Report, check: CheckResult) -> list[tuple[str, ...]]:
    """Return the rows of a check: its cases; and where the instructor decided, the points that count.

    The cases' own points are then left empty, so that a column's sum is the student's.
    """
    found = [row(report, check, case) for case in check.cases or (whole(check),)]
    if check.decision is None:
        return found
    place = COLUMNS.index("points")
    found = [(*cells[:place], "", "", *cells[place + 2 :]) for cells in found]
    decided = row(report, check, whole(check)._replace(id="instructor", message=decision_line(check)))
    return [*found, decided]


def whole(check: CheckResult) -> CaseResult:
    """Return a check without cases, one that was never run, as a case without a name."""
    return CaseResult(
        id="",
        verdict=check.verdict,
        points=check.points,
        points_possible=check.points_possible,
        hidden=False,
        tolerance=Tolerance(),
        answers=(),
        dims=(),
    )


def row(report: Report, check: CheckResult, case: CaseResult) -> tuple[str, ...]:
    """Return the cells of one case, in the order of the columns."""
    tally = tally_of(case)
    return (
        report.exercise_id,
        report.submission_name,
        report.submission_sha256,
        check.id,
        case.id,
        "hidden" if case.hidden else "visible",
        case.verdict,
        f"{case.points:g}",
        f"{case.points_possible:g}",
        str(tally.right),
        str(tally.total),
        case.message or (check.message if case.verdict is check.verdict else ""),
    )
