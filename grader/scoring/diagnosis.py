"""Which mistakes explain everything that was seen of a class: simulated, compared, and named only if unique.

Theory of operation. Every fault is put into the simulated class, which is run on the graphs that the
student's class was run on. A fault explains a class if it gives every number of it, right ones
included. How the student makes operations of one another is not known, so that each graph may be
explained by any of the ways. One fault comes before two, two before three. Where faults of several
causes fit, none of them is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations, islice, product
from typing import NamedTuple

from grader.model import Graph, Parts
from grader.scoring import showing
from grader.scoring.fault import Cause, Fault, cause_of
from grader.scoring.faults import EVERY
from grader.scoring.observed import (
    NO_NUMBER,
    Combination,
    Observation,
    explains,
    explains_made_so,
    faulty_classes,
    gives,
    lets_be,
    simulated_once,
    touched_by,
)
from grader.scoring.value_class import ORDERS, TAPE
from grader.scoring.value_rules import FORMS, Tree
from grader.scoring.variants import MOST, different, made_of, may_run, operations_in, operations_of, variants
from grader.spec.program import constants

# A class that is wrong all over could be looked at for many seconds, after the submission's deadline.
MOST_EXPLANATIONS = 12000
MOST_STEPS = 200_000  # simulated; twice what any class of the tests needs to be explained
MOST_PLAUSIBLE = 60
MOST_OF_THREE = 14
MOST_OWN = 4  # observations of its operations of which a fault explains one at least
MOST_LOOKED_AT = 40  # observations by which faults are chosen that can be one of several
# Faults whose gradients depend on what has arrived or was computed by then, and so on how operations are made
# that have no fault themselves.
_BY_MOMENT = (
    "overwritten",
    "cleared",
    "reset",
    "multiplied",
    "is-own",
    "is-gradient",
    "changes-operand",
    "stored-on-operand",
)
_OF_WHAT_IS_MADE = frozenset(("function-wrong", "returns-operand", "changes-operand", "number-not-wrapped"))
_BEFORE_OR_AFTER = ("-not-remembered", "-on-operand")
_VANISHING = ("is-own", "multiplied", "is-gradient")

UNSEEN = Parts(of=())
ALL = frozenset(FORMS).union(*(operations_in(form) for forms in FORMS.values() for form in forms))


class Diagnosis(NamedTuple):
    """The faults that explain a class, one for each cause; ``possible`` where several explain it alike."""

    faults: Combination
    possible: tuple[Cause, ...] = ()
    candidates: Combination = ()  # faults of the possible causes


# --- all observations -----------------------------------------------------------------------------


class TooManyError(Exception):
    """So much was tried that nobody should wait for more."""


class Seen:
    """All observations of a class, those that are wrong apart from those that are right.

    ``others`` are no probes: they tell nothing apart, and have to be explained as well.
    """

    def __init__(self, observations: Sequence[Observation], parts: Parts) -> None:
        self.parts = parts
        observations = [_as_run(each, parts) for each in observations]
        probes = [each for each in observations if each.probe]
        own = probes or observations
        self.others = [each for each in observations if not each.probe] if probes else []
        self.all = sorted(own, key=lambda each: (not each.wrong, len(each.graph.steps)))
        self.wrong = [each for each in self.all if each.wrong]
        self.right = [each for each in self.all if not each.wrong]
        self._ordered: dict[frozenset[str], list[Observation]] = {}
        self._ways: dict[tuple[str, frozenset[str]], tuple[Tree, ...]] = {}
        self._otherwise: dict[str, bool] = {}
        self.left, self.steps_left = MOST_EXPLANATIONS, MOST_STEPS

    def observed_ways(self, op: str, touched: frozenset[str]) -> tuple[Tree, ...]:
        """Return the ways to make an operation of those that it was seen to run; none if it was not seen."""
        key = op, touched
        inside = self.parts.inside(op)
        if not touched and inside:
            return made_of(op, _written_out_in(op, self.parts))
        if key not in self._ways:
            foreign = frozenset() if inside is None else (touched or ALL) - inside - {op}
            known = () if inside is None else different(op, touched)
            self._ways[key] = tuple(tree for tree in known if not operations_in(tree) & foreign)
        return self._ways[key]

    def explains(self, combination: Combination, observation: Observation) -> bool:
        """Return whether the faults explain one observation; TooManyError if too much was tried already."""
        if lets_be(combination, observation):
            return not observation.wrong
        if len(combination) == 1 and (combination[0].touches or not self.is_made_otherwise(observation)):
            known = showing.is_explained(combination[0], observation)
            if known is not None:
                return known
        self.spend()
        return explains(combination, observation, self.spend_steps) or _explains_as_made(
            combination, observation, self.parts, self.spend_steps
        )

    def marked(self) -> list[Observation]:
        """Return all of which it is known in which faults show."""
        return [each for each in self.all if not self.is_made_otherwise(each)]

    def is_made_otherwise(self, observation: Observation) -> bool:
        """Return whether an operation was seen to be made in none of the ways that are simulated ahead."""
        return any(map(self._is_made_otherwise, observation.operations))

    def _is_made_otherwise(self, op: str) -> bool:
        if op not in self._otherwise:
            inside = _written_out_in(op, self.parts)
            self._otherwise[op] = not set(made_of(op, inside)).issubset(different(op, frozenset()))
        return self._otherwise[op]

    def spend_steps(self, steps: int) -> None:
        """Count steps that are simulated; TooManyError if too many were."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise TooManyError

    def spend(self) -> None:
        """Count one explanation that is tried; TooManyError if too many were."""
        self.left -= 1
        if self.left < 0:
            raise TooManyError

    def ordered(self, touched: frozenset[str]) -> list[Observation]:
        """Return all, those first that try the ``touched`` operations; none if nothing tries them.

        A class that lacks an operation cannot have it wrong.
        """
        if touched not in self._ordered:
            first = [each for each in self.all if touched & each.operations] or self.all
            # Those first that are simulated soonest, which differ as soon as others.
            first = sorted(
                first, key=lambda each: (len(variants(each.graph, touched)), len(each.graph.steps))
            )
            rest = [each for each in self.all if not touched & each.operations]
            tried = not touched or len(rest) < len(self.all)
            self._ordered[touched] = [*first, *(rest if touched else ())] if tried else []
        return self._ordered[touched]


