"""Flags: what numbers cannot prove of a gradient, for a person to read. They never cost points."""

from __future__ import annotations

from math import isfinite

from grader.model import (
    Answer,
    CheckResult,
    DimVerdict,
    Flag,
    GradientTask,
    Numbers,
    Outcome,
    Sight,
    Spelled,
    Tolerance,
    Verdict,
)
from grader.scoring import compare
from grader.scoring.asking import Asked, Gathered

# What says more than the words of a source, so that these need not be told as well.
_SEEN = frozenset(("complex-step", "autodiff-behind", "small-steps"))
# Words of numbers that stand where a step is taken; and those that do so where a sum is divided as well.
_STEPPING = ("imag", "longdouble", "isqrt", "as_integer_ratio")
_EXACT = ("decimal", "Decimal", "fractions", "Fraction", "mpmath")
# At points beside the cases. A right formula is within 1e-15 of the sum of its terms.
_SAME = Tolerance(rtol=1e-9, atol=1e-12)


def flags_of(asked: Asked, gathered: Gathered, result: CheckResult) -> tuple[Flag, ...]:
    """Return what a person should look at."""
    sights = frozenset[Sight]().union(*(each.sights for each in gathered.noted))
    codes = _codes_of(sights)
    apart = _apart(gathered)
    if Sight.STEP in sights and apart and not codes:
        codes.append("small-steps")
    if apart and not codes and result.verdict is Verdict.OK:
        codes.append("differs-elsewhere")
    if any(mistake.code == "finite-difference" for mistake in result.mistakes):
        codes = [code for code in codes if code not in ("calls-f", "small-steps")]  # it is proven, and said
    return tuple(_flag(code, asked, gathered, apart) for code in codes)


# A class may find its operations by name, a helper its variables, and be right; a formula needs none of it.
_BY_NAME = frozenset(
    ("ast", "compile", "eval", "exec", "getattr", "globals", "importlib", "inspect", "locals", "vars")
)


def with_spelled(asked: Asked, result: CheckResult, spelled: tuple[Spelled, ...]) -> CheckResult:
    """Return a result that has points with flags for what the source of its entry point spells."""
    own = next((each for each in spelled if each.entry_point == asked.check.entry_point), None)
    if own is None or not result.points:
        return result
    flags = list(result.flags)
    numbers, behind = own.numbers, own.behind
    if isinstance(asked.check.task, GradientTask):
        numbers = _telling(own)
    else:
        behind = tuple(word for word in behind if word not in _BY_NAME)
    if numbers and not any(flag.code in _SEEN for flag in flags):
        flags.append(_spelled_flag("other-numbers", asked, numbers))
    if behind:
        flags.append(_spelled_flag("looks-behind", asked, behind))
    return result._replace(flags=tuple(flags))


def _telling(spelled: Spelled) -> tuple[str, ...]:
    """Return the numbers of which no formula is made; a fraction or Euler's cosine may well be in one."""
    telling = (*_STEPPING, *(_EXACT if spelled.quotient else ()))
    return tuple(word for word in spelled.numbers if word in telling)


def _spelled_flag(code: str, asked: Asked, words: tuple[str, ...]) -> Flag:
    from grader.scoring.sentences import in_row, said

    entry_point = asked.check.entry_point
    return Flag(code, said(code, asked.exercise, entry_point=entry_point, words=in_row(words)).message)


def _codes_of(sights: frozenset[Sight]) -> list[str]:
    """Return the codes of what was seen; of two that tell of one difference the first."""
    codes = []
    if Sight.COMPLEX in sights:
        codes.append("complex-step")
    if sights & {Sight.OBJECTS, Sight.LIBRARY}:
        codes.append("autodiff-behind")
    if sights & {Sight.NEARBY, Sight.ELSEWHERE}:
        codes.append("calls-f")
    elif sights & {Sight.QUOTIENT, Sight.PRECISE}:
        codes.append("small-steps")
    if Sight.OTHERWISE in sights:
        codes.append("answers-otherwise")
    elif Sight.UNSEEN in sights:
        codes.append("not-seen")
    return codes


def _flag(code: str, asked: Asked, gathered: Gathered, apart: int) -> Flag:
    from grader.scoring.sentences import said

    words = said(
        code,
        asked.exercise,
        entry_point=asked.check.entry_point,
        evaluations=max((each.evaluations for each in gathered.noted), default=0),
        apart=apart,
        total=len(gathered.beside),
    )
    return Flag(code=code, message=words.message)


def _apart(gathered: Gathered) -> int:
    """Return at how many points beside the cases a number is not the right one."""
    return sum(_is_apart(answer, outcome) for answer, outcome in gathered.beside)


def _is_apart(answer: Answer, outcome: Outcome) -> bool:
    """Return whether an answer has other numbers; one that was refused there is none of them."""
    if not isinstance(outcome, Numbers):
        return False
    dims, message = compare.judge_dims(outcome, answer, tolerance=_SAME, point=0)
    return not message.startswith("expected") and any(
        dim.verdict is DimVerdict.WRONG and dim.actual is not None and isfinite(dim.actual) for dim in dims
    )
