from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from grader.model import Report, StudentError, Verdict
from grader.report import junit
from tests.report.builder import check, dim, held_out, published, report
from tests.report.hostile import reports
from tests.report.outside import SCHEMAS


def parsed(given: Report) -> ElementTree.Element:
    return ElementTree.fromstring(junit.render(given).encode())


def failing(root: ElementTree.Element) -> dict[str, str]:
    """Return name → element of every test case that did not pass."""
    return {str(case.get("name")): case[0].tag for case in root.iter("testcase") if len(case)}


def test_a_check_is_a_suite_and_a_dim_is_a_test_case() -> None:
    root = parsed(report(check(published((-12.353553390593273, 1.5, 0.0625)))))

    assert [suite.get("name") for suite in root] == ["micrograd.gradf"]
    assert [case.get("name") for case in root.iter("testcase")] == [
        "published d0",
        "published d1",
        "published d2",
    ]
    assert failing(root) == {"published d1": "failure"}
    (failure,) = root.iter("failure")
    assert failure.text == "WRONG! for d1: expected 10.25699027111255, yours returns 1.5"
    assert failure.get("message") == failure.text
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "0")


def test_points_and_digests_are_properties() -> None:
    root = parsed(report(check(published((1.0, 2.0, 3.0)))))
    found = {item.get("name"): item.get("value") for item in root.iter("property")}

    assert found["points"] == "0"
    assert found["points_possible"] == "2"
    assert found["submission_sha256"] == "1" * 64


def test_of_a_hidden_case_a_student_gets_one_test_case_with_its_count() -> None:
    given = report(check(published(), held_out(4, 5)))
    student, instructor = parsed(given), parsed(given._replace(audience="instructor"))

    assert failing(student) == {"held-out": "failure"}
    assert [each.text for each in student.iter("failure")] == ["held-out: wrong, 4 of 5 hidden inputs right"]
    assert failing(instructor) == {"held-out d0 at point 5": "failure"}


@pytest.mark.parametrize(
    ("verdict", "element"),
    [
        (Verdict.WRONG, "failure"),
        (Verdict.NOT_ATTEMPTED, "failure"),
        (Verdict.MISSING, "failure"),
        (Verdict.FORBIDDEN, "failure"),
        (Verdict.ERROR, "error"),
        (Verdict.TIME_LIMIT, "error"),
        (Verdict.CRASHED, "error"),
        (Verdict.NOT_JUDGED, "error"),
    ],
)
def test_what_was_judged_is_a_failure_and_what_did_not_run_is_an_error(
    verdict: Verdict, element: str
) -> None:
    case = published(dims=(), verdict=verdict, points=0.0, message="why")
    root = parsed(report(check(case, verdict=verdict, message="why")))

    assert failing(root) == {"published": element}
    assert next(root.iter(element)).get("message") == "why"
    assert next(root.iter(element)).get("type") == verdict


def test_an_exception_shows_the_students_own_place() -> None:
    error = StudentError(type="NameError", message="x", label="cell 3", line=4, text="  x = y")
    case = published(dims=(), verdict=Verdict.ERROR, points=0.0, message="NameError: x")
    root = parsed(report(check(case, verdict=Verdict.ERROR, message="NameError: x", error=error)))

    assert "at cell 3, line 4: x = y" in str(next(root.iter("error")).text)


def test_a_verdict_that_no_dim_shows_has_a_test_case_of_its_own() -> None:
    refused = published(verdict=Verdict.WRONG, message="expected 3 numbers, found 4")
    forbidden = check(published(), verdict=Verdict.FORBIDDEN, message="gradf was called")

    assert failing(parsed(report(check(refused)))) == {"published": "failure"}
    assert failing(parsed(report(forbidden))) == {"gradf": "failure"}
    assert failing(parsed(report(check()._replace(cases=(), verdict=Verdict.NOT_JUDGED)))) == {
        "gradf": "error"
    }


def test_dims_of_the_same_name_are_told_apart() -> None:
    root = parsed(report(check(published(dims=(dim(0, 1.0, 1.0, name="x"), dim(1, 1.0, 1.0, name="x"))))))

    assert [case.get("name") for case in root.iter("testcase")] == ["published x", "published x (2)"]


@given(reports())
def test_every_report_is_xml_whose_counts_are_right(given: Report) -> None:
    root = parsed(given)

    for group in (root, *root):
        cases = list(group.iter("testcase"))
        found = Counter(case[0].tag for case in cases if len(case))
        assert group.get("tests") == str(len(cases))
        assert group.get("failures") == str(found["failure"])
        assert group.get("errors") == str(found["error"])
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(names) == len(set(names))
    for suite, result in zip(root, given.checks, strict=True):
        assert (suite.find("testcase/failure") is None and suite.find("testcase/error") is None) <= (
            result.verdict is Verdict.OK
        )


@given(reports())
def test_the_schema_of_jenkins_accepts_every_report(given: Report) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit.xsd")))

    schema.assertValid(etree.fromstring(junit.render(given).encode()))


@given(reports())
def test_a_reader_of_junit_files_finds_every_test_case(given: Report) -> None:
    junitparser: Any = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(junit.render(given).encode())
    root = parsed(given)

    assert sum(len(list(suite)) for suite in suites) == int(root.get("tests") or 0)
    assert suites.failures == int(root.get("failures") or 0)
    assert [suite.name for suite in suites] == [f"micrograd.{each.id}" for each in given.checks]
