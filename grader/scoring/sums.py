"""The values of f's own sums: what works f out meets them, and what takes it apart term by term does not."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from math import fsum, isfinite
from typing import NamedTuple

from grader.model import Function, Graph, Number
from grader.scoring.sweep import Sweep, sweep
from grader.spec.program import constants, trace_formula

_SAME = 1e-9  # relative: a value that a formula may have as well
_MOST_IN_ALL_ORDERS = 6  # terms
_MOST = 12


class _Term(NamedTuple):
    step: int
    sign: float


@functools.lru_cache(maxsize=64)  # all submissions of a class are looked at where the first one was
def sums_at(function: Function, point: tuple[Number, ...]) -> tuple[float, ...]:
    """Return the sums of f's terms that no closed formula of its derivatives has a use for."""
    graph = trace_formula(function)
    try:
        swept = sweep(graph, point)
    except (ArithmeticError, ValueError):
        return ()
    fixed = constants(graph)
    whole = _without_factor(graph, fixed)
    terms = tuple(_terms(graph, whole, 1.0))
    varying = [each for each in terms if each.step not in fixed]
    if not 2 < len(varying) <= _MOST:
        return ()
    outside = _outside(graph, whole, swept)
    found = []
    for chosen in _choices(terms):
        if sum(each.step not in fixed for each in chosen) > 1:
            value = _of(chosen, swept.values)
            slopes = [_of(chosen, slopes) for slopes in swept.slopes]
            if isfinite(value) and value and not any(_is_same(value, each) for each in (*outside, *slopes)):
                found.append(value)
    return tuple(found)


def _without_factor(graph: Graph, fixed: frozenset[int]) -> int:
    """Return the step of the sum that f is a multiple of."""
    step = graph.root
    while graph.steps[step].op in ("mul", "truediv", "neg"):
        op, (first, *others) = graph.steps[step].op, graph.steps[step].operands
        if first in fixed and op == "mul":
            step = others[0]
        elif all(each in fixed for each in others):
            step = first
        else:
            break
    return step


def _terms(graph: Graph, step: int, sign: float) -> Iterator[_Term]:
    op, operands = graph.steps[step].op, graph.steps[step].operands
    if op == "add":
        for each in operands:
            yield from _terms(graph, each, sign)
    elif op == "sub":
        yield from _terms(graph, operands[0], sign)
        yield from _terms(graph, operands[1], -sign)
    elif op == "neg":
        yield from _terms(graph, operands[0], -sign)
    else:
        yield _Term(step, sign)


def _choices(terms: tuple[_Term, ...]) -> Iterator[tuple[_Term, ...]]:
    """Yield the terms that can be added up together: any of them, of many those that are neighbours."""
    if len(terms) <= _MOST_IN_ALL_ORDERS:
        for count in range(2, len(terms) + 1):
            yield from itertools.combinations(terms, count)
    else:
        for first, last in itertools.combinations(range(len(terms) + 1), 2):
            yield terms[first:last]


def _of(chosen: tuple[_Term, ...], values: Sequence[Number]) -> float:
    return fsum(each.sign * values[each.step] for each in chosen)


def _outside(graph: Graph, whole: int, swept: Sweep) -> list[float]:
    """Return the values that formulas have a use for: all that is inside of terms, and the derivatives."""
    sums = _steps_of_sums(graph, whole)
    values = [float(value) for step, value in enumerate(swept.values[:whole]) if step not in sums]
    return [*values, *(slopes[graph.root] for slopes in swept.slopes)]


def _steps_of_sums(graph: Graph, step: int) -> frozenset[int]:
    """Return the steps at which nothing is done but to add up."""
    if graph.steps[step].op not in ("add", "sub", "neg"):
        return frozenset()
    below = (_steps_of_sums(graph, each) for each in graph.steps[step].operands)
    return frozenset((step,)).union(*below)


def _is_same(one: float, other: float) -> bool:
    return abs(abs(one) - abs(other)) <= _SAME * abs(one)
