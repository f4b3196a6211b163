"""One student's report out of a journal, with what the instructor decided."""

from __future__ import annotations

import os
from collections.abc import Iterator

from grader.batch.journal import places, read_line
from grader.batch.line import Head, Line, identity, parse_line
from grader.batch.overrides import words_of
from grader.batch.roster import key_of
from grader.errors import UsageError
from grader.model import CheckResult, Decision, Report
from grader.report import reading
from grader.report.escape import one_line

MOST = 10  # students in a message


def is_journal(path: str) -> bool:
    """Tell whether a line of the file at ``path`` is one of a journal."""
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return next(heads_of(file.fileno()), None) is not None
    except (OSError, UsageError):
        return False


def report_of(path: str, student: str) -> Report:
    """Return the report of a student, named by id or name; "" is the only one of the journal.

    UsageError if nobody or several are meant, or if there is no report.
    """
    with open(path, "rb") as file:
        last = {identity(head): (head, place) for place, head in heads_of(file.fileno(), student)}
        found = [each for each in last.values() if each[0]["student"]["id"] == student] or [*last.values()]
        if len(found) != 1:
            raise UsageError(f"{path}: {_whom([head for head, _ in found], student)}")
        return decided(read_line(file.fileno(), found[0][1]), path)


def heads_of(descriptor: int, student: str = "") -> Iterator[tuple[int, Head]]:
    """Yield where the lines of a student begin and their heads, of everybody for ""."""
    for place, raw in places(descriptor):
        try:
            head = parse_line(raw).head
        except (ValueError, RecursionError):
            continue
        if not student or is_of(head, student):
            yield place, head


def is_of(head: Head, student: str) -> bool:
    """Tell whether a line is a student's, who is named by id or name."""
    said = head["student"]
    return student == said["id"] or key_of(student) in words_of(said["id"], said["name"])


def decided(line: Line, file: str) -> Report:
    """Return the report of a line with the points that count; UsageError if it holds none."""
    if not line.has_report():
        whose = one_line(line.head["student"]["id"] or line.head["path"])
        raise UsageError(f"{file}: {whose} was not graded: {one_line(line.head['reason'])}")
    report = reading.parse(line.report.decode("utf-8", "replace"), file=file)
    decisions = {
        each["check"]: Decision(each["points"], each["points_graded"], each["reason"])
        for each in line.head["overrides"]
    }
    return report._replace(checks=tuple(_with(check, decisions.get(check.id)) for check in report.checks))


def _with(check: CheckResult, decision: Decision | None) -> CheckResult:
    return check if decision is None else check._replace(points=decision.points, decision=decision)


def _whom(found: list[Head], student: str) -> str:
    """Return in words whom a journal has in the place of the one student who was asked for."""
    if not found:
        return f"no line of a student {one_line(student)!r}"
    ids = [one_line(head["student"]["id"] or head["path"]) for head in found]
    more = f" and {len(ids) - MOST} more" if len(ids) > MOST else ""
    return f"lines of {len(ids)} students; name one with --student ID: {', '.join(ids[:MOST])}{more}"
