"""Every row gets its line by the shortest way; the engine here is a function, as its seam allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from grader.batch import running
from grader.batch.candidates import File, Other
from grader.batch.entries import Entry
from grader.batch.index import Index
from grader.batch.journal import Journal
from grader.batch.line import Circumstances
from grader.batch.overrides import NONE, Overrides, parse_overrides
from grader.batch.rows import Row
from grader.batch.running import Batch, Counts, Setting, exit_code
from grader.engines.seam import Done, Task
from grader.engines.seam import Engine as Grades
from grader.errors import SubmissionError
from tests.batch.lines import HERE, REPORT, documents
from tests.batch.test_line import VALIDATOR

CHECKS = b'[{"id":"gradf","verdict":"ok","points":2.0,"points_possible":3.0,"wrong_dims":[]}]'


class Engine:
    """Grades at once, last come first done, and remembers what it was given."""

    def __init__(self, exit_code: int = 1, problem: str = "", report: bytes = REPORT.encode()) -> None:
        self.given: list[str] = []
        self.exit_code, self.problem, self.report = exit_code, problem, report

    def __call__(self, tasks: Iterable[Task | None]) -> Iterator[Done | None]:
        yield None
        for task in reversed([task for task in tasks if task is not None]):
            self.given.append(task.raw.decode())
            yield Done(task.number, self.exit_code, 2.0, 3.0, CHECKS, self.report, self.problem)


def row(student: str, content: str, file: str = "hw.py", **changes: object) -> Row:
    entry = Entry(parts=(student, file, content), size=0, modified=0, position=0)
    made = Row(student, "", f"{student}/{file}", File(entry), "", ())
    return made._replace(**changes)  # type: ignore[arg-type]


def read(file: File) -> bytes:
    content = file.entry.parts[2]
    if content == "unreadable":
        raise SubmissionError("cannot be read: permission denied")
    return content.encode()


def run(
    path: Path, engine: Grades, *rows: Row, here: Circumstances = HERE, overrides: Overrides = NONE
) -> tuple[Counts, set[int]]:
    with Journal(str(path)) as journal:
        index = Index()
        index.load(journal.descriptor)
        batch = Batch(rows, Setting(read, here, overrides), journal, index)
        for _ in batch.run(engine):
            pass
        assert [head["student"]["id"] for head in batch.heads()] != []
        assert len(batch.places) == len(rows)
    for each in documents(path):
        VALIDATOR.validate(each)
    return batch.counts, batch.codes


def test_identical_submissions_are_run_once_and_each_has_a_line(tmp_path: Path) -> None:
    engine = Engine()
    counts, codes = run(tmp_path / "j", engine, row("ada", "x"), row("bob", "y"), row("eve", "x", "my.py"))
    lines = {each["student"]["id"]: each for each in documents(tmp_path / "j")}

    assert sorted(engine.given) == ["x", "y"]
    assert counts == Counts(graded=2, copied=1)
    assert lines["eve"]["report"]["submission"]["name"] == "my.py"
    assert lines["ada"]["report"]["submission"]["name"] == "student.py"
    assert codes == {1}


def test_of_a_class_of_identical_files_the_first_line_does_not_wait_for_the_last_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PULSE_S", 0.0)
    written: list[int] = []

    def engine(tasks: Iterable[Task | None]) -> Iterator[Done | None]:
        coming = iter(tasks)
        first = next(coming)
        assert first is not None
        assert next(coming) is None
        yield Done(first.number, 1, 2.0, 3.0, CHECKS, REPORT.encode())
        for _ in coming:
            written.append(len(documents(tmp_path / "j")))
            yield None

    run(tmp_path / "j", engine, *(row(f"s{number}", "x") for number in range(5)))

    assert written == [3, 4, 5]


def test_the_same_again_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    rows = (row("ada", "x"), row("bob", "unreadable"), row("", "", file="evil", path="../evil"))
    run(tmp_path / "j", Engine(), *rows)
    before, engine = (tmp_path / "j").read_bytes(), Engine()

    assert run(tmp_path / "j", engine, *rows)[0] == Counts(taken_over=3)
    assert engine.given == []
    assert (tmp_path / "j").read_bytes() == before


@pytest.mark.parametrize("field", ["exercise_digest", "grader_version", "inputs_digest", "audience"])
def test_other_circumstances_run_it_again(tmp_path: Path, field: str) -> None:
    run(tmp_path / "j", Engine(), row("ada", "x"))
    engine = Engine()
    other = "student" if field == "audience" else "2" * 64
    run(tmp_path / "j", engine, row("ada", "x"), here=HERE._replace(**{field: other}))

    assert engine.given == ["x"]
    assert len(documents(tmp_path / "j")) == 2


def test_another_submission_of_a_student_is_run_and_the_old_line_stays(tmp_path: Path) -> None:
    run(tmp_path / "j", Engine(), row("ada", "x"))
    engine = Engine()
    run(tmp_path / "j", engine, row("ada", "y"))

    assert engine.given == ["y"]
    assert len(documents(tmp_path / "j")) == 2


def test_what_changed_beside_the_bytes_is_a_new_line_without_a_run(tmp_path: Path) -> None:
    run(tmp_path / "j", Engine(), row("ada", "x"))
    engine = Engine()
    changed = row("ada", "x", late=True, others=(Other("ada/x.txt", "not chosen"),))

    assert run(tmp_path / "j", engine, changed)[0] == Counts(taken_over=1)
    assert engine.given == []
    assert [each["late"] for each in documents(tmp_path / "j")] == [False, True]


def test_what_the_grader_failed_to_judge_is_run_again(tmp_path: Path) -> None:
    run(tmp_path / "j", Engine(exit_code=3, problem="not judged: no walls"), row("ada", "x"))
    engine = Engine(exit_code=0)
    counts, codes = run(tmp_path / "j", engine, row("ada", "x"))

    assert (counts, codes, engine.given) == (Counts(graded=1), {0}, ["x"])


def test_an_unreadable_submission_is_a_line_with_its_reason(tmp_path: Path) -> None:
    counts, codes = run(tmp_path / "j", Engine(), row("ada", "unreadable"), row("bob", "x"))
    ada = documents(tmp_path / "j")[0]

    assert (ada["reason"], ada["report"], ada["points"]) == ("cannot be read: permission denied", None, None)
    assert (counts, codes) == (Counts(graded=1, unread=1), {1, 2})


def test_what_is_no_submission_was_not_graded_and_is_taken_over_the_next_time(tmp_path: Path) -> None:
    engine = Engine(exit_code=2, problem="hw.py: the file is empty", report=b"")
    first, codes = run(tmp_path / "j", engine, row("ada", "x"))
    again, _ = run(tmp_path / "j", engine, row("ada", "x"))

    assert (first, codes) == (Counts(unread=1), {2})
    assert again == Counts(taken_over=1)


def test_a_copied_problem_names_the_own_file(tmp_path: Path) -> None:
    engine = Engine(exit_code=2, problem="hw.py: the file is empty", report=b"")
    run(tmp_path / "j", engine, row("ada", "x"), row("bob", "x", "b.py"))

    assert {each["reason"] for each in documents(tmp_path / "j")} == {
        "hw.py: the file is empty",
        "b.py: the file is empty",
    }


def test_decisions_survive_every_regrading_and_can_be_taken_back(tmp_path: Path) -> None:
    text = "- {student: ada, check: gradf, points: 3, reason: the sheet was wrong}"
    decided = parse_overrides(text, file="o.yaml", points_possible={"gradf": 3})
    run(tmp_path / "j", Engine(), row("ada", "x"))
    run(tmp_path / "j", Engine(), row("ada", "x"), overrides=decided)
    run(tmp_path / "j", Engine(), row("ada", "y"), row("bob", "x"), overrides=decided)
    run(tmp_path / "j", Engine(), row("ada", "y"))
    lines = documents(tmp_path / "j")

    noted = [{"check": "gradf", "points": 3.0, "points_graded": 2.0, "reason": "the sheet was wrong"}]
    told = [(each["student"]["id"], each["points"], each["overrides"]) for each in lines]
    assert told[:2] == [("ada", 2.0, []), ("ada", 3.0, noted)]
    assert sorted(told[2:4], key=str) == [("ada", 3.0, noted), ("bob", 2.0, [])]
    assert told[4] == ("ada", 2.0, [])


def test_the_worst_code_is_the_commands() -> None:
    assert [exit_code(codes) for codes in ({0}, {0, 1}, {1, 3}, {1, 2, 3}, set())] == [0, 1, 3, 2, 0]
