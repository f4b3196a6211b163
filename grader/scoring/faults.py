"""The faults that a class can have, as changes of the right one: what every operation can have, and the walk.

Faults of one cause are equal in ``code`` and ``operation``: people make the same mistake in several ways.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product

from grader.scoring import slope_faults
from grader.scoring.fault import Change, Fault, apart, changed, rule_fault
from grader.scoring.value_rules import BINARY, FUNCTIONS, ON_THE_RIGHT, REFLECTED, RESULT, RULES, Rule, Share

# Every operation; "two" and "one" stand for all with so many operands, "functions" for all but signs, and
# "numbers" for all of a node and a plain number.
EVERY = "every"
_TWO = (*BINARY,)
_ONE = ("neg", "pow", *FUNCTIONS)
_MADE = (*_TWO, *_ONE)
_SIDES = ("first", "second")


@cache
def faults() -> tuple[Fault, ...]:
    """Return every fault that is known, simple ones first."""
    of_all = (*_of_all_operations(), *_beside_numbers())
    return (*_walks(), *_of_the_class(), *_of_operations(), *of_all, *slope_faults.faults())


# --- what any operation can have ----------------------------------------------------------------


def shares(wrap: Callable[[Share], Share], *, places: Iterable[int] = (0, 1)) -> Callable[[Rule], Rule]:
    """Return the change of what the operands at ``places`` get."""
    chosen = tuple(places)

    def change(rule: Rule) -> Rule:
        left, right = (
            wrap(share) if share is not None and place in chosen else share
            for place, share in enumerate(rule.shares)
        )
        return rule._replace(shares=(left, right))

    return change


def _without_chain(share: Share) -> Share:
    return lambda at: share(at._replace(up=1.0))


def _without_chain_turned(share: Share) -> Share:
    return lambda at: -share(at._replace(up=1.0))


def _without_slope(share: Share) -> Share:
    return lambda at: at.up


def _twice_chained(share: Share) -> Share:
    return lambda at: share(at) * at.up


def _by_value(share: Share) -> Share:
    return lambda at: share(at._replace(up=at.out))


def _by_own(share: Share) -> Share:
    return lambda at: share(at._replace(up=at.own))


def _times(factor: float) -> Callable[[Share], Share]:
    return lambda share: lambda at: factor * share(at)


def _added(share: Share) -> Share:
    return lambda at: share(at._replace(up=1.0)) + at.up


def _divided(share: Share) -> Share:
    return lambda at: share(at._replace(up=1.0)) / at.up


def _absolute(share: Share) -> Share:
    return lambda at: share(at._replace(up=abs(at.up)))


def _multiplied(share: Share) -> Share:
    return lambda at: at.own * share(at) - at.own


_WRAPS: tuple[tuple[str, Callable[[Share], Share]], ...] = (
    ("chain-factor-missing", _without_chain),
    ("chain-factor-missing", _without_chain_turned),  # right where what comes is -1, as below a minus sign
    ("chain-factor-twice", _twice_chained),
    ("chain-factor-is-value", _by_value),
    ("chain-factor-is-own", _by_own),
    ("chain-factor-added", _added),
    ("chain-factor-divides", _divided),
    ("chain-factor-absolute", _absolute),
    ("opposite-sign", _times(-1.0)),
    ("gradient-doubled", _times(2.0)),
    ("gradient-halved", _times(0.5)),
    ("gradient-multiplied", _multiplied),
)


def _mixed_up(share: Share) -> Share:
    return lambda at: share(at._replace(x=at.y, y=at.x))


def _with_result(share: Share) -> Share:
    return lambda at: share(at._replace(out=at.up))


def _with_slopes(share: Share) -> Share:
    return lambda at: share(at._replace(x=at.slopes[0], y=at.slopes[1]))


def _with_slope(share: Share) -> Share:
    return lambda at: share(at._replace(x=at.slopes[0]))


def _with_second_slope(share: Share) -> Share:
    return lambda at: share(at._replace(y=at.slopes[1]))


def _nothing(place: int) -> Callable[[Rule], Rule]:
    def change(rule: Rule) -> Rule:
        left, right = rule.shares
        return rule._replace(shares=(None, right) if place == 0 else (left, None))

    return change


def _not_linked(place: int) -> Callable[[Rule], Rule]:
    return lambda rule: rule._replace(linked=(place != 0, place != 1))


def _not_linked_at_all(rule: Rule) -> Rule:
    return rule._replace(linked=(False, False))


def _overwriting(places: tuple[int, ...]) -> Callable[[Rule], Rule]:
    return lambda rule: rule._replace(
        overwrites=(0 in places or rule.overwrites[0], 1 in places or rule.overwrites[1])
    )


def _clearing(rule: Rule) -> Rule:
    return rule._replace(clears=True)


def _to_result(rule: Rule) -> Rule:
    return rule._replace(receivers=(RESULT, RESULT))


def _right_first(change: Callable[[Rule], Rule]) -> Callable[[Rule], Rule]:
    """Return a change of a rule that gives the right operand its share first: what overwrites shows it."""
    return lambda rule: change(rule)._replace(right_first=True)


def _at_once(change: Callable[[Rule], Rule]) -> Callable[[Rule], Rule]:
    """Return a change of a rule that computes both shares first: what depends on gradients shows it."""
    return lambda rule: change(rule)._replace(at_once=True)


def _received(place: int, by: int) -> Callable[[Rule], Rule]:
    def change(rule: Rule) -> Rule:
        left, right = rule.receivers
        return rule._replace(receivers=(by, right) if place == 0 else (left, by))

    return change


def _of_operations() -> Iterator[Fault]:
    """Yield what can be wrong with a single operation, whatever it computes."""
    for op in (*_MADE, *REFLECTED, *ON_THE_RIGHT):
        two = op in _TWO
        yield rule_fault("gradient-overwritten", op, _overwriting((0, 1)))
        for code, wrap in _WRAPS:
            yield rule_fault(code, op, shares(wrap))
        yield from _along_the_edges(op)
        # A gradient that is still 0 looks like none that is passed on, which is said first.
        for change in _with_gradients(op):
            yield rule_fault("number-is-gradient", op, change)._replace(special=0)
        yield rule_fault("gradient-stops", op, lambda rule: rule._replace(stored=False))
        last = 1 if op in REFLECTED else 0
        yield rule_fault("returns-operand", op, lambda rule, last=last: rule._replace(returned=last))  # type: ignore[misc]
        yield rule_fault("operands-not-remembered", op, _not_linked_at_all)
        yield rule_fault("called-not-stored", op, lambda rule: rule._replace(called=True))
        yield rule_fault("stored-on-operand", op, lambda rule: rule._replace(on_operand=True))
        yield rule_fault("gradient-to-result", op, _to_result)
        yield rule_fault("changes-operand", op, lambda rule: rule._replace(in_place=True))
        yield rule_fault("changes-operand", op, lambda rule: rule._replace(spoils=True))
        if two:
            yield from _of_two_operands(op)


def _with_gradients(op: str) -> Iterator[Callable[[Rule], Rule]]:
    """Yield the changes that take gradients for the numbers in the shares of an operation."""
    if op in ("pow", "log", "relu"):  # y is an exponent
        yield shares(_with_slope, places=(0,))
    if op in ("exp", "tanh", "sigmoid", "sqrt"):
        yield shares(_with_result)
    if op in ("mul", "truediv"):
        yield from (shares(_with_slopes, places=places) for places in ((0, 1), (0,), (1,)))
        yield from (_at_once(shares(_with_slopes, places=places)) for places in ((0, 1), (1,)))
    if op == "truediv":  # there both numbers are in the share of the denominator
        yield shares(_with_slope, places=(1,))
        yield _at_once(shares(_with_slope, places=(1,)))
        yield shares(_with_second_slope, places=(1,))


# Those that make a difference of whether a gradient is passed on as a whole, or each part of it by itself.
_OF_PARTS = tuple(each for each in _WRAPS if each[0].startswith("chain-factor-") and each[1] is not _by_own)


def _along_the_edges(op: str) -> Iterator[Fault]:
    """Yield the faults of a class that passes each part of a gradient on by itself, along every way."""
    for code, wrap in _OF_PARTS:
        yield _by_edges(
            Fault(code, EVERY, changed(RULES, shares(wrap)))
            if op == EVERY
            else rule_fault(code, op, shares(wrap))
        )
        for place, side in enumerate(_SIDES if op in _TWO else ()):
            change = shares(wrap, places=(place,))
            yield _by_edges(rule_fault(f"operand-{code}", op, change, {"side": side}))


def _by_edges(fault: Fault) -> Fault:
    return fault._replace(change=lambda given: fault.change(given)._replace(walk="edges"), special=-1)


def _of_two_operands(op: str) -> Iterator[Fault]:
    yield rule_fault("gradient-overwritten", op, _right_first(_overwriting((0, 1))))
    yield rule_fault("gradient-cleared", op, _clearing)
    if op != "sub":  # both shares cancel
        yield rule_fault("gradient-to-result", op, _at_once(_to_result))
    # Whatever else is wrong with the operation can be wrong beside it.
    yield rule_fault("number-not-wrapped", op, lambda rule: rule._replace(wraps=False))._replace(rank=2)
    yield rule_fault("same-node-once", op, lambda rule: rule._replace(once=True))
    yield rule_fault("same-node-once", op, _right_first(lambda rule: rule._replace(once=True)))
    for place, side in enumerate(_SIDES):
        changes: tuple[tuple[str, Callable[[Rule], Rule]], ...] = (
            ("operand-overwritten", _overwriting((place,))),
            ("operand-overwritten", _right_first(_overwriting((place,)))),
            ("operand-without-gradient", _nothing(place)),
            ("operand-not-remembered", _not_linked(place)),
            *((("operand-gets-both", _received(1 - place, place)),) if op != "sub" else ()),  # they cancel
            ("operand-to-result", _received(place, RESULT)),
            *(
                (f"operand-{code}", shares(wrap, places=(place,)))
                for code, wrap in _WRAPS
                if (code, op) != ("gradient-multiplied", "add")  # it stays 0, as if nothing came
            ),
        )
        for code, change in changes:
            yield rule_fault(code, op, change, {"side": side})
    if op == "truediv":  # elsewhere it is another mistake, or none
        yield rule_fault("operands-mixed-up", op, shares(_mixed_up))
        yield rule_fault("operands-exchanged", op, lambda rule: rule._replace(receivers=(1, 0)))


# What can be wrong with several operands alone.
_OF_SEVERAL = frozenset(
    ("number-not-wrapped", "same-node-once", "operand-overwritten", "operand-not-remembered")
)
_OF_SEVERAL |= {"operand-without-gradient"}
# In a sum no local derivative is missing: what is wrong elsewhere is not all operations'. Who makes no node
# of a number does so in each operation, and often nobody asks for that.
_OF_EACH = frozenset(("local-derivative-missing", "number-not-wrapped"))
# Where every operation does this, no gradient ever leaves 0: as if nothing was passed on.
_UNSEEN = ("chain-factor-is-own", "gradient-multiplied")


def _of_all_operations() -> Iterator[Fault]:
    """Yield what people do alike in every operation that they write."""
    everywhere: tuple[tuple[str, Callable[[Rule], Rule]], ...] = (
        ("gradient-overwritten", _overwriting((0, 1))),
        ("operand-overwritten", _overwriting((1,))),
        ("called-not-stored", lambda rule: rule._replace(called=True)),
        ("number-not-wrapped", lambda rule: rule._replace(wraps=False)),
        ("same-node-once", lambda rule: rule._replace(once=True)),
        ("same-node-once", _right_first(lambda rule: rule._replace(once=True))),
        ("gradient-to-result", _to_result),
        ("gradient-to-result", _at_once(_to_result)),
        ("operand-not-remembered", _not_linked(1)),
        ("operand-without-gradient", _nothing(1)),
        ("local-derivative-missing", shares(_without_slope)),
        *((code, shares(wrap)) for code, wrap in _WRAPS if code not in _UNSEEN),
    )
    for code, change in everywhere:
        yield Fault(code, EVERY, changed(RULES, change), (("side", "second"),))
    yield from _along_the_edges(EVERY)
    # Of many graphs it leaves nothing that does not depend on the walk: what others leave as well.
    on_operand = changed(RULES, lambda rule: rule._replace(on_operand=True))
    yield Fault("stored-on-operand", EVERY, on_operand, special=0)
    overwriting = _right_first(_overwriting((0, 1)))
    yield Fault("gradient-overwritten", EVERY, changed(RULES, overwriting))
    yield Fault("gradient-cleared", EVERY, changed(RULES, _clearing))
    first = (("side", "first"),)
    yield Fault("operand-not-remembered", EVERY, changed((*_TWO, *REFLECTED), _not_linked(0)), first)
    # A loop over the operands that begins behind the first leaves out the only one as well.
    yield Fault("operand-not-remembered", EVERY, changed(RULES, _not_linked(0)), first)
    yield Fault("operand-without-gradient", EVERY, changed(RULES, _nothing(0)), first)
    yield Fault("gradient-overwritten", EVERY, lambda given: given._replace(walk="edges-assigned"))
    yield from _of_groups(everywhere)


def _beside_numbers() -> Iterator[Fault]:
    """Yield what people do alike in every operation of one node, those with a plain number among them."""
    cutting: tuple[tuple[str, Callable[[Rule], Rule]], ...] = (
        ("operands-not-remembered", _not_linked_at_all),
        ("gradient-stops", lambda rule: rule._replace(stored=False)),
    )
    alike = (
        *cutting,
        ("gradient-overwritten", _overwriting((0, 1))),
        ("local-derivative-missing", shares(_without_slope)),
        *((code, shares(wrap)) for code, wrap in _WRAPS if code not in _UNSEEN),
    )
    numbers = (*REFLECTED, *ON_THE_RIGHT)
    for written_out in (("add", "mul"), (*BINARY, *REFLECTED)):  # others can be made of the first
        for (code, change), powers in product(cutting, ([], ["pow"])):
            cut = apart(changed((*numbers, *powers), change), frozenset(BINARY))
            yield Fault(code, "numbers", cut, touches=frozenset((*written_out, *powers)))
        for code, change in alike:
            of_one = apart(changed((*_ONE, *numbers), change), frozenset(BINARY))
            yield Fault(code, "one", of_one, touches=frozenset((*_ONE, *written_out)))


def _of_groups(everywhere: Iterable[tuple[str, Callable[[Rule], Rule]]]) -> Iterator[Fault]:
    """Yield what can be wrong with one function that makes all operations of a kind."""
    changes = (
        *everywhere,
        *((code, shares(wrap)) for code, wrap in _WRAPS if code in _UNSEEN),
        ("gradient-stops", lambda rule: rule._replace(stored=False)),
        ("operands-not-remembered", _not_linked_at_all),
    )
    for name, some in (("two", (*_TWO, *REFLECTED)), ("one", _ONE), ("functions", _ONE[1:])):
        others = _OF_EACH if name == "two" else _OF_SEVERAL
        for code, change in changes:
            if code not in others:
                yield Fault(code, name, changed(some, change), (("side", "second"),), touches=frozenset(some))
    # Where few operations are of two operands, it is a mistake of one of them.
    mixing: tuple[tuple[str, Callable[[Rule], Rule]], ...] = (
        ("operands-exchanged", lambda rule: rule._replace(receivers=(1, 0))),
        ("operands-mixed-up", shares(_mixed_up)),
    )
    for code, change in mixing:
        yield Fault(code, "two", changed(_TWO, change), touches=frozenset(_TWO), special=-1)


# --- the walk back, and the class as a whole -----------------------------------------------------


def _walk(code: str, walk: str, *, seeds_all: bool = False, closes: bool = False) -> Fault:
    return Fault(code, "", lambda given: given._replace(walk=walk, seeds_all=seeds_all, closes=closes))


def _seeding_zero(walk: str) -> Change:
    return lambda given: given._replace(walk=walk, seeds_zero=True)


def _walks() -> Iterator[Fault]:
    # From the leaves to the root, only the root has something to pass on.
    yield _walk("one-level-deep", "forward")
    yield _walk("one-level-deep", "preorder-reversed")
    for walk in ("preorder", "stack"):
        yield _walk("order-before-operands", walk)
        # Who keeps gradients in a dictionary takes each out once: so it can look like clearing.
        yield _walk("order-before-operands", walk, closes=True)._replace(special=0)
    for by_number in ("largest-first", "smallest-first"):
        yield _walk("order-before-operands", by_number)
        yield _walk("order-before-operands", f"{by_number}-or-root")  # where numbers are equal
    yield _walk("order-level-by-level", "level-by-level")
    yield _walk("order-level-by-level", "level-by-level", closes=True)
    for walk in ("every-path", "every-child", "without-memory", "latest-first-every-path", "edges-total"):
        yield _walk("nodes-visited-again", walk)
    for walk in ("level-by-level-again", "level-by-level-every-path"):
        yield _walk("nodes-visited-again", walk)
    # Who calls ``backward`` of the operands, and takes a gradient of 0 for the one of the result.
    yield from (
        Fault("nodes-visited-again", "", _seeding_zero(walk)) for walk in ("every-path", "every-child")
    )
    yield _walk("gradient-set-to-one-everywhere", "every-path", seeds_all=True)
    yield _walk("gradient-set-to-one-everywhere", "every-child", seeds_all=True)
    yield _walk("gradient-set-to-one-everywhere", "topological", seeds_all=True)
    yield _walk("gradient-set-to-one-everywhere", "preorder", seeds_all=True)
    yield _walk("run-for-each-operand", "for-each-operand")
    yield _walk("run-for-each-operand", "for-each-use")
    yield _walk("result-run-for-all", "root-for-all")
    for walk in ("root-alone", "root-and-operands", "root-and-each-operand"):
        yield _walk("one-level-deep", walk)
    yield _walk("walk-does-nothing", "without-root")
    yield _walk("walk-does-nothing", "nothing")


def _seed(code: str, seed: Callable[[float, float], float]) -> Fault:
    return Fault(code, "", lambda given: given._replace(seed=seed))


def _made(code: str, made: Callable[[float], float]) -> Fault:
    return Fault(code, "", lambda given: given._replace(made=made))


def _rounding(digits: int) -> Callable[[float], float]:
    return lambda x: round(x, digits)


def _merging(walk: str) -> Change:
    return lambda given: given._replace(by_value=True, walk=walk)


def _of_the_class() -> Iterator[Fault]:
    yield Fault("gradients-reset", "", lambda given: given._replace(resets="others"))
    for some in ("leaves", "inputs"):  # which are leaves that are no result
        yield Fault("leaves-without-gradient", "", lambda given, some=some: given._replace(resets=some))  # type: ignore[misc]
    yield _seed("seed-missing", lambda number, gradient: gradient)
    yield _seed("seed-is-value", lambda number, gradient: number)
    yield _seed("seed-other-number", lambda number, gradient: 2.0)
    yield _seed("seed-other-number", lambda number, gradient: -1.0)
    yield _seed("seed-other-number", lambda number, gradient: 0.5)
    yield Fault("gradient-starts-from-one", "", lambda given: given._replace(start=1.0))
    for walk in ("topological", "unmarked"):
        yield Fault("equal-nodes-merged", "", _merging(walk))
    yield _made("numbers-cut-to-integers", lambda x: float(math.trunc(x)))
    yield _made("numbers-cut-to-integers", lambda x: float(round(x)))
    for digits in range(1, 9):
        yield _made("numbers-rounded", _rounding(digits))
    for cut in (math.trunc, round):
        yield Fault("constants-cut-to-integers", "", lambda given, cut=cut: given._replace(wrapped=cut))  # type: ignore[misc]
    yield _made("numbers-made-positive", abs)
