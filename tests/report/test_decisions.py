"""Points that the instructor gave are shown in every form, with what the grader gave and why."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import junitparser
import pytest

from grader.model import CheckResult, Decision, Report, Verdict
from grader.report import (
    classroom50,
    document,
    github,
    gradescope,
    junit,
    markdown,
    prairielearn,
    reading,
    spreadsheet,
    text,
)
from grader.report.html import student
from tests.report.builder import check, held_out, published, report
from tests.report.outside import accepted
from tests.report.test_classroom50 import IDENTITY
from tests.report.test_document import VALIDATOR

SAID = "points by the instructor: 3 instead of 0 (sign in the sheet)"
WRONG = check(published((1.0, 2.0, 3.0)), held_out(0, 5))
FORMS: dict[str, Callable[[Report], str]] = {
    "classroom50": lambda given: classroom50.render(given, identity=IDENTITY),
    "csv": spreadsheet.render,
    "github": github.render,
    "gradescope": gradescope.render,
    "html": student.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "prairielearn": prairielearn.render,
    "summary": github.summary,
    "text": lambda given: text.render(given, color=False),
}


def decided(graded: CheckResult, points: float, reason: str = "sign in the sheet") -> CheckResult:
    return graded._replace(points=points, decision=Decision(points, graded.points, reason))


@pytest.mark.parametrize("audience", ["student", "instructor"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_what_was_decided_and_why(form: str, audience: str) -> None:
    given = report(decided(WRONG, 3.0), audience=audience)

    assert SAID in FORMS[form](given)
    assert SAID not in FORMS[form](report(WRONG, audience=audience))


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_a_place_for_a_reason_to_break_out_of(form: str) -> None:
    shown = FORMS[form](report(decided(WRONG, 3.0, "=1\n::error::\x1b[2J<b>")))

    assert "\x1b" not in shown
    assert "\n::error::" not in shown
    assert "<b>" not in shown or form not in ("html", "junit")


def test_json_holds_the_decision_and_comes_back() -> None:
    given = report(decided(WRONG, 3.0), check(id="b"), audience="instructor")
    written = document.render(given)
    VALIDATOR.validate(json.loads(written))

    assert json.loads(written)["points"] == 5.0
    assert reading.parse(written) == given
    assert "decision" not in json.loads(written)["checks"][1]


def test_points_of_a_table_add_up_to_what_counts() -> None:
    rows = [*csv.DictReader(io.StringIO(spreadsheet.render(report(decided(WRONG, 1.5), check(id="b")))))]

    assert sum(float(row["points"] or 0) for row in rows) == 3.5
    assert sum(float(row["points_possible"] or 0) for row in rows) == 5
    assert [row["case"] for row in rows] == ["published", "held-out", "instructor", "published"]


def test_full_points_pass_and_points_taken_away_fail() -> None:
    given = report(decided(WRONG, 3.0), decided(check(id="b"), 0.0))
    passed = [test["status"] for test in accepted(gradescope.render(given), "gradescope")["tests"]]
    tests = accepted(classroom50.render(given, identity=IDENTITY), "classroom50")["tests"]
    log = github.render(given)

    assert passed == ["passed", "failed"]
    assert [test["passed"] for test in tests] == [True, False]
    assert "::error title=b%3A ok%2C 0/2 points" in log
    assert "::error title=gradf" not in log


def test_what_a_person_has_judged_is_gradable() -> None:
    given = report(decided(check(verdict=Verdict.NOT_JUDGED, points=0.0), 2.0))

    assert json.loads(prairielearn.render(given))["score"] == 1.0
    assert "The grader failed" not in gradescope.render(given)


@pytest.mark.parametrize(("points", "mark"), [(2.0, "✓"), (1.5, "✗")])
def test_what_a_person_has_judged_in_the_graders_place_is_called_decided(points: float, mark: str) -> None:
    unjudged = check(verdict=Verdict.NOT_JUDGED, points=0.0, cases=(), message="no walls")
    given = report(decided(unjudged, points), audience="instructor")
    (suite,) = junitparser.JUnitXml.fromstring(junit.render(given).encode())

    assert f"{mark} gradf  decided  {points:g}/2 by the instructor" in text.render(given, color=False)
    assert f"| {mark} decided | {points:g}/2 by the instructor |" in markdown.render(given)
    assert f"{mark} decided</span>" in student.render(given)
    assert json.loads(prairielearn.render(given))["tests"][0]["message"] == "decided"
    assert json.loads(classroom50.render(given, identity=IDENTITY))["tests"][0]["message"].startswith(
        "decided"
    )
    assert (suite.errors, suite.failures) == (0, int(points < 2))
    assert json.loads(document.render(given))["exit_code"] == int(points < 2)


def test_a_fraction_of_a_point_that_classroom50_cannot_hold_is_said() -> None:
    (shown,) = json.loads(classroom50.render(report(decided(WRONG, 1.25)), identity=IDENTITY))["tests"]
    (whole,) = json.loads(classroom50.render(report(decided(WRONG, 2.0)), identity=IDENTITY))["tests"]

    assert shown["score"] == 1
    assert shown["message"].endswith("1.25/3 points; a score is a whole number here, so 1.25 is written as 1")
    assert whole["message"].endswith("2/3 points")


def test_a_suite_has_the_decision_as_a_property() -> None:
    (suite,) = junitparser.JUnitXml.fromstring(junit.render(report(decided(WRONG, 3.0))).encode())
    properties = {each.name: each.value for each in suite.properties()}

    assert (properties["points"], properties["decision"], properties["verdict"]) == ("3", SAID, "wrong")
