"""How every operation of a class stands, and by whose fault one goes wrong.

Theory of operation. Only ``+`` and the operation itself occur in its trial. Where the trial goes wrong,
closer ones tell why: without ``+`` (then the fault is that of ``+`` or of nodes that are used twice), with
the gradient of the root set from outside (then ``backward`` does not set it), and with the operation made of
others: if ``x * -1`` shows the very numbers of a wrong ``-x``, and ``*`` is wrong, then ``-x`` is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from grader.model import Missing, Parts, Raised, Tolerance, Verdict
from grader.scoring.compare import STRICT, agree
from grader.scoring.held import comes_of_leaves, is_leaf, read_of_leaves
from grader.scoring.target import Quantity
from grader.scoring.trials import APART, JUDGED, USED_TWICE, WHOLE, WIDE, Tried
from grader.scoring.value_rules import ON_THE_RIGHT

# Causes that are no operation.
BACKWARD = "backward"
LEAVES = "leaves"
DIGITS = "digits"
EQUAL = "equal"
START = "start"

_COARSE = Tolerance(rtol=1e-4, atol=2e-4)  # single precision, or four decimals
_FOUR_DIGITS = Tolerance(rtol=1e-4)
_MOST_DECIMALS = 8  # that people round to
# Others are made of these more often than these of them.
_BASIC = (
    *("add", "addc", "mul", "mulc", "pow", "neg", "exp", "log"),
    *("sub", "subc", "truediv", "truedivc", "radd", "rmul"),
)

_OF_PLUS = ("radd", "sub", "rsub", "addc", "subc")  # may be made of it; all others stand beside it


Origins = tuple[tuple[str, tuple[str, ...]], ...]  # causes, each with what goes wrong by it


class Standing(NamedTuple):
    """How an operation, or WHOLE, stands."""

    operation: str
    verdict: Verdict  # OK, WRONG or MISSING
    shown: Tried  # the trial that shows it: the first that is wrong
    by: str = ""  # the operation or other cause by whose fault it goes wrong, "" for its own
    apart: bool = False  # it is right for each of the numbers for which it goes wrong, by itself


def standings(tried: Sequence[Tried], parts: Parts | None = None) -> dict[str, Standing]:
    """Return how every operation stands that was tried, and last WHOLE, by its name.

    ``parts`` says which operations were seen to run which, where that is known.
    """
    trials: dict[str, list[Tried]] = {}
    for each in tried:
        trials.setdefault(each.trial.operation, []).append(each)
    whole = trials.pop(WHOLE, [])
    found = {name: _standing(name, own) for name, own in trials.items()}
    first = dict(found)
    for name, standing in first.items():
        missing = standing.verdict is Verdict.MISSING
        if standing.verdict is Verdict.WRONG or (missing and _lacks_plus(name, first)):
            found[name] = _with_cause(standing, trials, first, parts)
    started = [name for name, each in found.items() if each.by == START]
    if len({slope for name in started for slope in _slopes_alone(trials[name])}) == 1:
        # A factor moves equal gradients by the same number too.
        found.update((name, found[name]._replace(by="")) for name in started)
    coarse = [each for each in found.values() if each.by == DIGITS]
    if coarse:  # so that small leaves are 0
        far = [each for each in found.values() if each.by == LEAVES and each.shown.trial.shape == WIDE]
        found.update((each.operation, each._replace(by=DIGITS)) for each in far)
        coarse += far
    if len(coarse) == 1:  # few digits in one operation alone are that operation's
        found[coarse[0].operation] = coarse[0]._replace(by="")
    return {**found, WHOLE: _standing_of_whole(whole, found)} if whole else found


def origins(found: Mapping[str, Standing], operations: Iterable[str]) -> Origins:
    """Return (cause, operations that go wrong by it) for each fault; a missing one is its own."""
    groups: dict[str, list[str]] = {}
    for name in operations:
        if found[name].verdict is not Verdict.OK:
            groups.setdefault(_origin(name, found), []).append(name)
    return tuple((cause, tuple(names)) for cause, names in groups.items())


def _origin(name: str, found: Mapping[str, Standing]) -> str:
    """Return the operation at which the chain of causes begins; of a circle the most basic one."""
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        cause = found[name].by if name in found else ""
        if not cause:
            return name
        name = cause
    return min(seen[seen.index(name) :], key=rank)


def rank(name: str) -> tuple[int, str]:
    """Return where an operation stands among those that others are made of."""
    return (_BASIC.index(name) if name in _BASIC else len(_BASIC)), name


def _standing(name: str, tried: Sequence[Tried]) -> Standing:
    """Return how one operation stands, by its trials with ``+`` and with whole numbers."""
    own = [each for each in tried if each.trial.shape in JUDGED]
    failing = next((each for each in own if not each.is_right), None)
    if failing is None:
        return Standing(name, Verdict.OK, own[0])
    missing = isinstance(failing.outcome, Missing)
    return Standing(name, Verdict.MISSING if missing else Verdict.WRONG, failing)


def _lacks_plus(name: str, found: Mapping[str, Standing]) -> bool:
    """Return whether an operation cannot be tried with ``+`` because the class has none."""
    return name != "add" and "add" in found and found["add"].verdict is Verdict.MISSING


def _with_cause(
    standing: Standing,
    trials: Mapping[str, Sequence[Tried]],
    found: Mapping[str, Standing],
    parts: Parts | None,
) -> Standing:
    """Return a standing that is wrong with the operation by whose fault it is, as far as that is known."""
    tried = trials[standing.operation]
    own = {each.trial.shape: each for each in tried}
    added = {each.trial.shape: each for each in trials.get("add", ())}
    cause = (
        _of_the_class(standing, own, added)
        or _of_plus(standing, own, found)
        or _of_a_part(standing, tried, found, parts)
        or (DIGITS if _is_coarse(standing.shown) else "")
    )
    by_itself = [each.is_right for each in tried if each.trial.shape == APART]
    apart = standing.shown.trial.shape == WIDE and len(by_itself) > 1 and all(by_itself)
    standing = standing._replace(apart=apart)
    return standing._replace(verdict=Verdict.WRONG, by=cause) if cause else standing


def _of_the_class(standing: Standing, own: Mapping[str, Tried], added: Mapping[str, Tried]) -> str:
    """Return the part of the class beside its operations that is at fault, "" if none is known to be.

    ``own`` and ``added`` are the trials of the operation and of ``+`` by their shapes.
    """
    alone = own.get("alone")
    if _is_scaled(standing.shown) or ("seeded" in own and own["seeded"].is_right):
        return BACKWARD
    if _leaves_are_at_fault(standing.shown, own, added):
        return LEAVES
    if alone is not None and "alone" in added:
        stops = added["alone"].is_right and _has_no_gradient(added["chained"])
        if alone.is_right and stops and _has_no_gradient(standing.shown):
            return BACKWARD
        merged = _is_right_apart(added) and not added[USED_TWICE].is_right
        if alone.is_right and merged:
            return EQUAL
        shift = _shift(alone)
        if shift == _shift(added["alone"]) != 0.0 and not _has_no_gradient(alone):
            return START
    return ""


def _is_right_apart(added: Mapping[str, Tried]) -> bool:
    """Return whether ``+`` is right on nodes of which no two are equal, whatever their size."""
    return all(added[shape].is_right for shape in ("distinct", WIDE) if shape in added)


def _of_plus(standing: Standing, own: Mapping[str, Tried], found: Mapping[str, Standing]) -> str:
    """Return "add" if that is wrong, or nodes that are used twice, and the operation right without it."""
    broken = "add" in found and found["add"].verdict is not Verdict.OK
    if standing.operation == "add" or not broken:
        return ""
    right = all(shape in own and own[shape].is_right for shape in ("alone", "chained"))
    return "add" if right else ""


def _leaves_are_at_fault(shown: Tried, own: Mapping[str, Tried], added: Mapping[str, Tried]) -> bool:
    """Return whether leaves do not hold their numbers, and all is right for what they hold.

    Where ``+`` is not, all that an operation gives without it.
    """
    like = added.get(WIDE if shown.trial.shape == WIDE else USED_TWICE)
    if like is None or all(like.is_near(each, each.right) for each in read_of_leaves(like)):
        return False
    if shown.trial.shape == WIDE:
        return comes_of_leaves(shown, like)
    if "alone" not in own or not comes_of_leaves(own["alone"], like):
        return False
    if shown.trial.operation == "add" or comes_of_leaves(like, like):
        return comes_of_leaves(shown, like)
    return comes_of_leaves(own["chained"], like)


def _shift(tried: Tried) -> float:
    """Return the number that every leaf's gradient is too large by, 0.0 if that does not explain all."""
    gradients = [
        (each.value, each.right)
        for each in tried.numbers
        if each.quantity is Quantity.GRAD and each.value is not None and is_leaf(tried, each)
    ]
    found = {round(value - right, 9) for value, right in gradients}
    shift = found.pop() if len(found) == 1 else 0.0
    # Beside a number that is large enough every gradient is lost, right or wrong.
    return shift if all(agree(value - shift, right, STRICT) for value, right in gradients) else 0.0