def diagnose(
    observations: Sequence[Observation],
    parts: Parts = UNSEEN,
    among: Sequence[Fault] | None = None,
) -> Diagnosis:
    """Return the smallest explanation; no faults if nothing explains everything, or nothing is wrong.

    ``parts`` says which operations of the class were seen to run which; ``among`` which faults can explain it
    all by themselves, where that is known.
    """
    seen = Seen(observations, parts)
    # Nothing, or that a number cannot be computed, says nothing of the formulas that were to give it.
    if {each.found for each in seen.wrong} <= NO_NUMBER:
        return Diagnosis(faults=())
    try:
        return _smallest(seen, among)
    except TooManyError:
        return Diagnosis(faults=())


def _smallest(seen: Seen, among: Sequence[Fault] | None) -> Diagnosis:
    """Return the smallest explanation of what was seen; ``among`` are those that suffice by themselves."""
    found = _alone(seen, showing.alone(seen.marked()) if among is None else among)
    if found:
        return _unique([(fault,) for fault in found])
    plausible = _plausible(seen)
    for size, most in ((2, MOST_PLAUSIBLE), (3, MOST_OF_THREE)):
        several = (each for each in combinations(plausible[:most], size) if _together(each, seen.wrong))
        sets = [each for each in (tuple(one.fault for one in some) for some in several) if _all(each, seen)]
        if sets:
            return _unique(sets)
    return Diagnosis(faults=())


def _alone(seen: Seen, among: Iterable[Fault]) -> list[Fault]:
    """Return the faults of which each explains everything by itself, one of each cause and speciality."""
    found: dict[tuple[Cause, int], Fault] = {}
    for fault in among:
        key = cause_of(fault), fault.special
        if key not in found and _all((fault,), seen):
            found[key] = fault
    return list(found.values())


def _explains_as_made(
    combination: Combination,
    seen: Observation,
    parts: Parts,
    spend: Callable[[int], None] = lambda steps: None,
) -> bool:
    """Return whether faults of the whole class explain what was seen, its operations made as they were seen.

    Of the many ways to make an operation of others a few are tried; where it was seen which others it runs,
    those are known that run the same.
    """
    if touched_by(combination) or not any(parts.inside(op) for op in seen.operations):
        return False
    operations = sorted(seen.operations)
    chosen = product(*(made_of(op, _written_out_in(op, parts)) for op in operations))
    ways = (dict(zip(operations, each, strict=True)) for each in islice(chosen, MOST))
    return explains_made_so(combination, seen, ways, spend)


