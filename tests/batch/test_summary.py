"""The class in a few lines, as CSV, and while it is being graded."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import struct
import termios
from collections.abc import Iterable

import pytest

from grader.batch import gradebook, summary
from grader.batch.line import Head
from grader.batch.progress import Progress, columns_of, duration, fitting
from grader.batch.roster import Student
from grader.engines.seam import Task
from tests.batch.lines import CHECK, head

OK = CHECK | {"verdict": "ok", "points": 3.0, "wrong_dims": []}
HEADS = [
    head("ada", exit_code=0, points=3.0, checks=[OK]),
    head("bob", points=1.0),
    head(
        "eve", points=2.0, overrides=[{"check": "gradf", "points": 2.0, "points_graded": 1.0, "reason": "r"}]
    ),
    head("fay", exit_code=2, points=None, checks=[], reason="\x1b[2J is no text", submission_sha256=""),
    head(
        "", path="../x", exit_code=2, points=None, checks=[], reason="'..' in its name", submission_sha256=""
    ),
]


def rendered(heads: Iterable[Head]) -> str:
    kept = list(heads)
    found = summary.count(kept)
    return summary.render(found, summary.identical(found, lambda: kept))


def test_the_summary_counts_results_verdicts_dims_and_reasons() -> None:
    text = rendered(HEADS)

    assert text.splitlines()[:2] == [
        "5 submissions: 1 ok, 2 not ok, 2 not judged",
        "points: mean 2.00, median 2, of 3",
    ]
    assert "gradf   1      2  1.67/3" in text
    assert "\n  gradf df/da: 2\n" in text
    assert "\n  ../x: '..' in its name\n" in text
    assert "\\x1b[2J is no text" in text
    assert "identical submissions:\n  ada, bob, eve\n" in text
    assert "points decided by the instructor: 1" in text


def test_a_table_that_is_too_wide_for_a_terminal_has_its_checks_side_by_side() -> None:
    lines = [
        head(f"s{number}", checks=[CHECK | {"verdict": word}, CHECK | {"id": "numerical_grad"}])
        for number, word in enumerate(summary.VERDICTS)
    ]
    wide, narrow = (rendered(some).split("\n\n")[1].splitlines() for some in (lines, lines[:2]))

    assert [line.split() for line in (wide[0], wide[2], wide[-1])] == [
        ["check", "gradf", "numerical_grad"],
        ["wrong", "1", "11"],
        ["mean", "1.00/3", "1.00/3"],
    ]
    assert max(len(line) for line in wide) == len("not_attempted  1.00/3  numerical_grad")
    assert narrow[0].split() == ["check", "ok", "wrong", "mean"]


def test_the_summary_does_not_depend_on_the_order_in_which_the_lines_came() -> None:
    twins = [head(name, submission_sha256="f" * 64) for name in ("gus", "hal")]
    unread = [head(name, exit_code=2, points=None, checks=[], reason="r") for name in ("kim", "leo")]
    lines = [*HEADS, *twins, *unread]

    assert rendered(reversed(lines)) == rendered(lines)


def test_the_dims_of_who_has_not_answered_are_not_counted_as_wrong() -> None:
    left = CHECK | {"verdict": "not_attempted", "points": 0.0}

    assert "most often wrong" not in rendered([head("ada", checks=[left])])


def test_no_line_of_a_summary_is_an_order_to_continuous_integration() -> None:
    names = ("::error::a", "##[error]b", "x ##vso[task.complete]")
    heads = [head(who, exit_code=2, points=None, checks=[], reason=who) for who in names]
    lines = rendered(heads).splitlines()

    assert "|   ::error::a: ::error::a" in lines
    assert not any("##[" in line or "##vso[" in line for line in lines)
    assert not any(line.lstrip().startswith("::") for line in lines)


def test_what_is_judged_in_part_moves_nobodys_mean() -> None:
    half = head("gus", exit_code=3, points=1.0, checks=[OK, CHECK | {"id": "nll", "verdict": "not_judged"}])
    found = summary.count([HEADS[0], half])

    assert list(found.points) == [3.0]
    assert found.results == {"ok": 1, "not judged": 1}


@pytest.mark.parametrize(
    ("checks", "decided", "result"),
    [
        ([], ["gradf"], "decided"),
        ([CHECK | {"verdict": "not_judged"}], ["gradf"], "decided"),
        ([CHECK | {"verdict": "not_judged"}], ["nll"], "not judged"),
        ([], [], "not judged"),
    ],
)
def test_what_the_instructor_decided_in_place_of_the_grader_is_not_called_unjudged(
    checks: list[dict[str, object]], decided: list[str], result: str
) -> None:
    overrides = [{"check": check, "points": 2.0, "points_graded": None, "reason": "r"} for check in decided]
    line = head("gil", exit_code=3, points=2.0, checks=checks, reason="no walls", overrides=overrides)

    text = rendered([line])

    assert summary.result_of(line) == result
    assert text.startswith(f"1 submission: 1 {result}\n")
    assert ("no walls" in text) is (result == "not judged")


def test_the_table_says_its_encoding_to_spreadsheets_where_it_matters() -> None:
    plain = gradebook.render([head("ada")], ["gradf"], [])
    juergen = head("ada") | {"student": {"id": "ada", "name": "Jürgen"}}
    named = gradebook.render([juergen], ["gradf"], [])

    assert plain.startswith("student,")
    assert named.startswith("\ufeffstudent,")


def test_of_very_many_identical_submissions_a_few_are_named() -> None:
    text = rendered(head(f"s{number}") for number in range(1000, 1200))

    assert "identical submissions:\n  s1000, s1001, s1002, " in text
    assert ", s1008, s1009 and 190 more\n" in text


def test_a_class_of_nobody_is_a_summary_too() -> None:
    assert rendered([]) == "0 submissions: none\n"


def test_a_long_list_is_cut() -> None:
    heads = [head(f"s{n}", exit_code=3, reason="no walls", submission_sha256="") for n in range(40)]

    assert "  and 30 more\n" in rendered(heads)


def test_the_table_has_a_row_for_each_student_and_no_formula() -> None:
    heads = [*HEADS, head("=1+1", reason="-x", late=True, points=0.1)]
    text = gradebook.render(heads, ["gradf", "nll"], [Student("zoe", "Zoe Z", ())])
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(text))}

    assert rows["ada"]["gradf points"] == "3"
    assert (rows["eve"]["gradf points"], rows["eve"]["gradf verdict"]) == ("2", "wrong")
    assert rows["eve"]["reason"] == "gradf: r"
    assert (rows["fay"]["points"], rows["fay"]["result"]) == ("", "not judged")
    assert (rows["'=1+1"]["late"], rows["'=1+1"]["reason"], rows["'=1+1"]["points"]) == ("late", "'-x", "0.1")
    assert (rows["zoe"]["result"], rows["zoe"]["points"]) == ("no submission", "")
    assert rows["ada"]["nll points"] == ""


def test_what_nobody_has_judged_is_no_zero_in_the_table() -> None:
    unjudged = CHECK | {"verdict": "not_judged", "points": 0.0}
    override = {"check": "gradf", "points": 2.0, "points_graded": None, "reason": "r"}
    heads = [head("ada", checks=[OK]), head("bob", checks=[unjudged], exit_code=3)]
    heads.append(head("cyd", checks=[unjudged], exit_code=3, points=2.0, overrides=[override]))
    rows = [*csv.DictReader(io.StringIO(gradebook.render(heads, ["gradf"], [])))]

    assert [row["gradf points"] for row in rows] == ["3", "", "2"]
    assert [row["gradf verdict"] for row in rows] == ["ok", "not_judged", "decided"]
    assert "3.00/3" in rendered(heads)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_plain_progress_is_a_line_at_the_first_result_and_then_now_and_then() -> None:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, 100, terminal=False, clock=clock)
    for finished in range(1, 100):
        clock.now += 0.125
        progress.update(finished, finished)
    progress.close()

    assert (
        stream.getvalue()
        == "graded 1/100, 8.0/s, 12 s left\ngraded 41/100, 8.0/s, 7 s left\ngraded 81/100, 8.0/s, 2 s left\n"
    )


def test_after_a_resume_the_rate_is_that_of_what_is_run_now() -> None:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, 20_000, terminal=False, clock=clock)
    coming = progress.counting(Task(number, "hw.py", b"") for number in range(10_000))
    clock.now += 60  # to read what the journal holds
    progress.update(10_000, 0)
    next(coming)
    for run in range(1, 81):
        clock.now += 0.125
        next(coming)
        progress.update(10_000 + run, run)

    assert stream.getvalue().splitlines() == [
        "graded 10000/20000",
        "graded 10001/20000, 8.0/s, 21 min left",
        "graded 10041/20000, 8.0/s, 21 min left",
    ]


def test_a_terminal_sees_a_bar_that_goes_away() -> None:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, 4, terminal=True, clock=clock)
    clock.now += 4
    progress.update(2, 2)
    progress.close()

    assert stream.getvalue() == "\r\x1b[K[############............] 2/4  0.5/s  4 s left\r\x1b[K"


def test_a_narrow_terminal_sees_as_much_as_fits_in_a_line() -> None:
    line = "[############............] 2/4  0.5/s  4 s left"
    assert fitting(line, 80) == line
    assert fitting(line, len(line)) == "2/4  0.5/s  4 s left"
    assert fitting(line, 10) == "2/4  0.5/"


def test_the_width_of_a_terminal_is_asked_for() -> None:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 33, 0, 0))
    with open(theirs, "w") as stream:
        assert columns_of(stream) == 33
    os.close(ours)
    assert columns_of(io.StringIO()) == 80


def test_times_are_said_as_people_say_them() -> None:
    assert [duration(seconds) for seconds in (8, 190, 7500)] == ["8 s", "3 min", "2 h 5 min"]


def test_members_of_a_group_who_handed_in_one_file_are_not_identical() -> None:
    group = [head(who, path="team/hw.py", submission_sha256="c" * 64) for who in ("ada", "bob")]
    found = rendered(group)
    assert "identical" not in found
    found = rendered([*group, head("eve", submission_sha256="c" * 64)])
    assert "identical submissions:\n  ada, bob, eve\n" in found