def _slopes_alone(tried: Sequence[Tried]) -> Iterator[float]:
    """Yield the right gradients of the leaves of an operation by itself."""
    numbers = ((each, number) for each in tried if each.trial.shape == "alone" for number in each.numbers)
    yield from (
        number.right for each, number in numbers if number.quantity is Quantity.GRAD and is_leaf(each, number)
    )


def _has_no_gradient(tried: Tried) -> bool:
    """Return whether nothing is wrong but gradients that did not arrive."""
    wrong = tried.wrong
    return bool(wrong) and not any(each.value or each.quantity is Quantity.DATA for each in wrong)


def _is_coarse(tried: Tried) -> bool:
    """Return whether all numbers are right but for their last digits.

    Where the numbers of the nodes are exact, a small gradient is right too, or has few digits.
    """
    numbers = tried.numbers
    exact = all(tried.is_near(each, each.right) for each in numbers if each.quantity is Quantity.DATA)
    return bool(numbers) and all(
        each.value is not None
        and agree(each.value, each.right, _COARSE)
        and (not exact or _has_few_digits(each.value, each.right))
        for each in numbers
    )


def _has_few_digits(value: float, right: float) -> bool:
    return agree(value, right, _FOUR_DIGITS) or agree(value, round(value, _MOST_DECIMALS), STRICT)


