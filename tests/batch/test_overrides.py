"""The instructor's decisions are read strictly: what is not understood decides nothing."""

from __future__ import annotations

import pytest

from grader.batch.overrides import apply, parse_overrides
from grader.errors import SpecError, UsageError
from tests.batch.lines import head

POINTS = {"gradf": 3.0, "nll": 2.0}
CSV = """\ufeffstudent, check, points, reason
Ada Lovelace,gradf,2.5,"late, but right"
ada lovelace,nll,0,copied
"""
YAML = "- student: no\n  check: gradf\n  points: 1e0\n  reason: |\n    two\n    lines\n"


def test_csv_and_yaml_say_the_same_things() -> None:
    table = parse_overrides(CSV, file="o.csv", points_possible=POINTS)
    listed = parse_overrides(YAML, file="o.yaml", points_possible=POINTS)

    assert [tuple(each) for each in table.of("17", "Ada Lovelace")] == [
        ("Ada Lovelace", "gradf", 2.5, "late, but right"),
        ("ada lovelace", "nll", 0.0, "copied"),
    ]
    assert [(each.points, each.reason) for each in listed.of("no", "")] == [(1.0, "two\nlines")]
    assert listed.of("ada", "") == ()
    assert table.strangers([("ada", "")]) == ("Ada Lovelace",)
    assert table.strangers([("ada", "Ada LOVELACE")]) == ()


def test_points_of_checks_that_nobody_decided_stay() -> None:
    checks = [{"id": "gradf", "points": 1.0}, {"id": "nll", "points": 2.0}]
    decided = parse_overrides(CSV, file="o.csv", points_possible=POINTS).of("Ada Lovelace", "")

    assert apply(decided[:1], head(checks=checks))["points"] == 4.5
    assert apply((), head(checks=checks)) == head(checks=checks)
    assert apply(decided, head(checks=[], points=None))["points"] == 2.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("student: ada", "o.yaml: expected a list of entries with student, check, points, reason"),
        ("- {student: ada, check: gradf, points: 1}", "entry 1: its reason is missing"),
        ("- {student: a, check: gradf, points: 1, reason: r, why: x}", "entry 1: 'why' is no field of it"),
        ("- {student: a, check: grad, points: 1, reason: r}", "no check 'grad'; the exercise has gradf, nll"),
        ("- {student: a, check: nll, points: 2.5, reason: r}", "expected points from 0 to 2, found 2.5"),
        ("- {student: a, check: nll, points: nan, reason: r}", "found nan"),
        ("- {student: a, check: nll, points: all, reason: r}", "found all"),
        ("- &x {student: a, check: nll, points: 1, reason: r}\n- *x", "alias"),
        ("- {student: a, check: nll, points: 1, reason: r}\n" * 2, "entry 2: a second decision on a's nll"),
        ("- [", "not YAML"),
        ("- " * 99 + "x", "nested more than 50 deep"),
    ],
)
def test_what_is_not_understood_is_said(text: str, message: str) -> None:
    with pytest.raises((UsageError, SpecError), match=message):
        parse_overrides(text, file="o.yaml", points_possible=POINTS)


def test_an_empty_file_decides_nothing() -> None:
    assert parse_overrides("", file="o.yaml", points_possible=POINTS).by_student == {}
