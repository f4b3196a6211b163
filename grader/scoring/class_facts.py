"""What can be seen of a class without knowing its mistake: true whatever the cause."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from grader.model import Graph, Numbers, Outcome, Raised, RunProgram, Verdict
from grader.scoring import tape
from grader.scoring.observed import Observation
from grader.scoring.standings import LEAVES, Standing
from grader.scoring.target import Quantity
from grader.scoring.trials import WIDE, Tried
from grader.scoring.value_rules import FORMS, ON_THE_RIGHT

_LARGE = {"OverflowError": "number-too-large", "RecursionError": "recursion-too-deep"}
_SINGLE = 1e-4  # relative: sums of rounded numbers lose some digits more


class Fact(NamedTuple):
    """A code with its fields, and what shows it."""

    code: str
    fields: tuple[tuple[str, str], ...]
    evidence: str


def raised(wrong: Sequence[Observation], hidden: Collection[Graph] = ()) -> Fact | None:
    """Return that a number or the recursion grows too large, where nothing else is wrong.

    Of ``hidden`` graphs no number is shown.
    """
    for name, code in _LARGE.items():
        if wrong and all(each.found == name for each in wrong):
            seen = next((each for each in wrong if each.graph not in hidden), None)
            if seen is None:
                return Fact(code, (), f"it shows at a hidden input: {name}")
            right = dict(zip(seen.reads, seen.right, strict=True)).get(seen.graph.root)
            beside = f", right is {right[0]!r}" if right else ""
            return Fact(code, (), f"{len(seen.graph.steps)} steps give {name}{beside}")
    return None


def in_single_precision(seen: Sequence[Observation], hidden: Collection[Graph] = ()) -> Fact | None:
    """Return that all numbers of nodes are those of single precision, and near the right ones."""
    shown = ""
    for each in seen:
        if isinstance(each.found, str):
            return None
        for (number, gradient), (right, slope) in zip(each.found, each.right, strict=True):
            if number is None or not _single(number) or not _near(number, right):
                return None
            if gradient is not None and not _near(gradient, slope):
                return None
            if not shown and each.graph not in hidden and abs(number - right) > 1e-9 * abs(right):
                shown = f"a number is {number!r}, right is {right!r}"
    return Fact("class-in-single-precision", (), shown) if shown else None


def no_number(
    tried: Sequence[tuple[RunProgram, Outcome]],
    wrong: Sequence[Observation],
    hidden: Collection[Graph] = (),
) -> Fact | None:
    """Return that a leaf's gradient is no number, unless numbers are wrong where all gradients are some."""
    if any(map(_is_all_numbers, wrong)):
        return None
    right = {
        each.graph: dict(zip(each.reads, each.right, strict=True))
        for each in wrong
        if each.graph not in hidden
    }
    for call, outcome in tried:
        if not isinstance(outcome, Numbers) or call.graph not in right:
            continue
        for place, step in enumerate(call.reads):
            element = outcome.elements[2 * place + 1]
            known = element.found and not element.found.startswith(("None", "no attribute"))
            if element.value is None and known and not call.graph.steps[step].operands:
                evidence = f"a gradient is a {element.found}, right is {right[call.graph][step][1]!r}"
                return Fact("gradient-no-number", (("type", element.found),), evidence)
    return None


def _is_all_numbers(seen: Observation) -> bool:
    """Return whether every leaf has a number for its gradient."""
    if isinstance(seen.found, str):
        return False
    of_leaves = [
        gradient
        for step, (_, gradient) in zip(seen.reads, seen.found, strict=True)
        if not seen.graph.steps[step].operands
    ]
    return None not in of_leaves


def returning_nothing(
    tried: Sequence[tuple[RunProgram, Outcome]], wrong: Sequence[Observation]
) -> frozenset[str]:
    """Return the operations whose result is None, where nothing else is wrong.

    The error is that of asking the result for its backward pass, in no line of the student's.
    """
    asked = {id(call.graph) for call, outcome in tried if not call.seeded and _of_a_result_of_none(outcome)}
    alone = (each.operations for each in wrong if id(each.graph) in asked and len(each.operations) == 1)
    nothing = frozenset(op for operations in alone for op in operations)
    explained = all(
        isinstance(each.found, str) and "'NoneType'" in each.message and each.reached & nothing
        for each in wrong
    )
    return nothing if explained else frozenset()


def _of_a_result_of_none(outcome: Outcome) -> bool:
    return (
        isinstance(outcome, Raised)
        and not outcome.line
        and outcome.message == "'NoneType' object has no attribute 'backward'"
    )


