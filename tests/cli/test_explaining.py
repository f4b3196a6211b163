from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.cli import run
from grader.spec import catalog
from grader.wording import codes
from tests.spec.exercise_text import TEXT


def test_without_a_code_every_code_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(codes())


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "not_judged"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("not_judged (verdicts of a check)\n  says: not judged\n\n  The grader itself")


def test_an_unknown_code_exits_with_2_and_names_close_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "Time-Limt"]) == 2

    assert capsys.readouterr().err.startswith("grade: unknown code 'Time-Limt'; did you mean time_limit")


def test_a_code_like_no_other_names_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "zzzzz"]) == 2

    assert "`grade explain` lists all, with -e EXERCISE those of an exercise too" in capsys.readouterr().err


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert run(["explain", codes()[0], "--json"]) == 0

    assert [each["code"] for each in listed] == list(codes())
    assert json.loads(capsys.readouterr().out) == listed[0]


def test_the_mistakes_of_an_exercise_are_listed_with_it_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "lost-minus"]) == 2
    assert run(["explain", "-e", "micrograd"]) == 0

    listed = capsys.readouterr().out
    exercise = catalog.load_exercise(catalog.bundled_exercises()[0])
    own = [mistake.id for check in exercise.checks for mistake in check.mistakes]
    assert own
    assert all(f"  {code} " in listed for code in own)


def test_words_of_the_exercise_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_text(f"{TEXT}wording: {{wrong: {{message: not yet, hint: again}}}}\n", encoding="utf-8")

    assert run(["explain", "wrong", "-e", str(path)]) == 0
    assert "  says: not yet\n  hint: again\n" in capsys.readouterr().out