def _as_run(seen: Observation, parts: Parts) -> Observation:
    """Return what was seen, with what is known to take part in it: less than what people make of each other.

    With a plain number on its right an operation may do something else.
    """
    if parts.whole and not seen.operations.isdisjoint(parts.whole):
        return seen._replace(reached=_run_in(seen.graph, parts))
    return seen


@lru_cache(maxsize=4096)
def _run_in(graph: Graph, parts: Parts) -> frozenset[str]:
    """Return the operations that may run in a graph, where those of some that ran were all seen."""
    fixed = constants(graph)
    numbers = {step.op for step in graph.steps if len(step.operands) > 1 and step.operands[1] in fixed}
    return frozenset[str]().union(
        *(
            {op, *(parts.inside(op) or ())} if op in parts.whole and op not in numbers else may_run(op)
            for op in operations_of(graph)
        )
    )


def _written_out_in(op: str, parts: Parts) -> frozenset[str]:
    """Return the operations that one runs which are made of no others."""
    return frozenset(each for each in parts.inside(op) or () if not parts.inside(each))


def suspects(
    observations: Sequence[Observation],
    others: Sequence[Observation],
    operations: frozenset[str],
    parts: Parts = UNSEEN,
) -> tuple[Fault, ...] | None:
    """Return all faults of which each explains these probes by itself; None if nothing is wrong in them.

    Each can change whatever is wrong of ``others``; whether it explains them is not looked at. A class that
    lacks an operation cannot have it wrong: it has these ``operations``.
    """
    seen = Seen(observations, parts)
    if not seen.wrong:
        return None
    wrong = [each for each in others if each.wrong]
    among = [
        fault
        for fault in showing.alone(seen.marked())
        if _covers(fault.touches, wrong) and (not fault.touches or fault.touches & operations)
    ]
    try:
        return tuple(fault for fault in among if _explains_all((fault,), seen))
    except TooManyError:
        return None


def still_suspected(
    found: Iterable[Fault], more: Sequence[Observation], parts: Parts = UNSEEN
) -> tuple[Fault, ...]:
    """Return those of ``found`` that explain ``more`` as well."""
    return tuple(
        fault
        for fault in found
        if all(
            explains((fault,), each) or _explains_as_made((fault,), each, parts)
            for each in (_as_run(one, parts) for one in more)
        )
    )


def _all(combination: Combination, seen: Seen) -> bool:
    """Return whether everything is explained; what cannot be is found out first, where that is quick."""
    touched = touched_by(combination)
    if not _covers(touched, seen.wrong[:1]):
        return False
    if not seen.ordered(touched) or not _explains_all(combination, seen):
        return False
    ways: dict[str, tuple[Tree, ...]] = {}
    return all(_explains_other(combination, each, seen, ways) for each in seen.others)


def _explains_all(combination: Combination, seen: Seen) -> bool:
    """Return whether all probes are explained."""
    ordered = seen.ordered(touched_by(combination)) or seen.all
    return all(seen.explains(combination, each) for each in ordered)


def _explains_other(
    combination: Combination, other: Observation, seen: Seen, ways: dict[str, tuple[Tree, ...]]
) -> bool:
    """Return whether a larger graph is explained too, its operations made as their own probes allow.

    ``ways`` holds what is known of them.
    """
    touched = touched_by(combination)
    if lets_be(combination, other):
        return not other.wrong
    operations = sorted(other.operations)
    observed = [seen.observed_ways(op, touched) for op in operations]
    if _gives_some_way(combination, other, seen, dict(zip(operations, observed, strict=True))):
        return True
    # A class can hide how it makes an operation, behind a function that is none of its methods.
    for op in operations:
        if op not in ways:
            ways[op] = _allowed(op, combination, seen)
    return _gives_some_way(combination, other, seen, {op: ways[op] for op in operations})


