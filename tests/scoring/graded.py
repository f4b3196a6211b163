"""Classes graded by their operations, in a real sandbox."""

from __future__ import annotations

from pathlib import Path

from grader.model import (
    Case,
    CaseResult,
    CheckResult,
    Conversation,
    Interface,
    ReadInterface,
    ReferenceSource,
    Rule,
    RunProgram,
    Tolerance,
)
from grader.pipeline import grade, job_of
from grader.sandbox.runner import Sandbox
from grader.scoring import operations
from grader.scoring.asking import Asked, ask_together
from grader.scoring.key import compute_key
from grader.scoring.target import target_of
from grader.submission import parse_submission
from tests.scoring.graphs import EXERCISE

ARCHITECTURES = sorted((Path(__file__).parent / "architectures").glob("*.py"))
CLOSURES = (Path(__file__).parent / "architectures" / "closures.py").read_text(encoding="utf-8")
DEFINED = (
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg"),
    *("exp", "log", "tanh", "relu"),
)


def asked_for(*ask: str, points: float = 3.0, secret: bytes | None = None) -> Asked:
    """Return the check of the class, where operations are asked for ``points`` points."""
    whole = next(check for check in EXERCISE.checks if check.kind == "autodiff")
    operations = Case(
        id="operations", points=points, tolerance=Tolerance(), rule=Rule.OPERATIONS, ask=tuple(ask)
    )
    cases = (*(case for case in whole.cases if case.rule is not Rule.OPERATIONS), operations)
    check = whole._replace(cases=cases)
    exercise = EXERCISE._replace(checks=(check,))
    return Asked(exercise, check, compute_key(exercise, source=ReferenceSource.TAPE, secret=secret))


def graded(
    sandbox: Sandbox, source: str, *ask: str, points: float = 3.0, secret: bytes | None = None
) -> CheckResult:
    """Return the result of the class in ``source``, from the submission to the report."""
    asked = asked_for(*ask, points=points, secret=secret)
    submission = parse_submission(source.encode(), name="student.py")
    report = grade(submission, asked.exercise, asked.key, run=sandbox.run, audience="instructor")
    return report.checks[0]


def judged(sandbox: Sandbox, source: str, *ask: str, points: float) -> CaseResult:
    """Return the case of operations alone: nothing else is asked of the class."""
    asked = asked_for(*ask, points=points)
    found: list[CaseResult] = []

    def conversation() -> Conversation:
        calls = tuple(
            RunProgram("Value", "Value(x)", "data", "grad", graph, ())
            for _, _, answer in asked.points()
            for graph in (target_of(asked.exercise, asked.check, answer.inputs).graph,)
        )
        cases = operations.trials_of(asked, calls)
        interface, *outcomes = yield from ask_together(
            (
                ReadInterface("Value", "Value(x)", "data", "grad"),
                *(trial.call(calls[0]) for trial in cases[0].trials),
            )
        )
        assert isinstance(interface, Interface)
        (tried,) = yield from operations.ask(cases, outcomes, calls[0], interface)
        found.append(operations.judge(asked, asked.check.cases[-1], tried)[0])

    sandbox.run(job_of(parse_submission(source.encode(), name="student.py"), asked.exercise), conversation())
    return found[0]


def with_change(source: str, old: str, new: str) -> str:
    """Return the source with a text replaced, which has to be in it once."""
    if source.count(old) != 1:
        raise ValueError(f"{old!r} is in the source {source.count(old)} times")
    return source.replace(old, new)
