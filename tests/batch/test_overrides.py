"""The instructor's decisions are read strictly: what is not understood decides nothing."""

from __future__ import annotations

import pytest

from grader.batch.overrides import Overrides, apply, parse_overrides, undecided
from grader.batch.summary import result_of
from grader.errors import SpecError, UsageError
from tests.batch.lines import CHECK, head

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


def test_a_line_without_a_report_says_which_checks_are_left() -> None:
    line = head(checks=[], points=None, points_possible=None, exit_code=2, reason="empty")
    one = apply(table("ada,gradf,1,r").of("ada", ""), line, POINTS)
    both = apply(table("ada,gradf,1,r", "ada,nll,2,r").of("ada", ""), line, POINTS)

    assert (one["points"], one["points_possible"]) == (1.0, 5.0)
    assert (result_of(one), result_of(both)) == ("not judged", "decided")
    assert [each["points_graded"] for each in both["overrides"]] == [None, None]
    assert apply((), line, POINTS) == line


def table(*rows: str) -> Overrides:
    return parse_overrides(
        "student,check,points,reason\n" + "\n".join(rows), file="o.csv", points_possible=POINTS
    )


def test_a_word_that_fits_several_students_decides_nothing() -> None:
    decided = table("smithjohn,gradf,3,late", "12,nll,0,copied")
    students = [("11", "smithjohn"), ("12", "smithjohn"), ("13", "ada")]
    unclear = decided.ambiguous(students)

    assert unclear == ("smithjohn",)
    assert decided.without(unclear).of("11", "smithjohn") == ()
    assert [each.check for each in decided.without(unclear).of("12", "smithjohn")] == ["nll"]
    assert table("ADA,nll,0,copied").ambiguous([("ada", ""), ("Ada", "")]) == ("ADA",)


def test_decisions_by_id_and_by_name_are_of_one_student() -> None:
    decided = table("13,gradf,3,late", "ada,nll,0,copied")
    twice = table("13,gradf,3,late", "ada,gradf,0,copied")

    assert [each.check for each in decided.of("13", "ada")] == ["gradf", "nll"]
    assert decided.ambiguous([("13", "ada"), ("14", "")]) == ()
    assert twice.ambiguous([("13", "ada"), ("14", "")]) == ("13", "ada")


@pytest.mark.parametrize("written", ["Mona Mono", '"Mono, Mona"', "Mono Mona"])
@pytest.mark.parametrize("shown", [("3001", "Mono, Mona"), ("Mono, Mona", "")])
def test_a_name_with_a_comma_is_found_as_it_is_said(written: str, shown: tuple[str, str]) -> None:
    decided = table(f"{written},gradf,3,late")

    assert [each.check for each in decided.of(*shown)] == ["gradf"]
    assert decided.strangers([shown]) == ()


def test_a_decision_on_a_name_with_a_comma_is_found_by_the_name_as_it_is_said() -> None:
    assert [each.check for each in table('"Mono, Mona",gradf,3,late').of("17", "Mona Mono")] == ["gradf"]


def test_a_word_of_signs_alone_is_nobody() -> None:
    assert table("--,gradf,3,late").of("", "") == ()


def test_what_the_grader_could_not_judge_a_person_can() -> None:
    open_check = CHECK | {"verdict": "not_judged", "points": 0.0}
    line = head(checks=[open_check], exit_code=3)
    decided = table("ada,gradf,3,by hand").of("ada", "")

    assert undecided(line, ["gradf"]) == ("gradf",)
    assert undecided(apply(decided, line), ["gradf"]) == ()
    assert undecided(apply(decided, head(checks=[], exit_code=2)), ["gradf", "nll"]) == ("nll",)
    assert undecided(head(checks=[CHECK]), ["gradf"]) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("student: ada", "o.yaml: expected a list of entries with student, check, points, reason"),
        ("- {student: ada, check: gradf, points: 1}", "o.yaml:1:3: its reason is missing"),
        (
            "- {student: a, check: gradf, points: 1, reason: r, why: x}",
            "o.yaml:1:57: 'why' is no field of it",
        ),
        ("- {student: a, check: grad, points: 1, reason: r}", "no check 'grad'; the exercise has gradf, nll"),
        ("- {student: a, check: nll, points: 2.5, reason: r}", "expected points from 0 to 2, found 2.5"),
        ("- {student: a, check: nll, points: nan, reason: r}", "found nan"),
        ("- {student: a, check: nll, points: all, reason: r}", "found all"),
        ("- &x {student: a, check: nll, points: 1, reason: r}\n- *x", "alias"),
        (
            "- {student: a, check: nll, points: 1, reason: r}\n" * 2,
            "o.yaml:2:13: a second decision on a's nll",
        ),
        ("- [student]", "o.yaml:1:3: its student is missing"),
        ("- {? [student] : ada, check: gradf}\n---\n- 1", "o.yaml:1:3: '\\(list\\)' is no field of it"),
        ("- [", "not YAML"),
        ("- " * 99 + "x", "nested more than 50 deep"),
    ],
)
def test_what_is_not_understood_is_said(text: str, message: str) -> None:
    with pytest.raises((UsageError, SpecError), match=message):
        parse_overrides(text, file="o.yaml", points_possible=POINTS)


def test_everything_wrong_is_told_with_its_line_and_its_place_there() -> None:
    listed = "# Sheet 3\n\n- student: ada\n  check: gradf\n  points: 7\n  reason: r\n- student: bob\n"
    with pytest.raises(SpecError) as of_list:
        parse_overrides(listed, file="o.yaml", points_possible=POINTS)
    with pytest.raises(SpecError) as of_table:
        table(
            "gradf,grad,3,grad",
            '"Gradf, Ada", gradf, 9, "two',
            "",
            'lines"',
            "ada,nll,1,r",
            "ada,nll,2,r",
            "bob,nll",
        )
    with pytest.raises(SpecError) as of_header:
        parse_overrides("\nid;check;points;reason;\nada;nll;1;r;\n" * 2, file="o.csv", points_possible=POINTS)

    assert str(of_list.value) == (
        "o.yaml:5:11: expected points from 0 to 3, found 7\n      points: 7\n              ^\n"
        "o.yaml:7:3: its check is missing; expected student, check, points, reason\n"
        "    - student: bob\n      ^"
    )
    assert [(each.place.line, each.place.column) for each in of_table.value.problems] == [
        (2, 7),
        (3, 22),
        (7, 1),
        (8, 1),
    ]
    (problem,) = of_header.value.problems
    assert problem.place == ("o.csv", 2, 1)
    assert problem.message.startswith("expected the columns student, check, points, reason, found id, check")


def test_columns_without_a_title_are_passed_over() -> None:
    text = "student;check;points;reason;;\nada;nll;1,5;late;;x\n"

    (decided,) = parse_overrides(text, file="o.csv", points_possible=POINTS).of("ada", "")
    assert decided == ("ada", "nll", 1.5, "late")


def test_an_empty_file_decides_nothing() -> None:
    assert parse_overrides("", file="o.yaml", points_possible=POINTS).by_student == {}
