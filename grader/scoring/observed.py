"""What was seen of a class for one graph, and whether a class with certain faults can give it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from math import isfinite, isnan
from typing import NamedTuple

from grader.model import Graph, Numbers, Outcome, Raised
from grader.scoring.faults import Fault
from grader.scoring.value_class import ORDERS, Failing, Pair, ValueClass, numbers
from grader.scoring.variants import Trees, operations_of, reach, variants

RTOL, ATOL = 1e-9, 1e-12
_RIGHT = ValueClass()
Combination = tuple[Fault, ...]
Predicted = tuple[tuple[Pair, ...] | Failing, ...]  # per order in which a class walks back
Given = tuple[tuple[float | None, float | None], ...]


class Observation(NamedTuple):
    """What a class gave for one graph."""

    graph: Graph
    reads: tuple[int, ...]
    right: tuple[Pair, ...]
    found: Given | str  # number and gradient of every read; or the type of what was raised
    wrong: bool
    probe: bool  # its numbers do not depend on the order in which a class walks back
    operations: frozenset[str]  # that a class needs for it
    reached: frozenset[str]  # that may take part in it, however others are made of them
    message: str = ""  # of what was raised


def observation(
    graph: Graph, reads: tuple[int, ...], outcome: Outcome, *, probe: bool = False
) -> Observation | None:
    """Return what is seen of an outcome; None if it says nothing of numbers, as where a method is missing."""
    known = _known(graph, reads)
    if known is None:
        return None
    found: Given | str
    if isinstance(outcome, Raised):
        found, message = outcome.type, outcome.message
    elif isinstance(outcome, Numbers) and len(outcome.elements) == 2 * len(reads):
        found, message = _given(known, outcome), ""
    else:
        return None
    return _judged(
        Observation(
            graph=graph,
            reads=reads,
            right=known.right,
            found=found,
            wrong=False,
            probe=probe,
            operations=known.operations,
            reached=known.reached,
            message=message,
        )
    )


def _given(known: _Known, outcome: Numbers) -> Given:
    """Return number and gradient of every read."""
    elements = outcome.elements
    values = [element.value for element in elements]
    given: list[tuple[float | None, float | None]] = list(zip(values[::2], values[1::2], strict=True))
    if None in values:
        for place, (number, gradient) in enumerate(given):
            # A class may keep no gradient in inner nodes, nor where none has arrived.
            none = gradient is None and elements[2 * place + 1].found in ("None", "NoneType")
            if none and not known.inner[place]:
                given[place] = (number, 0.0)
    return tuple(given)


def _judged(seen: Observation) -> Observation:
    """Return what was seen, with whether it is wrong."""
    if isinstance(seen.found, str):
        return seen._replace(wrong=True)
    inner = [bool(seen.graph.steps[step].operands) for step in seen.reads]
    right = all(
        number is not None and _same(number, value) and ((kept and each is None) or _fits(each, gradient))
        for (number, each), (value, gradient), kept in zip(seen.found, seen.right, inner, strict=True)
    )
    return seen._replace(wrong=not right)


def without_inner_gradients(seen: list[Observation]) -> list[Observation]:
    """Return what is seen, without the gradients of results, or those before them, if none are kept there.

    A class that carries derivatives forward has them in its leaves alone, as one that gives back memory has.
    """
    kept = {
        _place(each.graph, step)
        for each in seen
        if not isinstance(each.found, str)
        for step, (_, gradient) in zip(each.reads, each.found, strict=True)
        if gradient
    }
    if _LEAF not in kept or kept == {_LEAF, _BETWEEN, _RESULT}:
        return seen
    # A result that is a leaf itself would say that leaves have none.
    told = [each for each in seen if _RESULT in kept or len(each.graph.steps) > 1]
    return [_judged(_with_gradients(each, kept)) for each in told]


_LEAF, _BETWEEN, _RESULT = "leaf", "between", "result"


def _place(graph: Graph, step: int) -> str:
    if not graph.steps[step].operands:
        return _LEAF
    return _RESULT if step == graph.root else _BETWEEN


def _with_gradients(seen: Observation, kept: Collection[str]) -> Observation:
    """Return what is seen with the gradients of these places alone."""
    if isinstance(seen.found, str):
        return seen
    found = tuple(
        (number, gradient if _place(seen.graph, step) in kept else None)
        for step, (number, gradient) in zip(seen.reads, seen.found, strict=True)
    )
    return seen._replace(found=found)


class _Known(NamedTuple):
    """What is known of a graph and what is read of it, whatever the class."""

    graph: Graph  # held, so that its identity stays its own
    right: tuple[Pair, ...]
    operations: frozenset[str]
    reached: frozenset[str]
    inner: tuple[bool, ...]  # of every read, whether it has operands


# By identity as well; when too many are kept, all are forgotten.
MOST_KNOWN = 4_000
_KNOWN: dict[tuple[int, tuple[int, ...]], _Known] = {}


def _known(graph: Graph, reads: tuple[int, ...]) -> _Known | None:
    """Return what is known of a graph; None where it has no value."""
    key = id(graph), reads
    found = _KNOWN.get(key)
    if found is not None:
        return found
    try:
        right = numbers(graph, reads, _RIGHT, trees={})
    except Failing:
        return None
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    inner = tuple(bool(graph.steps[step].operands) for step in reads)
    found = _KNOWN[key] = _Known(graph, right, operations_of(graph), reach(graph), inner)
    return found


def _same(found: float, simulated: float) -> bool:
    if not (isfinite(found) and isfinite(simulated)):
        return found == simulated or (isnan(found) and isnan(simulated))
    return abs(found - simulated) <= ATOL + RTOL * abs(simulated)


def _fits(found: float | None, simulated: float) -> bool:
    return found is not None and _same(found, simulated)


# --- one observation ----------------------------------------------------------------------------


Spend = Callable[[int], None]


def explains(combination: Combination, seen: Observation, spend: Spend = lambda steps: None) -> bool:
    """Return whether a class with these faults can give what was seen.

    ``spend`` is told before how many steps are simulated, but for what is simulated once for all submissions.
    """
    if seen.probe and len(combination) == 1:
        for predicted in _kept(combination, seen):  # noqa: SIM110 - a generator takes a third of the time
            if gives(seen, predicted):
                return True
        return False
    return any(gives(seen, predicted) for predicted in _predictions(combination, seen, spend))


# What single faults give for probes, which are the same for every submission. By identity: hashing a
# graph would take as long as half of the simulation. Both are held, so that an identity stays theirs.
_KEPT: dict[tuple[int, int, tuple[int, ...]], tuple[Fault, Graph, list[Predicted]]] = {}
MOST_KEPT = 20_000  # about 20 MB


def _kept(combination: Combination, seen: Observation) -> list[Predicted]:
    """Return what a class with one fault gives for a probe, simulated once."""
    key = id(combination[0]), id(seen.graph), seen.reads
    found = _KEPT.get(key)
    if found is not None:
        return found[2]
    # Most ways and orders give the same.
    predicted = list(dict.fromkeys(map(_different, _predictions(combination, seen, lambda steps: None))))
    if len(_KEPT) < MOST_KEPT:
        _KEPT[key] = combination[0], seen.graph, predicted
    return predicted


def _different(predicted: Predicted) -> Predicted:
    return tuple(dict.fromkeys(predicted))


def _predictions(combination: Combination, seen: Observation, spend: Spend) -> Iterator[Predicted]:
    """Yield what a class with these faults gives, for every way to make the operations; per order."""
    touched = touched_by(combination)
    if touched and not touched & seen.reached:
        yield (seen.right,)
        return
    value_class = faulty(combination)
    # What a result does not remember, or an operand passes on for it, may run before it or after.
    loose = any(fault.code.endswith(("-not-remembered", "-on-operand")) for fault in combination)
    orders = ORDERS if loose or not touched or not seen.probe else ORDERS[:1]
    for trees in variants(seen.graph, touched):
        spend(len(orders) * len(seen.graph.steps))
        yield tuple(simulated(seen, value_class, trees, order) for order in orders)


def simulated(
    seen: Observation, value_class: ValueClass, trees: Trees, order: str
) -> tuple[Pair, ...] | Failing:
    """Return what a simulated class gives for a graph, or that it raises."""
    try:
        return numbers(seen.graph, seen.reads, value_class, trees=trees, order=order)
    except Failing as failing:
        return failing


# The same for larger graphs and the ways to make their operations: a class is asked for the same ones again.
MOST_SIMULATED = 4_000
_SIMULATED: dict[object, tuple[Graph, ValueClass, tuple[Pair, ...] | Failing]] = {}


def simulated_once(
    seen: Observation, value_class: ValueClass, trees: Trees, order: str
) -> tuple[Pair, ...] | Failing:
    """Return what ``simulated`` does; when too much is kept, all is forgotten."""
    key = id(seen.graph), seen.reads, id(value_class), order, *trees.items()
    found = _SIMULATED.get(key)
    if found is None:
        if len(_SIMULATED) >= MOST_SIMULATED:
            _SIMULATED.clear()
        found = seen.graph, value_class, simulated(seen, value_class, trees, order)
        _SIMULATED[key] = found
    return found[2]


@lru_cache(maxsize=4096)
def faulty(combination: Combination) -> ValueClass:
    """Return the class with these faults."""
    value_class = _RIGHT
    for fault in sorted(combination, key=lambda each: each.rank):
        value_class = fault.change(value_class)
    return value_class


def gives(
    seen: Observation, predicted: Sequence[tuple[Pair, ...] | Failing], *, numbers_alone: bool = False
) -> bool:
    """Return whether what was seen is one of ``predicted``, where these differ by the order alone.

    With ``numbers_alone`` the gradients of a graph that is no probe say nothing.
    """
    if isinstance(seen.found, str):
        raised = [each for each in predicted if isinstance(each, Failing) and seen.found in each.types]
        return any(text in seen.message for each in raised for text in each.about)
    given = [each for each in predicted if type(each) is tuple]
    if len(given) > 1 and all(each == given[0] for each in given[1:]):
        given = given[:1]
    if len(given) == 1:  # nearly always: all orders give the same
        return _is_given(seen, given[0], gradients=seen.probe or not numbers_alone)
    return bool(given) and _is_one_of(seen, given, numbers_alone=numbers_alone)


def _is_one_of(seen: Observation, given: Sequence[tuple[Pair, ...]], *, numbers_alone: bool) -> bool:
    """Return whether what was seen is one of several predictions that differ by the order alone."""
    assert not isinstance(seen.found, str)
    by_order = any(
        not _same(one[1], two[1]) for each in given for one, two in zip(each, given[0], strict=True)
    )
    for place, (number, gradient) in enumerate(seen.found):
        if not any(_fits(number, each[place][0]) for each in given):
            return False
        if (by_order or numbers_alone) and not seen.probe:
            continue  # a class that keeps operands in a set has an order of its own
        if gradient is None and seen.graph.steps[seen.reads[place]].operands:
            continue
        gradients = [each[place][1] for each in given]
        differ = any(not _same(each, gradients[0]) for each in gradients)
        if not differ and not any(_fits(gradient, each) for each in gradients):
            return False
    return True


def _is_given(seen: Observation, predicted: tuple[Pair, ...], *, gradients: bool) -> bool:
    """Return whether what was seen are the numbers of one prediction, and its ``gradients``."""
    assert not isinstance(seen.found, str)
    for place, (number, gradient) in enumerate(seen.found):
        value, slope = predicted[place]
        if number != value and not _fits(number, value):
            return False
        if gradient == slope or not gradients:
            continue
        if gradient is None and seen.graph.steps[seen.reads[place]].operands:
            continue
        if not _fits(gradient, slope):
            return False
    return True


def touched_by(combination: Combination) -> frozenset[str]:
    """Return the operations whose rules are changed; empty if the whole class is."""
    if len(combination) == 1:
        return combination[0].touches
    if any(not fault.touches for fault in combination):
        return frozenset()
    return frozenset[str]().union(*(fault.touches for fault in combination))
