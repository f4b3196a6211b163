"""A student's report out of a journal is found or said to be nobody's, with the points that count."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch import lookup
from grader.errors import UsageError
from grader.model import Decision
from grader.report import text
from tests.batch.lines import CHECK, journal, line, report_with

OVERRIDE = {"check": "gradf", "points": 2.5, "points_graded": 1.0, "reason": "by hand"}
NAMED = {"id": "17", "name": "Ada Lovelace"}


def test_the_last_line_of_a_student_counts_by_id_or_name(tmp_path: Path) -> None:
    old, new = line(), line(overrides=[OVERRIDE], points=2.5)
    lines = (line("bob"), *(each._replace(head=each.head | {"student": NAMED}) for each in (old, new)))
    path = str(journal(tmp_path / "j.jsonl", *lines))

    for word in ("17", "ada lovelace"):
        report = lookup.report_of(path, word)
        assert report.points == 2.5
        assert report.checks[0].decision == Decision(2.5, 1.0, "by hand")
    assert lookup.report_of(path, "bob").checks[0].decision is None


def test_an_exact_id_is_no_other_student(tmp_path: Path) -> None:
    path = str(journal(tmp_path / "j.jsonl", line("ada", overrides=[OVERRIDE]), line("Ada")))

    assert lookup.report_of(path, "ada").checks[0].decision is not None
    assert lookup.report_of(path, "Ada").checks[0].decision is None
    with pytest.raises(UsageError, match="lines of 2 students; name one with --student ID: ada, Ada"):
        lookup.report_of(path, "ADA")


def test_a_journal_of_one_needs_no_name(tmp_path: Path) -> None:
    report = report_with(submission_name="hw.py")

    assert lookup.report_of(str(journal(tmp_path / "j", line(report=report))), "").submission_name == "hw.py"


def test_what_was_decided_of_a_submission_that_was_not_graded_is_a_report(tmp_path: Path) -> None:
    unjudged = CHECK | {"verdict": "not_judged", "points": 0.0}
    override = OVERRIDE | {"points_graded": None}
    given = line(report="null", reason="no walls", exit_code=3, checks=[unjudged], overrides=[override])
    report = lookup.report_of(str(journal(tmp_path / "j", given)), "ada")

    assert (report.points, report.points_possible) == (2.5, 3.0)
    assert "gradf  decided  2.5/3 by the instructor" in text.render(report, color=False)
    assert "not judged: no walls" in text.render(report, color=False)


@pytest.mark.parametrize(
    ("student", "message"),
    [
        ("zoe", "j: no line of a student 'zoe'"),
        ("", "j: lines of 2 students; name one with --student ID: ada, bob"),
        ("bob", "j: bob was not graded: not UTF-8"),
    ],
)
def test_nobodys_report_is_said(tmp_path: Path, student: str, message: str) -> None:
    path = journal(tmp_path / "j", line("ada"), line("bob", report="null", reason="not UTF-8", exit_code=2))

    with pytest.raises(UsageError, match=message):
        lookup.report_of(str(path), student)


def test_a_report_is_no_journal_and_neither_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(report_with())

    assert not lookup.is_journal(str(tmp_path / "r.json"))
    assert not lookup.is_journal(str(tmp_path))
    assert not lookup.is_journal("-")
    assert lookup.is_journal(str(journal(tmp_path / "j", line())))
