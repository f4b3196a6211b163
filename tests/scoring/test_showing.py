"""In which probes faults show: the file is of these sources, and says what the simulation does."""

from __future__ import annotations

import random
import zlib

from grader.scoring import showing
from grader.scoring.faults import faults
from grader.scoring.observed import explains, right_of
from grader.scoring.probes import probes


def test_the_file_is_of_these_sources() -> None:
    held = zlib.decompress(showing.FILE.read_bytes())[:32]

    assert held == showing.digest(), "run python -m grader.scoring.showing"


def test_it_says_what_the_simulation_says() -> None:
    drawn = random.Random()
    for _ in range(300):
        fault, probe = drawn.choice(faults()), drawn.choice(probes())
        surely, perhaps = showing.shows(fault, probe)
        right = right_of(probe.graph, probe.reads)

        found = showing.is_explained(fault, right)

        assert found == (None if perhaps and not surely else not perhaps), (fault.code, probe.text)
        assert found is None or found == explains((fault,), right)
        assert showing.is_explained(fault, right._replace(wrong=True)) is (None if perhaps else False)


def test_what_explains_probes_is_among_those_that_are_left() -> None:
    (fault,) = (each for each in faults() if each.code == "seed-missing")
    seen = [
        right_of(each.graph, each.reads)._replace(wrong=showing.shows(fault, each)[1])
        for each in probes()[:40]
    ]

    assert fault in showing.alone(seen)
    assert fault in showing.beside_others(seen)
    assert len(showing.alone(seen)) < len(faults()) // 10
    assert showing.alone([each._replace(wrong=False) for each in seen if each.wrong]) != []


def test_of_what_is_no_probe_it_says_nothing() -> None:
    right = right_of(probes()[0].graph, probes()[0].reads)

    assert showing.is_explained(faults()[0], right._replace(probe=False)) is None
