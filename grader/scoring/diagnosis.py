"""Which mistakes explain everything that was seen of a class: simulated, compared, and named only if unique.

Theory of operation. Every fault is put into the simulated class, which is run on the graphs that the
student's class was run on. A fault explains a class if it gives every number of it, right ones
included. How the student makes operations of one another is not known, so that each graph may be
explained by any of the ways. One fault comes before two, two before three. Where faults of several
causes fit, none of them is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from math import isfinite, isnan
from typing import NamedTuple

from grader.model import Graph, Missing, Numbers, Outcome, Raised
from grader.scoring.faults import Cause, Fault, cause_of, faults
from grader.scoring.value_class import ORDERS, Failing, Pair, ValueClass, numbers
from grader.scoring.variants import Trees, operations_of, reach, variants

RTOL, ATOL = 1e-9, 1e-12
MOST_PLAUSIBLE = 60
MOST_OF_THREE = 14
MOST_OWN = 8  # observations of its operations of which a fault explains one at least
MOST_LOOKED_AT = 40  # observations by which faults are chosen that can be one of several
_RIGHT = ValueClass()
Combination = tuple[Fault, ...]
Given = tuple[tuple[float | None, float | None], ...]


class Observation(NamedTuple):
    """What a class gave for one graph."""

    graph: Graph
    reads: tuple[int, ...]
    right: tuple[Pair, ...]
    found: Given | str  # number and gradient of every read; or the type of what was raised
    wrong: bool
    probe: bool  # its numbers do not depend on the order in which a class walks back


class Diagnosis(NamedTuple):
    """The faults that explain a class, one for each cause; ``possible`` where several explain it alike."""

    faults: Combination
    possible: tuple[Cause, ...] = ()
    candidates: Combination = ()  # faults of the possible causes


def observation(
    graph: Graph, reads: tuple[int, ...], outcome: Outcome, *, probe: bool = False
) -> Observation | None:
    """Return what is seen of an outcome; None if it says nothing of numbers, as where a method is missing."""
    try:
        right = numbers(graph, reads, _RIGHT, trees={})
    except Failing:
        return None
    if isinstance(outcome, Raised):
        return Observation(graph, reads, right, outcome.type, wrong=True, probe=probe)
    if isinstance(outcome, Missing) or not isinstance(outcome, Numbers):
        return None
    values = [element.value for element in outcome.elements]
    if len(values) != 2 * len(reads):
        return None
    given = list(zip(values[::2], values[1::2], strict=True))
    inner = [bool(graph.steps[step].operands) for step in reads]
    for place, (number, gradient) in enumerate(given):
        # A class may keep no gradient in inner nodes, nor where none has arrived.
        none = outcome.elements[2 * place + 1].found in ("None", "NoneType")
        if gradient is None and none and (inner[place] or right[place][1] == 0.0):
            given[place] = (number, right[place][1] if not inner[place] else None)
    found = tuple(given)
    wrong = not all(
        number is not None and _same(number, value) and ((kept and each is None) or _fits(each, gradient))
        for (number, each), (value, gradient), kept in zip(found, right, inner, strict=True)
    )
    return Observation(graph, reads, right, found, wrong=wrong, probe=probe)


def _same(found: float, simulated: float) -> bool:
    if not (isfinite(found) and isfinite(simulated)):
        return found == simulated or (isnan(found) and isnan(simulated))
    return abs(found - simulated) <= ATOL + RTOL * abs(simulated)


def _fits(found: float | None, simulated: float) -> bool:
    return found is not None and _same(found, simulated)


# --- one observation ----------------------------------------------------------------------------


def explains(combination: Combination, seen: Observation) -> bool:
    """Return whether a class with these faults can give what was seen."""
    return any(_gives(seen, predicted) for predicted in _predictions(combination, seen))


def _predictions(combination: Combination, seen: Observation) -> Iterator[list[tuple[Pair, ...] | Failing]]:
    """Yield what a class with these faults gives, for every way to make the operations; per order."""
    touched = touched_by(combination)
    if touched and not touched & reach(seen.graph):
        yield [seen.right]
        return
    value_class = faulty(combination)
    orders = ORDERS if not touched or not seen.probe else ORDERS[:1]
    for trees in variants(seen.graph, touched):
        yield [_simulated(seen, value_class, trees, order) for order in orders]


def _simulated(
    seen: Observation, value_class: ValueClass, trees: Trees, order: str
) -> tuple[Pair, ...] | Failing:
    try:
        return numbers(seen.graph, seen.reads, value_class, trees=trees, order=order)
    except Failing as failing:
        return failing


@cache
def faulty(combination: Combination) -> ValueClass:
    """Return the class with these faults."""
    value_class = _RIGHT
    for fault in sorted(combination, key=lambda each: each.rank):
        value_class = fault.change(value_class)
    return value_class


def _gives(seen: Observation, predicted: list[tuple[Pair, ...] | Failing]) -> bool:
    """Return whether what was seen is one of ``predicted``, where these differ by the order alone."""
    if isinstance(seen.found, str):
        return any(isinstance(each, Failing) and seen.found in each.types for each in predicted)
    given = [each for each in predicted if not isinstance(each, Failing)]
    if not given:
        return False
    for place, (number, gradient) in enumerate(seen.found):
        if not any(_fits(number, each[place][0]) for each in given):
            return False
        if gradient is None and seen.graph.steps[seen.reads[place]].operands:
            continue
        gradients = [each[place][1] for each in given]
        by_order = any(not _same(each, gradients[0]) for each in gradients)
        if not by_order and not any(_fits(gradient, each) for each in gradients):
            return False
    return True


# --- all observations -----------------------------------------------------------------------------


class Seen:
    """All observations of a class, those that are wrong apart from those that are right."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.all = sorted(observations, key=lambda each: (not each.wrong, len(each.graph.steps)))
        self.wrong = [each for each in self.all if each.wrong]
        self.right = [each for each in self.all if not each.wrong]
        self._ordered: dict[frozenset[str], list[Observation]] = {}

    def ordered(self, touched: frozenset[str]) -> list[Observation]:
        """Return all, those first that try the ``touched`` operations; none if nothing tries them.

        A class that lacks an operation cannot have it wrong.
        """
        if touched not in self._ordered:
            first = [each for each in self.all if touched & operations_of(each.graph)] or self.all
            first = sorted(first, key=lambda each: len(each.graph.steps))  # small ones differ as soon
            rest = [each for each in self.all if not touched & operations_of(each.graph)]
            tried = not touched or len(rest) < len(self.all)
            self._ordered[touched] = [*first, *(rest if touched else ())] if tried else []
        return self._ordered[touched]


