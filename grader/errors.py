"""What can go wrong, by who must act.

GraderError
├── SpecError            an exercise file, or one like it: its author must mend it exit 2
├── SubmissionError      the student's file cannot be read: the student must       exit 2
├── UsageError           the command asks for what is not there: the caller must   exit 2
├── ReferenceMissing     no answers: neither a lock that fits nor torch            exit 3
└── SandboxError         the sandbox broke: we must; never scored as zero          exit 3

A student's mistake is a verdict, not an exception.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place in a text file. ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int


class Problem(NamedTuple):
    """One thing wrong in a file that its author must mend: where it is, what was found, what to write."""

    place: Place
    message: str
    text: str = ""  # the offending line, without its line end

    def __str__(self) -> str:
        head = f"{self.place.file}:{self.place.line}:{self.place.column}: {self.message}"
        if not self.text.strip():
            return head
        caret = " " * (self.place.column - 1) + "^"
        return f"{head}\n    {self.text}\n    {caret}"


class GraderError(Exception):
    """The root of all errors that the grader raises on purpose."""

    exit_code = 3


class SpecError(GraderError):
    """An exercise file, or one like it, cannot be used. Carries every problem found, in the file's order."""

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class SubmissionError(GraderError):
    """A submission cannot be read: not the student's answers are wrong, but the file."""

    exit_code = 2


class UsageError(GraderError):
    """A command names something that does not exist or is not clear."""

    exit_code = 2


class ReferenceMissing(GraderError):
    """There are no reference answers: neither a lock that fits the exercise nor torch."""


class SandboxError(GraderError):
    """The sandbox failed before or beside the student's code; no verdict may follow from it."""


def in_words(error: OSError | ValueError) -> str:
    """Return why the system refused, in lower case."""
    return (getattr(error, "strerror", None) or str(error)).lower()
