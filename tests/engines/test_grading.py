"""The work of a host: what a submission is worth, or why it has no report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import answers
from grader.engines.grading import Before, Grading
from grader.engines.local import Pool
from grader.engines.seam import Done, Task
from grader.report.document import Lines
from grader.scoring.precedents import Precedents

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "submissions" / "micrograd"


@pytest.fixture(scope="module")
def grading() -> Grading:
    exercise, key = answers.load(str(ROOT / "exercises" / "micrograd" / "exercise.yaml"))
    return Grading(exercise=exercise, key=key, audience="student", required="process")


@pytest.fixture(scope="module")
def done(grading: Grading) -> Iterator[dict[int, Done]]:
    raws = [
        (SAMPLES / "ok.py").read_bytes(),
        (SAMPLES / "gradf-wrong__lost_minus.py").read_bytes(),
        b"\xff\xfe not text",
        (SAMPLES / "gradf-crashed__leaves_the_interpreter.py").read_bytes(),
    ]
    with Pool(grading.opening, 2) as pool:
        yield {
            each.number: each
            for each in pool.run(Task(number, "s.py", raw) for number, raw in enumerate(raws))
            if each
        }


def test_a_report_comes_back_on_one_line_with_its_points(done: dict[int, Done]) -> None:
    report = json.loads(done[0].report)

    assert b"\n" not in done[0].report
    assert (done[0].exit_code, done[0].points, done[0].points_possible) == (0, 13.0, 13.0)
    assert report["submission"]["name"] == "s.py"
    assert done[1].exit_code == 1
    assert done[1].points < 13
    assert json.loads(done[1].checks)[0] == {
        "id": "gradf",
        "verdict": "wrong",
        "points": 0.0,
        "points_possible": 3.0,
        "wrong_dims": ["df/da"],
    }


def test_what_cannot_be_read_has_the_reason_in_words(done: dict[int, Done]) -> None:
    assert done[2].exit_code == 2
    assert done[2].report == b""
    assert done[2].problem == "s.py: UTF-16 text; expected UTF-8: save it again in that encoding"


def test_a_crash_of_the_submission_is_a_verdict_and_no_loss(done: dict[int, Done]) -> None:
    assert done[3].exit_code == 1
    assert json.loads(done[3].report)["checks"][0]["verdict"] == "crashed"


def test_a_fault_of_ours_is_a_problem_of_that_submission_alone(grading: Grading) -> None:
    class Broken:
        def run(self, *_: object) -> None:
            raise RuntimeError("broken")

    before = Before(Precedents(grading.exercise, grading.key), Lines())
    found = grading.grade(Task(5, "s.py", (SAMPLES / "ok.py").read_bytes()), Broken(), before)  # type: ignore[arg-type]

    assert (found.number, found.exit_code) == (5, 3)
    assert found.problem == "internal error: RuntimeError: broken"
