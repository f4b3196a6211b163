"""Flags: what numbers cannot prove of a gradient, for a person to read. They never cost points."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from math import isfinite

from grader.model import (
    CALCULATES,
    NOT_SEEN,
    CheckResult,
    DimResult,
    DimVerdict,
    Ended,
    Flag,
    GradientTask,
    Method,
    Missing,
    Numbers,
    NumericalGradientTask,
    Sight,
    Spelled,
    Tolerance,
    Verdict,
)
from grader.scoring import compare
from grader.scoring.asking import Asked, Gathered

# What says more than the words of a source, so that these need not be told as well.
_SEEN = frozenset(("complex-step", "autodiff-behind", "small-steps", "other-numbers"))
# Words of numbers that stand where a step is taken; and those that do so where a sum is divided as well.
_STEPPING = ("x + iy", "imag", "conj", "conjugate", "longdouble", "float128", "isqrt", "as_integer_ratio")
_EXACT = ("decimal", "Decimal", "fractions", "Fraction", "mpmath", "mpf")
_LONG = ("longdouble", "float128")
_WHOLE = "whole numbers of many digits"
_STEPS = frozenset((Sight.STEP, Sight.QUOTIENT, Sight.AROUND))
# The flags that a mistake stands for.
_PROVEN = {"finite-difference": ("calls-f", "small-steps"), "changes": ("answers-otherwise",)}
# Beside 1: formulas leave some 3e-16, however they are spelled, the best differences some 3e-15.
_ROUNDING = 2e-15
_ENOUGH = 2  # points beside the cases
# At points beside the cases. A right formula is within 1e-15 of the sum of its terms.
_SAME = Tolerance(rtol=1e-9, atol=1e-12)


def flags_of(asked: Asked, gathered: Gathered, result: CheckResult) -> tuple[Flag, ...]:
    """Return what a person should look at."""
    sights = _sights(gathered)
    codes = _codes_of(sights)
    beside = tuple(_beside(gathered))
    apart = sum(map(_is_apart, beside)) or _unanswered(asked, gathered, result, beside)
    off = _off(asked, gathered, result, beside) if not (apart or codes) else 0.0
    if (apart or off) and not codes:
        # A factor that is near 1 by chance looks like a step: so the numbers have to look like it too, and
        # where a mistake explains them there was none.
        if sights & {Sight.STEP, Sight.QUOTIENT} and not result.mistakes:
            codes.append("small-steps")
        elif result.verdict is Verdict.OK:
            codes.append("differs-elsewhere" if apart else "inexact-gradients")
    if Sight.AROUND in sights and not codes:
        codes.append("calls-f")
    # What is proven is said.
    proven = {each for mistake in result.mistakes for each in _PROVEN.get(mistake.code, ())}
    codes = [code for code in codes if code not in proven]
    return tuple(_flag(code, asked, gathered, apart=apart, off=off) for code in codes)


def _sights(gathered: Gathered) -> frozenset[Sight]:
    """Return what was seen; of objects only where an input cannot be taken for a constant of a formula."""
    sights = frozenset[Sight]().union(*(each.sights for each in gathered.noted))
    if gathered.noted and Sight.OBJECTS not in gathered.noted[-1].sights:
        sights -= {Sight.OBJECTS}
    return sights


# A class may find its operations by name, a helper or a difference its variables, and be right; a formula
# needs none of it.
_BY_NAME = frozenset(
    ("ast", "compile", "eval", "exec", "getattr", "globals", "importlib", "inspect", "locals", "vars")
) | {"attrgetter", "methodcaller", "__getattribute__"}


def with_spelled(asked: Asked, result: CheckResult, spelled: tuple[Spelled, ...]) -> CheckResult:
    """Return a result that has points with flags for what the source of its entry point spells."""
    own = next((each for each in spelled if each.entry_point == asked.check.entry_point), None)
    if own is None or not result.points:
        return result
    flags = list(result.flags)
    numbers, behind = own.numbers, own.behind
    if isinstance(asked.check.task, GradientTask):
        numbers = _telling(own)
    elif isinstance(asked.check.task, NumericalGradientTask) and _is_difference(result):
        numbers = ()  # it is made of values of f, whatever it calculates with
    if not isinstance(asked.check.task, GradientTask):
        behind = tuple(word for word in behind if word not in _BY_NAME)
    if numbers and not any(flag.code in _SEEN for flag in flags):
        flags.append(_spelled_flag("other-numbers", asked, numbers))
    if behind:
        flags.append(_spelled_flag("looks-behind", asked, behind))
    if own.rules and isinstance(asked.check.task, GradientTask):
        flags.append(_spelled_flag("own-rules", asked, ()))
    return result._replace(flags=tuple(flags))


def with_numbers(asked: Asked, result: CheckResult, noted: Collection[str]) -> CheckResult:
    """Return a class's result that has points with flags for what was seen of its numbers, or was not."""
    kinds = tuple(kind for kind in ("complex", *_EXACT, *_LONG, _WHOLE) if CALCULATES + kind in noted)
    codes = (("other-numbers", bool(kinds)), ("not-seen", NOT_SEEN in noted))
    told = tuple(_spelled_flag(code, asked, kinds) for code, is_told in codes if is_told and result.points)
    return result._replace(flags=(*result.flags, *told))


