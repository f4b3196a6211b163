"""Points beside the cases: the same in every run, secret as the cases are, and inside the domain."""

from __future__ import annotations

import pytest

from grader.model import ReferenceSource
from grader.scoring.asking import Asked
from grader.scoring.beside import COUNT, answers_beside
from grader.scoring.compare import STRICT, agree
from grader.scoring.key import compute_key
from tests.scoring.gradient_formulas import FORMULAS, MICROGRAD, Formula
from tests.scoring.gradient_grading import asked_of, function_of


def of(formula: str, low: float, high: float) -> Asked:
    return asked_of(
        Formula(id="beside", args=("x",), formula=formula, at=(low,), ranges=((low, high),), spellings=())
    )


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda each: each.id)
def test_they_are_answered_and_other_points_than_the_cases(formula: Formula) -> None:
    asked = asked_of(formula)
    right = function_of(formula, formula.plain)

    beside = answers_beside(asked)

    assert len(beside) == COUNT
    assert beside == answers_beside(asked)
    for answer in beside:
        x = [each.value for each in answer.inputs]
        assert all(agree(one, other, STRICT) for one, other in zip(right(*x), answer.torch, strict=True))
    known = {answer.inputs for _, _, answer in asked.points()}
    assert known.isdisjoint(answer.inputs for answer in beside)


def test_another_secret_draws_other_points() -> None:
    asked = asked_of(MICROGRAD)
    key = compute_key(asked.exercise, source=ReferenceSource.TAPE, secret=b"one")

    assert answers_beside(asked) != answers_beside(asked._replace(key=key))


@pytest.mark.parametrize(("low", "high"), [(0.5, 2.0), (-2.0, -0.5), (-1.0, 1.0)])
def test_an_input_keeps_its_sign(low: float, high: float) -> None:
    drawn = [float(answer.inputs[0].value) for answer in answers_beside(of("x**2", low, high))]  # type: ignore[arg-type]

    assert all(x > 0 for x in drawn) or low <= 0
    assert all(x < 0 for x in drawn) or high >= 0


def test_where_f_has_no_values_no_point_is_drawn() -> None:
    inside = answers_beside(of("sqrt(1 - x**2)", -0.9, 0.9))
    huge = answers_beside(of("exp(x)", 100.0, 200.0))

    assert inside
    assert all(abs(float(answer.inputs[0].value)) < 1 for answer in inside)  # type: ignore[arg-type]
    assert huge == ()
