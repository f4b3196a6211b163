"""What an operation does wrong by itself, whatever the mistake is: seen on graphs of that operation alone.

Theory of operation. A graph of one operation on leaves says what that operation computes and what it passes
on where the gradient of the result is 1. Then another operation uses the result, then the operands are
results themselves. In the first of these three stages in which some operations are wrong and others are
right, the wrong ones are told, without those that are made of another wrong one. What is told was seen, and
stays true whatever the mistake is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from math import isfinite
from typing import NamedTuple

from grader.model import Graph, Number, Parts
from grader.scoring import tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.observed import Observation
from grader.scoring.phenomena import in_words
from grader.scoring.small_formulas import formula_of
from grader.scoring.standings import rank
from grader.scoring.value_rules import BINARY, ON_THE_RIGHT
from grader.scoring.variants import may_run
from grader.spec.program import constants

MOST = 3  # operations; more of them share a mistake that is none of a single one
_NEAR = 1e-3  # relative: what is so little off has lost digits, which is rarely one operation's fault
Tried = dict[str, list[Observation]]
BOTH = 2  # beside 0 and 1, the sides of two operands
_SIDES = {0: "the first operand", 1: "the second operand", BOTH: "a node on both sides"}


class Pair(NamedTuple):
    """A number that was found, the right one, and the numbers of the operands."""

    found: float | None
    right: float
    operands: tuple[float, ...]
    out: float  # the right number of the result


class Wrong(NamedTuple):
    """What an operation does wrong: a code with its fields, and what shows it."""

    operation: str
    code: str
    fields: tuple[tuple[str, str], ...]
    shown: Observation


def wrong_operations(seen: Sequence[Observation], parts: Parts | None) -> tuple[Wrong, ...]:
    """Return what up to ``MOST`` operations do wrong where others are right; none where that is not seen."""
    probes = [each for each in seen if each.probe]
    if not all(_holds(*leaf) for each in probes for leaf in _leaves(each)):
        return _changing(on_leaves(probes), parts)
    for stage in _STAGES:
        tried = stage.tried_in(probes)
        wrong = {name for name, own in tried.items() if any(each.wrong for each in own)}
        if not wrong:
            continue
        # Of a mistake in what all share, not every graph goes wrong by the same operations.
        written_out = {name: own for name, own in tried.items() if not _inside(name, parts)}
        if written_out.keys() <= wrong or not _have_part(wrong, seen):
            return _of_all(written_out, seen)
        if all(_is_on_both_sides(each) for name in wrong for each in tried[name] if each.wrong):
            return _of_both_sides(wrong, tried, probes)
        names = _made_of_no_other(wrong, parts)
        told = [stage.tell(name, tried[name]) for name in names] if stage.tells(names, tried, parts) else []
        return tuple(each for each in told if each is not None)
    return ()


class Stage(NamedTuple):
    """What is tried, what is told of it, and of how many operations."""

    tried_in: Callable[[Sequence[Observation]], Tried]
    tell: Callable[[str, Sequence[Observation]], Wrong | None]
    most: int

    def tells(self, names: Sequence[str], tried: Tried, parts: Parts | None) -> bool:
        """Return whether the mistake is one of these operations, and of nothing that they share."""
        if not 0 < len(names) <= self.most or (self.most == 1 and _inside(names[0], parts)):
            return False
        # Several that are right for other numbers have that from what they share.
        return len(names) == 1 or all(each.wrong for name in names for each in tried[name])


def _have_part(wrong: Collection[str], seen: Sequence[Observation]) -> bool:
    """Return whether one of the ``wrong`` operations has part in all that goes wrong."""
    names = {ON_THE_RIGHT.get(name, name) for name in wrong}
    return all(names & each.operations for each in seen if each.wrong)


def _changing(tried: Tried, parts: Parts | None) -> tuple[Wrong, ...]:
    """Return the operations after which a leaf holds another number, where it does not after others."""
    leaves = [leaf for own in tried.values() for each in own for leaf in _leaves(each)]
    kept = {right for number, right in leaves if _holds(number, right)}  # the others no leaf can hold
    changing = {
        name: each
        for name, own in tried.items()
        for each in reversed(own)
        if any(right in kept and not _holds(number, right) for number, right in _leaves(each))
    }
    names = _made_of_no_other(changing.keys(), parts) if len(changing) < len(tried) else []
    if len(names) > MOST:
        return ()
    return tuple(Wrong(name, "changes-operand", (), changing[name]) for name in names)


def _of_all(tried: Tried, seen: Sequence[Observation]) -> tuple[Wrong, ...]:
    """Return the error that all operations raise in every graph, or the number that all are too large by.

    A class that notes every step for all can fail from one program on: some of all that was ``seen`` did not.
    """
    every = [each for own in tried.values() for each in own]
    shift = _shift([each for each in every if not _is_on_both_sides(each)])
    if shift:
        fields = (("by", f"{abs(shift):g} too {'large' if shift > 0 else 'small'}"),)
        return (Wrong("", "gradients-shifted", fields, every[0]),)
    errors = {(each.found, each.message) for each in every if isinstance(each.found, str)}
    with_operations = (each for each in seen if each.operations)
    if len(errors) != 1 or not all(isinstance(each.found, str) for each in with_operations):
        return ()
    return (_raising("", every[0])._replace(code="every-program-raises"),)


def _shift(every: Sequence[Observation]) -> float:
    """Return the number that every leaf's gradient is too large by, 0.0 if there is none."""
    pairs = [pair for each in every for side in (0, 1) for pair in _slopes([each], side)]
    if len({each.right for each in pairs}) < 3 or any(isinstance(each.found, str) for each in every):
        return 0.0
    if any(map(_is_right, pairs)):
        return 0.0  # what is left is rounding
    shift = (pairs[0].found or 0.0) - pairs[0].right
    return shift if all(_same(each, each.right + shift) for each in pairs) else 0.0


