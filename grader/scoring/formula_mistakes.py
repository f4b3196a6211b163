"""Wrong derivatives of a formula: every step's rule replaced by each wrong one, one at a time.

Theory of operation. The derivative of the root is linear in the slope of any one step, so a wrong slope
there changes the answer by ``onward * (wrong - right)``. A number of an answer is compared with all of
these at one point; what agrees there is compared at all points. Where no single mistake explains a dim,
two in different terms of the formula's sum are tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from math import isfinite
from typing import NamedTuple

from grader.model import Graph
from grader.scoring.column import CANCELLED, RTOL, Column, Row
from grader.scoring.parts import Term, inside, terms_of, text_of
from grader.scoring.sweep import forward
from grader.scoring.wrong_rules import Rule, Site, WrongRule, rules_of
from grader.spec.program import constants, leaves

# The more general words first: they stand for the others where both give the same numbers.
ORDER = (
    *(
        "term-missing",
        "term-sign",
        "constant-kept",
        "not-differentiated",
        "inner-derivative",
        "constant-factor",
    ),
    *("exponent-factor", "exponent-not-decreased", "denominator-not-squared", "power-rule", "product-rule"),
    *("quotient-rule", "reciprocal", "function-rule", "outer-derivative", "inner-argument"),
    *("function-of-derivative", "input-for-output", "logarithm-base", "degrees"),
)


class Cause(NamedTuple):
    """Why the numbers of a dim are as they are: the mistake's code, and the part of the formula it is in."""

    code: str
    part: str = ""
    fields: tuple[tuple[str, str], ...] = ()  # what else the wording quotes


class Candidate(NamedTuple):
    """A mistake that could be: by how much it changes the dim's number at a point."""

    code: str
    step: int
    term: int  # the place of its term in the formula's sum; -1 for several
    change: Callable[[Row], float]


def single_causes(column: Column) -> tuple[Cause, ...]:
    """Return the mistakes that explain a dim by themselves, one per code, the most general first."""
    row = _telling(column)
    found: dict[str, Candidate] = {}
    for each, change in _changes(column, row):
        if row.is_(row.right + change) and _explains(column, each):
            known = found.get(each.code)
            found[each.code] = each if known is None or each.step > known.step else known
    return tuple(_cause(column, each) for each in sorted(found.values(), key=_generality))


def pair_of_causes(column: Column) -> tuple[Cause, ...]:
    """Return two mistakes in different terms that together explain a dim, in the most general words."""
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
    best = min(found, key=lambda pair: sum(ORDER.index(each.code) for each in pair), default=())
    return tuple(_cause(column, each) for each in best)


def _generality(candidate: Candidate) -> int:
    return ORDER.index(candidate.code)


def _telling(column: Column) -> Row:
    """Return the row whose number is farthest from the right one."""
    return max(column.rows, key=lambda row: abs(row.found - row.right) / (row.size or 1.0))


def _changes(column: Column, row: Row) -> list[tuple[Candidate, float]]:
    """Return every candidate with its change at one point, where it has one."""
    found = []
    for candidate in _candidates(column):
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
    return Cause(code=candidate.code, part=text_of(column.graph, candidate.step, column.function.args))


# --- candidates -----------------------------------------------------------------------------


def _candidates(column: Column) -> Iterator[Candidate]:
    graph = column.graph
    depends = _depending(graph, leaves(graph)[column.dim])
    for place, term in enumerate(terms_of(graph)):
        if term.step not in depends:
            yield Candidate("constant-kept", term.step, place, _kept(term))
    term_of, sites = _term_of(graph), [index for index in sorted(depends) if graph.steps[index].operands]
    for index in sites:
        for each in _rules(graph, index):
            yield Candidate(each.code, index, term_of.get(index, -1), _changed(column, index, each.rule))
    for op in dict.fromkeys(graph.steps[index].op for index in sites):
        indices = [index for index in sites if graph.steps[index].op == op]
        if len(indices) > 1 and op not in ("add", "sub"):
            for each in _rules(graph, indices[-1]):
                change = _changed_everywhere(column, frozenset(indices), each.rule)
                yield Candidate(each.code, indices[-1], -1, change)


def _kept(term: Term) -> Callable[[Row], float]:
    """Return by how much a term without the variable changes the number if it stands there as it is."""
    return lambda row: term.sign * float(row.sweep.values[term.step])


def _rules(graph: Graph, index: int) -> Iterator[WrongRule]:
    """Return the wrong rules for one step."""
    operands, fixed, inner = graph.steps[index].operands, constants(graph), _inner(graph)
    rules = rules_of(
        graph.steps[index].op,
        tuple(each in fixed for each in operands),
        tuple(graph.steps[each].op == "leaf" for each in operands),
    )
    # A constant factor inside of a function is its inner derivative, or a part of it.
    return (each for each in rules if each.code != "constant-factor" or index not in inner)


def _inner(graph: Graph) -> frozenset[int]:
    """Return the steps that a function or a power is taken of."""
    outer = [step for step in graph.steps if step.op not in ("add", "sub", "mul", "truediv", "neg", "pos")]
    return frozenset(step.operands[0] for step in outer if step.operands)


def _depending(graph: Graph, variable: int) -> frozenset[int]:
    """Return the steps that depend on the leaf ``variable``."""
    found = {variable}
    for index, step in enumerate(graph.steps):
        if any(operand in found for operand in step.operands):
            found.add(index)
    return frozenset(found)


def _term_of(graph: Graph) -> dict[int, int]:
    """Return the place of the term that each step is in; steps of several terms have none."""
    found: dict[int, int] = {}
    for place, term in enumerate(terms_of(graph)):
        for step in inside(graph, term.step):
            found[step] = -1 if step in found else place
    return found


def _site(column: Column, index: int, row: Row, slopes: tuple[float, ...] | list[float]) -> Site:
    step, numbers = column.graph.steps[index], row.sweep
    inner = tuple(slopes[operand] for operand in step.operands)
    return Site(
        op=step.op,
        operands=tuple(numbers.values[operand] for operand in step.operands),
        slopes=inner,
        value=numbers.values[index],
        slope=sum(map(float.__mul__, numbers.local[index], inner)),
        local=numbers.local[index],
        variable=row.inputs[column.dim],
    )


def _changed(column: Column, index: int, rule: Rule) -> Callable[[Row], float]:
    """Return by how much a wrong rule at one step changes the dim's number."""

    def change(row: Row) -> float:
        slopes = row.sweep.slopes[column.dim]
        return row.sweep.onward[index] * (rule(_site(column, index, row, slopes)) - slopes[index])

    return change


def _changed_everywhere(column: Column, indices: frozenset[int], rule: Rule) -> Callable[[Row], float]:
    """Return by how much a wrong rule at several steps changes the dim's number."""
    variable = leaves(column.graph)[column.dim]

    def change(row: Row) -> float:
        def replaced(index: int, slopes: list[float]) -> float | None:
            return rule(_site(column, index, row, slopes)) if index in indices else None

        slopes = forward(column.graph, row.sweep.local, variable, replaced)
        return slopes[column.graph.root] - row.sweep.slopes[column.dim][column.graph.root]

    return change
