"""One student's report out of a journal, with what the instructor decided."""

from __future__ import annotations

import os
from collections.abc import Iterator

from grader.batch.journal import places, read_line
from grader.batch.line import Head, Line, identity, parse_line, whose
from grader.batch.overrides import words_of
from grader.batch.phrases import first_of
from grader.batch.roster import as_said, key_of
from grader.errors import UsageError
from grader.model import CheckResult, Decision, ReferenceSource, Report, Usage, Verdict
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
        except ValueError:
            continue
        if not student or is_of(head, student):
            yield place, head


def is_of(head: Head, student: str) -> bool:
    """Tell whether a line is a student's, who is named by id or name."""
    said = head["student"]
    return student == said["id"] or key_of(as_said(student)) in words_of(said["id"], said["name"])


def decided(line: Line, file: str) -> Report:
    """Return the report of a line with the points that count; UsageError if it holds none."""
    if line.has_report():
        report = reading.parse(line.report.decode("utf-8", "replace"), file=file)
    elif line.head["overrides"] and line.head["checks"]:
        report = ungraded(line.head)
    else:
        who = one_line(whose(line.head))
        raise UsageError(f"{file}: {who} was not graded: {one_line(line.head['reason'])}")
    return with_decisions(report, line.head)


def with_decisions(report: Report, head: Head) -> Report:
    """Return a line's report with the points that the instructor gave."""
    decisions = {
        each["check"]: Decision(each["points"], each.get("points_graded"), each["reason"])
        for each in head["overrides"]
    }
    return report._replace(checks=tuple(_with(check, decisions.get(check.id)) for check in report.checks))


def ungraded(head: Head) -> Report:
    """Return the report of a line that holds none: every check not judged, for the line's reason.

    What only a run can tell is left empty.
    """
    checks = [
        CheckResult(
            id=check["id"],
            kind="",
            title="",
            entry_point=check["id"],
            verdict=Verdict(check["verdict"]),
            points=check["points"],
            points_possible=check["points_possible"],
            cases=(),
            message=f"not judged: {head['reason']}",
        )
        for check in head["checks"]
    ]
    return Report(
        exercise_id=head["exercise_id"],
        exercise_title=head["exercise_id"],
        exercise_digest=head["exercise_digest"],
        submission_name=head["path"].rpartition("/")[2],
        submission_sha256=head["submission_sha256"],
        grader_version=head["grader_version"],
        python_version="",
        reference=ReferenceSource.LOCK,
        torch_version="",
        hidden_inputs="public",
        audience=head["audience"],
        checks=tuple(checks),
        comparisons=(),
        cells=(),
        output="",
        output_bytes=0,
        level="none",
        walls=(),
        deadline_s=0.0,
        usage=Usage(wall_s=0.0, cpu_s=0.0, peak_memory_bytes=0, workers=0),
    )


def _with(check: CheckResult, decision: Decision | None) -> CheckResult:
    return check if decision is None else check._replace(points=decision.points, decision=decision)


def _whom(found: list[Head], student: str) -> str:
    """Return in words whom a journal has in the place of the one student who was asked for."""
    if not found:
        return f"no line of a student {one_line(student)!r}"
    ids = [one_line(whose(head)) for head in found]
    return f"lines of {len(ids)} students; name one with --student ID: {first_of(ids, MOST)}"
