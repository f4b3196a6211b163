"""Who made the same mistake: what was wrong with a submission in words that equal mistakes share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from grader.model import CheckResult, DimResult, DimVerdict, Report, Verdict
from grader.report.text import raised_text, words

MOST_DIMS = 6
SILENT = frozenset((Verdict.OK, Verdict.NOT_ATTEMPTED, Verdict.NOT_JUDGED))


class Sign(NamedTuple):
    """What submissions with the same mistake have in common."""

    check: str
    code: str  # of a known mistake, else the verdict
    said: str


class Cluster(NamedTuple):
    """A sign and the numbers of the students who show it."""

    sign: Sign
    students: tuple[int, ...]


def signs_of(report: Report) -> tuple[Sign, ...]:
    """Return the signs of every check that was attempted and is not ok, each once."""
    return tuple(dict.fromkeys(sign for check in report.checks for sign in signs_of_check(check)))


def signs_of_check(check: CheckResult) -> list[Sign]:
    """Return the known mistakes, else the exception, else the wrong numbers, else the message."""
    if check.mistakes:
        return [Sign(check.id, mistake.code, mistake.message) for mistake in check.mistakes]
    if check.verdict in SILENT:
        return []
    numbers = wrong_numbers(check)
    said = check.message
    if check.error is not None:
        said = raised_text(check.error)
    elif check.verdict is Verdict.WRONG and numbers:
        said = numbers
    return [Sign(check.id, str(check.verdict), said or words(check.verdict))]


def wrong_numbers(check: CheckResult) -> str:
    """Return the wrong numbers of the first case that has some, in six digits: rounding differs beyond."""
    for case in check.cases:
        wrong = [dim for dim in case.dims if dim.verdict is DimVerdict.WRONG]
        if wrong and not any(dim.found or dim.actual is not None for dim in wrong):
            return f"no number for {', '.join(dim.name for dim in wrong[:MOST_DIMS])}"
        if wrong:
            same = "wrong numbers" if any(dim.actual is not None for dim in wrong) else "in place of numbers"
            return f"the same {same}: {', '.join(wrong_number(dim) for dim in wrong[:MOST_DIMS])}"
    return ""


def wrong_number(dim: DimResult) -> str:
    """Return one wrong number, or what stood in its place."""
    return f"{dim.name} is {dim.found or 'nothing' if dim.actual is None else f'{dim.actual:.6g}'}"


def group(signs: Iterable[tuple[int, Sign]]) -> list[Cluster]:
    """Return the signs of two students or more, the most frequent first."""
    found: dict[Sign, list[int]] = {}
    for student, sign in signs:
        found.setdefault(sign, []).append(student)
    shared = [Cluster(sign, tuple(students)) for sign, students in found.items() if len(students) > 1]
    return sorted(shared, key=lambda cluster: (-len(cluster.students), cluster.sign))
