"""From outcomes to verdicts: whose fault it is, in words, and which of several verdicts stands for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from grader.model import (
    Check,
    Ended,
    EndReason,
    Evaluation,
    GradientTask,
    History,
    Interface,
    Missing,
    Noted,
    Numbers,
    Outcome,
    Outcomes,
    Parts,
    Raised,
    StudentError,
    Verdict,
)

# The first of these that occurs among a check's cases is the check's verdict.
_PRECEDENCE = (
    Verdict.NOT_JUDGED,
    Verdict.FORBIDDEN,
    Verdict.TIME_LIMIT,
    Verdict.MEMORY_LIMIT,
    Verdict.OUTPUT_LIMIT,
    Verdict.CRASHED,
    Verdict.ERROR,
    Verdict.MISSING,
    Verdict.WRONG,
    Verdict.NOT_ATTEMPTED,
    Verdict.OK,
)

_OF_END = {
    EndReason.TIME_LIMIT: Verdict.TIME_LIMIT,
    EndReason.MEMORY_LIMIT: Verdict.MEMORY_LIMIT,
    EndReason.OUTPUT_LIMIT: Verdict.OUTPUT_LIMIT,
    EndReason.CRASHED: Verdict.CRASHED,
}


class Failing(NamedTuple):
    """Why there is no answer: the verdict, the reason in words, and the student's own place."""

    verdict: Verdict
    message: str
    error: StudentError | None = None


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that stands for several; NOT_JUDGED for none."""
    found = set(verdicts)
    return next((verdict for verdict in _PRECEDENCE if verdict in found), Verdict.NOT_JUDGED)


def failing(outcome: Outcome, check: Check, modules: tuple[str, ...]) -> Failing | None:
    """Return why ``outcome`` holds no answer, or None if it does.

    ``modules`` are those that the exercise allows: one that is absent all the same is missing on
    the grader's side, and costs the student nothing.
    """
    if isinstance(outcome, (Numbers, History, Interface)):
        return None
    if isinstance(outcome, Missing) and outcome.ended is not None:
        verdict, words, _ = _ended(outcome.ended)
        return Failing(verdict, f"{words}: {outcome.name} was to be defined there")
    if isinstance(outcome, Missing):
        return Failing(Verdict.MISSING, outcome.reason)
    if isinstance(outcome, Ended):
        return _ended(outcome)
    if isinstance(outcome, Evaluation):
        return Failing(Verdict.ERROR, f"{outcome.function} was asked for where it is not served")
    if isinstance(outcome, (Outcomes, Noted, Parts)):
        raise TypeError(f"{type(outcome).__name__} where an answer is judged")
    return _raised(outcome, check, modules)


def _ended(ended: Ended) -> Failing:
    """Return the verdict of a worker's end."""
    where = f" in {ended.label}" if ended.label else ""
    return Failing(_OF_END[ended.reason], ended.figure + where)


def _raised(raised: Raised, check: Check, modules: tuple[str, ...]) -> Failing:
    """Return the verdict of an exception in the student's code."""
    error = StudentError(
        type=raised.type, message=raised.message, label=raised.label, line=raised.line, text=raised.text
    )
    if raised.module and raised.module in modules:
        message = f"{raised.module} is allowed here, but it is not installed where the grader runs"
        message = f"{message}: install it there, grade again"
        return Failing(Verdict.NOT_JUDGED, message, error)
    if raised.module and raised.module in check.forbid.uses:
        message = f"{check.entry_point} uses {raised.module}, which is not allowed here"
        return Failing(Verdict.FORBIDDEN, message, error)
    if raised.module:
        message = f"{check.entry_point} needs {raised.module}, which is not available while grading"
        return Failing(Verdict.ERROR, message, error)
    if raised.type == "MemoryError":
        figure = f": {raised.message}" if raised.message else ""
        return Failing(Verdict.MEMORY_LIMIT, f"the memory limit was reached{figure}", error)
    message = f"{raised.type}: {raised.message}" if raised.message else raised.type
    if (
        isinstance(check.task, GradientTask)
        and not raised.line
        and f"{check.entry_point}()" in raised.message
    ):
        message += f"; it is called with the arguments of {check.task.of}, one by one"
    return Failing(Verdict.ERROR, message, error)
