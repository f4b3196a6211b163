"""Names what is wrong with a class that differentiates: says what explains all that it was asked.

Nothing is simulated of a class that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from grader.model import Exercise, Graph, Mistake, Numbers, Parts
from grader.scoring import alone, class_facts, turns
from grader.scoring.asking import Probed
from grader.scoring.class_facts import Fact
from grader.scoring.diagnosis import UNSEEN, Diagnosis, diagnose
from grader.scoring.fault import Fault
from grader.scoring.inquiry import Tried, observations, probe_by_graph
from grader.scoring.observed import (
    Combination,
    Observation,
    explains,
    observation,
)
from grader.scoring.probes import Probe
from grader.scoring.sentences import said
from grader.scoring.standings import Standing, rank
from grader.scoring.variants import may_run, operations_of
from grader.spec.program import constants

MOST_NAMED = 3  # operations among which one is wrong
_WORDS = {
    "add": "x + y",
    "sub": "x - y",
    "mul": "x * y",
    "truediv": "x / y",
    "pow": "x ** k",
    "neg": "-x",
    "radd": "2 + x",
    "rsub": "2 - x",
    "rmul": "2 * x",
    "rtruediv": "2 / x",
    "addc": "x + 2",
    "subc": "x - 2",
    "mulc": "x * 2",
    "truedivc": "x / 2",
    "leaves": "a leaf",
    "every": "every operation",
    "two": "every operation of two operands",
    "one": "every operation of one operand",
    "functions": "every function and power",
    "numbers": "every operation of a node and a plain number",
}
_REFLECTED_BY = {"+": "add", "-": "sub", "*": "mul", "/": "truediv"}
_SIGNED = frozenset(("add", "sub", "mul", "truediv"))
Shown = Sequence[tuple[Probe, Observation]]


class AskedFor(NamedTuple):
    """What an exercise asks of a class: the graphs, those of hidden inputs, and how its operations stand."""

    hidden: Collection[Graph] = frozenset()  # of which no number is shown
    needed: Collection[Graph] = frozenset()  # none where all is asked for
    standings: Mapping[str, Standing] = MappingProxyType({})


class Named(NamedTuple):
    """The mistakes of a class, and whether it goes wrong in a way that none of them explains."""

    mistakes: tuple[Mistake, ...]
    unknown: bool


class Behaviour(NamedTuple):
    """What was seen of a class, and what is asked of it."""

    tried: Sequence[Tried]
    seen: Sequence[Observation]
    wrong: Sequence[Observation]
    shown: Shown  # what is wrong of the probes
    parts: Parts | None
    asked_for: AskedFor
    needed: frozenset[str]  # operations; none where all is asked for


def behaviour(tried: Sequence[Tried], parts: Parts | None, asked_for: AskedFor) -> Behaviour:
    """Return what is seen of a class in what was tried."""
    own = probe_by_graph()
    seen = observations(each for each in tried if not each[0].seeded)
    wrong = [each for each in seen if each.wrong]
    shown = [(own[id(each.graph)], each) for each in wrong if each.probe]
    needed = _needed(parts, asked_for.needed)
    return Behaviour(tried, seen, wrong, shown, parts, asked_for, needed)


def named(exercise: Exercise, probed: Probed, asked_for: AskedFor | None = None) -> Named:
    """Return the mistakes that explain everything that was tried; none for a class that is right.

    Operations that nobody asks for are left out where they never give a number, and where no mistakes are
    known that explain them too.
    """
    of = behaviour(probed.programs, probed.parts, asked_for or AskedFor())
    if probed.suspects:
        return _named(exercise, of, probed.suspects)
    left = _without_unasked(of)
    return _named(exercise, left, probed.suspects if left is of else None)


def _without_unasked(of: Behaviour) -> Behaviour:
    """Return a behaviour without the operations that nobody asks for and that never give a number."""
    never = [name for name, own in alone.raising(of.seen).items() if not _is_asked_for(own[0].graph, of)]
    return _parted(of, never)[0] if never else of


def _parted(of: Behaviour, names: Collection[str]) -> tuple[Behaviour, Behaviour]:
    """Return what was seen without some operations, and with them."""
    parts: tuple[list[Tried], list[Tried]] = ([], [])
    for each in of.tried:
        parts[alone.runs_some(each[0].graph, names, of.parts)].append(each)
    return _seen_in(of, parts[0]), _seen_in(of, parts[1])


def _seen_in(of: Behaviour, tried: Sequence[Tried]) -> Behaviour:
    """Return what was seen in some of what was tried."""
    return behaviour(tried, of.parts, of.asked_for)


def _named(exercise: Exercise, of: Behaviour, suspects: Sequence[Fault] | None) -> Named:
    facts = _first(_BEFORE, of)
    if facts or not of.wrong:
        return Named(mistakes=tuple(_told(exercise, fact) for fact in facts), unknown=False)
    apart = None if suspects else _apart(exercise, of)
    if apart is not None:
        return apart
    found = diagnose(of.seen, UNSEEN if of.parts is None else of.parts, suspects)
    if not found.faults and not found.possible:
        tried = [each for each in of.tried if _is_asked_for(each[0].graph, of) or _is_right(each)]
        if len(tried) < len(of.tried):
            return _named(exercise, _seen_in(of, tried), None)
    if found.possible and of.parts is not None:
        found = narrowed(found, of.wrong, of.parts)
    several = _several(exercise, found, of.shown)
    facts = _by_the_start(found, of) if found.faults or several else _first(_INSTEAD, of)
    if facts:
        return Named(mistakes=tuple(_told(exercise, fact) for fact in facts), unknown=False)
    faults = [each for each in found.faults if not _is_unneeded(each, of.asked_for.needed)] or found.faults
    mistakes = tuple(_mistake(exercise, fault, of.shown) for fault in faults)
    return Named(mistakes=(*mistakes, *several), unknown=not mistakes and not several)


def _apart(exercise: Exercise, of: Behaviour) -> Named | None:
    """Return what is wrong where some operations never give a number and others a wrong one.

    None if it is not so, or if what is wrong of the others is not known.
    """
    never = alone.raising(of.seen)
    if not never:
        return None
    others, them = _parted(of, never)
    if all(isinstance(each.found, str) for each in others.wrong):
        return None
    found = _named(exercise, others, None)
    if found.unknown:
        return None
    facts = _returns_nothing(them) or _facts(alone.raised(never, of.parts), them)
    return found._replace(mistakes=(*found.mistakes, *(_told(exercise, fact) for fact in facts)))


def _is_asked_for(graph: Graph, of: Behaviour) -> bool:
    """Return whether all operations of a graph are asked for, or may run in one that is."""
    return not of.needed or operations_of(graph) <= of.needed


def _needed(parts: Parts | None, graphs: Iterable[Graph]) -> frozenset[str]:
    """Return the operations of some graphs, and those that run in them."""
    asked = frozenset[str]().union(*map(operations_of, graphs))
    inside = {op: None if parts is None else parts.inside(op) for op in asked}
    # Behind functions that are no methods it is not seen what runs.
    return asked.union(*(inside[op] or may_run(op) for op in asked))


def _by_the_start(found: Diagnosis, of: Behaviour) -> tuple[Fact, ...]:
    """Return what runs with a gradient of the root say in the place of a mistake."""
    codes = {fault.code for fault in found.faults}
    seeded = [each for each in of.tried if each[0].seeded]
    if "seed-missing" in codes and not all(map(_is_right, seeded[: 1 if len(codes) > 1 else None])):
        return (Fact("every-gradient-zero", (), _evidence(of.shown, found.faults)),)
    if "walk-does-nothing" in codes and any(map(_arrives, seeded)):
        return (Fact("seed-too-late", (), _evidence(of.shown, found.faults)),)
    return ()


def _is_right(tried: Tried) -> bool:
    """Return whether a program gives what it should."""
    call, outcome = tried
    seen = observation(call.graph, call.reads, outcome)
    return seen is not None and not seen.wrong


def _arrives(tried: Tried) -> bool:
    """Return whether a leaf has a gradient where the one of the root was set before the backward pass."""
    call, outcome = tried
    if not isinstance(outcome, Numbers) or len(call.reads) < 2:
        return False
    return bool(outcome.elements[1].value) and call.reads[0] != call.graph.root


def _is_unneeded(fault: Fault, needed: Collection[Graph]) -> bool:
    """Return whether a fault shows with plain numbers alone, where nothing that is asked for has any."""
    return fault.code == "number-not-wrapped" and not any(
        step.op in (fault.touches or _SIGNED) and step.operands[1] in constants(graph)
        for graph in needed
        for step in graph.steps
        if len(step.operands) == 2
    )


def narrowed(found: Diagnosis, wrong: Iterable[Observation], parts: Parts) -> Diagnosis:
    """Return the one cause that is left of several, where the class does not run what the others change.

    Where ``-x`` and ``x - y`` are both wrong, one of them may be made of the other. What every operation may
    have wrong is said of the one that has it for sure.
    """
    alone = [each.operations - {"add"} for each in wrong if each.probe]
    reached = [(op, parts.inside(op)) for operations in alone if len(operations) == 1 for op in operations]
    known = frozenset[str]().union(*(each.touches for each in found.faults))
    runs = [
        inner | {op, "add"} for op, inner in reached if inner is not None and known.isdisjoint(inner | {op})
    ]
    left = [each for each in found.candidates if not each.touches or all(each.touches & one for one in runs)]
    sure = {each.code for each in left if each.touches}
    left = [each for each in left if each.touches or each.code not in sure]
    left = left or _without_reflected(found.candidates)
    if len({each.operation for each in left}) == 1:
        most = max(each.special for each in left)
        left = [each for each in left if each.special == most]
    return Diagnosis(faults=(*found.faults, *left)) if len(left) == 1 else found


def _without_reflected(candidates: Combination) -> list[Fault]:
    """Return the faults of an operation of several with its reflected one, which is made of it.

    Behind functions that are no methods it is not seen which runs which. None if there are others.
    """
    operations = {each.operation for each in candidates}
    plain = {name for name in operations if f"r{name}" in operations}
    if operations != plain | {f"r{name}" for name in plain}:
        return []
    return [each for each in candidates if each.operation in plain]


def _mistake(exercise: Exercise, fault: Fault, shown: Shown) -> Mistake:
    """Return a fault in words."""
    text = said(fault.code, exercise, operation=words(fault.operation), **dict(fault.detail))
    evidence = _evidence(shown, (fault,))
    return Mistake(code=fault.code, message=text.message, evidence=evidence, hint=text.hint)


def _told(exercise: Exercise, fact: Fact) -> Mistake:
    """Return a fact in words."""
    text = said(fact.code, exercise, **dict(fact.fields))
    return Mistake(code=fact.code, message=text.message, evidence=fact.evidence, hint=text.hint)


def _several(exercise: Exercise, found: Diagnosis, shown: Shown) -> tuple[Mistake, ...]:
    """Return the one mistake that stands for several that fit alike; none if they are all over the class."""
    operations = list(dict.fromkeys(cause.operation for cause in found.possible))
    if not operations or "" in operations or len(operations) > MOST_NAMED:
        return ()
    text = said("one-of-several", exercise, operation=" or ".join(map(words, operations)))
    evidence = _evidence(shown, found.candidates)
    return (Mistake(code="one-of-several", message=text.message, evidence=evidence, hint=text.hint),)


def words(operation: str) -> str:
    """Return what a person calls an operation: "x * y", "every operation"."""
    return _WORDS.get(operation, operation)


# --- facts ------------------------------------------------------------------------------------


def _returns_nothing(of: Behaviour) -> tuple[Fact, ...]:
    """Return the operations among those whose result is None that are made of none of the others."""
    nothing = class_facts.returning_nothing(of.tried, of.wrong)
    inside = {op: None if of.parts is None else of.parts.inside(op) for op in nothing}
    own = [op for op in nothing if not (inside[op] or frozenset()) & nothing]
    return tuple(
        Fact(
            "returns-nothing",
            (("operation", words(op)),),
            _evidence([each for each in of.shown if each[1].operations == {op}], ()).replace(
                "AttributeError", "y is None"
            ),
        )
        for op in sorted(own, key=rank)
    )


def _wrong_far_from_one(of: Behaviour) -> tuple[Fact, ...]:
    far = class_facts.far_from_one(of.asked_for.standings, of.wrong)
    return tuple(Fact("wrong-far-from-one", (("operation", words(name)),), each) for name, each in far)


def _beside_itself(of: Behaviour) -> tuple[Fact, ...]:
    found = class_facts.beside_itself(of.asked_for.standings, of.wrong)
    return tuple(Fact("wrong-beside-itself", (("operation", words(name)),), each) for name, each in found)


def _refuses_negative(of: Behaviour) -> tuple[Fact, ...]:
    op = class_facts.narrow(of.seen)
    evidence = _evidence([each for each in of.shown if each[0].operations <= {op, "add"}], ()) if op else ""
    return (Fact("negative-refused", (("operation", words(op)),), evidence),) if op else ()


def _lacks_reflected(of: Behaviour) -> tuple[Fact, ...]:
    """Return the operation that puts a plain number on the left where the class has no method for that.

    None if something else is wrong as well.
    """
    own = alone.on_leaves([each for each in of.wrong if each.probe])
    for sign, op in _REFLECTED_BY.items():
        texts = tuple(f"unsupported operand type(s) for {sign}: '{kind}' and '" for kind in ("int", "float"))
        has_method = any(f"r{op}" in each.operations for each in of.seen if each.probe)
        if not own or has_method or not all(each.message.startswith(texts) for each in of.wrong):
            continue
        name = min(own, key=rank)
        fields = ("operation", words(name)), ("method", f"__r{op}__"), ("sign", sign)
        evidence = _evidence([each for each in of.shown if each[1].operations == {name}], ())
        return (Fact("reflected-missing", fields, evidence),)
    return ()


def _calls_itself(of: Behaviour) -> tuple[Fact, ...]:
    """Return the operation that calls itself without end, where nothing else is wrong.

    The walk back does not know one operation from another: it is none of its faults if one with as many
    operands returns.
    """
    if any(each.found != "RecursionError" for each in of.wrong):
        return ()
    probes = [each for each in of.seen if each.probe]
    first = {name: own[0] for name, own in alone.on_leaves(probes).items()}
    returning = {len(each.graph.steps[each.graph.root].operands) for each in first.values() if not each.wrong}
    endless = [
        op
        for op, each in first.items()
        if each.wrong and len(each.graph.steps[each.graph.root].operands) in returning
    ]
    if not endless:
        return ()
    op = min(endless, key=rank)
    evidence = _evidence([each for each in of.shown if each[1] is first[op]], ())
    return (Fact("calls-itself", (("operation", words(op)),), evidence),)


def _alone(of: Behaviour) -> tuple[Fact, ...]:
    """Return what single operations do wrong."""
    return _facts(alone.wrong_operations(of.seen, of.parts), of)


def _facts(wrong: Iterable[alone.Wrong], of: Behaviour) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            each.code,
            (("operation", words(each.operation)), *each.fields),
            _evidence([one for one in of.shown if one[1] is each.shown], ()),
        )
        for each in wrong
    )


def _out_of_order(of: Behaviour) -> tuple[Fact, ...]:
    """Return that a node passes on too early, or never, where no known order explains the numbers."""
    if not turns.are_out_of_order(of.seen, of.parts):
        return ()
    return (Fact("order-wrong", (), _evidence(of.shown, ())),)


def _only(fact: Fact | None) -> tuple[Fact, ...]:
    return () if fact is None else (fact,)


# What is true of a class whatever its mistake is. Some is said before one is looked for, as no simulation is
# needed to say it; some where none is found. The first that says something is all that is said.
_BEFORE: tuple[Callable[[Behaviour], tuple[Fact, ...]], ...] = (
    _returns_nothing,
    _wrong_far_from_one,
    _refuses_negative,
    _lacks_reflected,
    _calls_itself,
    lambda of: _only(class_facts.raised(of.wrong, of.asked_for.hidden)),
    lambda of: _only(class_facts.of_none(of.wrong)),
    lambda of: _only(class_facts.in_single_precision(of.seen, of.asked_for.hidden)),
)
_INSTEAD: tuple[Callable[[Behaviour], tuple[Fact, ...]], ...] = (
    lambda of: _only(class_facts.no_number(of.tried, of.wrong, of.asked_for.hidden)),
    lambda of: _only(class_facts.of_gradients(of.seen)),
    _beside_itself,
    _alone,
    _out_of_order,
)


def _first(facts: Sequence[Callable[[Behaviour], tuple[Fact, ...]]], of: Behaviour) -> tuple[Fact, ...]:
    """Return what the first of several has to say."""
    return next(filter(None, (each(of) for each in facts)), ())


# --- two numbers ------------------------------------------------------------------------------


def _evidence(shown: Shown, faults: Sequence[Fault]) -> str:
    """Return the two numbers of the smallest probe that one of ``faults`` explains by itself."""
    own, alone = [], []
    for each in shown:
        fits = [fault for fault in faults if explains((fault,), each[1])]
        alone += [each] if fits else []
        own += [each] if any(fault.touches & each[0].operations for fault in fits) else []
    for probe, seen in (*own, *alone, *shown):
        numbers = _two_numbers(probe, seen)
        if numbers:
            given = ", ".join(f"{each.name} = {each.value!r}" for each in probe.inputs)
            return f"{'; '.join(probe.text.splitlines())} with {given}: {numbers}"
    return ""


def _two_numbers(probe: Probe, seen: Observation) -> str:
    """Return the first number that is wrong beside the right one: of the result, then of the leaves."""
    names = {step: each.name for each in probe.graph.names for step in each.steps}
    root = probe.reads.index(probe.graph.root)
    if isinstance(seen.found, str):
        return f"{seen.found}, right is y = {seen.right[root][0]!r}"
    value, right = seen.found[root][0], seen.right[root][0]
    if value is None or not _close(value, right):
        return f"y is {_shown(value)}, right is {right!r}"
    for place, step in enumerate(probe.reads):
        (value, gradient), (number, slope) = seen.found[place], seen.right[place]
        if probe.graph.steps[step].operands and gradient is None:
            continue
        if value is None or not _close(value, number):
            return f"{names[step]} is {_shown(value)} afterwards, right is {number!r}"
        if gradient is None or not _close(gradient, slope):
            shown = "None" if step in seen.without else _shown(gradient)
            return f"the gradient of {names[step]} is {shown}, right is {slope!r}"
    return ""


def _shown(number: float | None) -> str:
    """Return a number as it is shown; what stands there in its place may be anything."""
    return "no number" if number is None else repr(number)


def _close(found: float, right: float) -> bool:
    return abs(found - right) <= 1e-12 + 1e-9 * abs(right)
