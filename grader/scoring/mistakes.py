"""Names what is wrong with a gradient: only what explains every number of a dim.

Each dim is explained by itself, then equal causes are said once. The evidence quotes a published input,
never a hidden one: what a student sees of a mistake gives no hidden input away.
"""

from __future__ import annotations

from typing import NamedTuple

from grader.model import CheckResult, Exercise, GradientTask, KnownMistake, Mistake, Noted, Reworded
from grader.scoring import differences, formula_mistakes, phenomena
from grader.scoring.asking import Asked, Gathered
from grader.scoring.column import LEAST_ROWS, Column, columns_of
from grader.scoring.formula_mistakes import Cause
from grader.scoring.sentences import in_row, said

LEAST_DIGITS = 4  # that are right in a number which is nearly so


class Named(NamedTuple):
    """The mistakes that explain wrong dims, and what is said of the dims that none explains ("" if none)."""

    mistakes: tuple[Mistake, ...]
    unknown: str


def named(asked: Asked, gathered: Gathered, result: CheckResult, task: GradientTask) -> Named:
    """Return what is known to be wrong with an answer that has the right form."""
    columns = columns_of(asked, gathered, result, task)
    wrong = tuple(column for column in columns if column.is_wrong)
    explained: dict[int, tuple[Cause, ...]] = {}
    for column in wrong:
        # A number that is none is not explained, nor are the others of its dim.
        if len(column.rows) >= LEAST_ROWS and len(column.judged) <= len(column.rows):
            explained[column.dim] = causes_of(column, columns, gathered.noted)
    _as_order(explained, columns)
    _as_differences(explained, wrong)
    listed = _listed(asked.check.mistakes, columns, explained)
    mistakes = tuple(
        _mistake(
            cause,
            [column for column in wrong if cause in explained.get(column.dim, ())],
            listed,
            asked.exercise,
        )
        for cause in dict.fromkeys(cause for causes in explained.values() for cause in causes)
    )
    everything = len(wrong) == len(columns)
    return Named(
        mistakes=tuple(
            each._replace(dims=()) if everything and len(each.dims) == len(columns) else each
            for each in mistakes
        ),
        unknown=_unknown([column for column in wrong if not explained.get(column.dim)], asked.exercise),
    )


def _unknown(columns: list[Column], exercise: Exercise) -> str:
    """Return what is said of dims whose mistake is not known: that, and whether they are nearly right."""
    if not columns:
        return ""
    dims = in_row(tuple(column.name for column in columns))
    digits = min(map(phenomena.right_digits, columns))
    if digits < LEAST_DIGITS:
        return said("unknown-mistake", exercise, dims=dims).message
    return said("unknown-nearly-right", exercise, dims=dims, digits=digits).message


def causes_of(
    column: Column, columns: tuple[Column, ...], noted: tuple[Noted, ...] = ()
) -> tuple[Cause, ...]:
    """Return the cause that explains a dim, or two; nothing if none does.

    Facts about the numbers come before mistakes in the formula: they are true whatever the cause.
    """
    fact = (
        phenomena.always_zero(column)
        or phenomena.exchanged(column, columns)
        or phenomena.summed(column, columns)
        or phenomena.opposite(column)
        or phenomena.in_single_precision(column)
        or phenomena.rounded_answer(column)
        or (differences.recovered(column, noted) if differences.is_moved(noted) else None)
    )
    if fact is not None:
        return (fact,)
    single = formula_mistakes.single_causes(column)
    factor = phenomena.multiple(column)
    fixed = next((each for each in single[:1] if each.code == "part-fixed"), None)
    if single and fixed is None and (factor is None or len({each.part for each in single}) == 1):
        return single[:1]
    rest = (
        factor
        or phenomena.always_the_same(column)
        or phenomena.of_one_input(column)
        or phenomena.other_constant(column)
        or fixed
    )
    if rest is not None:
        return (rest,)
    pair = formula_mistakes.pair_of_causes(column)
    last = (
        differences.recovered(column, noted)
        or differences.seen(column, noted)
        or phenomena.changing(noted)
        or phenomena.right_at_one_point(column)
    )
    return pair or (() if last is None else (last,))


