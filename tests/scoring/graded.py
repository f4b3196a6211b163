"""Classes graded by their operations, in a real sandbox."""

from __future__ import annotations

from pathlib import Path

from grader.model import Case, CheckResult, ReferenceSource, Rule, Tolerance
from grader.pipeline import grade
from grader.sandbox.runner import Sandbox
from grader.scoring.key import compute_key
from grader.submission import parse_submission
from tests.scoring.graphs import EXERCISE

ARCHITECTURES = sorted((Path(__file__).parent / "architectures").glob("*.py"))
CLOSURES = (Path(__file__).parent / "architectures" / "closures.py").read_text(encoding="utf-8")
DEFINED = (
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg"),
    *("exp", "log", "tanh", "relu"),
)


def graded(
    sandbox: Sandbox, source: str, *ask: str, points: float = 3.0, secret: bytes | None = None
) -> CheckResult:
    """Return the check of the class in ``source``, where operations are asked for ``points`` points."""
    whole = next(check for check in EXERCISE.checks if check.kind == "autodiff")
    operations = Case(
        id="operations", points=points, tolerance=Tolerance(), rule=Rule.OPERATIONS, ask=tuple(ask)
    )
    cases = (*(case for case in whole.cases if case.rule is not Rule.OPERATIONS), operations)
    exercise = EXERCISE._replace(checks=(whole._replace(cases=cases),))
    key = compute_key(exercise, source=ReferenceSource.TAPE, secret=secret)
    submission = parse_submission(source.encode(), name="student.py")
    return grade(submission, exercise, key, run=sandbox.run, audience="instructor").checks[0]


def with_change(source: str, old: str, new: str) -> str:
    """Return the source with a text replaced, which has to be in it once."""
    if source.count(old) != 1:
        raise ValueError(f"{old!r} is in the source {source.count(old)} times")
    return source.replace(old, new)
