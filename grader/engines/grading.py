"""The work of a host: one submission's bytes → its report, in a sandbox that lasts as long as the host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from grader import pipeline
from grader.engines.seam import Done, Task, Work
from grader.errors import GraderError
from grader.model import AnswerKey, DimVerdict, Exercise, Report, Verdict
from grader.report import document
from grader.report.outcome import exit_code, for_audience
from grader.sandbox.runner import Sandbox
from grader.scoring.precedents import Precedents
from grader.submission import parse_submission


class Before(NamedTuple):
    """What a host keeps of the submissions before, so that the same answers cost less."""

    precedents: Precedents
    lines: document.Lines


class Grading(NamedTuple):
    """What all submissions of a batch are graded against, and behind which walls."""

    exercise: Exercise
    key: AnswerKey
    audience: str
    required: str

    @contextmanager
    def opening(self) -> Iterator[Work]:
        """Open a sandbox and yield the work; SandboxError if its walls do not stand."""
        with Sandbox() as sandbox:
            sandbox.require(self.required)
            before = Before(Precedents(self.exercise, self.key), document.Lines())
            yield lambda task: self.grade(task, sandbox, before)

    def grade(self, task: Task, sandbox: Sandbox, before: Before) -> Done:
        """Return what becomes of one submission; whatever fails costs it alone."""
        try:
            submission = parse_submission(task.raw, name=task.name)
            report = pipeline.grade_another(
                submission, before.precedents, run=sandbox.run, audience=self.audience
            )
            return Done(
                number=task.number,
                exit_code=exit_code(report),
                problem=next(
                    (each.message for each in report.checks if each.verdict is Verdict.NOT_JUDGED), ""
                ),
                points=report.points,
                points_possible=report.points_possible,
                checks=json.dumps(checks_of(report), separators=(",", ":")).encode("ascii"),
                report=before.lines.render(report).encode("ascii"),
            )
        except GraderError as error:
            return Done(number=task.number, exit_code=error.exit_code, problem=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours costs one submission, not the class
            problem = f"internal error: {type(error).__name__}: {error}"
            return Done(number=task.number, exit_code=3, problem=problem)


def checks_of(report: Report) -> list[dict[str, object]]:
    """Return of every check what a class's table says of it; what the audience may not see is left out."""
    return [
        {
            "id": check.id,
            "verdict": check.verdict,
            "points": check.points,
            "points_possible": check.points_possible,
            "wrong_dims": list(
                dict.fromkeys(
                    dim.name for case in check.cases for dim in case.dims if dim.verdict is DimVerdict.WRONG
                )
            ),
        }
        for check in for_audience(report).checks
    ]
