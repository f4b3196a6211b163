"""A line is what its schema says, and can be read without its report."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from grader import answers
from grader.batch.line import Line, circumstances_of, identity, parse_line, run_of
from grader.errors import UsageError
from tests.batch.lines import REPORT, head, line

ROOT = Path(__file__).parents[2]
SCHEMAS = [
    json.loads((ROOT / f"grader/report/{name}.schema.json").read_text()) for name in ("journal", "report")
]
VALIDATOR = jsonschema.Draft7Validator(
    SCHEMAS[0],
    registry=Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in SCHEMAS),
)
EXERCISE = str(ROOT / "exercises" / "micrograd" / "exercise.yaml")


@pytest.mark.parametrize("each", [line(), line(report="null", points=None, exit_code=2, checks=[])])
def test_a_line_is_what_the_schema_says(each: Line) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMAS[0])
    VALIDATOR.validate(json.loads(each.render()))
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(json.loads(each.render()) | {"exit_code": 9})
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(json.loads(each.render()) | {"report": {}})


@given(st.text(), st.text())
def test_whatever_a_name_is_it_comes_back_and_the_report_with_it(name: str, path: str) -> None:
    raw = Line(head=head(name + ',"report":null}', path=path), report=REPORT.encode()).render()
    back = parse_line(raw)

    assert raw.count(b"\n") == 1
    assert back.render() == raw
    assert back.report == REPORT.encode()


WHOLE = line().render()


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"\0" * 40, b'{"schema_version":1}', b'{"schema_version":2,"report":null}', WHOLE[:-9]],
)
def test_what_is_no_line_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_line(raw)


@pytest.mark.parametrize(
    "wrong", [{"exit_code": 7}, {"checks": None}, {"path": 3}, {"student": {"id": 1}}, {"points": "1"}]
)
def test_a_line_that_lacks_what_every_line_has_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="lacks what every line has"):
        parse_line(line(**wrong).render())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"points":', b'"points":1e999,"x":'),
        (b'"points":', b'"points":NaN,"x":'),
        (b'"id":"', b'"id":"\\ud800'),
    ],
)
def test_a_line_with_what_nobody_can_have_is_damaged(old: bytes, new: bytes) -> None:
    raw = WHOLE.replace(old, new, 1)

    assert raw != WHOLE
    with pytest.raises(ValueError, match=r"damaged|surrogates"):
        parse_line(raw)


@pytest.mark.parametrize("report", ["{1}", "[" * 100_000, "[]"])
def test_a_report_that_is_none_is_said_to_be_none(report: str) -> None:
    with pytest.raises(UsageError, match=r"^ada: a line without a report$"):
        Line(head=head("ada"), report=report.encode()).document()


def test_items_that_are_nobodys_are_told_apart_by_their_path() -> None:
    assert identity(head("")) != identity(head("", path="x"))
    assert identity(head("a")) == identity(head("a", path="x"))


def test_what_decides_a_report_is_part_of_its_run() -> None:
    keys = ("submission_sha256", "exercise_digest", "grader_version", "inputs_digest", "audience")

    assert len({run_of(head(**{key: "x"})) for key in keys}) == len(keys)
    assert run_of(head("ada")) == run_of(head("bob", path="y", late=True))


def test_a_secret_changes_the_circumstances() -> None:
    found = {
        circumstances_of(*answers.load(EXERCISE, secret=secret), "student").inputs_digest
        for secret in (None, b"one", b"two", b"one")
    }

    assert len(found) == 3


@pytest.mark.parametrize(
    ("place", "damage"), [(20, b"\0"), (-40, b"\0"), (-40, b"\xff"), (1, b"{"), (-600, "é".encode())]
)
def test_a_line_with_bytes_that_nobody_wrote_is_damaged(place: int, damage: bytes) -> None:
    whole = line("ada").render()
    place %= len(whole)
    assert parse_line(whole).head["student"]["id"] == "ada"
    with pytest.raises(ValueError, match="a damaged line"):
        parse_line(whole[:place] + damage + whole[place + len(damage) :])
