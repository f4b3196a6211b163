"""A submission of one gradient exercise, graded in a real sandbox."""

from __future__ import annotations

from functools import cache

from grader import pipeline
from grader.model import AnswerKey, CheckResult, Exercise, ReferenceSource
from grader.sandbox.runner import Sandbox
from grader.scoring.key import compute_key
from grader.submission import parse_submission
from tests.scoring.gradient_formulas import Formula


@cache
def key_of(formula: Formula) -> tuple[Exercise, AnswerKey]:
    """Return a formula's exercise and its answers, which need no torch."""
    exercise = formula.exercise()
    return exercise, compute_key(exercise, source=ReferenceSource.TAPE)


def judged(sandbox: Sandbox, source: str, formula: Formula) -> CheckResult:
    """Return the judgement of one submission."""
    submission = parse_submission(source.encode(), name="submission.py")
    report = pipeline.grade(submission, *key_of(formula), run=sandbox.run)
    assert len(report.checks) == 1
    return report.checks[0]
