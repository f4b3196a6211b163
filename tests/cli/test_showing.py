"""`grade show` on journals and in other forms."""

from __future__ import annotations

import json
from pathlib import Path

from tests.batch.lines import journal, line
from tests.report.outside import accepted
from tests.test_cli import run

OVERRIDE = {"check": "gradf", "points": 2.5, "points_graded": 1.0, "reason": "by hand"}


def test_a_students_line_is_shown_with_the_decision(tmp_path: Path) -> None:
    path = journal(tmp_path / "class.jsonl", line("ada", overrides=[OVERRIDE]), line("bob"))
    shown = run("show", path, "--student", "ada")
    forms = ("--report", "json=r.json", "--report", "gradescope=-")
    written = run("show", path, "--student", "ada", *forms, cwd=tmp_path)

    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"points by the instructor: 2.5 instead of 1 (by hand)\n" in shown.stdout
    assert accepted(written.stdout.decode(), "gradescope")["tests"][0]["score"] == 2.5
    assert json.loads((tmp_path / "r.json").read_bytes())["points"] == 2.5
    assert run("show", tmp_path / "r.json").stdout == shown.stdout


def test_whose_line_it_is_has_to_be_said_and_of_a_report_cannot(tmp_path: Path) -> None:
    path = journal(tmp_path / "class.jsonl", line("ada"), line("bob"))
    (tmp_path / "r.json").write_bytes(line().report)
    several, none = run("show", path), run("show", tmp_path / "r.json", "--student", "ada")

    assert (several.returncode, none.returncode) == (2, 2)
    assert several.stderr.endswith(b": lines of 2 students; name one with --student ID: ada, bob\n")
    assert none.stderr.endswith(b"--student names a line of a journal, and this is none\n")


def test_an_instructors_report_can_be_cut_to_what_students_see(tmp_path: Path) -> None:
    from grader.report import document
    from tests.report.builder import check, held_out, published, report

    path = tmp_path / "r.json"
    path.write_text(document.render(report(check(published(), held_out(3)), audience="instructor")))

    assert b"77.125" in run("show", path).stdout
    assert b"77.125" not in run("show", path, "--audience", "student").stdout