def _gives_some_way(
    combination: Combination, other: Observation, seen: Seen, ways: dict[str, tuple[Tree, ...]]
) -> bool:
    """Return whether the faults give what was seen, with each operation made in one of its ways."""
    on_tape = touched_by(combination) and _has_more_than_its_result(other.graph)
    for chosen in islice(product(*ways.values()), MOST):
        seen.spend()
        trees = dict(zip(ways, chosen, strict=True))
        taking_part = _taking_part(combination, chosen)
        loose = any(map(_is_loose, taking_part))
        for value_class in faulty_classes(taking_part, other.reached):
            seen.spend_steps(len(ORDERS) * len(other.graph.steps))
            predicted = [simulated_once(other, value_class, trees, order) for order in ORDERS]
            if gives(other, predicted, numbers_alone=loose):
                return True
            if on_tape and not loose and gives(other, [simulated_once(other, value_class, trees, TAPE)]):
                return True
    return False


def _taking_part(combination: Combination, trees: Iterable[Tree]) -> Combination:
    """Return the faults that change anything of operations made so: the same for many combinations."""
    operations = frozenset[str]().union(*map(operations_in, trees))
    return tuple(fault for fault in combination if not fault.touches or fault.touches & operations)


@lru_cache(maxsize=4096)
def _has_more_than_its_result(graph: Graph) -> bool:
    """Return whether something is made that the result does not need."""
    needed = {graph.root}
    for index in range(len(graph.steps) - 1, -1, -1):
        if index in needed:
            needed.update(graph.steps[index].operands)
    return any(index not in needed for index, step in enumerate(graph.steps) if step.operands)


def _allowed(op: str, combination: Combination, seen: Seen) -> tuple[Tree, ...]:
    """Return the ways to make an operation that its own probes allow; all if there is none."""
    own = [each for each in seen.all if op in each.operations <= {op, "add"}]
    candidates = different(op, touched_by(combination))
    found = tuple(
        tree for tree in candidates if all(explains_made_so(combination, each, ({op: tree},)) for each in own)
    )
    return found or candidates


def _covers(touched: frozenset[str], wrong: Sequence[Observation]) -> bool:
    """Return whether each observation that is wrong is reached by one of the operations that are changed."""
    return not touched or all(touched & each.reached for each in wrong)


class Plausible(NamedTuple):
    """A fault that contradicts nothing that is right, with the observations that it explains by itself."""

    fault: Fault
    explained: frozenset[int]  # places among the first observations that are wrong
    reached: frozenset[int]
    used: frozenset[int]  # of these, those whose programs use an operation that the fault changes


class Tries(NamedTuple):
    """The observations that say something of faults which change the same operations."""

    reached: frozenset[int]  # places among the first observations that are wrong
    used: frozenset[int]
    own: Sequence[Observation]  # some that are wrong
    right: Sequence[Observation]

    @staticmethod
    def of(touched: frozenset[str], seen: Seen) -> Tries:
        """Return what tries these operations."""
        some = seen.wrong[:MOST_LOOKED_AT]
        reached = frozenset(place for place, each in enumerate(some) if _covers(touched, (each,)))
        tried = seen.ordered(touched) if reached else []
        return Tries(
            reached,
            used=frozenset(place for place in reached if touched & seen.wrong[place].operations),
            own=_own(touched, seen.wrong) if tried else [],
            right=[each for each in tried if not each.wrong],
        )


def _plausible(seen: Seen) -> list[Plausible]:
    """Return the faults that can be one of several, the ones that explain most first."""
    found: list[Plausible] = []
    tries: dict[frozenset[str], Tries] = {}
    for fault in showing.beside_others(seen.all):
        if fault.special < 0 or _is_of_no_rule(fault, seen.parts):
            continue
        if fault.touches not in tries:
            tries[fault.touches] = Tries.of(fault.touches, seen)
        reached, used, own, right = tries[fault.touches]
        if (
            all(seen.explains((fault,), each) for each in right[:MOST_OWN])
            and any(seen.explains((fault,), each) for each in own)
            and all(seen.explains((fault,), each) for each in right[MOST_OWN:])
        ):
            explained = frozenset(place for place in reached if seen.explains((fault,), seen.wrong[place]))
            found += [Plausible(fault, explained, reached, used)] if explained else []
    return sorted(found, key=lambda each: -len(each.explained))


