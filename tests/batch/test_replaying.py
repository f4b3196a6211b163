"""A replay repeats the inputs of a report or says that it does not, and tells verdicts from digits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import answers, pipeline
from grader.batch.line import Line, circumstances_of
from grader.batch.replaying import Replay, answered, exit_code, read_record, render, replay
from grader.errors import UsageError
from grader.report import document
from grader.sandbox.runner import Sandbox
from grader.spec import catalog
from grader.submission import read_submission
from tests.batch.lines import head

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "submissions" / "micrograd"
EXERCISE = catalog.bundled_exercises()[0]
WRONG = SAMPLES / "gradf-wrong__lost_minus.py"
RIGHT = SAMPLES / "ok.py"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def graded(
    sandbox: Sandbox, path: Path = WRONG, *, audience: str = "instructor", secret: bytes | None = None
) -> str:
    exercise, key = answers.load(EXERCISE, secret=secret)
    report = pipeline.grade(read_submission(str(path)), exercise, key, run=sandbox.run, audience=audience)
    return document.render(report)


def again(
    sandbox: Sandbox,
    text: str,
    path: Path = WRONG,
    *,
    secret: bytes | None = None,
    exercise: str = EXERCISE,
) -> Replay:
    submission = read_submission(str(path))
    record = read_record(text, file="r.json", sha256=submission.sha256)
    return replay(record, submission, answered(exercise, record, secret), run=sandbox.run)


def changed(text: str, **changes: Any) -> str:
    return json.dumps(json.loads(text) | changes)


@pytest.mark.parametrize("audience", ["student", "instructor"])
@pytest.mark.parametrize("path", [RIGHT, WRONG], ids=["right", "wrong"])
def test_a_replay_of_the_same_is_the_same(sandbox: Sandbox, path: Path, audience: str) -> None:
    done = again(sandbox, graded(sandbox, path, audience=audience), path)

    assert render(done) == "same verdicts: the same report, times apart\n"
    assert exit_code(done) == 0


def test_another_submission_is_the_reason(sandbox: Sandbox) -> None:
    done = again(sandbox, graded(sandbox, WRONG), RIGHT)

    said = render(done)
    assert said.startswith("other verdicts, 10 → 13 points (submission changed)\n  gradf: wrong → ok")
    assert "published df/da: WRONG → OK, yours 11.6464" in said
    assert exit_code(done) == 1


def test_hidden_inputs_of_a_secret_are_taken_from_the_instructors_report(sandbox: Sandbox) -> None:
    done = again(sandbox, graded(sandbox, secret=b"s"))

    assert render(done) == "same verdicts: the same report, times apart\n"


def test_a_students_report_does_not_hold_them(sandbox: Sandbox) -> None:
    text = graded(sandbox, audience="student", secret=b"s")

    assert render(again(sandbox, text)).startswith("same verdicts, but at other inputs (secret missing)")
    assert exit_code(again(sandbox, text)) == 1
    assert exit_code(again(sandbox, text, secret=b"s")) == 0


def test_another_secret_is_noticed(sandbox: Sandbox) -> None:
    done = again(sandbox, graded(sandbox, secret=b"s"), secret=b"t")

    assert "at other inputs (hidden inputs drawn from another seed)" in render(done)
    assert exit_code(done) == 1


def test_inputs_that_are_none_of_the_case_are_not_asked(sandbox: Sandbox) -> None:
    report = json.loads(graded(sandbox, secret=b"s"))
    report["checks"][0]["cases"][1]["inputs"] = [[{"name": "z", "value": 1.0}]]

    assert "secret missing" in render(again(sandbox, json.dumps(report)))


def test_another_exercise_is_the_reason(sandbox: Sandbox, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = tmp_path / "exercise.yaml"
    text = Path(EXERCISE).read_text(encoding="utf-8")
    path.write_text(text.replace("points: 2", "points: 4", 1), encoding="utf-8")
    answers.write_lock(str(path))
    done = again(sandbox, graded(sandbox), exercise=str(path))

    assert "(exercise changed)" in render(done)
    assert exit_code(done) == 1


def test_a_grader_of_another_version_with_the_same_verdicts_is_the_same(sandbox: Sandbox) -> None:
    old = changed(graded(sandbox), grader={"version": "0.0.1", "python": "3.10.0"})
    done = again(sandbox, old)

    assert render(done).startswith("same verdicts; in the report differ: grader (grader 0.0.1 → ")
    assert "Python 3.10.0 → " in render(done)
    assert exit_code(done) == 0


def test_other_digits_with_the_same_verdicts_are_told_apart(sandbox: Sandbox) -> None:
    report = json.loads(graded(sandbox))
    report["checks"][0]["cases"][0]["dims"][1]["actual"] += 1e-13
    done = again(sandbox, json.dumps(report))

    assert render(done).startswith("same verdicts, other numbers (nothing around it changed: does the")
    assert exit_code(done) == 0


def test_a_verdict_that_nothing_explains_is_said_to_be_so(sandbox: Sandbox) -> None:
    report = json.loads(graded(sandbox))
    report["checks"][0]["verdict"] = "ok"
    done = again(sandbox, json.dumps(report))

    assert "other verdicts, 10 points (nothing around it changed" in render(done)
    assert "gradf: ok → wrong" in render(done)
    assert exit_code(done) == 1


def test_a_mistake_that_is_named_no_more_is_a_difference(sandbox: Sandbox) -> None:
    report = json.loads(graded(sandbox))
    named = {"code": "some-mistake", "message": "m", "evidence": "e", "hint": "", "dims": []}
    report["checks"][0]["mistakes"] = [named]

    assert "mistakes: some-mistake → " in render(again(sandbox, json.dumps(report)))


# --- journals ---------------------------------------------------------------------------------


def journal_line(sandbox: Sandbox, student: str, path: Path, *, secret: bytes | None = None) -> str:
    exercise, key = answers.load(EXERCISE, secret=secret)
    submission = read_submission(str(path))
    report = json.dumps(json.loads(graded(sandbox, path, audience="student", secret=secret)))
    circumstances = circumstances_of(exercise, key, "student")._asdict()
    line = Line(
        head=head(student, submission_sha256=submission.sha256, **circumstances), report=report.encode()
    )
    return line.render().decode()


def test_the_line_on_the_same_bytes_is_replayed(sandbox: Sandbox) -> None:
    text = journal_line(sandbox, "ada", RIGHT) + journal_line(sandbox, "bob", WRONG)

    assert exit_code(again(sandbox, text, WRONG)) == 0
    assert exit_code(again(sandbox, text, RIGHT)) == 0


def test_a_line_tells_a_wrong_secret_though_it_is_a_students(sandbox: Sandbox) -> None:
    text = journal_line(sandbox, "ada", RIGHT, secret=b"s")

    assert exit_code(again(sandbox, text, RIGHT, secret=b"s")) == 0
    assert "hidden inputs drawn from another seed" in render(again(sandbox, text, RIGHT, secret=b"t"))


def test_a_student_names_the_line(sandbox: Sandbox) -> None:
    text = journal_line(sandbox, "ada", RIGHT) + journal_line(sandbox, "bob", WRONG)
    record = read_record(text, file="j.jsonl", sha256="f" * 64, student="bob")

    assert record.report.submission_name == WRONG.name


@pytest.mark.parametrize(("student", "words"), [("", "on these bytes"), ("eve", "of the student 'eve'")])
def test_without_a_line_that_fits_the_journal_is_of_no_use(
    sandbox: Sandbox, student: str, words: str
) -> None:
    text = journal_line(sandbox, "ada", RIGHT) + journal_line(sandbox, "bob", WRONG)

    with pytest.raises(UsageError, match=f"j.jsonl: the journal has no line {words}"):
        read_record(text, file="j.jsonl", sha256="f" * 64, student=student)


def test_a_submission_that_was_not_graded_cannot_be_replayed() -> None:
    text = Line(head=head(reason="larger than 16 MiB"), report=b"null").render().decode()

    with pytest.raises(UsageError, match="there is no report: larger than 16 MiB"):
        read_record(text, file="j.jsonl", sha256="f" * 64)


@pytest.mark.parametrize("text", ["", "{}", "no json", '{"schema_version": 9}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a report"):
        read_record(text, file="r.json", sha256="f" * 64)