def raising(seen: Sequence[Observation]) -> Tried:
    """Return the graphs of the operations on nodes that raise in each of them, where others do not."""
    every = on_leaves([each for each in seen if each.probe])
    tried = {name: own for name, own in every.items() if name not in ON_THE_RIGHT}
    never = {name: own for name, own in tried.items() if all(isinstance(each.found, str) for each in own)}
    return never if len(never) < len(tried) else {}


def raised(never: Tried, parts: Parts | None) -> tuple[Wrong, ...]:
    """Return the errors of those of these operations that are made of no other one."""
    return tuple(_raising(name, never[name][0]) for name in _made_of_no_other(never.keys(), parts))


def runs_some(graph: Graph, names: Collection[str], parts: Parts | None) -> bool:
    """Return whether one of some operations is in a graph, or in what was seen to run in another."""
    run = {ON_THE_RIGHT.get(name, name) for name in (_name(graph, step) for step in _made(graph))}
    return not run.isdisjoint(names) or any(not _inside(name, parts).isdisjoint(names) for name in run)


def _is_on_both_sides(seen: Observation) -> bool:
    """Return whether the operands of the last operation are one and the same node."""
    return _is_twice(seen.graph.steps[seen.graph.root].operands)


def _is_twice(operands: Sequence[int]) -> bool:
    return len(operands) == 2 and operands[0] == operands[1]


def _of_both_sides(wrong: Collection[str], tried: Tried, probes: Sequence[Observation]) -> tuple[Wrong, ...]:
    """Return that a node goes wrong which is on both sides, whatever the operation is, or is used again."""
    again = next((each for each in probes if each.wrong and _uses_again(each.graph)), None)
    if again is not None:
        return (Wrong("", "wrong-where-used-again", (), again),)
    shown = next(each for name in sorted(wrong, key=rank) for each in tried[name] if each.wrong)
    return (Wrong("", "wrong-on-both-sides", (), shown),)


def _uses_again(graph: Graph) -> bool:
    """Return whether nodes are used by several operations, and by none on both sides."""
    operands = [step.operands for step in graph.steps]
    used = [each for some in operands for each in some]
    return len(set(used)) < len(used) and not any(map(_is_twice, operands))


def _leaves(seen: Observation) -> Iterator[tuple[Number | None, Number]]:
    """Yield what each leaf holds afterwards, and what it was given."""
    if not isinstance(seen.found, str):
        for step, (number, _), (right, _) in zip(seen.reads, seen.found, seen.right, strict=True):
            if not seen.graph.steps[step].operands:
                yield number, right


def _holds(number: Number | None, right: Number) -> bool:
    return number is not None and agree(number, right, STRICT)


def on_leaves(probes: Sequence[Observation]) -> Tried:
    """Return the graphs of one operation by its name."""
    both = ((each, _made(each.graph)) for each in probes)
    return _by_name((each, made[0]) for each, made in both if len(made) == 1)


def _below_another(probes: Sequence[Observation]) -> Tried:
    """Return the graphs of an operation on leaves whose result another one uses that is right elsewhere."""
    both = ((each, _made(each.graph)) for each in probes)
    some = [(each, made) for each, made in both if len(made) == 2 and _is_used(each, made)]
    right = {_name(each.graph, made[1]) for each, made in some if not each.wrong}
    return _by_name((each, made[0]) for each, made in some if _name(each.graph, made[1]) in right)


def _is_used(seen: Observation, made: Sequence[int]) -> bool:
    return made[0] in seen.graph.steps[made[1]].operands


