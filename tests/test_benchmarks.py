"""The floor of the benchmarks does the same work as the grader, or the ratios would mean nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.model import ReadInterface

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.mark.unmeasured
def test_the_floor_makes_every_call_that_grading_the_sample_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    from benchmarks import sandbox

    job, calls = sandbox.recorded()
    _, work = sandbox.plain_work(job, calls)
    asked = sandbox.one_by_one(calls)

    assert len(work) == sum(type(call) is not ReadInterface for call in asked)
    with sandbox.Floor(job, calls, ()) as floor:
        assert floor.run() > 0.0
