"""A class graded by real processes: what ends a batch costs what was on its way, and nothing else."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.engines.local import DEPTH
from grader.sandbox import kernel
from tests.batch.lines import journal, line
from tests.batch.packing import folder, zipped
from tests.batch.test_line import VALIDATOR
from tests.sandbox.containers import like_docker

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "submissions" / "micrograd"
OK = (SAMPLES / "ok.py").read_bytes()
WRONG = (SAMPLES / "gradf-wrong__lost_minus.py").read_bytes()
SLOW = OK + b"\nimport time\ntime.sleep(0.25)\n"


def command(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    walls = [] if "--require" in arguments or arguments[0] != "batch" else ["--require", "process"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLURM", "JOB_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *map(str, arguments), *walls],
        env=clean | {"PYTHONPATH": str(ROOT)} | options.pop("env", {}),
        stdout=subprocess.PIPE,
        stderr=options.pop("stderr", subprocess.PIPE),
        text=True,
        **options,
    )


def run(*arguments: str | Path, **options: Any) -> tuple[int, str, str]:
    with command(*arguments, **options) as child:
        stdout, stderr = child.communicate(timeout=50)
        return child.returncode, stdout, stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def variants(count: int, source: bytes = OK) -> dict[str, bytes]:
    return {f"s{number:02}/hw.py": source + b"# %d\n" % number for number in range(count)}


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_class_in_a_zip_is_graded_into_a_journal_a_table_and_a_summary(tmp_path: Path) -> None:
    files = {"ada/hw.py": OK, "bob/hw.py": WRONG, "eve/hw.py": OK, "fay/hw.py": b"\xff\xfe", "../evil.py": OK}
    zipped(tmp_path / "class.zip", files)
    (tmp_path / "roster.csv").write_text("id,name\nada,Ada Lovelace\nzoe,Zoe Zed\n")
    code, stdout, stderr = run(
        "batch", "class.zip", "--csv", "marks.csv", "--roster", "roster.csv", cwd=tmp_path
    )
    found = {line["student"]["id"]: line for line in lines(tmp_path / "class.jsonl")}
    marks = {row["student"]: row for row in csv.DictReader((tmp_path / "marks.csv").read_text().splitlines())}

    for each in lines(tmp_path / "class.jsonl"):
        VALIDATOR.validate(each)
    assert code == 2
    assert stdout.startswith("5 submissions: 2 ok, 1 not ok, 2 not judged\n")
    assert {student: line["exit_code"] for student, line in found.items()} == {
        "ada": 0, "bob": 1, "eve": 0, "fay": 2, "": 2,
    }  # fmt: skip
    assert found["fay"]["reason"].startswith("hw.py: UTF-16 text")
    assert marks["ada"]["name"] == "Ada Lovelace"
    assert marks["zoe"]["result"] == "no submission"
    assert "not in the roster: bob; eve; fay\n" in stderr
    assert "no submission of: zoe Zoe Zed\n" in stderr
    assert "class.jsonl: 1 identical to others, 2 graded, 2 that cannot be graded" in stderr


def test_a_table_of_another_class_and_ids_given_twice_are_told_and_nobody_is_listed_twice(
    tmp_path: Path,
) -> None:
    zipped(tmp_path / "class.zip", {"1/hw.py": OK, "2/hw.py": OK})
    (tmp_path / "roster.csv").write_text("id,name\nu1,Ada Lovelace\nu1,Kim Lee\n")
    _, _, stderr = run("batch", "class.zip", "--csv", "m.csv", "--roster", "roster.csv", cwd=tmp_path)

    assert "roster.csv: ids that several students have: u1 (Ada Lovelace and Kim Lee)\n" in stderr
    assert "the roster seems to be that of another class: none of its 2 students is named by" in stderr
    assert "not in the roster" not in stderr
    assert len((tmp_path / "m.csv").read_text().splitlines()) == 3


def test_a_reader_of_the_progress_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    zipped(tmp_path / "class.zip", variants(4))
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        code, stdout, _ = run("batch", "class.zip", "-e", "micrograd", cwd=tmp_path, stderr=closed)

    assert (code, stdout.splitlines()[0]) == (0, "4 submissions: 4 ok")
    assert len(lines(tmp_path / "class.jsonl")) == 4


def test_a_plan_needs_no_answers(tmp_path: Path) -> None:
    exercise = (ROOT / "exercises" / "micrograd" / "exercise.yaml").read_bytes() + b"# without a lock\n"
    folder(tmp_path, {"class/ada/hw.py": OK, "bare/exercise.yaml": exercise})
    folder(tmp_path, {"absent/torch.py": b"raise ImportError('absent')\n"})
    environ = {"PYTHONPATH": f"{tmp_path / 'absent'}{os.pathsep}{ROOT}"}
    code, stdout, stderr = run("batch", "class", "-e", "bare", "--plan", cwd=tmp_path, env=environ)

    assert (code, stderr) == (0, "")
    assert stdout.startswith("class: 1 of 1 can be graded\n")


def test_a_class_is_a_page_too_and_again_without_running_anything(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"ada/hw.py": OK, "bob/hw.py": WRONG, "cy/hw.py": WRONG + b"#"})
    pages = []
    for _ in range(2):
        code, stdout, stderr = run("batch", "class", "--html", "class.html", cwd=tmp_path)
        assert (code, stdout.startswith("3 submissions: 1 ok, 2 not ok\n")) == (1, True)
        pages.append((tmp_path / "class.html").read_text(encoding="utf-8"))

    assert "3 taken over" in stderr
    assert pages[0] == pages[1]
    assert "bob" in pages[0]
    assert 'href="#s1"' in pages[0]


def test_each_student_gets_a_report_of_their_own_in_every_form_asked_for(tmp_path: Path) -> None:
    source = folder(tmp_path / "class", {"ada/hw.py": OK, "ben/hw.py": WRONG, "cy/hw.ipynb": b"x"})
    asked = ["--report", f"html={tmp_path / 'pages'}", "--report", f"text={tmp_path / 'texts'}"]
    _, _, stderr = run("batch", source, "-e", "micrograd", "-o", tmp_path / "c.jsonl", *asked)
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"ada.html", "ben.html"}
    assert {path.name for path in (tmp_path / "texts").iterdir()} == {"ada.txt", "ben.txt"}
    assert "no report of: cy" in stderr
    page, text = (tmp_path / "pages" / "ben.html").read_text(), (tmp_path / "texts" / "ben.txt").read_text()
    assert "3 * a**2" in page  # the student's own code
    assert "WRONG!" in text
    hidden = {
        str(each["value"])
        for line in lines(tmp_path / "c.jsonl")
        for case in (line["report"]["checks"][0]["cases"] if line["report"] else [])
        for inputs in (case["inputs"] if case["visibility"] == "hidden" else [])
        for each in inputs
        if isinstance(each["value"], float)
    }
    assert hidden
    assert not any(number in page + text for number in hidden)


@pytest.mark.parametrize("place", ["class/feedback", "class", "class/ada/hw.py", "nowhere/feedback"])
def test_reports_cannot_go_where_they_would_be_graded_or_cannot_be_written(
    tmp_path: Path, place: str
) -> None:
    folder(tmp_path / "class", {"ada/hw.py": OK})
    code, _, stderr = run("batch", "class", "-e", "micrograd", "--report", f"html={place}", cwd=tmp_path)
    assert code == 2
    assert stderr.startswith(f"grade: {place}: ")
    assert not (tmp_path / "class.jsonl").exists()


def test_the_course_systems_own_gradebook_is_filled_in_as_a_copy(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"ada/hw.py": OK, "bob/hw.py": WRONG, "zed/hw.py": WRONG + b"#"})
    own = (
        "\ufeffStudent,ID,SIS Login ID,Section,Autodiff 1 (77),Essay (78)\r\n"
        "    Points Possible,,,,13.00,10.00\r\n"
        '"Lovelace, Ada",1,ada,A,,9.00\r\n'
        '"Byron, Bob",2,bob,A,,\r\n'
        '"Left, Eve",3,eve,A,,\r\n'
    )
    (tmp_path / "grades.csv").write_bytes(own.encode())
    ask = ("batch", "class", "--gradebook", "grades.csv", "--column", "Autodiff 1")

    _, _, stderr = run(*ask, cwd=tmp_path)

    assert (tmp_path / "grades.csv").read_bytes() == own.encode()
    filled = (tmp_path / "grades.filled.csv").read_bytes().decode()
    expected = own.replace("ada,A,,9.00", "ada,A,13.00,9.00")
    points = next(line for line in filled.splitlines() if "bob" in line).split(",")[5]
    assert 0 < float(points) < 13
    assert filled == expected.replace("bob,A,,", f"bob,A,{points},")
    assert "grades.filled.csv: the points of 2 of 3 students are filled in" in stderr
    assert "not in the gradebook: zed" in stderr
    assert "in the gradebook without points from here, left as it is: Left, Eve\n" in stderr
    assert "3 taken over" in run(*ask, cwd=tmp_path)[2]


def test_a_group_in_moodles_worksheet_gets_its_points_and_no_participant_of_the_same_number(
    tmp_path: Path,
) -> None:
    files = {"Team A_17_assignsubmission_file/hw.py": OK, "Team B_5_assignsubmission_file/hw.py": WRONG}
    zipped(tmp_path / "class.zip", files)
    head = "Identifier,Full name,Status,Group,Grade,Maximum grade,Last modified (grade)\n"
    rows = "".join(
        f"Participant {number},{name},,{team},{{}},13.00,-\n"
        for number, name, team in ((17, "Grace", "Team B"), (18, "Ada", "Team A"), (19, "Alan", "Team A"))
    )
    (tmp_path / "w.csv").write_text(head + rows.format("", "", ""))
    ask = ("batch", "class.zip", "-e", "micrograd", "--gradebook", "w.csv", "--column", "Grade")
    _, _, stderr = run(*ask, cwd=tmp_path)

    assert (tmp_path / "w.filled.csv").read_text() == head + rows.format("10.00", "13.00", "13.00")
    assert "class.jsonl: 1 of a group with others, 2 graded\n" in stderr
    assert "submissions of groups, and who they count for: Team A (Ada, Alan); Team B (Grace)\n" in stderr


def test_a_gradebook_says_which_name_is_not_the_students_and_may_have_headers_of_any_language(
    tmp_path: Path,
) -> None:
    zipped(tmp_path / "class.zip", {"teamone_12_1_hw.py": OK, "byronbob_13_2_hw.py": OK})
    (tmp_path / "g.csv").write_text('Student,ID,Section,HW (7)\n"Lovelace, Ada",12,A,\n"Byron, Bob",13,A,\n')
    head = "Tunniste,Nimi,Arvosana,Enimm\u00e4is,X\n"
    (tmp_path / "w.csv").write_text(f"{head}Osallistuja 12,,,13,\nOsallistuja 13,,,13,\n")

    canvas = run(
        "batch", "class.zip", "-e", "micrograd", "--gradebook", "g.csv", "--column", "HW", cwd=tmp_path
    )
    other = run(
        "batch", "class.zip", "-e", "micrograd", "--gradebook", "w.csv", "--column", "Arvosana", cwd=tmp_path
    )

    assert "says who it is: 12 teamone: there Lovelace, Ada\n" in canvas[2]
    assert "w.filled.csv: the points of 2 of 2 students are filled in\n" in other[2]


def test_an_assignment_of_other_points_is_said_before_it_is_filled_in(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"1.py": OK})
    own = "Student,ID,Section,Essay (78)\n    Points Possible,,,10\nAda,1,A,\n"
    (tmp_path / "grades.csv").write_text(own)

    _, _, stderr = run("batch", "class", "--gradebook", "grades.csv", "--column", "Essay", cwd=tmp_path)

    said = "grades.csv: 'Essay' is worth 10 points there, the exercise 13; they are not scaled"
    assert stderr.startswith(f"grade: {said}\n")
    assert (tmp_path / "grades.filled.csv").read_text() == own.replace("1,A,", "1,A,13.00")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--gradebook", "grades.csv"), "--gradebook needs --column TITLE"),
        (("--column", "Essay"), "--column names a column of --gradebook FILE"),
        (("--gradebook", "grades.csv", "--column", "Poem"), "expected a column 'Poem', found 'Essay (78)'"),
        (("--gradebook", "none.csv", "--column", "Essay"), "none.csv: the gradebook cannot be read"),
        (("--gradebook", "moodle.csv", "--column", "Grade"), "moodle.csv: line 3: allows at most 5 points"),
        (("--gradebook", "scale.csv", "--column", "Grade"), "'Grade' is graded by a scale ('Poor, Good')"),
        (
            ("--gradebook", "total.csv", "--column", "Total"),
            "where its points should stand, Canvas says (read",
        ),
    ],
)
def test_a_gradebook_that_cannot_be_filled_in_ends_the_command_before_it_runs(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    folder(tmp_path / "class", {"ada/hw.py": OK})
    (tmp_path / "grades.csv").write_text("Student,ID,Section,Essay (78)\nAda,1,A,\n")
    (tmp_path / "moodle.csv").write_text(
        "Identifier,Full name,Grade,Maximum grade\nParticipant 1,Ada,,13.00\nParticipant 2,Bob,,5.00\n"
    )
    (tmp_path / "scale.csv").write_text(
        'Identifier,Full name,Grade,Scale\nParticipant 1,Ada,,"Poor, Good"\nParticipant 2,Bob,,"Poor, Good"\n'
    )
    (tmp_path / "total.csv").write_text(
        "Student,ID,Section,Total\n    Points Possible,,,(read only)\nAda,1,A,\n"
    )

    code, _, stderr = run("batch", "class", *options, cwd=tmp_path)

    assert code == 2
    assert words in stderr
    assert not (tmp_path / "class.jsonl").exists()


@pytest.mark.parametrize(
    ("results", "message"),
    [
        (["--csv", "no/marks.csv"], "no/marks.csv: cannot be written: there is no folder"),
        (["--html", "class"], "class: is a folder; name a file in it"),
        (["-o", "no/j.jsonl"], "no/j.jsonl: the journal cannot be opened"),
        (["--csv", "x", "--html", "x"], "x: two results would be written to this file"),
        (
            ["--report", "json=f", "--report", "text=f", "--report", "gradescope=./f"],
            "./f: json and gradescope would have the same names there; name another folder for one",
        ),
        (["--csv", "-"], "-: what is made of a class cannot be written to standard output; name a file"),
        (["-o", "-"], "-: what is made of a class cannot be written to standard output; name a file"),
    ],
)
def test_what_cannot_be_written_ends_the_command_before_it_runs(
    tmp_path: Path, results: list[str], message: str
) -> None:
    folder(tmp_path / "class", variants(1))
    code, stdout, stderr = run("batch", "class", *results, cwd=tmp_path)

    assert (code, stdout) == (2, "")
    assert stderr.startswith(f"grade: {message}")
    assert [each.name for each in tmp_path.iterdir()] == ["class"]


def test_a_layout_that_may_not_be_the_right_one_is_said_without_a_plan_too(tmp_path: Path) -> None:
    zipped(tmp_path / "c.zip", {"ada_1_2_hw.py": OK, "solution.py": OK})

    _, _, stderr = run("batch", "c.zip", cwd=tmp_path)

    assert stderr.startswith("grade: layout plain: no course system's names")
    assert "is it --layout canvas?\n" in stderr
    assert "layout" not in run("batch", "c.zip", "--layout", "canvas", "-o", "j", cwd=tmp_path)[2]


def test_the_plan_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"ada/hw.py": OK})
    code, stdout, stderr = run("batch", "class", "--plan", cwd=tmp_path)

    assert (code, stderr) == (0, "")
    assert "\nada            ada/hw.py\n" in stdout
    assert [path.name for path in tmp_path.iterdir()] == ["class"]


def test_a_batch_in_its_own_folder_does_not_read_its_own_files(tmp_path: Path) -> None:
    files = {f"s{n}_{n}_{n}_hw.py": OK for n in range(1, 4)}
    folder(tmp_path, files)
    (tmp_path / "g.csv").write_text("Student,ID,Section,HW (7)\nS One,1,A,\n")
    for _ in range(2):
        own = ("-o", "j.jsonl", "--csv", "m.csv", "--gradebook", "g.csv", "--column", "HW")
        code, stdout, _ = run("batch", ".", *own, cwd=tmp_path)
        assert code == 0
        assert stdout.startswith("3 submissions: 3 ok\n")


@pytest.mark.unmeasured
def test_kill_9_costs_what_was_on_its_way_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(12, SLOW))
    journal = tmp_path / "class.jsonl"
    with command("batch", "class", "-j", "2", cwd=tmp_path) as child:
        until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 3)
        child.kill()
    before = lines(journal)
    code, _, stderr = run("batch", "class", "-j", "2", cwd=tmp_path)

    assert 3 <= len(before) < 12
    assert code == 0
    assert f"class.jsonl: {len(before)} taken over, {12 - len(before)} graded" in stderr
    assert lines(journal)[: len(before)] == before
    assert sorted(line["student"]["id"] for line in lines(journal)) == [f"s{n:02}" for n in range(12)]
    assert DEPTH == 2  # of each slot, so much was on its way at most


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_and_says_how_it_goes_on(tmp_path: Path, number: int, code: int) -> None:
    folder(tmp_path / "class", variants(12, SLOW))
    journal = tmp_path / "class.jsonl"
    with command("batch", "class", "-j", "2", cwd=tmp_path) as child:
        until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 1)
        started = time.monotonic()
        child.send_signal(number)
        _, stderr = child.communicate(timeout=20)

    assert child.returncode == code
    assert time.monotonic() - started < 5
    assert f"stopped: {len(lines(journal))} of 12 are in class.jsonl; the same command goes on" in stderr


def test_a_full_disk_ends_it_with_whole_lines_and_it_goes_on_with_room(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(6))
    limit = 50_000

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    code, _, stderr = run("batch", "class", cwd=tmp_path, preexec_fn=small)
    kept = len(lines(tmp_path / "class.jsonl"))
    again, _, _ = run("batch", "class", cwd=tmp_path)

    assert code == 3
    assert "class.jsonl: the journal cannot be written: file too large; what is in it stays" in stderr
    assert 1 <= kept < 6
    assert again == 0
    assert len(lines(tmp_path / "class.jsonl")) == 6


def test_a_torn_line_is_said_and_graded_again(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(2))
    run("batch", "class", cwd=tmp_path)
    journal = tmp_path / "class.jsonl"
    journal.write_bytes(b"garbage\n" + journal.read_bytes()[:-100])
    code, _, stderr = run("batch", "class", cwd=tmp_path)

    assert code == 0
    assert "class.jsonl: the last line was torn and is dropped; its submission is graded again" in stderr
    assert "class.jsonl: 1 line is damaged or not of a journal, and passed over" in stderr
    assert "1 taken over" in stderr


@pytest.mark.parametrize(
    "content", [b"x = 1\n", b"x = 1", b"\0\1\2\nab", b'{"cells": []}\n', b'{"schema": 1}'], ids=repr
)
def test_a_file_that_is_no_journal_is_not_written_into(tmp_path: Path, content: bytes) -> None:
    folder(tmp_path / "class", variants(1))
    (tmp_path / "mine.py").write_bytes(content)

    code, _, stderr = run("batch", "class", "-o", "mine.py", cwd=tmp_path)

    said = "mine.py: this file is there already and no journal; name another with -o"
    assert (code, stderr) == (2, f"grade: {said}\n")
    assert (tmp_path / "mine.py").read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b'{"sch', b'{"schema_version":1,"stu\0\0'], ids=repr)
def test_a_journal_that_a_power_cut_left_without_a_whole_line_is_begun_anew(
    tmp_path: Path, content: bytes
) -> None:
    folder(tmp_path / "class", variants(1))
    (tmp_path / "j.jsonl").write_bytes(content)

    code, _, _ = run("batch", "class", "-o", "j.jsonl", cwd=tmp_path)

    assert (code, len(lines(tmp_path / "j.jsonl"))) == (0, 1)


@pytest.mark.unmeasured
def test_shards_merged_are_the_class(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(9) | {"x/hw.py": WRONG})
    for number in range(3):
        environ = {"JOB_COMPLETION_INDEX": str(number), "JOB_COMPLETIONS": "3"}
        run("batch", "class", "-j", "1", cwd=tmp_path, env=environ)
    shards = [f"class.shard-{number}-of-3.jsonl" for number in range(3)]
    run("batch", "class", "-o", "whole.jsonl", cwd=tmp_path)
    code, stdout, _ = run("merge", *reversed(shards), shards[0], "-o", "all.jsonl", cwd=tmp_path)

    assert (code, stdout.startswith("all.jsonl: 10 students, 10 lines, ")) == (0, True)
    assert run("diff", "all.jsonl", "whole.jsonl", cwd=tmp_path) == (0, "0 of 10 changed\n", "")
    assert run("merge", "whole.jsonl", "all.jsonl", "-o", "all.jsonl", cwd=tmp_path)[0] == 0
    assert len(lines(tmp_path / "all.jsonl")) == 10


def test_a_merge_tells_of_conflicts_and_damage_and_exits_with_1(tmp_path: Path) -> None:
    journal(tmp_path / "a", line("ada"))
    journal(tmp_path / "b", line("ada", exit_code=0))
    with open(tmp_path / "b", "ab") as file:
        file.write(b"garbage\n")
    code, stdout, stderr = run("merge", "a", "b", "-o", "all", cwd=tmp_path)

    assert (code, stdout) == (1, "all: 1 student, 2 lines, 0 that stood there twice\n")
    assert stderr == (
        "grade: b:2: not a line of a journal; passed over\n"
        "grade: ada: graded twice in the same way with different results; both lines are kept\n"
    )


def test_what_is_no_journal_is_neither_merged_nor_compared(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(1))
    run("batch", "class", "-o", "j", cwd=tmp_path)
    (tmp_path / "other").write_text("x = 1\n" * 100)

    for ask in (("merge", "j", "other", "-o", "all"), ("diff", "j", "other"), ("diff", "other", "j")):
        said = "other: not a journal; expected a file that grade batch wrote"
        assert run(*ask, cwd=tmp_path) == (2, "", f"grade: {said}\n")
    assert not (tmp_path / "all").exists()


def test_a_journal_and_an_archive_are_files(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("")

    for ask in (("merge", "j", "-o", "-"), ("export", "gradescope", "micrograd", "-o", "-")):
        code, stdout, stderr = run(*ask, cwd=tmp_path)
        assert (code, stdout) == (2, "")
        assert "cannot be written to standard output; name a file" in stderr
    assert [each.name for each in tmp_path.iterdir()] == ["j"]


def test_a_merge_names_a_few_damaged_lines_and_the_shards_that_are_not_there(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(4))
    run("batch", "class", "--shard", "1/4", "-o", "second.jsonl", cwd=tmp_path)
    (tmp_path / "torn.jsonl").write_text("x\n" * 100 + (tmp_path / "second.jsonl").read_text())

    _, _, stderr = run("merge", "second.jsonl", "torn.jsonl", "-o", "all", cwd=tmp_path)

    assert stderr.count("torn.jsonl:") == 20
    assert "grade: and 80 more such lines\n" in stderr
    said = "nobody of shard 0/4, 2/4, 3/4 is here; merge those journals too, unless nobody falls to them"
    assert stderr.endswith(f"grade: {said}\n")


def test_a_merge_says_whose_batch_was_interrupted_and_what_goes_on_from_there(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(9))
    for number in range(2):
        run("batch", "class", "--shard", f"{number}/2", cwd=tmp_path)
    second = tmp_path / "class.shard-1-of-2.jsonl"
    whole = second.read_bytes().splitlines(keepends=True)
    second.write_bytes(whole[0] + whole[1][:-9])  # as kill -9 leaves it

    ask = ("merge", "class.shard-0-of-2.jsonl", second.name, "-o", "all")
    code, _, stderr = run(*ask, cwd=tmp_path)
    assert (code, stderr) == (
        1,
        f"grade: {second.name}: its batch was interrupted, {len(whole) - 1} of {len(whole)} are left; "
        "give the same grade batch --shard 1/2 again, which goes on from there, and merge once more\n",
    )
    run("batch", "class", "--shard", "1/2", cwd=tmp_path)
    assert run(*ask, cwd=tmp_path)[::2] == (0, "")


def test_the_plan_of_a_shard_shows_its_students_and_absent_alone(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(9))
    (tmp_path / "roster.csv").write_text("student_id\nzoe\nyves\n")
    ask = ("batch", "class", "--plan", "--roster", "roster.csv")
    whole, *parts = (
        run(*ask, *shard, cwd=tmp_path)[1]
        for shard in ((), *(("--shard", f"{number}/3") for number in range(3)))
    )
    rows, absent = (re.compile(each, re.MULTILINE) for each in (r"^\S+ .*\.py$", "^  (?:zoe|yves)$"))

    assert len(rows.findall(whole)) == 9
    assert sorted(row for part in parts for row in rows.findall(part)) == sorted(rows.findall(whole))
    assert sorted(row for part in parts for row in absent.findall(part)) == sorted(absent.findall(whole))
    assert parts[1].startswith(f"class, shard 1/3: {len(rows.findall(parts[1]))} of ")


def test_a_comparison_says_which_journal_was_interrupted(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(3))
    run("batch", "class", "-o", "whole", cwd=tmp_path)
    half = (tmp_path / "whole").read_bytes().splitlines(keepends=True)[0]
    (tmp_path / "half").write_bytes(half)

    assert run("diff", "whole", "whole", cwd=tmp_path) == (0, "0 of 3 changed\n", "")
    for ask in (("diff", "half", "whole"), ("diff", "whole", "half")):
        code, _, stderr = run(*ask, cwd=tmp_path)
        assert (code, stderr) == (
            1,
            "grade: half: its batch was interrupted, 2 of 3 are left; give the same grade batch again, which "
            "goes on from there\n",
        )


def test_a_regraded_class_is_compared_and_decisions_stay(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"ada/hw.py": WRONG, "bob/hw.py": OK})
    run("batch", "class", "-o", "old.jsonl", cwd=tmp_path)
    folder(tmp_path / "class", {"bob/hw.py": WRONG})
    (tmp_path / "o.csv").write_text("student,check,points,reason\nada,gradf,3,the sheet was wrong\n")
    run("batch", "class", "-o", "new.jsonl", "--overrides", "o.csv", cwd=tmp_path)
    code, stdout, _ = run("diff", "old.jsonl", "new.jsonl", cwd=tmp_path)
    new = {line["student"]["id"]: line for line in lines(tmp_path / "new.jsonl")}

    assert code == 1
    assert "bob: 13 → 10 points (submission changed)\n" in stdout
    assert "published df/da: OK → WRONG" in stdout
    assert "(the instructor's decisions changed)" in stdout
    assert new["ada"]["points"] == 13
    assert new["ada"]["overrides"][0]["points_graded"] == 0.0
    assert new["ada"]["report"]["points"] == 10.0


def test_a_decision_that_fits_two_students_is_listed_and_nobodys(tmp_path: Path) -> None:
    folder(
        tmp_path / "class",
        {"smithjohn_1_9_hw.py": WRONG, "smithjohn_2_8_hw.py": WRONG, "ada_3_7_hw.py": WRONG},
    )
    rows = ("student,check,points,reason", "smithjohn,gradf,3,late", "ada,gradf,2,by hand", "bob,gradf,1,who")
    (tmp_path / "o.csv").write_text("\n".join(rows))
    _, _, stderr = run("batch", "class", "--overrides", "o.csv", cwd=tmp_path)
    found = {each["student"]["id"]: each["points"] for each in lines(tmp_path / "class.jsonl")}

    assert (
        "overrides that fit several students, or one student's check twice, are left out: smithjohn\n"
        in stderr
    )
    assert "overrides for nobody in the class: bob\n" in stderr
    assert found == {"1": 10.0, "2": 10.0, "3": 12.0}


@pytest.mark.unmeasured
def test_whatever_submissions_do_each_has_its_line(tmp_path: Path) -> None:
    names = (
        "gradf-crashed__leaves_the_interpreter.py",
        "gradf-memory_limit__huge_table.py",
        "all-error__syntax.py",
    )
    hostile = {f"{name}/hw.py": (SAMPLES / name).read_bytes() for name in names}
    hostile["killer/hw.py"] = (
        b"import os, signal\nfor n in (0, -1, os.getppid()):\n    os.kill(n, signal.SIGKILL)\n"
    )
    folder(tmp_path / "class", hostile | variants(4))
    code, _, _ = run("batch", "class", cwd=tmp_path)
    found = {line["student"]["id"]: line["exit_code"] for line in lines(tmp_path / "class.jsonl")}

    assert code == 1
    assert len(found) == 8
    assert {student for student, result in found.items() if result == 0} == {"s00", "s01", "s02", "s03"}


@pytest.mark.skipif(not kernel.available(), reason="refuses namespaces by a filter of Linux")
def test_walls_that_do_not_stand_grade_nobody(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(3))
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    code, stdout, stderr = run(
        "batch", "class", "--require", "full", cwd=tmp_path, env=environ, preexec_fn=like_docker
    )

    assert (code, stdout) == (3, "")
    assert "--require full: these walls do not stand here" in stderr
    assert lines(tmp_path / "class.jsonl") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "nowhere: there is no such file or folder"),
        (("class", "--shard", "3/3"), "--shard 3/3: expected i/n"),
        (("",), "an empty name; expected a folder, a zip or a tar archive"),
        (("class", "--roster", "none.csv"), "none.csv: the roster cannot be read: no such file"),
        (("class", "--overrides", "bad.csv"), "bad.csv: not UTF-8 at byte 0; save the overrides in that"),
        (("class", "-o", "class"), "class: the journal cannot be opened: is a directory"),
        (("class", "--name-regex", "("), "--name-regex: "),
    ],
)
def test_what_cannot_be_used_is_exit_2_and_one_line(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    folder(tmp_path / "class", variants(1))
    (tmp_path / "bad.csv").write_bytes(b"\x81")
    code, stdout, stderr = run("batch", *arguments, cwd=tmp_path)

    assert (code, stdout) == (2, "")
    assert message in stderr
    assert stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "class"]


def test_exit_zero_is_for_hosts_that_read_the_journal_alone(tmp_path: Path) -> None:
    folder(tmp_path / "class", {"ada/hw.py": WRONG, "bob/hw.py": b"\xff"})

    assert run("batch", "class", cwd=tmp_path)[0] == 2
    assert run("batch", "class", "--exit-zero", cwd=tmp_path)[0] == 0
    assert run("batch", "nowhere", "--exit-zero", cwd=tmp_path)[0] == 2


def test_a_terminal_sees_a_bar(tmp_path: Path) -> None:
    folder(tmp_path / "class", variants(2))
    ours, theirs = pty.openpty()
    run("batch", "class", cwd=tmp_path, stderr=theirs, env={"TERM": "xterm"})
    os.close(theirs)
    shown = os.read(ours, 4096).decode()
    os.close(ours)

    assert "[" in shown
    assert "/2" in shown
    assert shown.endswith("\r\x1b[Kgrade: class.jsonl: 2 graded\r\n")


def test_a_class_without_a_lock_is_graded_by_torchs_answers_from_the_cache(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    text = (ROOT / "exercises" / "micrograd" / "exercise.yaml").read_text()
    folder(tmp_path / "own", {"exercise.yaml": text.encode()})
    folder(tmp_path / "class", variants(1))
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    code, _, stderr = run("batch", "class", "-e", "own", cwd=tmp_path, env=environ)

    assert (code, stderr.splitlines()[1:]) == (0, ["grade: class.jsonl: 1 graded"])
    assert lines(tmp_path / "class.jsonl")[0]["report"]["reference"]["source"] == "cache"
