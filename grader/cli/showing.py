"""`grade show`: a report once more, in any form."""

from __future__ import annotations

from grader.batch import lookup
from grader.cli import outputs, streams
from grader.errors import UsageError
from grader.report import reading


def show(
    path: str, student: str, reports: tuple[tuple[str, str], ...], *, audience: str | None, color: str
) -> int:
    """Show a JSON report, or one student's line of a journal; return the exit code."""
    targets = outputs.wanted("text", None, reports)
    outputs.require_apart(targets, {path: "what is shown"})
    if lookup.is_journal(path):
        report = lookup.report_of(path, student)
    elif student:
        raise UsageError(f"{path}: --student names a line of a journal, and this is none")
    else:
        report = reading.parse(streams.read_file(path), file=path)
    if audience is not None:
        report = report._replace(audience=audience)
    outputs.write(report, targets, color=color, submission=report.submission_name)
    return 0