def diagnose(observations: Sequence[Observation], known: Sequence[Fault] | None = None) -> Diagnosis:
    """Return the smallest explanation; no faults if nothing explains everything, or nothing is wrong."""
    known = faults() if known is None else known
    seen = Seen(observations)
    if not seen.wrong:
        return Diagnosis(faults=())
    found = [fault for fault in known if _all((fault,), seen)]
    if found:
        return _unique([(fault,) for fault in found])
    plausible = _plausible(known, seen)
    for size, most in ((2, MOST_PLAUSIBLE), (3, MOST_OF_THREE)):
        several = (each for each in combinations(plausible[:most], size) if _together(each, seen.wrong))
        sets = [each for each in (tuple(one.fault for one in some) for some in several) if _all(each, seen)]
        if sets:
            return _unique(sets)
    return Diagnosis(faults=())


def _all(combination: Combination, seen: Seen) -> bool:
    """Return whether everything is explained; what cannot be is found out first, where that is quick."""
    if not _covers(combination, seen.wrong[:1]):
        return False
    ordered = seen.ordered(touched_by(combination))
    return bool(ordered) and all(explains(combination, each) for each in ordered)


def touched_by(combination: Combination) -> frozenset[str]:
    """Return the operations whose rules are changed; empty if the whole class is."""
    if any(not fault.touches for fault in combination):
        return frozenset()
    return frozenset[str]().union(*(fault.touches for fault in combination))


def _covers(combination: Combination, wrong: Sequence[Observation]) -> bool:
    """Return whether each observation that is wrong is touched by one of the faults at least."""
    touched = touched_by(combination)
    return not touched or all(touched & reach(each.graph) for each in wrong)


class Plausible(NamedTuple):
    """A fault that contradicts nothing that is right, with the observations that it explains by itself."""

    fault: Fault
    explained: frozenset[int]  # places among the first observations that are wrong
    reached: frozenset[int]


def _plausible(known: Sequence[Fault], seen: Seen) -> list[Plausible]:
    """Return the faults that can be one of several, the ones that explain most first."""
    found: list[Plausible] = []
    some = list(enumerate(seen.wrong[:MOST_LOOKED_AT]))
    for fault in known:
        reached = frozenset(place for place, each in some if _covers((fault,), (each,)))
        ordered = seen.ordered(fault.touches) if reached else []
        right = [each for each in ordered if not each.wrong]
        if not ordered or not all(explains((fault,), each) for each in right[:MOST_OWN]):
            continue
        if not any(explains((fault,), each) for each in _own(fault, seen.wrong)):
            continue
        if not all(explains((fault,), each) for each in right[MOST_OWN:]):
            continue
        explained = frozenset(place for place in reached if explains((fault,), seen.wrong[place]))
        if explained:
            found.append(Plausible(fault, explained, reached))
    return sorted(found, key=lambda each: -len(each.explained))


def _own(fault: Fault, wrong: Sequence[Observation]) -> list[Observation]:
    """Return some that are wrong and try the operations that a fault changes, those of the fewest first."""
    tries = [each for each in wrong if not fault.touches or fault.touches & operations_of(each.graph)]
    return sorted(tries, key=lambda each: len(operations_of(each.graph)))[:MOST_OWN]


def _together(some: Sequence[Plausible], wrong: Sequence[Observation]) -> bool:
    """Return whether faults can explain everything together: each by itself what it alone has touched."""
    if len({cause_of(each.fault) for each in some}) < len(some):
        return False
    for place in range(min(len(wrong), MOST_LOOKED_AT)):
        touching = [each for each in some if place in each.reached]
        if not touching or (len(touching) == 1 and place not in touching[0].explained):
            return False
    return True


def _unique(found: Sequence[Combination]) -> Diagnosis:
    """Return the one set of causes that was found; where there are several, what is common to all.

    The same numbers can be told in several ways of one operation: then the most special is said.
    """
    most = max(sum(fault.special for fault in each) for each in found)
    operations = {frozenset(fault.operation for fault in each) for each in found}
    if len(operations) == 1:
        found = [each for each in found if sum(fault.special for fault in each) == most]
    sets: dict[frozenset[Cause], Combination] = {}
    for each in found:
        sets.setdefault(frozenset(cause_of(fault) for fault in each), each)
    first, *others = sets.values()
    if not others:
        return Diagnosis(faults=first)
    common = frozenset.intersection(*sets)
    possible = tuple(dict.fromkeys(cause for causes in sets for cause in causes if cause not in common))
    candidates = {cause_of(fault): fault for each in sets.values() for fault in each}
    return Diagnosis(
        faults=tuple(fault for fault in first if cause_of(fault) in common),
        possible=possible,
        candidates=tuple(candidates[cause] for cause in possible),
    )
