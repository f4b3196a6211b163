"""The rule FORMULA: a dim is right if the difference that was asked for makes it, of the exercise's f.

What the answer is made of is known for every dim, or for none: then the case's tolerance decides, as it
does where the step is so large or so small that the difference says nothing of the derivative. A formula
is never wrong for its step alone as long as the numbers are within the tolerance.
"""

from __future__ import annotations

from grader.model import (
    CaseResult,
    CheckResult,
    DimVerdict,
    Flag,
    Mistake,
    Rule,
    Verdict,
)
from grader.scoring import stencil, verdicts
from grader.scoring.asking import Asked, Gathered
from grader.scoring.difference_dims import Dim, Dims
from grader.scoring.difference_mistakes import Cause
from grader.scoring.sentences import in_row, said
from grader.scoring.serving import numbers_of, task_of


def judged(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return the result with its dims by the rule FORMULA where a case has it, and mistakes named."""
    numbers = _numbers(asked, gathered)
    case = result.cases[0] if result.cases else None
    if numbers is None or case is None or len(case.dims) != len(numbers):
        return result
    looked_at = Dims(asked, gathered, case)
    dims = looked_at.all()
    if case.rule is Rule.FORMULA:
        case = _by_formula(case, dims)
        result = result._replace(
            cases=(case,), verdict=case.verdict, points=case.points, message=case.message or result.message
        )
    wrong = [place for place, dim in enumerate(case.dims) if dim.verdict is DimVerdict.WRONG]
    mistakes, unknown = _mistakes(asked, looked_at, dims, wrong)
    message = result.message
    if unknown and not message:
        message = said("unknown-mistake", asked.exercise, dims=in_row(unknown)).message
    flags = () if wrong else _flags(asked, gathered, dims)
    return result._replace(mistakes=mistakes, message=message, flags=(*result.flags, *flags))


def differences_of(
    asked: Asked, gathered: Gathered, result: CheckResult
) -> tuple[stencil.Difference | None, ...]:
    """Return the difference that makes each dim, None where it is another or none."""
    made = tuple(each.difference for each in gathered.made)
    case = result.cases[0] if result.cases else None
    method = task_of(asked).method
    if case is None or gathered.served is None or {each and each.method for each in made} == {method}:
        return made
    dims = Dims(asked, gathered, case)
    return tuple(map(dims.difference, range(len(case.dims))))


def _numbers(asked: Asked, gathered: Gathered) -> tuple[float, ...] | None:
    """Return the student's answer, if it is one number per dim."""
    outcome = gathered.found[0].outcome if gathered.found else None
    return None if outcome is None else numbers_of(outcome, task_of(asked).dims)


def _by_formula(case: CaseResult, dims: tuple[Dim, ...]) -> CaseResult:
    """Return the case with the verdicts of its dims by their formula."""
    results = tuple(
        result if dim.right is None else result._replace(verdict=_word(right=dim.right))
        for result, dim in zip(case.dims, dims, strict=True)
    )
    right = all(result.verdict is DimVerdict.OK for result in results)
    verdict = verdicts.worst((Verdict.OK if right else Verdict.WRONG,))
    return case._replace(dims=results, verdict=verdict, points=case.points_possible if right else 0.0)


def _word(*, right: bool) -> DimVerdict:
    return DimVerdict.OK if right else DimVerdict.WRONG


# --- in words -------------------------------------------------------------------------------


def _mistakes(
    asked: Asked, looked_at: Dims, dims: tuple[Dim, ...], wrong: list[int]
) -> tuple[tuple[Mistake, ...], tuple[str, ...]]:
    """Return the mistakes that explain wrong dims, each said once, and the names of the unexplained."""
    explained: dict[tuple[str, str], list[int]] = {}
    fields: dict[tuple[str, str], Cause] = {}
    for place in wrong:
        for cause in dims[place].causes[:1]:
            key = cause.code, dict(cause.fields).get("other", "")
            explained.setdefault(key, []).append(place)
            fields.setdefault(key, cause)
    mistakes = tuple(_mistake(asked, looked_at, fields[key], places) for key, places in explained.items())
    known = {place for places in explained.values() for place in places}
    return mistakes, tuple(looked_at.results[place].name for place in wrong if place not in known)


def _mistake(asked: Asked, looked_at: Dims, cause: Cause, places: list[int]) -> Mistake:
    """Return a cause in words, for the dims that it explains."""
    names = tuple(looked_at.results[place].name for place in places)
    words = said(cause.code, asked.exercise, dims=in_row(names), of=task_of(asked).of, **dict(cause.fields))
    actual, right = looked_at.results[places[0]].actual, looked_at.right_is(places[0])
    return Mistake(
        code=cause.code,
        message=words.message,
        evidence=f"for {names[0]} you have {actual!r}, {right}",
        hint=words.hint,
        dims=() if len(places) == len(looked_at.results) else names,
    )


def _flags(asked: Asked, gathered: Gathered, dims: tuple[Dim, ...]) -> tuple[Flag, ...]:
    """Return what a person should look at where all dims are right."""
    fields: dict[str, str] = {}
    for dim in dims:
        for code, field in dim.flags:
            fields.setdefault(code, field)
    of = task_of(asked).of
    return tuple(
        Flag(code=code, message=said(code, asked.exercise, h=field, of=of).message)
        for code, field in fields.items()
    )
