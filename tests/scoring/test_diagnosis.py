"""The smallest explanation of what was seen of a class."""

from __future__ import annotations

import pytest

from grader.scoring.diagnosis import Seen, diagnose
from grader.scoring.observed import right_of
from grader.scoring.probes import probes


def test_of_a_class_that_gives_no_number_anywhere_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    monkeypatch.setattr(Seen, "explains", lambda *given: tried.append(given))
    rights = [right_of(each.graph, each.reads) for each in probes()]
    seen = [
        each._replace(wrong=True, found="ZeroDivisionError", message="division by zero")
        for each in rights
        if "truediv" in each.operations
    ]

    assert len(seen) > 3
    assert diagnose(seen).faults == ()
    assert tried == []
