"""How every operation of a class stands, and by whose fault one goes wrong.

Theory of operation. Only ``+`` and the operation itself occur in its trial. Where the trial goes wrong,
closer ones tell why: without ``+`` (then the fault is that of ``+`` or of nodes that are used twice), with
the gradient of the root set from outside (then ``backward`` does not set it), and with the operation made of
others: if ``x * -1`` shows the very numbers of a wrong ``-x``, and ``*`` is wrong, then ``-x`` is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from grader.model import Missing, Verdict
from grader.scoring.compare import STRICT, agree
from grader.scoring.target import Quantity
from grader.scoring.trials import ON_THE_RIGHT, WHOLE, Tried

BACKWARD = "backward"


class Standing(NamedTuple):
    """How an operation, or WHOLE, stands."""

    operation: str
    verdict: Verdict  # OK, WRONG or MISSING
    shown: Tried  # the trial that shows it: the first that is wrong
    by: str = ""  # the operation by whose fault it goes wrong, BACKWARD, or "" for its own


def standings(tried: Sequence[Tried]) -> dict[str, Standing]:
    """Return how every operation stands that was tried, and last WHOLE, by its name."""
    names = dict.fromkeys(each.trial.operation for each in tried if each.trial.operation != WHOLE)
    found = {name: _standing(name, tried) for name in names}
    wrong = {name for name, each in found.items() if each.verdict is not Verdict.OK}
    for name, each in found.items():
        if each.verdict is Verdict.WRONG or (each.verdict is Verdict.MISSING and _lacks_plus(name, found)):
            found[name] = _with_cause(each, tried, wrong)
    whole = [each for each in tried if each.trial.operation == WHOLE]
    return {**found, WHOLE: _standing_of_whole(whole, found)} if whole else found


def faults(
    found: Mapping[str, Standing], operations: Iterable[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (cause, operations that go wrong by it) for each fault; a missing one is its own."""
    groups: dict[str, list[str]] = {}
    for name in operations:
        if found[name].verdict is not Verdict.OK:
            groups.setdefault(_origin(name, found), []).append(name)
    return tuple((cause, tuple(names)) for cause, names in groups.items())


def _origin(name: str, found: Mapping[str, Standing]) -> str:
    """Return the operation at which the chain of causes begins; of a circle the first in order."""
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        cause = found[name].by if name in found else ""
        if not cause:
            return name
        name = cause
    return min(seen[seen.index(name) :])


def _standing(name: str, tried: Sequence[Tried]) -> Standing:
    """Return how one operation stands, by its trials with ``+`` and with whole numbers."""
    own = [each for each in tried if each.trial.operation == name and each.trial.shape in _JUDGED]
    failing = next((each for each in own if not each.is_right), None)
    if failing is None:
        return Standing(name, Verdict.OK, own[0])
    missing = isinstance(failing.outcome, Missing)
    return Standing(name, Verdict.MISSING if missing else Verdict.WRONG, failing)


_JUDGED = ("used twice", "whole numbers")


def _lacks_plus(name: str, found: Mapping[str, Standing]) -> bool:
    """Return whether an operation cannot be tried with ``+`` because the class has none."""
    return name != "add" and "add" in found and found["add"].verdict is Verdict.MISSING


def _with_cause(standing: Standing, tried: Sequence[Tried], wrong: set[str]) -> Standing:
    """Return a standing that is wrong with the operation by whose fault it is, as far as that is known."""
    own = [each for each in tried if each.trial.operation == standing.operation]
    seeded = next((each for each in own if each.trial.shape == "seeded"), None)
    if _is_scaled(standing.shown) or (seeded is not None and seeded.is_right):
        return standing._replace(verdict=Verdict.WRONG, by=BACKWARD)
    alone, chained = (
        next((each for each in own if each.trial.shape == shape), None) for shape in _WITHOUT_PLUS
    )
    if alone is not None and chained is not None and alone.is_right:
        if chained.is_right and standing.operation != "add" and "add" in wrong:
            return standing._replace(verdict=Verdict.WRONG, by="add")
        if _stops(chained) and any(each.trial.operation == "add" and _stops(each) for each in tried):
            return standing._replace(verdict=Verdict.WRONG, by=BACKWARD)
    return standing._replace(by=_made_of(standing, own, wrong))


_WITHOUT_PLUS = ("alone", "chained")


def _stops(tried: Tried) -> bool:
    """Return whether no gradient at all comes through two operations in a row."""
    leaves = [each for each in tried.numbers[:-2] if each.quantity is Quantity.GRAD]
    return tried.trial.shape == "chained" and bool(leaves) and not any(each.value for each in leaves)


def _is_scaled(tried: Tried) -> bool:
    """Return whether all gradients are wrong by the factor that the root's own has."""
    if not tried.numbers:
        return False
    factor = tried.numbers[-1].value
    if factor is None or factor in (0.0, 1.0):
        return False
    return all(
        each.value is not None
        and agree(each.value, each.right * (factor if each.quantity is Quantity.GRAD else 1.0), STRICT)
        for each in tried.numbers
    )


def _made_of(standing: Standing, own: Sequence[Tried], wrong: set[str]) -> str:
    """Return the wrong operation that this one is made of, "" if it is made of none."""
    for each in own:
        if each.trial.shape == "made of others" and standing.shown.goes_wrong_as(each):
            parts = sorted(each.trial.operations - {standing.operation, "add"})
            parts += [name for name, op in ON_THE_RIGHT.items() if op in parts and name != standing.operation]
            culprit = next((part for part in parts if part in wrong), "")
            if culprit:
                return culprit
    return ""


def _standing_of_whole(whole: Sequence[Tried], found: Mapping[str, Standing]) -> Standing:
    """Return how the random graphs stand: by themselves where all their operations are right."""
    failing = [each for each in whole if not each.is_right and not each.is_missing]
    for each in failing:
        if all(_is_sound(name, found) for name in each.trial.operations):
            return Standing(WHOLE, Verdict.WRONG, each)
    if failing:
        parts = sorted(name for name in failing[0].trial.operations if not _is_sound(name, found))
        return Standing(WHOLE, Verdict.WRONG, failing[0], by=parts[0])
    right = next((each for each in whole if each.is_right), None)
    if right is None:
        return Standing(WHOLE, Verdict.MISSING, whole[0])
    return Standing(WHOLE, Verdict.OK, right)


def _is_sound(name: str, found: Mapping[str, Standing]) -> bool:
    return name not in found or found[name].verdict is Verdict.OK
