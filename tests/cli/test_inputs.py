"""What a command reads is never written over; what an earlier run wrote is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.cli import inputs
from grader.errors import UsageError
from tests.batch.lines import journal, line
from tests.batch.packing import zipped
from tests.cli.test_batching import OK, ROOT, WRONG, run

pytestmark = pytest.mark.unmeasured

EXERCISE = ROOT / "exercises" / "micrograd"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a folder with a class, an exercise and all that an instructor has beside them."""
    shutil.copytree(EXERCISE, tmp_path / "exercise")
    for name in ("class/ada/hw.py", "class/bob.py", "mine.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(OK)
    zipped(tmp_path / "class.zip", {"ada.py": OK, "roster.py": WRONG})
    (tmp_path / "roster.csv").write_text("id,name\nada,Ada\nroster,Ro Ster\n")
    (tmp_path / "decided.csv").write_text("student,check,points,reason\nada,gradf,1,late\n")
    (tmp_path / "link.csv").symlink_to("roster.csv")
    (tmp_path / "twin.csv").hardlink_to(tmp_path / "decided.csv")
    return tmp_path


def contents(course: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}


BATCH = ("batch", "class.zip", "-e", "exercise", "--roster", "roster.csv", "--overrides", "decided.csv")
MINE = ("submit", "mine.py", "-e", "exercise")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ((*BATCH, "--csv", "roster.csv"), "roster.csv: is the roster, which would be lost"),
        ((*BATCH, "--html", "link.csv"), "link.csv: is the roster"),
        ((*BATCH, "--csv", "twin.csv"), "twin.csv: is the overrides"),
        ((*BATCH, "--csv", "exercise/exercise.yaml"), "exercise/exercise.yaml: is the exercise, "),
        ((*BATCH, "--csv", "exercise/answers.lock.json"), "exercise/answers.lock.json: is the exercise's"),
        ((*BATCH, "--csv", "mine.py"), "mine.py: is there already, a submission by its name"),
        ((*BATCH, "--html", "class.zip"), "class.zip: is there already, an archive by its name"),
        ((*BATCH, "--csv", "class.jsonl"), "class.jsonl: two results would be written to this file"),
        ((*BATCH, "--csv", "m", "--html", "./m"), "./m: two results would be written to this file"),
        (("batch", "class", "--csv", "class/bob.py"), "class/bob.py: is there already, a submission"),
        (("batch", "class", "--csv", "class/ada/m.csv"), "class/ada/m.csv: lies in a folder of class"),
        (("batch", "class", "-o", "class/ada/j.jsonl"), "class/ada/j.jsonl: lies in a folder of class"),
        ((*MINE, "--json", "mine.py"), "mine.py: is the submission, which would be lost; name another file"),
        ((*MINE, "--html", "class/bob.py"), "class/bob.py: is there already, a submission by its name"),
        ((*MINE, "--report", "csv=exercise/exercise.yaml"), "exercise/exercise.yaml: is the exercise"),
        ((*MINE, "--json", "r", "--html", "./r"), "r: two reports would be written to it"),
        (("export", "gradescope", "exercise", "-o", "exercise/exercise.yaml"), "exercise/exercise.yaml: is"),
        (("export", "gradescope", "exercise", "-o", "class.zip"), "class.zip: is there already and no auto"),
        (
            ("export", "gradescope", "exercise", "-o", "roster.csv"),
            "roster.csv: is there already and no auto",
        ),
        (("merge", "j.jsonl", "-o", "roster.csv"), "roster.csv: this file is there already and no journal"),
        (("merge", "j.jsonl", "-o", "k.jsonl"), "k.jsonl: is there already with 1 line that no journal"),
    ],
)
def test_what_would_be_lost_ends_the_command_before_anything_is_written(
    course: Path, command: tuple[str, ...], message: str
) -> None:
    journal(course / "j.jsonl", line("ada"))
    journal(course / "k.jsonl", line("ada"), line("bob"))
    before = contents(course)
    code, stdout, stderr = run(*command, cwd=course)

    assert (code, stdout) == (2, "")
    assert stderr.startswith(f"grade: {message}")
    assert contents(course) == before


def test_the_same_command_writes_over_its_own_results(course: Path) -> None:
    results = ("--csv", "marks.csv", "--html", "class.html", "--report", "text=texts")
    for _ in range(2):
        assert run(*BATCH, *results, cwd=course)[0] == 1
        assert run(*MINE, "--html", "mine.html", cwd=course)[0] == 0
        assert run("merge", "class.jsonl", "-o", "merged.jsonl", cwd=course)[0] == 0
        assert run("export", "gradescope", "exercise", "-o", "auto.zip", cwd=course)[0] == 0
    assert (course / "marks.csv").read_text().startswith("student,name,")


def test_a_students_name_cannot_make_a_report_of_a_file_of_the_instructors(course: Path) -> None:
    before = (course / "roster.csv").read_bytes()
    code, _, stderr = run(*BATCH, "--report", "csv=.", cwd=course)

    assert code == 2
    assert "roster.csv: is the roster, which would be lost" in stderr
    assert (course / "roster.csv").read_bytes() == before


def test_what_is_shown_is_not_written_over(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("{}")
    with pytest.raises(UsageError, match="is what is shown, which would be lost"):
        inputs.require_apart(str(report), {str(report): "what is shown"})
    inputs.require_apart(str(tmp_path / "new.py"), {str(report): "what is shown"})
    inputs.require_apart("/dev/null", {"/dev/null": "what is shown"})
