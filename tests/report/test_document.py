from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import grader.report
from grader.errors import UsageError
from grader.model import CurvePoint, Evidence, Mistake, NodeResult, Raised, Report, Usage
from grader.report import document, text
from grader.report.outcome import for_audience
from grader.report.reading import parse
from tests.report.builder import COMPARISON, check, dim, held_out, published, raised, report
from tests.report.builder import report as built

SCHEMA = json.loads(Path(grader.report.__file__).with_name("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# Anything that a model's types allow, unseen characters and NaN among it.
st.register_type_strategy(str, st.text(max_size=6, alphabet=st.characters(exclude_categories=())))
st.register_type_strategy(float, st.floats() | st.just(-0.0))
CAUSES = st.sampled_from(["", "absent", "forbidden"])
REASONS = st.builds(Raised, cause=CAUSES)
st.register_type_strategy(Raised, REASONS)
REPORTS = st.builds(
    Report,
    audience=st.sampled_from(["student", "instructor"]),
    hidden_inputs=st.sampled_from(["public", "secret"]),
    level=st.sampled_from(["full", "confined", "process", "none"]),
)

FULL = report(
    check(published(), held_out()),
    check(
        published((float("nan"), float("inf"), -float("inf"))),
        mistakes=(Mistake(code="half", message="twice", evidence="2.0, 1.0", hint="", dims=("a",)),),
        expression=(NodeResult("n1", "a * a", 4.0, 4.0, None, 1.0, wrong=True),),
        curve=(CurvePoint(h=1e-6, one_sided=float("inf"), symmetric=1e-9),),
        evidence=(
            Evidence(name="a text", value="nan"),
            Evidence(name="a number", value=float("nan")),
            Evidence(name="points", value=((2.0, 3.0), (2.5, float("inf")))),
        ),
        watch=(dim(None, 1.0, None, name="loss", found="a list"),),
    ),
    comparisons=(COMPARISON,),
    cells=(raised("cell 7"),),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPORTS)
def test_any_report_is_valid_and_comes_back_as_it_was_written(given_report: Report) -> None:
    written = document.render(given_report)

    VALIDATOR.validate(json.loads(written))
    assert document.render(parse(written)) == written


def test_a_report_comes_back_equal() -> None:
    given_report = report(
        check(published(), held_out()), comparisons=(COMPARISON,), cells=(raised("cell 7"),)
    )

    assert parse(document.render(given_report)) == for_audience(given_report)


def test_a_report_that_was_read_back_reads_the_same_in_the_terminal() -> None:
    assert text.render(parse(document.render(FULL)), color=False) == text.render(FULL, color=False)


def test_numbers_keep_their_last_digit() -> None:
    written = json.loads(document.render(report()))

    assert written["checks"][0]["cases"][0]["dims"][0]["actual"] == -12.353553390593273
    assert written["checks"][0]["cases"][0]["inputs"][0][0] == {"name": "a", "value": 2}


def test_what_json_lacks_is_text() -> None:
    written = document.render(FULL)
    dims = json.loads(written, parse_constant=pytest.fail)["checks"][1]["cases"][0]["dims"]

    assert [dim["actual"] for dim in dims] == ["nan", "inf", "-inf"]


def test_only_timing_differs_between_repetitions() -> None:
    again = FULL._replace(usage=Usage(wall_s=9.0, cpu_s=8.0, peak_memory_bytes=7, workers=1))
    first, second = json.loads(document.render(FULL)), json.loads(document.render(again))

    assert first.pop("timing") != second.pop("timing")
    assert json.dumps(first) == json.dumps(second)


def test_the_document_is_ascii_and_holds_no_raw_escape() -> None:
    written = document.render(report(submission_name="\x1b[2J\ud800é.py"))

    assert written.isascii()
    assert json.loads(written)["submission"]["name"] == r"\x1b[2J\ud800é.py"


def test_nothing_of_a_hidden_case_but_verdict_and_tally_is_written_for_a_student() -> None:
    written = document.render(report(check(published(), held_out(4, 5))))
    case = json.loads(written)["checks"][0]["cases"][1]

    assert case["visibility"] == "hidden"
    assert case["verdict"] == "wrong"
    assert case["tally"] == {"right": 4, "total": 5}
    assert (case["inputs"], case["dims"], case["message"], case["origin"]) == ([], [], "", "")
    for secret in ("77.125", "99.25", "-55.5"):
        assert secret not in written


def test_a_check_is_hidden_where_all_of_its_cases_are() -> None:
    written = json.loads(document.render(report(check(held_out()), check(published(), held_out()))))

    assert [item["visibility"] for item in written["checks"]] == ["hidden", "visible"]


def test_the_exit_code_is_written() -> None:
    assert json.loads(document.render(report(check(held_out(0, 1)))))["exit_code"] == 1


def test_what_a_report_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="a report cannot hold complex"):
        document.plain({"value": [1j]})


def test_the_schema_is_draft_7_and_closed() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    extra = json.loads(document.render(report())) | {"extra": 1}

    assert not VALIDATOR.is_valid(extra)
    assert SCHEMA["$id"].endswith(":1")


def damaged(path: str, value: object) -> str:
    root = json.loads(document.render(FULL))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    node = root
    for parent in parents:
        node = node[parent]
    node[last] = value
    return json.dumps(root)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("schema_version", 2, "schema_version: expected 1, found 2; this grader is older or newer"),
        ("schema_version", True, "schema_version: expected a whole number, found true"),
        ("exercise", None, "exercise: expected an object, found null"),
        ("exercise", {}, "exercise: the key 'id' is missing"),
        ("exercise.id", ["x"], "exercise.id: expected a text, found a list"),
        ("audience", "admin", "audience: expected one of student, instructor, found the text 'admin'"),
        ("checks", {}, "checks: expected a list, found an object"),
        ("checks.0.points", "two", "checks[0].points: expected a number, found the text 'two'"),
        ("checks.0.points", True, "checks[0].points: expected a number, found true"),
        ("checks.0.points", 10**309, "checks[0].points: expected a number, found 1000"),
        ("checks.0.verdict", "fine", "checks[0].verdict: expected one of ok, wrong, not_attempted"),
        (
            "checks.0.cases.0.dims.1.torch",
            None,
            "checks[0].cases[0].dims[1].torch: expected a number, found null",
        ),
        ("cells.0.retried", 0, "cells[0].retried: expected true or false, found 0"),
    ],
)
def test_a_damaged_report_is_explained_with_its_place(path: str, value: object, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(damaged(path, value), file="out.json")

    assert str(caught.value).startswith(f"out.json: not a report: {problem}")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "not JSON: expecting value: line 1 column 1"),
        ('{"schema_version": NaN}', "not JSON: bare nan; write the text instead"),
        ("[" * 100_000, "not JSON: nested too deeply"),
        ("[]", "the document: expected an object, found a list"),
        ("{}", "the document: the key 'schema_version' is missing"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(written: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(written, file="out.json")

    assert str(caught.value).startswith(f"out.json: not a report: {problem}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_a_line_is_the_document_without_spaces_however_often_its_checks_came(audience: str) -> None:
    report = built(audience=audience)
    other = report._replace(submission_name="other.py", checks=report.checks[::-1])
    lines = document.Lines()

    for each in (report, other, report):
        assert json.loads(lines.render(each)) == json.loads(document.render(each))
        assert lines.render(each) == document.Lines().render(each)


def test_a_check_that_an_audience_sees_otherwise_is_written_anew() -> None:
    report = built(audience="instructor")
    lines = document.Lines()
    lines.render(report)

    assert lines.render(report._replace(audience="student")) == document.Lines().render(
        report._replace(audience="student")
    )


def test_there_is_an_end_to_the_lines_that_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_WRITTEN", 2)
    lines = document.Lines()
    for number in range(5):
        report = built(checks=(check()._replace(message=str(number)),))
        assert lines.render(report) == document.Lines().render(report)

    assert len(lines.written) <= 2