def _above_another(probes: Sequence[Observation]) -> Tried:
    """Return the graphs of one operation and ``+`` that begin with a sum."""
    found = []
    for each in probes:
        made = _made(each.graph)
        own = next((step for step in made[1:] if _name(each.graph, step) != "add"), None)
        if own is not None and each.graph.steps[made[0]].op == "add" and len(each.operations - {"add"}) == 1:
            found.append((each, own))
    return _by_name(found)


def _made(graph: Graph) -> list[int]:
    fixed = constants(graph)
    return [index for index, step in enumerate(graph.steps) if step.operands and index not in fixed]


def _by_name(found: Iterable[tuple[Observation, int]]) -> Tried:
    named: Tried = {}
    for each, step in found:
        named.setdefault(_name(each.graph, step), []).append(each)
    return named


def _name(graph: Graph, step: int) -> str:
    """Return the name of an operation by its operands: "mul", "rmul" for ``2 * x``, "mulc" for ``x * 2``."""
    op, operands = graph.steps[step].op, graph.steps[step].operands
    fixed = constants(graph)
    if len(operands) == 2 and operands[0] in fixed:
        return f"r{op}"
    return f"{op}c" if op in BINARY and operands[1] in fixed else op


def _made_of_no_other(wrong: Collection[str], parts: Parts | None) -> list[str]:
    """Return the operations that are not wrong by the fault of another one, the most basic first."""
    return sorted((name for name in wrong if not _is_made_of_some(name, wrong, parts)), key=rank)


def _is_made_of_some(name: str, wrong: Collection[str], parts: Parts | None) -> bool:
    """Return whether an operation is made of a wrong one: as it was seen, else as people make them."""
    return any(other != name and _may_run(name, other, parts) for other in wrong)


def _may_run(name: str, other: str, parts: Parts | None) -> bool:
    op, inner = ON_THE_RIGHT.get(name, name), ON_THE_RIGHT.get(other, other)
    if op == inner:
        return name in ON_THE_RIGHT
    inside = _inside(op, parts)
    if inner in inside or op in _inside(inner, parts) or (parts is not None and name in parts.whole):
        return inner in inside
    # A function that is no method hides what runs.
    return not inside and inner in may_run(op) and rank(inner) < rank(op)


def _inside(name: str, parts: Parts | None) -> frozenset[str]:
    """Return the operations that one was seen to run."""
    return (parts and parts.inside(ON_THE_RIGHT.get(name, name))) or frozenset()


# --- what is told ---------------------------------------------------------------------------------


def _told_of_one(name: str, tried: Sequence[Observation]) -> Wrong | None:
    """Return what is wrong with an operation on leaves: that it raises, its number, or what it passes on."""
    raising = next((each for each in tried if isinstance(each.found, str)), None)
    if raising is not None:
        return _raising(name, raising)
    numbers = list(_numbers(tried))
    if not all(map(_is_right, numbers)):
        shown = next(each for each in tried if not all(map(_is_right, _numbers([each]))))
        found = Wrong(
            name, "number-off", (("how", _how(numbers) or _formula(name, numbers, with_out=False)),), shown
        )
        return None if all(map(_is_near, numbers)) else found
    slopes = {side: list(_slopes(tried, side)) for side in (0, 1, BOTH)}
    sides = [side for side, pairs in slopes.items() if not all(map(_is_right, pairs))]
    if not sides or all(_is_near(each) for side in sides for each in slopes[side]):
        return None
    several = sides[:2] == [0, 1]
    operand = "the operand" if name not in BINARY else "each operand" if several else _SIDES[sides[0]]
    pairs = slopes[sides[0]]
    how = "" if several else _how(pairs) or _formula(name, pairs, with_out=True)
    fields = (("operand", operand), ("how", how))
    wrong = sorted((each for each in tried if each.wrong), key=_is_on_both_sides)
    return Wrong(name, "share-off", fields, wrong[0])


def _raising(name: str, seen: Observation) -> Wrong:
    error = f"{seen.found}: {seen.message}".rstrip(": ")
    return Wrong(name, "operation-raises", (("error", error),), seen)


def _told_of_last(name: str, tried: Sequence[Observation]) -> Wrong | None:
    return _told("wrong-below-another", name, tried)


def _told_of_inner(name: str, tried: Sequence[Observation]) -> Wrong | None:
    return _told("wrong-above-another", name, tried)


def _told(code: str, name: str, tried: Sequence[Observation]) -> Wrong | None:
    """Return what is wrong in a larger graph: its number, or else what ``code`` says of gradients.

    None where nothing arrives at all: what was computed in another program can be in the way.
    """
    off = next((each for each in tried if not all(map(_is_right, _numbers([each])))), None)
    if off is not None:
        return Wrong(name, "number-off", (("how", ""),), off)
    shown = next((each for each in tried if each.wrong and arrives(each)), None)
    return None if shown is None else Wrong(name, code, (), shown)


