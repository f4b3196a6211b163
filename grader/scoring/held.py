"""What the leaves of a class hold, and which wrong numbers come of that alone.

Theory of operation. Leaves that hold other numbers than they were given make everything wrong where no
operation is. So the right numbers are computed of what they hold. Where they hold whole numbers, or few
decimals, results may be made in the same way: then each step's number is cut as the leaves are.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isfinite, trunc

from grader.model import Graph, Number, Raised
from grader.scoring import tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.target import Quantity
from grader.scoring.trials import Found, Tried
from grader.spec.program import leaves, with_leaves

Cut = Callable[[Number], Number]


def _uncut(number: Number) -> Number:
    return number


def _cutting(whole: Callable[[float], int], scale: int) -> Cut:
    return lambda number: whole(number * scale) / scale


_CUTS = tuple(_cutting(whole, scale) for whole in (round, trunc, floor) for scale in (1, 10, 100, 1000))


def comes_of_leaves(shown: Tried, like: Tried) -> bool:
    """Return whether all that is wrong comes of what leaves hold; ``like`` shows how these are cut.

    An error does, where what they hold has none of the numbers that were asked for.
    """
    cuts = [each for each in _CUTS if _is_cut_so(like, each)]
    return any(_explains(shown, cut) for cut in (_uncut, *cuts))


def read_of_leaves(tried: Tried) -> tuple[Found, ...]:
    """Return what every leaf was read to hold."""
    return tuple(each for each in tried.numbers if each.quantity is Quantity.DATA and is_leaf(tried, each))


def is_leaf(tried: Tried, each: Found) -> bool:
    """Return whether something was read of a leaf."""
    return not tried.trial.graph.steps[each.step].operands


def _is_cut_so(like: Tried, cut: Cut) -> bool:
    """Return whether every leaf holds its number, cut."""
    return all(
        each.value is not None and agree(each.value, cut(each.right), STRICT) for each in read_of_leaves(like)
    )


def _explains(shown: Tried, cut: Cut) -> bool:
    """Return whether everything is right for what the leaves hold, where every number is cut so."""
    graph = shown.trial.graph
    places = leaves(graph)
    read = {each.step: each.value for each in read_of_leaves(shown)}
    given = [_held(read.get(place), graph.steps[place].value, cut) for place in places]
    try:
        values = tape.run(with_leaves(graph, given), cut)
        ways = [tape.backward(graph, values, slopes) for slopes in ({}, _slopes(graph, values))]
    except (ArithmeticError, ValueError):
        return isinstance(shown.outcome, Raised)
    results = [each for each in shown.numbers if each.quantity is Quantity.GRAD or not is_leaf(shown, each)]
    if None in read.values():  # a function such as relu hands on what a leaf holds
        results = [each for each in results if each.quantity is Quantity.GRAD or each.value is not None]
    return bool(results) and any(
        all(
            shown.is_near(each, (gradients if each.quantity is Quantity.GRAD else values)[each.step])
            for each in results
        )
        for gradients in ways
    )


def _slopes(graph: Graph, values: list[Number]) -> dict[int, float]:
    """Return the slope of each function where a class computes it of the result before that is cut."""
    found = {}
    for index, step in enumerate(graph.steps):
        if len(step.operands) == 1:
            result = tape.compute(step.op, [values[step.operands[0]]])
            found[index] = tape.slope(graph, [*values[:index], result], index, 0)
    return found


def _held(read: float | None, given: Number, cut: Cut) -> Number:
    """Return what a leaf computes with: what it was given, cut, where no number was read."""
    return cut(given) if read is None or not isfinite(read) else read
