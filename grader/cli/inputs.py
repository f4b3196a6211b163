"""What a command reads: the secret of its environment, and files that it never writes over."""

from __future__ import annotations

import os
from collections.abc import Mapping

from grader.answers import lock_path
from grader.errors import UsageError
from grader.submission import SUFFIXES


def of_exercise(path: str) -> dict[str, str]:
    """Return an exercise's files, each with what it is."""
    return {path: "the exercise", lock_path(path): "the exercise's answers"}


def secret() -> bytes | None:
    """Return what the hidden inputs are drawn from, if the environment says it."""
    return os.environ.get("GRADE_SECRET", "").encode() or None


def require_apart(target: str, inputs: Mapping[str, str]) -> None:
    """UsageError if writing ``target`` would destroy an input (each with what it is) or a submission.

    A result of an earlier run is written over: that is what the same command given again is for.
    """
    for path, what in inputs.items():
        if is_same(target, path):
            raise UsageError(f"{target}: is {what}, which would be lost; name another file")
    if target.lower().endswith(SUFFIXES) and os.path.isfile(target):
        raise UsageError(f"{target}: is there already, a submission by its name; name another file")


def is_same(path: str, other: str) -> bool:
    """Tell whether two paths lead to one regular file, by whatever links."""
    return os.path.isfile(path) and os.path.isfile(other) and os.path.samefile(path, other)