def _as_order(explained: dict[int, tuple[Cause, ...]], columns: tuple[Column, ...]) -> None:
    """Say of dims that hold each other's numbers that they stand in another order."""
    names = {column.dim: column.name for column in columns}
    others = {
        dim: dict(causes[0].fields)["other"]
        for dim, causes in explained.items()
        if causes and causes[0].code == "other-dim"
    }
    if len(others) > 1 and {names[dim] for dim in others} == set(others.values()):
        explained.update((dim, (Cause("order"),)) for dim in others)


def _as_differences(explained: dict[int, tuple[Cause, ...]], wrong: tuple[Column, ...]) -> None:
    """Say of the rest that it is made by the same differences as another dim, if it is as far off.

    Where a step is small, rounding hides it in some dims and not in others.
    """
    found = [cause for causes in explained.values() for cause in causes if cause.code == "finite-difference"]
    for column in wrong:
        for cause in found[:1]:
            h = float(dict(cause.fields)["h"])
            if explained.get(column.dim) == () and differences.is_as_far_off(column, h):
                explained[column.dim] = (cause,)


def _listed(
    mistakes: tuple[KnownMistake, ...],
    columns: tuple[Column, ...],
    explained: dict[int, tuple[Cause, ...]],
) -> dict[str, KnownMistake]:
    """Return those of the exercise's list by the names of dims; dims that one alone explains get its name."""
    found: dict[str, KnownMistake] = {}
    for known in mistakes:
        pairs = list(zip(columns, known.formulas, strict=True))
        changed = [pair for pair in pairs if not phenomena.gives_right(*pair)]
        if not changed or not all(phenomena.listed(*pair) for pair in changed):
            continue
        for column, _ in changed:
            found.setdefault(column.name, known)
            if len(column.rows) >= LEAST_ROWS and not explained.get(column.dim):
                explained[column.dim] = (Cause(known.id),)
    return found


def _mistake(
    cause: Cause, explained: list[Column], listed: dict[str, KnownMistake], exercise: Exercise
) -> Mistake:
    """Return a cause in words, for the dims that it explains.

    The exercise's own words for the code come first, then those for one of its list, then the grader's.
    """
    dims = tuple(column.name for column in explained)
    fields = {"dims": in_row(dims), "part": cause.part, **dict(cause.fields)}
    words = said(cause.code, exercise, **fields)
    own = _own(cause.code, exercise)
    known, *others = {id(each): each for each in map(listed.get, dims)}.values()
    if known is not None and not others:  # what is listed of one dim is not true of all
        other = _own(known.id, exercise)
        message = None if other.message is None else other.message.format()
        hint = known.hint if other.hint is None else other.hint.format()
        words = words._replace(
            message=words.message if message is None or own.message is not None else message,
            hint=hint if own.hint is None else words.hint,
        )
    return Mistake(
        code=cause.code, message=words.message, evidence=_evidence(explained), hint=words.hint, dims=dims
    )


def _own(code: str, exercise: Exercise) -> Reworded:
    """Return the exercise's own words for a code, without any if it has none."""
    return next((each for each in exercise.wording if each.code == code), Reworded(code=code))


def _evidence(explained: list[Column]) -> str:
    """Return the two numbers that show a mistake at a published input, or that it shows elsewhere alone."""
    for column in explained:
        for row in column.rows:
            if not (row.hidden or row.at_kink or row.is_(row.right)):
                names = zip(column.function.args, row.inputs, strict=True)
                at = ", ".join(f"{name} = {value!r}" for name, value in names)
                return f"for {column.name} at {at} you return {row.found!r}, right is {row.right!r}"
    return "it shows at a hidden input, not at the published one"
