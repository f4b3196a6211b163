"""The kind ``gradient``: a function that returns the partial derivatives of another one."""

from __future__ import annotations

from grader.model import CallEntryPoint, CheckResult, Ended, GradientTask, Missing
from grader.scoring.asking import Asked, Asking, Found, Gathered, arguments, judge_cases, remaining


def ask(asked: Asked) -> Asking:
    """Call the entry point at every point of every case; an end or a missing name ends the asking."""
    task = asked.check.task
    if not isinstance(task, GradientTask):
        raise TypeError(f"check {asked.check.id} is no gradient")
    found: list[Found] = []
    for case, point, answer in asked.points():
        args = arguments(asked, task.of, answer)
        outcome = yield CallEntryPoint(name=asked.check.entry_point, args=args)
        found.append(Found(case_id=case.id, point=point, outcome=outcome))
        if isinstance(outcome, (Ended, Missing)):
            return Gathered(found=tuple(remaining(asked, found, outcome)))
    return Gathered(found=tuple(found))


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict of every dim of every point, and of the whole check."""
    return judge_cases(asked, gathered)
