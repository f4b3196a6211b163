from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.model import Report, Rule
from grader.report import classroom50
from grader.report.classroom50 import Identity, identity_of
from tests.report.builder import check, held_out, published, report
from tests.report.hostile import reports
from tests.report.outside import accepted

ENVIRON = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "hw1",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/20260901T120000Z-abc1234",
    "COMMIT_URL": "https://example.org/c",
    "RELEASE_URL": "https://example.org/r",
}
IDENTITY = identity_of(ENVIRON)


def result(given: Report, identity: Identity = IDENTITY) -> dict[str, object]:
    return accepted(classroom50.render(given, identity=identity), "classroom50")


def test_the_environment_says_whose_submission_it_is() -> None:
    found = result(report())

    assert (found["classroom"], found["assignment"], found["owner"]) == ("cs", "hw1", "ada")
    assert (found["assignment_type"], found["review"]) == ("individual", "https://example.org/c")
    assert found["datetime"] == "2026-09-01T12:00:00Z"


def test_a_group_has_an_owner_and_a_review_of_its_own() -> None:
    group = {"ASSIGNMENT_TYPE": "group", "OWNER": "team", "REVIEW_URL": "https://example.org/d"}
    identity = identity_of(ENVIRON | group)

    assert (identity.assignment_type, identity.owner, identity.review) == (
        "group", "team", "https://example.org/d"
    )  # fmt: skip


def test_the_time_can_be_given() -> None:
    given = ENVIRON | {"SUBMISSION_TAG": "submit/x", "SUBMITTED_AT": "2026-09-02T00:00:01Z"}

    assert identity_of(given).datetime == "2026-09-02T00:00:01Z"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"CLASSROOM": ""}, "expected CLASSROOM in the environment, found nothing"),
        ({"SUBMISSION_TAG": "v1"}, "SUBMISSION_TAG: expected submit/…, found 'v1'"),
        ({"SUBMITTED_AT": "2026-09-02T00:00:01+02:00"}, "SUBMITTED_AT: expected a time such as"),
        ({"SUBMISSION_TAG": "submit/first"}, "SUBMITTED_AT: expected a time such as .*, found ''"),
    ],
)
def test_an_environment_that_does_not_say_it_is_refused(change: dict[str, str], problem: str) -> None:
    with pytest.raises(UsageError, match=f"classroom50: {problem}"):
        identity_of(ENVIRON | change)


def test_points_are_integers_of_the_same_scale_for_every_student() -> None:
    half = published(points=0.0, points_possible=0.5)
    quarter = held_out(5, 5, points=0.25, points_possible=0.25)
    found = result(report(check(half, quarter), check(id="b")))

    assert (found["score"], found["max-score"]) == (225, 275)
    assert result(report())["score"] == 2


def test_shares_of_the_operations_of_a_class_are_not_rounded_away() -> None:
    half = published(points=2.5, points_possible=3.0, rule=Rule.OPERATIONS)
    nothing = published(points=0.0, points_possible=3.0, rule=Rule.OPERATIONS, dims=())

    assert (result(report(check(half)))["score"], result(report(check(half)))["max-score"]) == (250, 300)
    assert result(report(check(nothing)))["max-score"] == 300


def test_points_that_no_scale_makes_integers_are_rounded_and_never_above_what_is_possible() -> None:
    third = published(points=1 / 3, points_possible=1 / 3)
    found = result(report(*(check(third, id=f"c{n}") for n in range(3))))

    assert (found["score"], found["max-score"]) == (999, 999)


def test_nothing_hidden_is_in_it_whatever_the_audience() -> None:
    given = report(check(published(), held_out(4, 5)))

    assert result(given._replace(audience="instructor")) == result(given)
    assert "77.125" not in repr(result(given))


@given(reports(), st.floats(0.001, 100))
def test_every_report_is_one_that_classroom50_reads(given: Report, points: float) -> None:
    case = published(points=points, points_possible=points)
    found = result(given._replace(checks=(*given.checks, check(case, id="last"))))

    assert 0 <= found["score"] <= found["max-score"]  # type: ignore[operator]
