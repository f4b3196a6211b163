"""The kind ``gradient``: a function that returns the partial derivatives of another one."""

from __future__ import annotations

from grader.model import CallEntryPoint, CheckResult, GradientTask
from grader.scoring.asking import Asked, Asking, Found, Gathered, arguments, ask_together, judge_cases


def ask(asked: Asked) -> Asking:
    """Call the entry point at every point of every case."""
    task = asked.check.task
    if not isinstance(task, GradientTask):
        raise TypeError(f"check {asked.check.id} is no gradient")
    points = tuple(asked.points())
    entry_point = asked.check.entry_point
    outcomes = yield from ask_together(
        tuple(CallEntryPoint(name=entry_point, args=arguments(asked, task.of, each[2])) for each in points)
    )
    return Gathered(
        found=tuple(
            Found(case_id=case.id, point=point, outcome=outcome)
            for (case, point, _), outcome in zip(points, outcomes, strict=True)
        )
    )


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict of every dim of every point, and of the whole check."""
    return judge_cases(asked, gathered)