def _is_of_no_rule(fault: Fault, parts: Parts) -> bool:
    """Return whether a fault is of the way back of operations that were seen to be made of others.

    These pass nothing on by themselves; what they compute can be wrong.
    """
    made = bool(fault.touches) and all(parts.inside(op) for op in fault.touches)
    return made and fault.code not in _OF_WHAT_IS_MADE


def _imitating(one: Fault, other: Fault) -> bool:
    """Return whether two faults change the same of one operation: so they can imitate what neither is."""
    if (one.operation, one.rank) != (other.operation, other.rank):
        return False
    sides = dict(one.detail).get("side"), dict(other.detail).get("side")
    return None in sides or sides[0] == sides[1]


def _own(touched: frozenset[str], wrong: Sequence[Observation]) -> list[Observation]:
    """Return some that are wrong and try the ``touched`` operations, those of the fewest first."""
    tries = [each for each in wrong if not touched or touched & each.operations]
    return sorted(tries, key=lambda each: len(each.operations))[:MOST_OWN]


def _is_loose(fault: Fault) -> bool:
    """Return whether gradients of larger graphs follow from more than is known of a class with a fault."""
    return fault.code.endswith(_BY_MOMENT)


def _together(some: Sequence[Plausible], wrong: Sequence[Observation]) -> bool:
    """Return whether faults can explain everything together: each by itself what it alone has touched."""
    faults = [each.fault for each in some]
    if len({cause_of(each) for each in faults}) < len(faults) or any(
        _imitating(one, other) for one, other in combinations(faults, 2)
    ):
        return False
    return not _explains_anything(faults) and _is_covered(some, wrong) and _are_seen_alone(some)


def _explains_anything(faults: Sequence[Fault]) -> bool:
    """Return whether a mistake of the whole class stands with one that lets nearly everything be.

    Such as another of the whole class where larger graphs cannot gainsay it, a share that is 0 where nothing
    has arrived yet, or an operation that runs when anything may have arrived; or whether two of these stand.
    """
    if sum(each.code.endswith(_BEFORE_OR_AFTER) for each in faults) > 1:
        return True
    whole = [each for each in faults if not each.touches]
    if len(whole) > 1 and any(map(_is_loose, faults)):
        return True
    return bool(whole) and any(each.code.endswith((*_BEFORE_OR_AFTER, *_VANISHING)) for each in faults)


def _are_seen_alone(some: Sequence[Plausible]) -> bool:
    """Return whether each mistake shows where no operation is used that another one is of.

    Else it only mends what the fault of an operation leaves unexplained. One of the whole class shows where
    none of them can have a part.
    """
    at_fault = [each for each in some if each.fault.touches]
    return all(
        each.explained.difference(
            *(
                other.used if each.fault.touches else other.reached
                for other in at_fault
                if not other.fault.touches & each.fault.touches
            )
        )
        for each in some
    )


def _is_covered(some: Sequence[Plausible], wrong: Sequence[Observation]) -> bool:
    """Return whether each observation is touched, and explained by a fault that touches it alone."""
    for place in range(min(len(wrong), MOST_LOOKED_AT)):
        touching = [each for each in some if place in each.reached]
        if not touching or (len(touching) == 1 and place not in touching[0].explained):
            return False
    return True


def _unique(found: Sequence[Combination]) -> Diagnosis:
    """Return the one set of causes that was found; where there are several, what is common to all.

    The same numbers can be told in several ways of one operation: then the most special is said. What a
    class of an unusual walk would have is said where nothing else is left.
    """
    found = [each for each in found if min(fault.special for fault in each) >= 0] or found
    most = max(sum(fault.special for fault in each) for each in found)
    operations = {frozenset(fault.operation or EVERY for fault in each) for each in found}
    if len(operations) == 1:
        found = [each for each in found if sum(fault.special for fault in each) == most]
    sets: dict[frozenset[Cause], Combination] = {}
    for each in found:
        sets.setdefault(frozenset(cause_of(fault) for fault in each), each)
    first, *others = sets.values()
    if not others:
        return Diagnosis(faults=first)
    common = frozenset.intersection(*sets)
    candidates = {cause_of(fault): fault for each in sets.values() for fault in each}
    possible = tuple(cause for cause in candidates if cause not in common)
    return Diagnosis(
        faults=tuple(fault for fault in first if cause_of(fault) in common),
        possible=possible,
        candidates=tuple(candidates[cause] for cause in possible),
    )