def arrives(seen: Observation) -> bool:
    """Return whether a leaf has a gradient."""
    return isinstance(seen.found, str) or any(
        gradient
        for step, (_, gradient) in zip(seen.reads, seen.found, strict=True)
        if not seen.graph.steps[step].operands
    )


# A walk that goes wrong does so by how many nodes there are: that is not the mistake of several operations.
_STAGES = (
    Stage(on_leaves, _told_of_one, MOST),
    Stage(_below_another, _told_of_last, 1),
    Stage(_above_another, _told_of_inner, 1),
)


def _numbers(tried: Sequence[Observation]) -> Iterator[Pair]:
    """Yield the numbers of the results."""
    for each in tried:
        if not isinstance(each.found, str):
            place = each.reads.index(each.graph.root)
            yield Pair(each.found[place][0], each.right[place][0], _operands(each), each.right[place][0])


def _slopes(tried: Sequence[Observation], side: int) -> Iterator[Pair]:
    """Yield the gradients of the operands on one side; those of a node on both sides for BOTH."""
    for each in tried:
        operands = each.graph.steps[each.graph.root].operands
        both = _is_on_both_sides(each)
        for place, step in enumerate(operands):
            if step in each.reads and (BOTH if both else place) == side and not isinstance(each.found, str):
                read, root = each.reads.index(step), each.reads.index(each.graph.root)
                yield Pair(each.found[read][1], each.right[read][1], _operands(each), each.right[root][0])


def _operands(seen: Observation) -> tuple[float, ...]:
    values = tape.run(seen.graph)
    return tuple(float(values[step]) for step in seen.graph.steps[seen.graph.root].operands)


def _is_right(pair: Pair) -> bool:
    return pair.right == 0.0 if pair.found is None else agree(pair.found, pair.right, STRICT)


def _is_near(pair: Pair) -> bool:
    return pair.found is not None and abs(pair.found - pair.right) <= _NEAR * abs(pair.right)


# --- in which way -----------------------------------------------------------------------------------


def _how(pairs: Sequence[Pair]) -> str:
    """Return in which way numbers are off, as the end of a sentence, "" if in none that has words."""
    given = zip(*(each.operands for each in pairs), strict=True)
    if not all(map(_is_finite, pairs)) or any(len(set(numbers)) < 2 for numbers in given):
        return ""
    if len({(each.found, each.right) for each in pairs}) == 1:
        return f": it is {pairs[0].found:g} and should be {pairs[0].right:g}"
    return next((text for text, fits in _ways(pairs) if all(map(fits, pairs))), "")


def _formula(name: str, pairs: Sequence[Pair], *, with_out: bool) -> str:
    """Return the short formula that numbers are given by, as the end of a sentence, "" if there is none.

    The number of the result is taken only where the operands do not do, and ``with_out``.
    """
    given = list(zip(*(each.operands for each in pairs), strict=True))
    if not all(map(_is_finite, pairs)) or any(len(set(numbers)) < 2 for numbers in given):
        return ""
    named = dict(zip(("x", "k" if name == "pow" else "y"), given, strict=False))
    wanted = [each.found or 0.0 for each in pairs]
    found = formula_of(named, wanted)
    if not found and with_out:
        found = formula_of(named | {"out": tuple(each.out for each in pairs)}, wanted)
    return f": it is {found}" if found else ""


def _is_finite(pair: Pair) -> bool:
    return pair.found is not None and isfinite(pair.found)


def _ways(pairs: Sequence[Pair]) -> Iterator[tuple[str, Callable[[Pair], bool]]]:
    """Yield what people may have done, in words, with whether a pair is what comes of it."""
    first = pairs[0]
    found = (first.found or 0.0) + 0.0
    yield f": it is {found:g} wherever it was tried on leaves", lambda each: _same(each, found)
    names = ("the first operand", "the second operand") if len(first.operands) > 1 else ("the operand",)
    for place, name in enumerate(names):
        yield f": it is the number of {name}", partial(_is_operand, place=place)
    if first.right and found and len({each.operands for each in pairs if each.right}) > 1:
        factor = found / first.right
        text = in_words(factor)
        yield f": it is {text} times what it should be", lambda each: _same(each, factor * each.right)
    offset = found - first.right
    text = f"{abs(offset):g} too {'large' if offset > 0 else 'small'}"
    yield f": it is {text}", lambda each: _same(each, each.right + offset)


def _is_operand(pair: Pair, place: int) -> bool:
    return _same(pair, pair.operands[place])


def _same(pair: Pair, number: float) -> bool:
    return pair.found is not None and agree(pair.found, number, STRICT)
