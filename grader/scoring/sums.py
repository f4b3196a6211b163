"""Values of f that whoever works f out meets on the way, and that no closed formula of a derivative needs."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from math import fsum, isfinite
from typing import NamedTuple

from grader.model import Function, Graph, Landmarks, Number
from grader.scoring.sweep import Sweep, sweep
from grader.spec.program import constants, leaves, trace_formula

_SAME = 1e-9  # relative: a value that a formula may have as well
_MOST_IN_ALL_ORDERS = 6  # terms
_MOST = 12
# Of a power, or of exp and tanh, the derivative is written with their own value.
_TAKEN_APART = ("add", "sub", "mul", "truediv")


class _Term(NamedTuple):
    step: int
    sign: float


@functools.lru_cache(maxsize=64)  # all submissions of a class are looked at where the first one was
def landmarks_at(function: Function, point: tuple[Number, ...]) -> Landmarks:
    """Return the values that whoever works f out at ``point`` meets, and a closed formula does not."""
    graph = trace_formula(function)
    try:
        swept = sweep(graph, point)
    except (ArithmeticError, ValueError):
        return Landmarks()
    fixed = constants(graph)
    return Landmarks(tuple(_sums(graph, swept, fixed)), tuple(_steps(graph, swept, fixed)))


def _sums(graph: Graph, swept: Sweep, fixed: frozenset[int]) -> Iterator[float]:
    """Yield the sums of f's terms that no closed formula of its derivatives has a use for."""
    whole = _without_factor(graph, fixed)
    terms = tuple(_terms(graph, whole, 1.0))
    varying = [each for each in terms if each.step not in fixed]
    if not 2 < len(varying) <= _MOST:
        return
    outside = _outside(graph, whole, swept)
    for chosen in _choices(terms):
        if sum(each.step not in fixed for each in chosen) > 1:
            value = _of(chosen, swept.values)
            slopes = [_of(chosen, slopes) for slopes in swept.slopes]
            if isfinite(value) and value and not any(_is_same(value, each) for each in (*outside, *slopes)):
                yield value


def _steps(graph: Graph, swept: Sweep, fixed: frozenset[int]) -> Iterator[float]:
    """Yield f's value, then those of its other steps; nothing where a derivative may need f's value."""
    value = float(swept.values[graph.root])
    others = [
        float(swept.values[place])
        for place, step in enumerate(graph.steps)
        if step.op not in ("leaf", "const") and place not in fixed and place != graph.root
    ]
    slopes = [each[graph.root] for each in swept.slopes]
    if graph.steps[graph.root].op not in _TAKEN_APART or any(_is_same(value, each) for each in slopes):
        return
    if isfinite(value) and value:
        yield value
        inputs = [float(swept.values[place]) for place in leaves(graph)]
        yield from (each for each in others if not any(_is_same(each, x) for x in (value, *inputs)))


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
