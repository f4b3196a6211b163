"""Styles of numerical gradients: each makes the difference that its formula says, right or wrong."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from grader import answers, pipeline
from grader.lint.difference_styles import STYLES
from grader.lint.numerical_gradients import ALSO_RIGHT, WRONG
from grader.model import Method, Template, Verdict
from grader.sandbox.runner import Sandbox
from grader.submission import parse_submission

MICROGRAD = Path(__file__).parent.parent.parent / "exercises" / "micrograd" / "exercise.yaml"
EXERCISE, KEY = answers.load(str(MICROGRAD))
POINT = (2.0, 3.0, 4.0)
RIGHT = KEY.case("numerical_grad", "published").answers[0].torch


def numbers(style: str, check: int, formula: str) -> list[float]:
    """Return what a submission in a style answers, at a step of 1e-5."""
    namespace: dict[str, Any] = {}
    exec(STYLES[style](EXERCISE, EXERCISE.checks[check], POINT, (formula, "1e-5")), namespace)
    answer = namespace[EXERCISE.checks[check].entry_point]
    return [float(each) for each in (answer(*POINT) if callable(answer) else answer)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("check", "method"), [(1, Method.ONE_SIDED), (2, Method.SYMMETRIC)])
def test_every_spelling_is_near_the_gradient(style: str, check: int, method: Method) -> None:
    for formula in ALSO_RIGHT[method]:
        assert numbers(style, check, formula) == pytest.approx(RIGHT, rel=1e-4)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("check", "method"), [(1, Method.ONE_SIDED), (2, Method.SYMMETRIC)])
def test_every_style_makes_the_same_wrong_number(style: str, check: int, method: Method) -> None:
    for form in WRONG[method]:
        assert numbers(style, check, form.formula) == pytest.approx(
            numbers("lines", check, form.formula), rel=1e-6
        )


@pytest.mark.parametrize("check", [1, 2])
def test_every_style_is_right_with_and_without_a_starter(check: int) -> None:
    form = ALSO_RIGHT[Method.ONE_SIDED if check == 1 else Method.SYMMETRIC][0]
    bare = EXERCISE._replace(checks=tuple(each._replace(template=Template()) for each in EXERCISE.checks))
    with Sandbox() as sandbox:
        for style, exercise in product(STYLES, (EXERCISE, bare)):
            source = STYLES[style](exercise, exercise.checks[check], POINT, (form, "1e-5"))
            submission = parse_submission(source.encode(), name="a.py")
            report = pipeline.grade(submission, exercise, KEY, run=sandbox.run)
            assert (style, report.checks[check].verdict) == (style, Verdict.OK)