def _is_scaled(tried: Tried) -> bool:
    """Return whether all gradients are wrong by the factor that the root's own has."""
    if not tried.numbers:
        return False
    factor = tried.numbers[-1].value
    if factor is None or factor in (0.0, 1.0):
        return False
    # Divided, and not multiplied: by a factor that is small enough every gradient would be near 0.
    return all(
        each.value is not None
        and agree(each.value / (factor if each.quantity is Quantity.GRAD else 1.0), each.right, STRICT)
        for each in tried.numbers
    )


def _of_a_part(
    standing: Standing, tried: Sequence[Tried], found: Mapping[str, Standing], seen: Parts | None
) -> str:
    """Return the wrong or missing operation that this one is made of, "" if it is made of none."""
    name, shown = standing.operation, standing.shown
    made = [each for each in tried if each.trial.shape == "made of others"]
    for each in made:
        parts = sorted(each.trial.operations - {name, "" if name in _OF_PLUS else "add"}, key=rank)
        if isinstance(each.outcome, Missing) and isinstance(shown.outcome, Raised):
            reason = each.outcome.reason
            lacking = [part for part in parts if f"__{part}__" in reason or reason.endswith(f"method {part}")]
            missing = lacking[0] if lacking else ""
            if missing and shown.outcome.type == "TypeError":
                return missing
        if not shown.goes_wrong_as(each):
            continue
        parts += [right for right, op in ON_THE_RIGHT.items() if op in parts and right != name]
        for part in sorted(parts, key=rank):
            if part in found and found[part].verdict is not Verdict.OK and _may_be_made_of(name, part, seen):
                return part
    return ""


def _may_be_made_of(name: str, part: str, seen: Parts | None) -> bool:
    """Return whether an operation runs another: as it was seen to, else as people make them of each other.

    What is not seen can be behind a function that is no method, where one runs.
    """
    op, inner = ON_THE_RIGHT.get(name, name), ON_THE_RIGHT.get(part, part)
    if seen is not None and op != inner:
        if inner in (seen.inside(op) or ()):
            return True
        if op in (seen.inside(inner) or ()) or name in seen.whole:
            return False
    return rank(part) < rank(name)


def _standing_of_whole(whole: Sequence[Tried], found: Mapping[str, Standing]) -> Standing:
    """Return how the random graphs stand: by themselves where all their operations are right."""
    failing = [each for each in whole if not each.is_right and not each.is_missing]
    for each in failing:
        if all(_is_sound(name, found) for name in each.trial.operations):
            return Standing(WHOLE, Verdict.WRONG, each, by=DIGITS if all(map(_is_coarse, failing)) else "")
    if failing:
        parts = [name for name in failing[0].trial.operations if not _is_sound(name, found)]
        return Standing(WHOLE, Verdict.WRONG, failing[0], by=min(parts, key=rank))
    right = next((each for each in whole if each.is_right), None)
    if right is None:
        return Standing(WHOLE, Verdict.MISSING, whole[0])
    return Standing(WHOLE, Verdict.OK, right)


def _is_sound(name: str, found: Mapping[str, Standing]) -> bool:
    return name not in found or found[name].verdict is Verdict.OK
