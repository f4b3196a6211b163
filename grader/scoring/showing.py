"""In which probes a fault shows: simulated once for all of them, and kept in a file beside this module.

Theory of operation. Simulating some 4,000 faults on some 200 probes, each with all ways to make the
operations, takes minutes; what is needed of it most is two bits. A fault shows *surely* in a probe if every
way gives something wrong: so it is none of a class that is right there. It shows *perhaps* if one way does:
only then can it be what is wrong there. Two numbers for each probe hold a bit for every fault, and what a
class got right and wrong leaves few faults to simulate.

    python -m grader.scoring.showing      writes the file anew, after a change of faults, rules or probes
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from hashlib import sha256
from operator import or_
from pathlib import Path
from typing import NamedTuple

from grader.scoring.fault import Fault
from grader.scoring.faults import faults
from grader.scoring.observed import ATOL, RTOL, Observation, gives, of_probe, right_of
from grader.scoring.probes import Probe, probes
from grader.scoring.value_class import Pair
from grader.scoring.variants import reach

FILE = Path(__file__).with_name("showing.bin")
SOURCES = (
    "value_class",
    "value_rules",
    "value_slopes",
    "fault",
    "faults",
    "slope_faults",
    "variants",
    "probes",
    "observed",
    "showing",
)
NEAR = 1e-3  # of the tolerance: what differs by less does not show


class Marks(NamedTuple):
    """The faults that show in a probe, one bit each, in the order of ``faults``."""

    surely: int
    perhaps: int


def alone(seen: Iterable[Observation]) -> list[Fault]:
    """Return the faults that may explain all of these probes, each by itself."""
    left = (1 << len(faults())) - 1
    for each in seen:
        marks = _kept().get(id(each.graph))
        if marks is not None:
            left &= marks.perhaps if each.wrong else ~marks.surely
    return list(_faults_of(left))


def beside_others(seen: Iterable[Observation]) -> list[Fault]:
    """Return the faults that may explain a probe that is wrong, and contradict none that is right."""
    marked = [(each.wrong, _kept().get(id(each.graph), Marks(0, -1))) for each in seen]
    wrong = reduce(or_, (marks.perhaps for is_wrong, marks in marked if is_wrong), 0)
    right = reduce(or_, (marks.surely for is_wrong, marks in marked if not is_wrong), 0)
    return list(_faults_of(wrong & ~right & ((1 << len(faults())) - 1)))


def is_explained(fault: Fault, seen: Observation) -> bool | None:
    """Return whether a class with one fault can give what was seen; None if its numbers have to tell."""
    marks = _kept().get(id(seen.graph)) if seen.probe else None
    if marks is None:
        return None
    place = _places()[id(fault)]
    if not marks.perhaps >> place & 1:
        return not seen.wrong
    return False if not seen.wrong and marks.surely >> place & 1 else None


def _faults_of(bits: int) -> Iterator[Fault]:
    known = faults()
    while bits:
        lowest = bits & -bits
        yield known[lowest.bit_length() - 1]
        bits ^= lowest


@cache
def _places() -> dict[int, int]:
    """Return the place of every fault by its identity, which ``faults`` keeps."""
    return {id(fault): place for place, fault in enumerate(faults())}


@cache
def _kept() -> dict[int, Marks]:
    """Return the marks of every probe by the identity of its graph, which ``probes`` keeps."""
    data = zlib.decompress(FILE.read_bytes())[32:]
    size = (len(faults()) + 7) // 8
    if len(data) != 2 * size * len(probes()):
        raise ValueError(f"{FILE} is of other faults or probes: run python -m {__name__}")
    numbers = [int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size)]
    return {
        id(probe.graph): Marks(*marks)
        for probe, *marks in zip(probes(), numbers[::2], numbers[1::2], strict=True)
    }


# --- how the file is made -------------------------------------------------------------------------


def digest() -> bytes:
    """Return what tells the sources apart that the file follows from."""
    return sha256(b"".join(FILE.with_name(f"{name}.py").read_bytes() for name in SOURCES)).digest()


def shows(fault: Fault, probe: Probe) -> tuple[bool, bool]:
    """Return whether a fault shows in a probe, surely and perhaps."""
    if fault.touches and not fault.touches & reach(probe.graph):
        return False, False
    predicted = of_probe(fault, probe.graph, probe.reads)
    right = right_of(probe.graph, probe.reads)
    perhaps = any(
        not isinstance(outcome, tuple) or not all(map(_is_near, outcome, right.right))
        for orders in predicted
        for outcome in orders
    )
    # Of results a class may keep no gradients.
    steps = probe.graph.steps
    kept = tuple(
        (value, None if steps[step].operands else gradient)
        for step, (value, gradient) in zip(probe.reads, right.right, strict=True)
    )
    seen = right._replace(found=kept)
    return perhaps and not any(gives(seen, orders) for orders in predicted), perhaps


def _is_near(one: Pair, other: Pair) -> bool:
    return all(
        abs(found - right) <= NEAR * (ATOL + RTOL * abs(right))
        for found, right in zip(one, other, strict=True)
    )


def simulated() -> bytes:
    """Return what the file holds: the digest, then the marks of every probe."""
    size = (len(faults()) + 7) // 8
    parts = [digest()]
    for probe in probes():
        surely = perhaps = 0
        for place, fault in enumerate(faults()):
            marks = shows(fault, probe)
            surely |= marks[0] << place
            perhaps |= marks[1] << place
        parts += [surely.to_bytes(size, "little"), perhaps.to_bytes(size, "little")]
    return b"".join(parts)


if __name__ == "__main__":
    FILE.write_bytes(zlib.compress(simulated(), 9))
    sys.stdout.write(f"{len(faults())} faults in {len(probes())} probes: {FILE.stat().st_size} bytes\n")
