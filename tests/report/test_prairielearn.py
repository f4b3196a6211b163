from __future__ import annotations

import pytest
from hypothesis import given

from grader.model import Report, Verdict
from grader.report import prairielearn
from tests.report.builder import check, held_out, published, report
from tests.report.hostile import reports
from tests.report.outside import accepted


def test_the_score_is_a_fraction_of_the_points() -> None:
    results = accepted(prairielearn.render(report(check(published(), held_out(4, 5)))), "prairielearn")

    assert results["score"] == pytest.approx(2 / 3)
    (test,) = results["tests"]
    assert (test["points"], test["max_points"], test["message"]) == (2.0, 3.0, "wrong")


def test_an_exercise_without_points_is_full_marks() -> None:
    given = report(check(published(points=0.0, points_possible=0.0)))

    assert accepted(prairielearn.render(given), "prairielearn")["score"] == 1.0


def test_a_fault_of_the_grader_costs_no_attempt() -> None:
    broken = report(check(), check(id="b", verdict=Verdict.NOT_JUDGED, message="not judged: no memory"))
    results = accepted(prairielearn.render(broken), "prairielearn")

    assert results["gradable"] is False
    assert "score" not in results
    assert results["format_errors"] == ["The grader failed, not you.", "b: not judged: no memory"]


def test_nothing_hidden_is_in_it_whatever_the_audience() -> None:
    given = report(check(published(), held_out(4, 5)))

    assert prairielearn.render(given._replace(audience="instructor")) == prairielearn.render(given)
    assert "77.125" not in prairielearn.render(given)


def test_it_is_never_larger_than_prairielearn_takes() -> None:
    long = "\u00e9" * 16_000
    some = report(*(check(verdict=Verdict.WRONG, id=f"c{n}", message=long) for n in range(50)))
    many = report(*(check(title=long, id=f"c{n}") for n in range(50)))

    assert 100_000 < len(prairielearn.render(some)) <= prairielearn.LIMIT_BYTES
    assert "tests" not in accepted(prairielearn.render(many), "prairielearn")


@given(reports())
def test_every_report_is_one_that_prairielearn_reads(given: Report) -> None:
    accepted(prairielearn.render(given), "prairielearn")
