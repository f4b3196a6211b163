"""Styles of numerical gradients: each makes the difference that its formula says, right or wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader import answers
from grader.lint.difference_styles import STYLES
from grader.lint.numerical_gradients import ALSO_RIGHT, WRONG
from grader.model import Method

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
