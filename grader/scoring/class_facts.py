"""What can be seen of a class without knowing its mistake: true whatever the cause."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from math import isfinite
from typing import NamedTuple

from grader.model import Graph, Numbers, Outcome, RunProgram
from grader.scoring.observed import Observation

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
    """Return that a leaf's gradient is no number."""
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


def _single(number: float) -> bool:
    if not isfinite(number) or abs(number) > 3e38:
        return False
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded == number


def _near(found: float, right: float) -> bool:
    return abs(found - right) <= _SINGLE * max(abs(right), 1.0)  # large ones may have cancelled
