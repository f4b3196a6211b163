"""The kind ``gradient``: a function that returns the partial derivatives of another one.

The cases give the points. Beside them the entry point is called where nothing is earned, and looked at
while it answers: what that shows is named as a mistake, or flagged for a person where numbers prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import (
    LEFT_OUT,
    CallEntryPoint,
    CheckResult,
    Ended,
    GradientTask,
    Landmarks,
    Missing,
    Noted,
    Outcome,
    Sight,
    Verdict,
)
from grader.scoring.asking import Asked, Asking, Found, Gathered, arguments, ask_together, judge_cases
from grader.scoring.beside import answers_beside
from grader.scoring.sums import landmarks_at


def ask(asked: Asked) -> Asking:
    """Call the entry point at every point of every case, then at points beside, then look on."""
    task = asked.check.task
    if not isinstance(task, GradientTask):
        raise TypeError(f"check {asked.check.id} is no gradient")
    points = tuple(asked.points())
    beside = answers_beside(asked)
    name = asked.check.entry_point
    judged = tuple(
        CallEntryPoint(name=name, args=arguments(asked, task.of, answer)) for _, _, answer in points
    )
    spare = tuple(
        CallEntryPoint(name=name, args=arguments(asked, task.of, answer), spare=True) for answer in beside
    )
    others, unmet = spare[:-1], spare[-1:]
    # At a point that nobody has met, where there is one: an answer may be remembered from the call before,
    # and what is known beforehand may be answered in another way. What is answered there is judged as well.
    looked_at = unmet or judged[:1]
    # What works f out is looked for where no number is a landmark by chance.
    function = asked.exercise.function(task.of)
    traced = tuple(
        call._replace(
            traced=True,
            spare=True,
            watch=(task.of,),
            landmarks=landmarks_at(function, call.args) if call in unmet else Landmarks(),
        )
        for call in looked_at
    )
    outcomes = yield from ask_together((*judged, *others, *traced, *unmet))
    rest = outcomes[len(judged) :]
    return Gathered(
        found=tuple(
            Found(case_id=case.id, point=point, outcome=outcome)
            for (case, point, _), outcome in zip(points, outcomes, strict=False)
        ),
        beside=tuple(zip(beside, (*rest[: len(others)], *rest[len(rest) - len(unmet) :]), strict=False)),
        noted=tuple(_noted(rest[len(others) : len(rest) - len(unmet)])),
    )


def _noted(outcomes: tuple[Outcome, ...]) -> Iterator[Noted]:
    """Yield what was noted: of a call that was left out, or that ended the worker, that nothing was seen."""
    for each in outcomes:
        if isinstance(each, Noted):
            yield each
        elif isinstance(each, Ended) or (isinstance(each, Missing) and each.reason.startswith(LEFT_OUT)):
            yield Noted(sights=frozenset((Sight.UNSEEN,)))


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict of every dim of every point and of the whole check, with what is known of why."""
    result = judge_cases(asked, gathered)
    if result.verdict is Verdict.WRONG:
        result = _explained(asked, gathered, result)
    if result.verdict in (Verdict.OK, Verdict.WRONG) and (gathered.noted or gathered.beside):
        from grader.scoring import suspicion

        return result._replace(flags=suspicion.flags_of(asked, gathered, result))
    return result


def _explained(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return the result with the mistakes that explain it; an answer of the wrong form explains itself."""
    task = asked.check.task
    if not isinstance(task, GradientTask) or any(
        case.message.startswith("expected") for case in result.cases
    ):
        return result
    from grader.scoring import mistakes

    found = mistakes.named(asked, gathered, result, task)
    return result._replace(mistakes=found.mistakes, message=result.message or found.unknown)
