"""A course folder of nbgrader: ``submitted/<student>/<assignment>/`` and all that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable

from grader.batch.entries import Parts
from grader.batch.layouts import Beside, Claim, Claims

TOP = "submitted"
FOLDERS = ("source", "release", "autograded", "feedback", "downloaded")
FILES = ("nbgrader_config.py", "gradebook.db")
RECEIPT = ("timestamp.txt",)  # below each assignment


def assignments(paths: Iterable[Parts]) -> list[str]:
    """Return what the assignments below ``submitted`` are called."""
    return sorted({parts[2] for parts in paths if len(parts) > 3 and parts[0] == TOP})


def claims_of(assignment: str) -> Claims:
    """Return the reader of one assignment, of the only one for ""."""

    def claims(parts: Parts) -> tuple[Claim, ...]:
        if parts[0] != TOP or len(parts) < 3 or assignment not in ("", *parts[2:3]):
            return ()
        return (Claim(student=parts[1], file=parts[-1], receipt=parts[3:] == RECEIPT),)

    return claims


def inside(claims: Claims) -> Claims:
    """Return the reader for a source that is ``submitted`` itself, with assignments below the students."""
    return lambda parts: claims((TOP, *parts)) if len(parts) > 2 else ()


def beside_of(assignment: str) -> Beside:
    """Return what tells the course's other files and folders, and its other assignments, by name."""

    def beside(parts: Parts) -> str:
        if len(parts) == 1:
            return parts[0] if parts[0] in FILES else ""
        if assignment and len(parts) > 3 and parts[0] == TOP and parts[2] != assignment:
            return f"{TOP}/…/{parts[2]}/"
        return f"{parts[0]}/" if parts[0] in FOLDERS else ""

    return beside
