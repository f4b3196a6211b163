"""The folder ``mistakes`` beside an exercise: whole wrong submissions, each with what is expected of it.

A file's name says it: the code of a mistake or flag that is named, or the verdict of a check, ``ok`` where it
is that of all, up to two underscores or the suffix: ``lost-minus.py``, ``forbidden__calls_gradf.ipynb``.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from grader import pipeline
from grader.model import AnswerKey, Check, CheckResult, Exercise, Verdict
from grader.pipeline import RunJob
from grader.submission import SUFFIXES, read_submission

NAME = "mistakes"


class FileTrial(NamedTuple):
    """What became of one file: the verdicts that are not ok, and all that was named."""

    file: str
    expected: str
    verdicts: tuple[str, ...]  # as "gradf wrong"
    named: tuple[str, ...]  # codes of mistakes and flags

    def in_words(self) -> str:
        """Return the file's name and what was found, on one line."""
        return (
            f"{' '.join(self.file.split())}: {', '.join((*self.verdicts, *self.named)) or 'every check ok'}"
        )

    def is_right(self) -> bool:
        """Tell whether the exercise did with the file what its name says."""
        found = {verdict.rpartition(" ")[2] for verdict in self.verdicts}
        return self.expected in (*(found or (Verdict.OK,)), *self.named)


def files_of(exercise_path: str) -> tuple[str, ...]:
    """Return the paths of the wrong submissions beside an exercise, sorted; none without the folder."""
    folder = os.path.join(os.path.dirname(exercise_path), NAME)
    if not os.path.isdir(folder):
        return ()
    names = sorted(name for name in os.listdir(folder) if name.endswith(SUFFIXES))
    return tuple(os.path.join(folder, name) for name in names)


def expected_of(path: str) -> str:
    """Return what a file's name says is expected of it."""
    return os.path.splitext(os.path.basename(path))[0].partition("__")[0]


def attempt_file(path: str, exercise: Exercise, key: AnswerKey, *, run: RunJob) -> FileTrial:
    """Return what the exercise makes of one file."""
    report = pipeline.grade(read_submission(path), exercise, key, run=run, audience="instructor")
    judged = zip(report.checks, exercise.checks, strict=True)
    return FileTrial(
        file=os.path.basename(path),
        expected=expected_of(path),
        verdicts=tuple(f"{each.id} {each.verdict}" for each in report.checks if each.verdict != Verdict.OK),
        named=tuple(dict.fromkeys(code for result, check in judged for code in _codes(result, check))),
    )


def _codes(result: CheckResult, check: Check) -> tuple[str, ...]:
    """Return what is named, and the exercise's own mistakes whose hint is given, under whatever code."""
    hints = {mistake.hint for mistake in result.mistakes}
    return (
        *(mistake.code for mistake in result.mistakes),
        *(known.id for known in check.mistakes if known.hint in hints),
        *(flag.code for flag in result.flags),
    )
