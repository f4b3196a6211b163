"""Warnings name lines of the submission, never those of the grader."""

from __future__ import annotations

import warnings

import pytest

from grader.sandbox import warned
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job

SOURCE = """
import warnings
def gradf(a, b, c):
    warnings.warn("first", stacklevel=2)
    warnings.warn("second", stacklevel=4)
    warnings.warn("own")
    return [1]
def helper():
    warnings.warn("of a helper", stacklevel=2)
helper()
warnings.warn("at the top", stacklevel=3)
"""


@pytest.mark.parametrize(("form", "name"), [("script", "submission"), ("notebook", "<cell 1>")])
def test_a_warning_names_the_line_that_warned_and_says_so_once(form: str, name: str) -> None:
    with Sandbox(level="process", required="process") as sandbox:
        _, execution, _ = converse(sandbox, job(SOURCE, form=form), GRADF, GRADF)

    lines = execution.output.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        f"{name}:10: UserWarning: of a helper",
        f"{name}:11: UserWarning: at the top",
        f"{name}:4: UserWarning: first",
        f"{name}:5: UserWarning: second",
        f"{name}:6: UserWarning: own",
    ]
    assert '  warnings.warn("second", stacklevel=4)' in lines


def test_a_warning_behind_which_no_line_of_the_submission_runs_names_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warnings, "formatwarning", warnings.formatwarning)
    warned.install(frozenset(("submission",)))

    text = warnings.formatwarning("never awaited", RuntimeWarning, warned.__file__, 1)
    other = warnings.formatwarning("elsewhere", RuntimeWarning, __file__, 1)

    assert text == "RuntimeWarning: never awaited\n"
    assert other.startswith(f"{__file__}:1: RuntimeWarning: elsewhere\n")
