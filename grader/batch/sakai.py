"""Names of Sakai: ``<Last, First>(<user id>)/Submission attachment(s)/<file>`` below the assignment."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.batch.entries import Parts
from grader.batch.layouts import Claim

SUBMITTED, ANSWERED = "Submission attachment(s)", "Feedback Attachment(s)"
GRADES = re.compile(r"grades\.(?:csv|xlsx?)")
RECEIPT = re.compile(r"timestamp\.txt|comments\.txt|feedbackText\.html|.*_submissionText\.html", re.DOTALL)
_STUDENT = re.compile(r"(?P<name>.*)\((?P<id>[^()]+)\)", re.DOTALL)


def is_here(paths: Iterable[Parts]) -> bool:
    """Tell whether Sakai's folder for what was handed in stands below a student's anywhere."""
    return any(parts[1] == SUBMITTED for parts in paths if len(parts) > 2)


def claims(parts: Parts) -> tuple[Claim, ...]:
    """Read a path below the assignment; where marking is anonymous, the folder alone says who it is."""
    receipt = len(parts) == 2 and bool(RECEIPT.fullmatch(parts[1]))
    if not (receipt or len(parts) == 1 or parts[1] == SUBMITTED):
        return ()
    found = _STUDENT.fullmatch(parts[0])
    if len(parts) == 1 and found is None:
        return ()
    student, name = (found["id"], found["name"].strip()) if found else (parts[0], "")
    return (Claim(student=student, name=name, file=parts[-1], receipt=receipt),)


def beside(parts: Parts) -> str:
    """Tell the table of grades, and what an instructor gave back, which is nobody's submission."""
    if len(parts) == 1:
        return parts[0] if GRADES.fullmatch(parts[0]) else ""
    return f"…/{ANSWERED}/" if parts[1] == ANSWERED else ""