def _is_difference(result: CheckResult) -> bool:
    """Return whether a numerical gradient was seen to be made by one of the two differences."""
    return any(each.name == "method" and each.value in list(Method) for each in result.evidence)


def _telling(spelled: Spelled) -> tuple[str, ...]:
    """Return the numbers of which no formula is made; a fraction or Euler's cosine may well be in one."""
    telling = (*_STEPPING, *(_EXACT if spelled.quotient else ()))
    return tuple(word for word in spelled.numbers if word in telling)


def _spelled_flag(code: str, asked: Asked, words: tuple[str, ...]) -> Flag:
    from grader.scoring.sentences import in_row, said

    entry_point = asked.check.entry_point
    return Flag(
        code,
        said(code, asked.exercise, entry_point=entry_point, words=in_row(words) if words else "").message,
    )


def _codes_of(sights: frozenset[Sight]) -> list[str]:
    """Return the codes of what was seen; of two that tell of one difference the first."""
    codes = []
    if Sight.COMPLEX in sights:
        codes.append("complex-step")
    if sights & {Sight.OBJECTS, Sight.LIBRARY, Sight.SUMS}:
        codes.append("autodiff-behind")
    if sights & {Sight.NEARBY, Sight.ELSEWHERE}:
        codes.append("calls-f")
    elif Sight.PRECISE in sights:
        codes.append("small-steps")
    if Sight.OTHERWISE in sights:
        codes.append("answers-otherwise")
    elif Sight.UNSEEN in sights:
        codes.append("not-seen")
    return codes


def _flag(code: str, asked: Asked, gathered: Gathered, *, apart: int, off: float) -> Flag:
    from grader.scoring.sentences import said

    words = said(
        code,
        asked.exercise,
        entry_point=asked.check.entry_point,
        of=asked.check.task.of if isinstance(asked.check.task, GradientTask) else "",
        evaluations=max((each.evaluations for each in gathered.noted), default=0),
        apart=apart,
        total=len(gathered.beside),
        off=f"{off:.0e}",
    )
    return Flag(code=code, message=words.message)


def _beside(gathered: Gathered) -> Iterator[tuple[DimResult, ...]]:
    """Yield the dims at every point beside the cases; an answer that was refused there has none."""
    for answer, outcome in gathered.beside:
        if isinstance(outcome, Numbers):
            dims, message = compare.judge_dims(outcome, answer, tolerance=_SAME, point=0)
            if not message.startswith("expected"):
                yield dims


def _is_apart(dims: tuple[DimResult, ...]) -> bool:
    """Return whether an answer has other numbers than the right ones."""
    return any(
        dim.verdict is DimVerdict.WRONG and dim.actual is not None and isfinite(dim.actual) for dim in dims
    )


def _unanswered(
    asked: Asked, gathered: Gathered, result: CheckResult, beside: tuple[tuple[DimResult, ...], ...]
) -> int:
    """Return how many points were asked for, if a dim that is right in the cases is a number at none of them.

    At one point or another a right formula may well have no number: it overflows where another one does not.
    """
    asked_for = [answer for answer, outcome in gathered.beside if not isinstance(outcome, (Ended, Missing))]
    if result.verdict is not Verdict.OK or len(asked_for) < _ENOUGH or not _takes_fractions(asked):
        return 0
    dims = itertools.chain(*beside)
    answered = {dim.name for dim in dims if dim.actual is not None and isfinite(dim.actual)}
    return 0 if answered.issuperset(asked_for[0].dims) else len(asked_for)


def _takes_fractions(asked: Asked) -> bool:
    """Return whether each input is a fraction in some case: a right function may take whole numbers alone."""
    given = [each for _, _, answer in asked.points() for each in answer.inputs]
    fractions = {each.name for each in given if type(each.value) is float and not each.value.is_integer()}
    return fractions.issuperset(each.name for each in given)


def _off(
    asked: Asked, gathered: Gathered, result: CheckResult, beside: tuple[tuple[DimResult, ...], ...]
) -> float:
    """Return the typical relative error of right numbers that have lost digits; 0.0 if none have."""
    if result.verdict is not Verdict.OK:
        return 0.0
    errors: dict[str, list[float]] = {}
    for dim in itertools.chain(*(case.dims for case in result.cases), *beside):
        if dim.relative_error is not None and isfinite(dim.relative_error) and dim.kink is None:
            errors.setdefault(dim.name, []).append(dim.relative_error)
    middle = {name: sorted(each)[len(each) // 2] for name, each in errors.items()}
    off = {name: error for name, error in middle.items() if error > _ROUNDING}
    task = asked.check.task
    if not off or not isinstance(task, GradientTask):
        return 0.0  # nearly always
    from grader.scoring.column import columns_of
    from grader.scoring.rounding import FIFTEEN_DIGITS, FOURTEEN_DIGITS, has_lost_digits

    columns = [each for each in columns_of(asked, gathered, result, task) if each.name in off]
    # Where a step was seen, a share can be what it leaves.
    typed = FIFTEEN_DIGITS if _sights(gathered) & _STEPS else FOURTEEN_DIGITS
    lost = [each for each in columns if has_lost_digits(each, rounding=_ROUNDING, typed=typed)]
    return max((off[each.name] for each in lost), default=0.0)
