"""All mistakes that could be in the derivative of a formula: at every step, each wrong rule for it.

A candidate says by how much it changes the dim's number at a point, which is linear in the wrong slope.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from grader.model import Graph, Number
from grader.scoring.column import RTOL, Column, Row
from grader.scoring.parts import inside, terms_of
from grader.scoring.sweep import Sweep, forward, sweep
from grader.scoring.wrong_rules import Part, Rule, Site, WrongRule, rules_of
from grader.spec.program import constants, leaves

# Of x*x their wrong rules with a minus leave nothing.
_SUMS_OF_TWO = ("product-rule", "quotient-rule")


class Candidate(NamedTuple):
    """A mistake that could be: by how much it changes the dim's number at a point."""

    code: str
    step: int
    term: int  # the place of its term in the formula's sum; -1 for several
    change: Callable[[Row], float]
    is_everywhere: bool = False  # with every operation of the kind of this step


def candidates(column: Column) -> Iterator[Candidate]:
    """Yield every mistake that could be in a dim."""
    graph, shape = column.graph, _shape_of(column)
    depends = shape.depends
    yield from _of_terms(column, depends)
    sites = [index for index in sorted(depends) if graph.steps[index].operands]
    term_of = _term_of(graph)
    for index in sites:
        place = term_of.get(index, -1)
        for code, operand, change in _in_sum(column, index, depends):
            yield Candidate(code, operand, term_of.get(operand, place), change)
        for each in _rules(graph, index, shape):
            yield Candidate(each.code, index, place, _changed(column, index, each))
    yield from _everywhere(column, sites, shape)


def _of_terms(column: Column, depends: frozenset[int]) -> Iterator[Candidate]:
    """Yield what can be wrong with a term as a whole: it is kept, or holds something else than its input.

    The number of the published input in one term of several makes the whole right there.
    """
    graph, kept = column.graph, []
    swept = functools.cache(functools.partial(sweep, graph))
    has_several = sum(term.step in depends for term in terms_of(graph)) > 1
    for place, term in enumerate(terms_of(graph)):
        if term.step not in depends:
            kept.append(_kept(graph.root, term.step, term.sign))
            yield Candidate("constant-kept", term.step, place, kept[-1])
            continue
        for other in set(range(len(leaves(graph)))) - {column.dim}:
            change = _with(column.dim, term.step, _input(other), swept)
            yield Candidate("other-argument", term.step, place, change)
        for row in [each for each in column.rows if not each.hidden][:1] if has_several else ():
            change = _with(column.dim, term.step, _number(row.inputs[column.dim]), swept)
            yield Candidate("part-fixed", term.step, place, change)
    if len(kept) > 1:
        yield Candidate("constants-kept", graph.root, -1, lambda row: sum(change(row) for change in kept))


def _everywhere(column: Column, sites: list[int], shape: _Shape) -> Iterator[Candidate]:
    """Yield the mistakes that are made with every operation of one kind."""
    by_op: dict[str, list[int]] = {}
    for index in sites:
        by_op.setdefault(column.graph.steps[index].op, []).append(index)
    for op, indices in by_op.items():
        if len(indices) > 1 and op not in ("add", "sub"):
            for each in _rules(column.graph, indices[-1], shape):
                change = _changed_everywhere(column, frozenset(indices), each.rule)
                yield Candidate(each.code, indices[-1], -1, change, is_everywhere=True)


def _in_sum(
    column: Column, index: int, depends: frozenset[int]
) -> Iterator[tuple[str, int, Callable[[Row], float]]]:
    """Return (code, step, change) of what can be wrong with the parts of a sum, each by itself."""
    step = column.graph.steps[index]
    if step.op in ("add", "sub"):
        for sign, operand in zip((1.0, -1.0 if step.op == "sub" else 1.0), step.operands, strict=True):
            if operand in depends:
                yield "term-missing", operand, _scaled(column, index, operand, -sign)
                yield "term-sign", operand, _turned(column, index, operand, sign)
            else:
                yield "constant-kept", operand, _kept(index, operand, sign)


def _scaled(column: Column, index: int, operand: int, by: float) -> Callable[[Row], float]:
    """Return by how much the number changes if so much of a part's slope is added in the sum ``index``."""
    return lambda row: row.sweep.onward[index] * by * row.sweep.slopes[column.dim][operand]


def _turned(column: Column, index: int, operand: int, sign: float) -> Callable[[Row], float]:
    """Return by how much the number changes if a part of the sum ``index`` has the other sign."""

    def change(row: Row) -> float:
        slopes, by = row.sweep.slopes[column.dim], -2.0 * sign * row.sweep.slopes[column.dim][operand]
        _something(slopes[index] + by, slopes[index])
        return row.sweep.onward[index] * by

    return change


def _something(wrong: float, right: float) -> None:
    """Raise ValueError where a wrong slope leaves nothing: then the whole part is missing."""
    if abs(wrong) <= RTOL * abs(right):
        raise ValueError("nothing is left")


def _kept(index: int, operand: int, sign: float) -> Callable[[Row], float]:
    """Return by how much a part of the sum ``index`` changes the number if it stands there as it is."""
    return lambda row: row.sweep.onward[index] * sign * float(row.sweep.values[operand])


def _input(place: int) -> Callable[[Row], Number]:
    return lambda row: row.inputs[place]


def _number(number: Number) -> Callable[[Row], Number]:
    return lambda row: number


def _with(
    dim: int, step: int, given: Callable[[Row], Number], swept: Callable[[tuple[Number, ...]], Sweep]
) -> Callable[[Row], float]:
    """Return by how much the number changes if something else is the input in the derivative of a term."""

    def change(row: Row) -> float:
        inputs = (*row.inputs[:dim], given(row), *row.inputs[dim + 1 :])
        return row.sweep.onward[step] * (swept(inputs).slopes[dim][step] - row.sweep.slopes[dim][step])

    return change


def _rules(graph: Graph, index: int, shape: _Shape) -> Iterator[WrongRule]:
    """Return the wrong rules for one step."""
    operands = graph.steps[index].operands
    rules = rules_of(
        graph.steps[index].op,
        tuple(shape.part(each) for each in operands),
        leaf=graph.steps[operands[0]].op == "leaf",
    )
    # A constant factor inside of a function is its inner derivative, or a part of it.
    return (each for each in rules if each.code != "constant-factor" or index not in shape.inner)


class _Shape(NamedTuple):
    """The steps of a formula by what they are beside one variable."""

    depends: frozenset[int]  # on the variable
    numbers: frozenset[int]
    inner: frozenset[int]  # a function or a power is taken of them

    def part(self, step: int) -> Part:
        """Return what a step is as an operand."""
        if step in self.depends:
            return Part.DEPENDENT
        return Part.NUMBER if step in self.numbers else Part.OTHER


def _shape_of(column: Column) -> _Shape:
    graph = column.graph
    outer = [step for step in graph.steps if step.op not in ("add", "sub", "mul", "truediv", "neg", "pos")]
    return _Shape(
        depends=_depending(graph, leaves(graph)[column.dim]),
        numbers=constants(graph),
        inner=frozenset(step.operands[0] for step in outer if step.operands),
    )


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


def _changed(column: Column, index: int, wrong: WrongRule) -> Callable[[Row], float]:
    """Return by how much a wrong rule at one step changes the dim's number."""

    def change(row: Row) -> float:
        slopes = row.sweep.slopes[column.dim]
        slope = wrong.rule(_site(column, index, row, slopes))
        if wrong.code in _SUMS_OF_TWO:
            _something(slope, slopes[index])
        return row.sweep.onward[index] * (slope - slopes[index])

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
