"""What changed between two journals is said for every dim, and what changed around it as the reason."""

from __future__ import annotations

from pathlib import Path

from grader.batch.differences import compare, render
from grader.model import DimVerdict, Input, Verdict
from tests.batch.lines import journal, line, report_with
from tests.report.builder import check, published

RIGHT = report_with(checks=(check(published()),))
WRONG = report_with(checks=(check(published((1.5, None, 0.0625))),), torch_version="9.0")


def text(tmp_path: Path, old: list, new: list) -> str:  # type: ignore[type-arg]
    return render(compare(str(journal(tmp_path / "old", *old)), str(journal(tmp_path / "new", *new))))


def test_every_dim_that_changed_is_named_with_its_reason(tmp_path: Path) -> None:
    said = text(
        tmp_path,
        [line("ada", WRONG, points=0.0), line("bob", RIGHT)],
        [
            line("ada", RIGHT, points=2.0, exercise_digest="f" * 64, inputs_digest="2" * 64),
            line("bob", RIGHT),
        ],
    )

    assert said == (
        "ada: 0 → 2 points (exercise changed; torch 9.0 → 2.13.0+cpu)\n"
        "  gradf: wrong → ok, 0 → 2 points\n"
        "    published d0: WRONG → OK, yours 1.5 → -12.353553390593273\n"
        "    published d1: WRONG → OK, yours nothing → 10.25699027111255\n"
        "points: 1 up, 0 down\n"
        "1 of 2 changed (exercise changed: 1; torch 9.0 → 2.13.0+cpu: 1)\n"
    )


def test_equal_journals_have_no_difference_whatever_the_times(tmp_path: Path) -> None:
    assert text(tmp_path, [line()], [line(finished="2030-01-01T00:00:00.000Z")]) == "0 of 1 changed\n"


def test_the_last_line_of_a_student_is_compared(tmp_path: Path) -> None:
    assert text(tmp_path, [line(report=WRONG), line(report=RIGHT)], [line(report=RIGHT)]).startswith("0 of 1")


def test_who_came_and_who_went_is_named(tmp_path: Path) -> None:
    said = text(tmp_path, [line("ada")], [line("bob")])

    assert "ada: only in the old journal\n" in said
    assert "bob: only in the new journal\n" in said


def test_reasons_are_those_around_the_line(tmp_path: Path) -> None:
    one = report_with(checks=(check(verdict=Verdict.ERROR, cases=()),))
    said = text(
        tmp_path,
        [line(report=RIGHT)],
        [line(report=one, inputs_digest="2" * 64, submission_sha256="b" * 64, grader_version="0.2.0")],
    )

    assert "(submission changed; hidden inputs drawn from another seed; grader 0.1.0 → 0.2.0)" in said
    assert "published d0: gone" in said


def test_a_decision_of_the_instructors_is_a_difference(tmp_path: Path) -> None:
    decided = [{"check": "gradf", "points": 3.0, "points_graded": 1.0, "reason": "r"}]
    said = text(tmp_path, [line()], [line(points=3.0, overrides=decided)])

    assert "ada: 1 → 3 points (the instructor's decisions changed)\n" in said
    assert "  decided: nothing → gradf 3 points (r)\n" in said


def test_the_inputs_of_a_case_with_several_are_numbered_from_the_first(tmp_path: Path) -> None:
    case = published((1.5, 2.5, 0.0625))
    one, two = (case._replace(dims=(case.dims[0], case.dims[1]._replace(point=point))) for point in (0, 1))
    right = report_with(checks=(check(cases=()),))

    alone = text(tmp_path, [line(report=right)], [line(report=report_with(checks=(check(one),)))])
    several = text(tmp_path, [line(report=right)], [line(report=report_with(checks=(check(two),)))])

    assert "published d0: new" in alone
    assert "published d0 at input 1: new" in several
    assert "published d1 at input 2: new" in several


def test_numbers_at_other_inputs_are_no_change_of_each_dim(tmp_path: Path) -> None:
    case = published((1.5, 2.5, 0.0625))
    moved = case._replace(answers=((Input(name="a", value=7),),))
    dims = (moved.dims[0]._replace(actual=8.5), moved.dims[1]._replace(verdict=DimVerdict.OK, actual=9.5))
    old, new = (
        report_with(checks=(check(each),)) for each in (case, moved._replace(dims=(*dims, case.dims[2])))
    )
    said = text(tmp_path, [line(report=old)], [line(report=new, inputs_digest="2" * 64)])

    assert "    published: at other inputs\n    published d1: WRONG → OK, yours 2.5 → 9.5\n" in said
    assert "d0" not in said
    assert "points:" not in said


def test_who_lost_points_is_counted(tmp_path: Path) -> None:
    old = [line("ada", RIGHT, points=2.0), line("bob", WRONG, points=0.0), line("cy", RIGHT, points=2.0)]
    new = [line("ada", WRONG, points=0.5), line("bob", RIGHT, points=2.0), line("cy", WRONG, points=None)]

    assert "points: 1 up, 2 down\n" in text(tmp_path, old, new)


def test_a_line_without_a_report_is_compared_by_its_reason(tmp_path: Path) -> None:
    said = text(
        tmp_path,
        [line(report="null", checks=[], points=None, exit_code=2, reason="empty")],
        [line(report=RIGHT)],
    )

    assert "ada: no → 1 points" in said
    assert "  reason: empty → none\n" in said
