"""What was seen of a class for one graph, and whether a class with certain faults can give it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product
from math import isfinite, isnan
from typing import NamedTuple

from grader.memory import remembered
from grader.model import Graph, Numbers, Outcome, Raised
from grader.scoring.fault import Fault
from grader.scoring.value_class import ORDERS, Failing, Pair, ValueClass, numbers
from grader.scoring.value_rules import BINARY, OF_RESULT, Tree
from grader.scoring.variants import Trees, on_numbers, operations_of, reach, uses_once, variants

RTOL, ATOL = 1e-9, 1e-12
NO_NUMBER = frozenset(("OverflowError", "ValueError", "ZeroDivisionError"))  # it cannot be computed
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
    without: tuple[int, ...] = ()  # the reads whose gradient is None, which is found as 0


def observation(
    graph: Graph, reads: tuple[int, ...], outcome: Outcome, *, probe: bool = False
) -> Observation | None:
    """Return what is seen of an outcome; None if it says nothing of numbers, as where a method is missing."""
    return _observed(graph, outcome, reads, probe)


@remembered(4000, held=2)
def _observed(graph: Graph, outcome: Outcome, reads: tuple[int, ...], probe: bool) -> Observation | None:
    known = _known(graph, reads)
    if known is None:
        return None
    seen = _right(known, reads, probe=probe)
    if isinstance(outcome, Raised):
        return seen._replace(found=outcome.type, message=outcome.message, wrong=True)
    if isinstance(outcome, Numbers) and len(outcome.elements) == 2 * len(reads):
        return _judged(_given(seen, known, outcome), known.inner)
    return None


def _right(known: _Known, reads: tuple[int, ...], *, probe: bool) -> Observation:
    """Return what is seen of a class that is right."""
    return Observation(
        graph=known.graph,
        reads=reads,
        right=known.right,
        found=known.right,
        wrong=False,
        probe=probe,
        operations=known.operations,
        reached=known.reached,
    )


def _given(seen: Observation, known: _Known, outcome: Numbers) -> Observation:
    """Return what is seen with number and gradient of every read."""
    elements = outcome.elements
    values = [element.value for element in elements]
    given: list[tuple[float | None, float | None]] = list(zip(values[::2], values[1::2], strict=True))
    without = []
    if None in values:
        for place, (number, gradient) in enumerate(given):
            # A class may keep no gradient in inner nodes, nor where none has arrived.
            none = gradient is None and elements[2 * place + 1].found in ("None", "NoneType")
            if none and not known.inner[place]:
                given[place] = (number, 0.0)
                without.append(seen.reads[place])
    return seen._replace(found=tuple(given), without=tuple(without))


def _judged(seen: Observation, inner: Sequence[bool]) -> Observation:
    """Return what was seen, with whether it is wrong; ``inner`` says which reads have operands."""
    if isinstance(seen.found, str):
        return seen._replace(wrong=True)
    for place, (number, gradient) in enumerate(seen.found):
        value, slope = seen.right[place]
        if number != value and not _fits(number, value):
            return seen._replace(wrong=True)
        if gradient != slope and not (gradient is None and inner[place]) and not _fits(gradient, slope):
            return seen._replace(wrong=True)
    return seen


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
    return [
        _judged(_with_gradients(each, kept)._replace(wrong=False), _inner(each.graph, each.reads))
        for each in told
    ]


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
    return seen._replace(found=found, wrong=False)


class _Known(NamedTuple):
    """What is known of a graph and what is read of it, whatever the class."""

    graph: Graph  # held, so that its identity stays its own
    right: tuple[Pair, ...]
    operations: frozenset[str]
    reached: frozenset[str]
    inner: tuple[bool, ...]  # of every read, whether it has operands


@remembered(4000)
def _known(graph: Graph, reads: tuple[int, ...]) -> _Known | None:
    """Return what is known of a graph; None where it has no value."""
    try:
        right = numbers(graph, reads, _RIGHT, trees={})
    except Failing:
        return None
    return _Known(graph, right, operations_of(graph), reach(graph), _inner(graph, reads))


def _inner(graph: Graph, reads: tuple[int, ...]) -> tuple[bool, ...]:
    return tuple(bool(graph.steps[step].operands) for step in reads)


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
    if lets_be(combination, seen):
        return not seen.wrong
    if seen.probe and len(combination) == 1:
        for predicted in of_probe(combination[0], seen.graph, seen.reads):  # noqa: SIM110 - a generator takes longer
            if gives(seen, predicted):
                return True
        return False
    return any(gives(seen, predicted) for predicted in _predictions(combination, seen, spend))


def lets_be(combination: Combination, seen: Observation) -> bool:
    """Return whether none of the operations that these faults change has part in what was seen."""
    touched = touched_by(combination)
    return bool(touched) and not touched & seen.reached


def explains_made_so(
    combination: Combination, seen: Observation, ways: Iterable[Trees], spend: Spend = lambda steps: None
) -> bool:
    """Return whether a class with these faults gives what was seen, its operations made in ``ways``."""
    for value_class, trees in _classes_made_so(combination, seen, ways):
        spend(len(ORDERS) * len(seen.graph.steps))
        if gives(seen, [simulated_once(seen, value_class, trees, order) for order in ORDERS]):
            return True
    return False


def _classes_made_so(
    combination: Combination, seen: Observation, ways: Iterable[Trees]
) -> Iterator[tuple[ValueClass, Trees]]:
    """Yield each class with these faults beside each way to make operations, if no other gives the same.

    Where no plain number meets a rule of its own, it is as if there was none.
    """
    classes = faulty_classes(combination, seen.reached)
    for value_class, trees in product(classes, ways):
        apart = value_class.apart - classes[0].apart
        if not apart or apart <= on_numbers(seen.graph, trees):
            yield value_class, trees


def right_of(graph: Graph, reads: tuple[int, ...]) -> Observation:
    """Return what is seen of a class that is right for a probe."""
    known = _known(graph, reads)
    assert known is not None  # a probe has numbers
    return _right(known, reads, probe=True)


@remembered(10_000, held=3)  # about 3 MB
def are_apart(one: Fault, other: Fault, graph: Graph, reads: tuple[int, ...]) -> bool:
    """Return whether classes with one fault each give other numbers for a probe, however they are made."""
    if _plainly(one, graph, reads) == _plainly(other, graph, reads):  # nearly always where not
        return False
    return not set(of_probe(one, graph, reads)) & set(of_probe(other, graph, reads))


@remembered(20_000, held=2)
def _plainly(fault: Fault, graph: Graph, reads: tuple[int, ...]) -> Predicted:
    """Return what a class with one fault gives for a probe if it is made in the first way there is."""
    return _different(next(_predictions((fault,), right_of(graph, reads), lambda steps: None)))


@remembered(20_000, held=2)  # about 20 MB
def of_probe(fault: Fault, graph: Graph, reads: tuple[int, ...]) -> list[Predicted]:
    """Return what a class with one fault gives for a probe."""
    predicted = _predictions((fault,), right_of(graph, reads), lambda steps: None)
    return list(dict.fromkeys(map(_different, predicted)))  # most ways and orders give the same


def _different(predicted: Predicted) -> Predicted:
    return tuple(dict.fromkeys(predicted))


def _predictions(combination: Combination, seen: Observation, spend: Spend) -> Iterator[Predicted]:
    """Yield what a class with these faults gives, for every way to make the operations; per order."""
    touched = touched_by(combination)
    if lets_be(combination, seen):
        yield (seen.right,)
        return
    # What a result does not remember, or an operand passes on for it, may run before it or after.
    loose = any(fault.code.endswith(("-not-remembered", "-on-operand")) for fault in combination)
    both = loose or not touched or not seen.probe
    for value_class, trees in _classes_made_so(combination, seen, variants(seen.graph, touched)):
        orders = ORDERS if both or any(map(uses_once, trees.values())) else ORDERS[:1]
        spend(len(orders) * len(seen.graph.steps))
        given = tuple(simulated(seen, value_class, trees, order) for order in orders)
        # What comes of it is all that one of the orders gives, not some of each.
        yield from ((each,) for each in given) if loose and seen.probe else (given,)


def simulated(
    seen: Observation, value_class: ValueClass, trees: Trees, order: str
) -> tuple[Pair, ...] | Failing:
    """Return what a simulated class gives for a graph, or that it raises."""
    try:
        return numbers(seen.graph, seen.reads, value_class, trees=trees, order=order)
    except Failing as failing:
        return failing


def simulated_once(
    seen: Observation, value_class: ValueClass, trees: Trees, order: str
) -> tuple[Pair, ...] | Failing:
    """Return what ``simulated`` does: a class is asked for the same larger graphs again."""
    return _once(value_class, seen.graph, seen.reads, tuple(trees.items()), order)


@remembered(4000, held=2)
def _once(
    value_class: ValueClass,
    graph: Graph,
    reads: tuple[int, ...],
    trees: tuple[tuple[str, Tree], ...],
    order: str,
) -> tuple[Pair, ...] | Failing:
    try:
        return numbers(graph, reads, value_class, trees=dict(trees), order=order)
    except Failing as failing:
        return failing


@lru_cache(maxsize=4096)
def faulty(combination: Combination) -> ValueClass:
    """Return the class with these faults."""
    value_class = _RIGHT
    for fault in sorted(combination, key=lambda each: each.rank):
        value_class = fault.change(value_class)
    return value_class


@lru_cache(maxsize=4096)
def faulty_classes(combination: Combination, operations: frozenset[str]) -> tuple[ValueClass, ...]:
    """Return the class with these faults, several where it can have rules of its own for plain numbers.

    These are right where the one for two nodes is not. Where the constructor changes numbers, the rule of
    each of the ``operations`` that takes its result can take it as it was before that or after.
    """
    value_class = faulty(combination)
    with_numbers = sorted(touched_by(combination).intersection(BINARY) & operations - value_class.apart)
    of_result = sorted(OF_RESULT & operations) if value_class.made else ()
    return tuple(
        value_class._replace(apart=value_class.apart | apart, unmade=unmade)
        for apart in _choices(with_numbers)
        for unmade in _choices(of_result)
    )


def _choices(some: Sequence[str]) -> list[frozenset[str]]:
    """Return all choices of some operations, that of none first."""
    return [frozenset(each) for size in range(len(some) + 1) for each in combinations(some, size)]


def gives(
    seen: Observation, predicted: Sequence[tuple[Pair, ...] | Failing], *, numbers_alone: bool = False
) -> bool:
    """Return whether what was seen is one of ``predicted``, where these differ by the order alone.

    With ``numbers_alone`` the gradients of a graph that is no probe say nothing.
    """
    if isinstance(seen.found, str):
        raised = [each for each in predicted if isinstance(each, Failing) and seen.found in each.types]
        too_large = seen.found == "OverflowError" and any(map(_has_no_value, predicted))
        return too_large or any(text in seen.message for each in raised for text in each.about)
    given = [each for each in predicted if type(each) is tuple]
    if not given:
        failing = [each for each in predicted if isinstance(each, Failing)]
        return _has_no_value(seen.found) and any(NO_NUMBER.issuperset(each.types) for each in failing)
    if len(given) > 1 and any(each != given[0] for each in given[1:]):
        return _is_one_of(seen, given, numbers_alone=numbers_alone)
    # Nearly always: all orders give the same.
    return _is_given(seen, given[0], gradients=seen.probe or not numbers_alone)


def _has_no_value(found: Given | Failing) -> bool:
    """Return whether a number is infinite or none: products and numpy give these where powers raise."""
    return not isinstance(found, Failing) and any(
        number is not None and not isfinite(number) for pair in found for number in pair
    )


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
