"""Probes: right numbers, and none that depends on the order in which a class walks back."""

from __future__ import annotations

import pytest

from grader.scoring import tape
from grader.scoring.fault import Fault, cause_of
from grader.scoring.faults import faults
from grader.scoring.observed import faulty
from grader.scoring.probes import Probe, probes
from grader.scoring.target import Quantity, Read, Target
from grader.scoring.value_class import ORDERS, Failing, ValueClass, numbers
from grader.scoring.variants import reach

pytestmark = pytest.mark.unmeasured


def flat(probe: Probe, value_class: ValueClass, order: str = "left") -> list[float]:
    pairs = numbers(probe.graph, probe.reads, value_class, trees={}, order=order)
    return [number for pair in pairs for number in pair]


def test_a_class_without_faults_has_the_numbers_of_the_tape() -> None:
    for probe in probes():
        reads = tuple(Read(step, quantity) for step in probe.reads for quantity in Quantity)
        target = Target(graph=probe.graph, dims=("",) * len(reads), reads=reads)

        assert flat(probe, ValueClass()) == pytest.approx(tape.answers(target), rel=1e-12), probe.text


def test_what_overwrites_gives_the_same_in_every_order() -> None:
    for fault in faults():
        if "overwritten" not in fault.code:
            continue
        for probe in probes():
            left, right = (flat(probe, faulty((fault,)), order) for order in ORDERS)

            assert left == pytest.approx(right), (cause_of(fault), probe.text)


def test_every_cause_shows_in_a_probe() -> None:
    right = [flat(probe, ValueClass()) for probe in probes()]
    shown = {cause_of(fault) for fault in faults() if shows(fault, right)}

    assert {cause_of(fault) for fault in faults()} == shown
    assert len(shown) >= 99


def shows(fault: Fault, right: list[list[float]]) -> bool:
    for probe, numbers_of in zip(probes(), right, strict=True):
        if fault.touches and not fault.touches & reach(probe.graph):
            continue
        try:
            if flat(probe, faulty((fault,))) != pytest.approx(numbers_of):
                return True
        except Failing:
            return True
    return False
