from __future__ import annotations

import re

import pytest
from hypothesis import given

from grader.model import Flag, Report, StudentError, Verdict
from grader.report import github
from tests.report.builder import check, held_out, published, report
from tests.report.hostile import reports

ERROR = StudentError(type="NameError", message="x", label="", line=7, text="x")


def commands(text: str) -> list[str]:
    """Return the workflow commands that a runner obeys, as it reads them."""
    obeyed, token = [], ""
    for line in text.split("\n"):
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.lstrip().startswith("::stop-commands::"):
            token = line.strip().removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            obeyed.append(line)
    assert not token
    return obeyed


def levels(text: str) -> list[str]:
    return [re.split("[ :]", line[2:], maxsplit=1)[0] for line in commands(text)]


def test_the_points_are_a_notice_and_a_wrong_check_is_an_error() -> None:
    text = github.render(report(check(published((1.0, 2.0, 3.0)))), file="hw/student.py")
    notice, error = commands(text)

    assert notice == "::notice title=micrograd::0/2 points"
    assert error.startswith("::error title=gradf%3A wrong%2C 0/2 points,file=hw/student.py::WRONG! for dim 0")
    assert "%0AWRONG! for dim 1: expected" in error


def test_the_line_of_a_script_is_annotated_that_of_a_notebook_is_not_one_of_the_file() -> None:
    broken = report(check(published(dims=(), verdict=Verdict.ERROR), verdict=Verdict.ERROR, error=ERROR))

    assert ",file=a.py,line=7::" in github.render(broken, file="a.py")
    assert ",file=a.ipynb::" in github.render(broken, file="a.ipynb")
    assert "file=" not in github.render(broken)


def test_what_was_not_judged_wrong_is_a_warning() -> None:
    waiting = report(
        *(check(verdict=v) for v in (Verdict.NOT_ATTEMPTED, Verdict.MISSING, Verdict.NOT_JUDGED))
    )

    assert levels(github.render(waiting)) == ["notice", "warning", "warning", "warning"]


def test_a_flag_is_a_notice() -> None:
    flagged = check(flags=(Flag(code="method", message="asked for one-sided"),))

    assert "::notice title=gradf%3A method::asked for one-sided" in commands(github.render(report(flagged)))


def test_the_dearest_checks_come_first_and_the_rest_are_named_in_one_notice() -> None:
    many = [check(verdict=Verdict.WRONG, id=f"c{n}", points=0.0, points_possible=float(n)) for n in range(13)]
    text = github.render(report(*many))

    assert levels(text) == ["notice"] + ["error"] * 10 + ["notice"]
    assert "title=c12%3A" in commands(text)[1]
    assert commands(text)[-1] == "::notice title=3 more are not ok::c2, c1, c0"


def test_no_level_has_more_annotations_than_a_step_may_show() -> None:
    flags = tuple(Flag(code="c", message=f"m{n}") for n in range(30))
    many = [check(verdict=v, id=f"c{n}", flags=flags) for n, v in enumerate([*Verdict] * 12)]
    found = levels(github.render(report(*many)))

    assert {level: found.count(level) for level in set(found)} == {"notice": 10, "warning": 10, "error": 10}


@given(reports())
def test_a_runner_obeys_none_but_our_own_commands(given: Report) -> None:
    text = github.render(given, file="student.py")

    assert len(text.splitlines()) == text.count("\n")
    assert "##" not in text
    assert "\x1b" not in text
    assert set(levels(text)) <= {"notice", "warning", "error"}
    for line in text.splitlines():
        assert line.startswith(
            ("| ", "::stop-commands::", "::notice ", "::warning ", "::error ")
        ) or re.fullmatch("::[0-9a-f]{64}::", line)


def test_the_page_that_sums_up_is_markdown() -> None:
    given = report(check(published(), held_out(4, 5)))

    assert github.summary(given).startswith("## micrograd exercises: 2/3 points\n")


@pytest.mark.unmeasured
def test_the_page_that_sums_up_is_never_too_large() -> None:
    long = "x" * 16_000
    some = report(*(check(verdict=Verdict.WRONG, id=f"c{n}", message=long) for n in range(100)))
    many = report(*(check(title=long, id=f"c{n}") for n in range(100)))

    assert 100_000 < len(github.summary(some)) < github.SUMMARY_LIMIT_BYTES
    assert github.summary(many) == "## micrograd exercises: 200/200 points\n"