def of_none(wrong: Sequence[Observation]) -> Fact | None:
    """Return that a share is added to a gradient that is None, where nothing else is wrong."""
    texts = ("+=: 'NoneType' and", "+: 'NoneType' and")
    if not wrong or not all(
        each.found == "TypeError" and any(text in each.message for text in texts) for each in wrong
    ):
        return None
    return Fact("gradient-starts-from-none", (), f"{wrong[0].message}")


def narrow(seen: Sequence[Observation]) -> str:
    """Return the operation that raises ValueError wherever an operand is negative and never else, "" if none.

    So does what is made of log, or what takes the logarithm of its operand on the way back.
    """
    wrong = [each for each in seen if each.wrong]
    if not wrong or any(each.found != "ValueError" for each in wrong):
        return ""
    for op in ("pow", "truediv", "rtruediv", "mul"):
        where = [(each, _below_zero(each.graph, op)) for each in seen if each.probe]
        if any(each.wrong for each, _ in where) and all(each.wrong == below for each, below in where):
            return op
    return ""


def _below_zero(graph: Graph, op: str) -> bool:
    """Return whether an operation has a negative operand in a graph."""
    values = tape.run(graph)
    return any(
        step.op == op.removeprefix("r") and any(values[operand] < 0 for operand in step.operands[: _OF[op]])
        for step in graph.steps
        if step.operands
    )


_OF = {"pow": 1, "truediv": 2, "rtruediv": 2, "mul": 2}  # an exponent may be negative


def scaled(seen: Sequence[Observation]) -> Fact | None:
    """Return that every gradient, the one of the result too, is the same multiple of the right one."""
    pairs = [pair for each in seen if each.probe for pair in _gradients(each)]
    factor = next((found / right for found, right in pairs if right), 0.0)
    if factor in (0.0, 1.0):
        return None
    if any(abs(found - factor * right) > _SAME * max(1.0, abs(found)) for found, right in pairs):
        return None
    return Fact("seed-other-number", (), f"each gradient is {factor:.10g} times the right one")


def shared(seen: Sequence[Observation]) -> Fact | None:
    """Return that all gradients below a result are one and the same number, which is not always 0.

    What is shared by all graphs grows from one to the next, until it is no number.
    """
    below = [[found for found, _ in _gradients(each, below=True)] for each in seen if each.probe]
    several = [each for each in below if len(each) > 1 and all(map(isfinite, each))]
    shown = next((each for each in several if each[0]), [])
    if not shown or any(len(set(each)) > 1 for each in several):
        return None
    return Fact("gradients-shared", (), f"all {len(shown)} gradients below a result are {shown[0]!r}")


def rounded(seen: Sequence[Observation]) -> Fact | None:
    """Return that gradients are rounded or cut, where the numbers of nodes are not."""
    # A few units are lost where rounded gradients are passed on.
    pairs = [(*pair, _units(each.graph)) for each in seen if each.probe for pair in _gradients(each)]
    for digits in range(9):
        if all(_is_rounded(found, digits) for found, _, _ in pairs):
            near = all(abs(found - right) <= units * 10.0**-digits for found, right, units in pairs)
            found, right, _ = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
            shown = f"a gradient is {found!r}, right is {right!r}"
            return Fact("gradients-rounded", (("digits", str(digits)),), shown) if near else None
    return None


def _is_rounded(found: float, digits: int) -> bool:
    return abs(found - round(found, digits)) <= _SUMMED * max(1.0, abs(found))


def _units(graph: Graph) -> int:
    return 20 if sum(bool(step.operands) for step in graph.steps) > 1 else 2


def single(seen: Sequence[Observation]) -> Fact | None:
    """Return that gradients alone are those of single precision, and near the right ones."""
    pairs = [pair for each in seen if each.probe for pair in _gradients(each)]
    if not pairs or not all(_single(found) and _near(found, right) for found, right in pairs):
        return None
    found, right = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    return Fact("gradients-in-single-precision", (), f"a gradient is {found!r}, right is {right!r}")


def _are_numbers_right(seen: Sequence[Observation]) -> bool:
    """Return whether every probe gives the right numbers, whatever its gradients are."""
    return all(
        not isinstance(each.found, str)
        and all(
            number is not None and abs(number - right) <= _SAME * max(1.0, abs(right))
            for (number, _), (right, _) in zip(each.found, each.right, strict=True)
        )
        for each in seen
        if each.probe
    )


def of_gradients(seen: Sequence[Observation]) -> Fact | None:
    """Return what is true of all gradients, where no mistake of one place explains them."""
    probes = [each for each in seen if each.probe]
    if not any(each.wrong and _is_all_numbers(each) for each in probes):
        return None  # nothing is wrong, or there are none
    if not _are_numbers_right(seen):
        return None
    return scaled(seen) or shared(seen) or rounded(seen) or single(seen) or limited(seen)


