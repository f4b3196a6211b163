"""A submission of one gradient exercise: graded in a real sandbox, or judged by the numbers alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

from grader import pipeline
from grader.model import (
    AnswerKey,
    CallEntryPoint,
    CheckResult,
    Element,
    Exercise,
    Missing,
    Noted,
    Numbers,
    Outcome,
    Outcomes,
    Raised,
    ReferenceSource,
    Together,
)
from grader.sandbox.runner import Sandbox
from grader.scoring import gradient
from grader.scoring.asking import Asked, Gathered
from grader.scoring.key import compute_key
from grader.submission import parse_submission
from tests.scoring.gradient_formulas import Formula

SCOPE = {name: getattr(math, name) for name in ("cos", "cosh", "e", "exp", "log", "pi", "radians")} | {
    name: getattr(math, name) for name in ("sin", "sinh", "sqrt", "tan", "tanh")
}
SCOPE |= {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0.0), "abs": abs}
Answering = Callable[..., Sequence[float]]


@cache
def key_of(formula: Formula) -> tuple[Exercise, AnswerKey]:
    """Return a formula's exercise and its answers, which need no torch."""
    exercise = formula.exercise()
    return exercise, compute_key(exercise, source=ReferenceSource.TAPE)


def asked_of(formula: Formula) -> Asked:
    """Return what is asked of a formula's gradient."""
    exercise, key = key_of(formula)
    return Asked(exercise=exercise, check=exercise.checks[0], key=key)


def judged(sandbox: Sandbox, source: str, formula: Formula) -> CheckResult:
    """Return the judgement of one submission."""
    submission = parse_submission(source.encode(), name="submission.py")
    report = pipeline.grade(submission, *key_of(formula), run=sandbox.run)
    assert len(report.checks) == 1
    return report.checks[0]


def judged_alone(asked: Asked, answer: Answering, noted: Noted | None = None) -> CheckResult:
    """Return the judgement of numbers that ``answer`` gives, with no sandbox between."""
    return gradient.judge(asked, gathered(asked, answer, noted))


def gathered(asked: Asked, answer: Answering, noted: Noted | None = None) -> Gathered:
    """Return what is gathered where ``answer`` is the entry point and ``noted`` is seen of it."""
    asking = gradient.ask(asked)
    calls = next(asking)
    assert isinstance(calls, Together)
    outcomes = [_outcome(call, answer, noted) for call in calls.calls if isinstance(call, CallEntryPoint)]
    try:
        asking.send(Outcomes(tuple(outcomes)))
    except StopIteration as stop:
        found: Gathered = stop.value
        return found
    raise AssertionError("a second question")


def _outcome(call: CallEntryPoint, answer: Answering, noted: Noted | None) -> Outcome:
    if call.traced:
        return noted or Missing(name="gradf", reason="")
    try:
        values = [float(each) for each in answer(*call.args)]
    except (ArithmeticError, ValueError, TypeError) as error:
        return Raised(type=type(error).__name__, message=str(error))
    elements = tuple(Element(value=value, found="float") for value in values)
    return Numbers(form="list", shape=(len(elements),), elements=elements)


def function_of(formula: Formula, dims: Sequence[str]) -> Answering:
    """Return the function whose numbers are those of the expressions ``dims``."""
    made: Answering = eval(f"lambda {', '.join(formula.args)}: [{', '.join(dims)}]", dict(SCOPE))
    return made
