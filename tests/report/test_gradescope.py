from __future__ import annotations

import pytest
from hypothesis import given

from grader.model import Report, Verdict
from grader.report import gradescope
from tests.report.builder import COMPARISON, check, held_out, published, report
from tests.report.hostile import reports
from tests.report.outside import accepted


def test_a_check_is_a_test_with_its_points() -> None:
    given = report(check(published(), held_out(4, 5)), check(id="other", title=""), comparisons=(COMPARISON,))
    results = accepted(gradescope.render(given), "gradescope")
    first, second = results["tests"]

    assert (first["score"], first["max_score"], first["status"], first["number"]) == (2.0, 3.0, "failed", "1")
    assert first["name"] == "gradf: Analytical gradient of f"
    assert first["output"].endswith("held-out: wrong, 4 of 5 hidden inputs right")
    assert (second["name"], second["status"]) == ("other", "passed")
    assert "Comparison of the two approximations\nDim 0\n" in results["output"]


def test_students_see_the_total_and_nothing_hidden_whatever_the_audience() -> None:
    given = report(check(published(), held_out(4, 5)))
    for_instructor = gradescope.render(given._replace(audience="instructor"))

    assert for_instructor == gradescope.render(given)
    assert "77.125" not in for_instructor
    assert all("visibility" not in test for test in accepted(for_instructor, "gradescope")["tests"])


def test_a_fault_of_the_grader_is_said_first() -> None:
    given = report(check(), check(id="b", verdict=Verdict.NOT_JUDGED, points=0.0))
    results = accepted(gradescope.render(given), "gradescope")

    assert results["output"].startswith("The grader failed, not you: b must be graded again.\n")
    assert not {"score", "max_score", "status"} & results["tests"][1].keys()
    assert results["score"] == given.points


@given(reports())
def test_every_report_is_one_that_gradescope_reads(given: Report) -> None:
    results = accepted(gradescope.render(given), "gradescope")

    total = results.get("score", sum(test.get("score", 0.0) for test in results["tests"]))
    assert total == pytest.approx(given.points)
