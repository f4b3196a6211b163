"""What the numbers of a dim are beside its formula: constant, exchanged, rounded.

Each function returns the cause that explains every number of a column, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, log10
from struct import pack, unpack

from grader.model import Noted, Number, Sight
from grader.scoring import tape
from grader.scoring.column import RTOL, Column, Row
from grader.scoring.formula_mistakes import Cause
from grader.scoring.parts import terms_of, text_of
from grader.scoring.sweep import sweep

_ROUNDED = 1e-2  # relative; a constant that is farther off was not rounded
_CLOSE = 1e-4  # relative; an error that a small step or a rounded number can leave
_NOISE = 1e-15  # of a right formula, beside the sum of its terms


def always_zero(column: Column) -> Cause | None:
    """Return the cause of a 0 at every point, where the right numbers differ."""
    return Cause("always-zero") if _differ(column) and not any(row.found for row in column.rows) else None


def always_the_same(column: Column) -> Cause | None:
    """Return the cause of one number at every point, where the right ones differ."""
    same = len({row.found for row in column.rows}) == 1
    return Cause("pasted-answer") if same and _differ(column) else None


def _differ(column: Column) -> bool:
    return len({row.right for row in column.rows}) > 1


def exchanged(column: Column, columns: tuple[Column, ...]) -> Cause | None:
    """Return the cause of numbers that are the right ones of another dim."""
    for other in columns:
        if other.dim != column.dim and column.all_are(lambda row, dim=other.dim: _right_of(row, dim)):  # type: ignore[misc]
            return Cause("other-dim", fields=(("other", other.name),))
    return None


def summed(column: Column, columns: tuple[Column, ...]) -> Cause | None:
    """Return the cause of numbers that are the sum of the right ones of all dims."""
    dims = [each.dim for each in columns]
    if len(dims) > 1 and column.all_are(lambda row: sum(_right_of(row, dim) for dim in dims)):
        return Cause("dims-summed")
    return None


def _right_of(row: Row, dim: int) -> float:
    return row.sweep.slopes[dim][-1]


def opposite(column: Column) -> Cause | None:
    """Return the cause of numbers that all have the other sign."""
    return Cause("sign") if column.all_are(lambda row: -row.right) else None


def multiple(column: Column) -> Cause | None:
    """Return the cause of numbers that are the right ones times one factor."""
    row = max(column.rows, key=lambda each: abs(each.right))
    factor = row.found / row.right if row.right else 0.0
    # The largest numbers that there are over a small one are no factor of it.
    if (
        not factor
        or not isfinite(factor)
        or abs(factor - 1.0) <= _ROUNDED
        or not column.all_are(lambda each: factor * each.right)
    ):
        return None
    return Cause("factor", fields=(("factor", in_words(factor)),))


def in_words(factor: float) -> str:
    """Return a factor as a fraction if it is a simple one."""
    from fractions import Fraction

    simple = Fraction(factor).limit_denominator(1000)
    return str(simple) if abs(float(simple) - factor) <= RTOL * abs(factor) else f"{factor:.6g}"


def of_one_input(column: Column) -> Cause | None:
    """Return the cause of numbers in which one input has its published value whatever it is."""
    published = next((row for row in column.rows if not row.hidden), None)
    if published is None or not column.rows:
        return None
    for place, name in enumerate(column.function.args):
        value = published.inputs[place]
        if column.all_are(lambda row, at=(place, value): _with_input(column, row, *at)):  # type: ignore[misc]
            return Cause("input-fixed", fields=(("name", name), ("value", f"{value!r}")))
    return None


def _with_input(column: Column, row: Row, place: int, value: Number) -> float:
    inputs = (*row.inputs[:place], value, *row.inputs[place + 1 :])
    return sweep(column.graph, inputs).slopes[column.dim][column.graph.root]


def right_at_one_point(column: Column) -> Cause | None:
    """Return the cause of numbers that are right where everybody knows the input, and nowhere else."""
    published = [row for row in column.rows if not row.hidden]
    others = [row for row in column.rows if row.hidden]
    if len(others) < 2 or not published or any(not row.is_(row.right) for row in published):
        return None
    if any(row.is_(row.right) for row in others):
        return None
    # What is nearly right wherever else is right here by chance.
    return Cause("right-at-one-point") if any(_error(row) > _CLOSE for row in others) else None


def changing(noted: tuple[Noted, ...]) -> Cause | None:
    """Return the cause of an answer that was another one where the same input was given again."""
    return Cause("changes") if any(Sight.OTHERWISE in each.sights for each in noted) else None


# --- precision --------------------------------------------------------------------------------


def in_single_precision(column: Column) -> Cause | None:
    """Return the cause of numbers that all fit into 32 bits and are right up to them."""
    for row in column.rows:
        # What is left of terms that cancel has few bits anyway.
        small = abs(row.found) <= _CLOSE * row.size
        if small or abs(row.found) > 1e30 or unpack("<f", pack("<f", row.found))[0] != row.found:
            return None
    several = len({row.found for row in column.rows}) > 1
    return Cause("float32") if several and _is_near(column, _CLOSE) else None


def rounded_answer(column: Column) -> Cause | None:
    """Return the cause of numbers that were rounded to some digits after the point, or cut to whole ones."""
    whole = all(float(row.found).is_integer() and abs(row.found - row.right) < 1.0 for row in column.rows)
    if whole and len({row.found for row in column.rows}) > 1:
        return Cause("whole-answer")
    for digits in range(1, 10):
        if all(row.found == round(row.found, digits) for row in column.rows):
            near = all(abs(row.found - row.right) <= 0.51 * 10.0**-digits for row in column.rows)
            return Cause("rounded-answer", fields=(("digits", str(digits)),)) if near else None
    return None


def right_digits(column: Column) -> int:
    """Return how many digits of every number are right, beside the sum of its terms; 0 for none."""
    worst = max(map(_error, column.rows), default=1.0)
    return int(-log10(worst)) if 0.0 < worst < 1.0 else 0


def _error(row: Row) -> float:
    return abs(row.found - row.right) / (row.size or 1.0)


def _is_near(column: Column, share: float) -> bool:
    return all(_error(row) <= share for row in column.rows)


def other_constant(column: Column) -> Cause | None:
    """Return the cause of numbers in which one term alone has another constant factor."""
    for term in terms_of(column.graph):
        share = _share_of_term(column, term.step)
        if share is None:
            continue
        part = text_of(column.graph, term.step, column.function.args)
        if abs(share) <= _ROUNDED:
            return Cause("rounded-constant", part)
        return Cause("coefficient", part, (("factor", in_words(1.0 + share)),))
    return None


def _share_of_term(column: Column, step: int) -> float | None:
    """Return by which share of one term all numbers are off, or None if they are not."""

    def term(row: Row) -> float:
        return row.sweep.onward[step] * row.sweep.slopes[column.dim][step]

    rows = [row for row in column.rows if isfinite(term(row)) and term(row)]
    if len(rows) < len(column.rows) or len(rows) < 3:
        return None
    best = max(rows, key=lambda row: abs(term(row)) / row.size)
    share = (best.found - best.right) / term(best)
    # A little more than rounding, and the same share everywhere.
    if abs(share) < 1e-12 or not all(_is_off(row, share * term(row)) for row in rows):
        return None
    return share


def _is_off(row: Row, by: float) -> bool:
    error = row.found - row.right
    return abs(error - by) <= min(1e-4 * abs(by), RTOL * abs(row.found)) + 10 * _NOISE * row.size


# --- the exercise's own -------------------------------------------------------------------------


def listed(column: Column, formula: str) -> bool:
    """Return whether the numbers are those of a formula that the exercise file gives for a mistake."""
    value = _value_of(column, formula)
    return column.all_are(value)


def gives_right(column: Column, formula: str) -> bool:
    """Return whether a formula that the exercise file gives for a mistake is right for this dim."""
    value = _value_of(column, formula)
    try:
        return all(row._replace(found=value(row)).is_(row.right) for row in column.rows)
    except (ArithmeticError, ValueError):
        return True


def _value_of(column: Column, formula: str) -> Callable[[Row], float]:
    from grader.spec.program import trace_formula

    graph = trace_formula(column.function._replace(formula=formula))
    return lambda row: float(tape.value(graph, row.inputs))