def limited(seen: Sequence[Observation]) -> Fact | None:
    """Return that gradients go up to a limit and no further, where probes of larger ones alone are wrong."""
    pairs = {each.graph: _gradients(each) for each in seen if each.probe}
    limit = max((abs(gradient) for each in pairs.values() for gradient, _ in each), default=0.0)
    cut = [
        (gradient, right)
        for each in pairs.values()
        for gradient, right in each
        if abs(gradient) == limit < abs(right) and gradient * right > 0
    ]
    # What is made of others has gradients in between, which nobody reads.
    written = [each for each in seen if each.probe and not each.operations & FORMS.keys()]
    explained = all(
        not each.wrong or any(abs(right) > limit for _, right in pairs[each.graph]) for each in written
    )
    if len({right for _, right in cut}) < _SEVERAL or not explained:
        return None
    evidence = f"a gradient is {cut[0][0]!r}, right is {cut[0][1]!r}"
    return Fact("gradient-limited", (("limit", f"{limit:g}"),), evidence)


def _gradients(seen: Observation, *, below: bool = False) -> list[tuple[float, float]]:
    """Return every gradient beside the right one, or those ``below`` the result alone."""
    found = () if isinstance(seen.found, str) else seen.found
    return [
        (gradient, right)
        for step, (_, gradient), (_, right) in zip(seen.reads, found, seen.right, strict=False)
        if gradient is not None and not (below and step == seen.graph.root)
    ]


_SEVERAL, _SAME = 3, 1e-9
_SUMMED = 1e-14  # relative: sums of rounded numbers have a last digit of their own


def far_from_one(
    standings: Mapping[str, Standing], wrong: Sequence[Observation]
) -> tuple[tuple[str, str], ...]:
    """Return the operations that are wrong for large or small numbers alone, each with what shows it.

    None where a probe is ``wrong``, for those have moderate ones, or a graph without them.
    """
    if any(each.probe for each in wrong):
        return ()
    far = [each for each in standings.values() if each.verdict is Verdict.WRONG]
    if any(each.shown.trial.shape != WIDE or each.apart for each in far):
        return ()
    of_leaves = [each for each in far if each.by == LEAVES]
    if of_leaves:
        return ((LEAVES, _shown(of_leaves[0].shown)),)
    names = {ON_THE_RIGHT.get(each.operation, each.operation) for each in far}
    names |= {f"r{name}" for name in names}  # is made of it
    if any(not names & each.operations for each in wrong):
        return ()  # something else is wrong as well
    return tuple((each.operation, _shown(each.shown)) for each in far if not each.by)


def beside_itself(
    standings: Mapping[str, Standing], wrong: Sequence[Observation]
) -> tuple[tuple[str, str], ...]:
    """Return the operations that are right for every number, and wrong for several in one graph.

    None where one is wrong by itself too, or a graph is ``wrong`` in which they have no part, as by the walk.
    """
    own = [each for each in standings.values() if each.verdict is Verdict.WRONG and not each.by]
    names = {ON_THE_RIGHT.get(each.operation, each.operation).removeprefix("r") for each in own}
    if not all(each.apart for each in own) or any(not names & each.reached for each in wrong):
        return ()
    return tuple((each.operation, _shown(each.shown)) for each in own)


def _shown(tried: Tried) -> str:
    """Return the number of a sum over many that shows what is wrong, the gradient of one if it can."""
    numbers = [each.value for each in tried.trial.graph.steps if each.op == "leaf"]
    if isinstance(tried.outcome, Raised):
        return f"one of the numbers {', '.join(map(repr, numbers))} gives {tried.outcome.type}"
    for each in sorted(tried.wrong, key=lambda each: each.step == tried.trial.graph.root):
        if each.step == tried.trial.graph.root:
            return f"the sum over {', '.join(map(repr, numbers))} is {each.value!r}, right is {each.right!r}"
        number = tried.trial.graph.steps[each.step].value
        if each.quantity is Quantity.DATA:
            return f"made of {number!r} it holds {each.value!r}"
        return f"at {number!r} the gradient is {each.value!r}, right is {each.right!r}"
    return ""


def _single(number: float) -> bool:
    if not isfinite(number) or abs(number) > 3e38:
        return False
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded == number


def _near(found: float, right: float) -> bool:
    return abs(found - right) <= _SINGLE * max(abs(right), 1.0)  # large ones may have cancelled
