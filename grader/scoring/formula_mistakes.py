"""Wrong derivatives of a formula: every step's rule replaced by each wrong one, one at a time.

Theory of operation. The derivative of the root is linear in the slope of any one step, so a wrong slope
there changes the answer by ``onward * (wrong - right)``. A number of an answer is compared with all of
these at one point; what agrees there is compared at all points. Where no single mistake explains a dim,
two in different terms of the formula's sum are tried.
"""

from __future__ import annotations

from bisect import bisect_left
from math import isfinite
from typing import NamedTuple

from grader.scoring.candidates import Candidate, candidates
from grader.scoring.column import CANCELLED, RTOL, Column, Row
from grader.scoring.parts import text_of

# Where several give the same numbers, what people do more often is said.
ORDER = (
    *("inner-derivative", "term-sign", "product-rule", "quotient-rule", "term-missing", "constant-kept"),
    *("constants-kept", "constant-factor", "exponent-factor", "exponent-not-decreased"),
    *("denominator-not-squared", "exponent-brackets"),
    *("outer-derivative", "not-differentiated", "power-rule", "reciprocal", "function-rule"),
    *("inner-argument", "function-of-derivative", "input-for-output", "logarithm-base", "degrees"),
    *("other-argument", "part-fixed"),
)


class Cause(NamedTuple):
    """Why the numbers of a dim are as they are: the mistake's code, and the part of the formula it is in."""

    code: str
    part: str = ""
    fields: tuple[tuple[str, str], ...] = ()  # what else the wording quotes


def single_causes(column: Column) -> tuple[Cause, ...]:
    """Return the mistakes that explain a dim by themselves, one per code, the most usual first."""
    row = _telling(column)
    found: dict[str, Candidate] = {}
    for each, change in _changes(column, row):
        if row.is_(row.right + change) and _explains(column, each):
            known = found.setdefault(each.code, each)
            found[each.code] = min(known, each, key=lambda one: _breadth(column, one))
    sign, quotient = found.get("term-sign"), found.get("quotient-rule")
    if sign is not None and quotient is not None and _is_denominator(column, sign.step, quotient.step):
        del found["term-sign"]  # nobody takes x - 3 for something that falls with x
    return tuple(_cause(column, each) for each in sorted(found.values(), key=_rarity))


def _is_denominator(column: Column, part: int, step: int) -> bool:
    """Return whether a part is all that varies in the denominator of a quotient, and is added there."""
    steps, slopes = column.graph.steps, column.rows[0].sweep.slopes[column.dim]
    below = steps[step].operands[-1]
    varying = [each for each in steps[below].operands if slopes[each]]
    return steps[below].op in ("add", "sub") and varying == [part] and slopes[part] == slopes[below]


def pair_of_causes(column: Column) -> tuple[Cause, ...]:
    """Return two mistakes in different terms that together explain a dim, the most usual ones."""
    row = _telling(column)
    wanted, margin = row.found - row.right, RTOL * abs(row.found) + 2 * CANCELLED * row.size
    ordered = sorted(_changes(column, row), key=lambda each: each[1])
    changes = [change for _, change in ordered]
    found: list[tuple[Candidate, Candidate]] = []
    for one, change in ordered:
        place = bisect_left(changes, wanted - change - margin)
        while place < len(ordered) and changes[place] <= wanted - change + margin:
            other = ordered[place][0]
            place += 1
            if -1 < one.term < other.term and _explains(column, one, other):
                found.append((one, other))
    best = min(
        found,
        key=lambda pair: (sum(map(_rarity, pair)), *(_breadth(column, each) for each in pair)),
        default=(),
    )
    return tuple(_cause(column, each) for each in best)


def _breadth(column: Column, candidate: Candidate) -> tuple[bool, bool, int]:
    """Return what is least for the part to quote: all of one term, rather than a sum that holds it.

    What is said of each part is changed in one alone, if that explains as much.
    """
    is_sum = column.graph.steps[candidate.step].op in ("add", "sub")
    return candidate.is_everywhere, is_sum, -candidate.step


def _rarity(candidate: Candidate) -> int:
    return ORDER.index(candidate.code)


def _telling(column: Column) -> Row:
    """Return the row whose number is farthest from the right one."""
    return max(column.rows, key=lambda row: abs(row.found - row.right) / (row.size or 1.0))


def _changes(column: Column, row: Row) -> list[tuple[Candidate, float]]:
    """Return every candidate with its change at one point, where it has one."""
    found = []
    for candidate in candidates(column):
        try:
            change = candidate.change(row)
        except (ArithmeticError, ValueError):
            continue
        if isfinite(change):
            found.append((candidate, change))
    return found


def _explains(column: Column, *candidates: Candidate) -> bool:
    return column.all_are(lambda row: row.right + sum(each.change(row) for each in candidates))


def _cause(column: Column, candidate: Candidate) -> Cause:
    part = text_of(column.graph, candidate.step, column.function.args)
    return Cause(code=candidate.code, part=f"each part such as {part}" if candidate.is_everywhere else part)
