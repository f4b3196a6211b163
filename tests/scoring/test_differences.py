"""Finite differences in the place of a formula: by the step that was seen, or by the errors alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import CheckResult, Noted, Sight, Verdict
from tests.scoring.gradient_formulas import GROWTH, MICROGRAD, RATIO, WAVES, Formula
from tests.scoring.gradient_grading import SCOPE, Answering, asked_of, function_of, judged_alone

FORMS: dict[str, Callable[[Callable[[float], float], float], float]] = {
    "forward": lambda g, h: (g(h) - g(0.0)) / h,
    "backward": lambda g, h: (g(0.0) - g(-h)) / h,
    "central": lambda g, h: (g(h) - g(-h)) / (2 * h),
    "five-point": lambda g, h: (g(-2 * h) - 8 * g(-h) + 8 * g(h) - g(2 * h)) / (12 * h),
}


def difference(formula: Formula, form: str, h: float) -> Answering:
    """Return the answer that takes every dim by differences."""
    f = eval(f"lambda {', '.join(formula.args)}: {formula.formula}", dict(SCOPE))

    def answer(*x: float) -> list[float]:
        def along(dim: int) -> Callable[[float], float]:
            return lambda step: float(f(*x[:dim], x[dim] + step, *x[dim + 1 :]))

        return [FORMS[form](along(dim), h) for dim in range(len(x))]

    return answer


def judged(formula: Formula, answer: Answering, noted: Noted | None = None) -> CheckResult:
    return judged_alone(asked_of(formula), answer, noted)


def codes(result: CheckResult) -> list[str]:
    return [mistake.code for mistake in result.mistakes]


@settings(max_examples=25)
@given(
    st.sampled_from([WAVES, GROWTH, RATIO]),
    st.sampled_from(["forward", "backward"]),
    st.floats(min_value=1e-5, max_value=1e-2),
)
def test_one_sided_differences_give_themselves_away(formula: Formula, form: str, h: float) -> None:
    seen = Noted(sights=frozenset((Sight.NEARBY,)))
    result = judged(formula, difference(formula, form, h), seen)

    assert (result.verdict, codes(result)) == (Verdict.WRONG, ["finite-difference"])


@settings(max_examples=15)
@given(st.sampled_from([WAVES, GROWTH, RATIO]), st.floats(min_value=1e-3, max_value=1e-2))
def test_central_differences_give_themselves_away(formula: Formula, h: float) -> None:
    assert codes(judged(formula, difference(formula, "central", h))) == ["finite-difference"]


@pytest.mark.parametrize(("form", "h"), [("central", 1e-6), ("forward", 1e-8), ("five-point", 1e-3)])
def test_what_rounding_hides_is_known_where_the_step_was_seen(form: str, h: float) -> None:
    answer = difference(WAVES, form, h)
    noted = Noted(sights=frozenset((Sight.QUOTIENT,)), step=h)

    assert codes(judged(WAVES, answer)) == []
    assert "right to about" in judged(WAVES, answer).message
    assert codes(judged(WAVES, answer, noted)) == ["finite-difference"]


def test_one_dim_by_differences_tells_of_the_others() -> None:
    result = judged(MICROGRAD, difference(MICROGRAD, "forward", 1e-3))

    assert codes(result) == ["finite-difference"]
    assert result.mistakes[0].dims == ()


def test_a_step_that_was_seen_does_not_explain_a_wrong_formula() -> None:
    noted = Noted(sights=frozenset((Sight.NEARBY,)), step=1e-6)
    wrong = function_of(WAVES, (WAVES.plain[0], "x*cos(x*y) - 4*sin(x)*sin(y)"))

    assert codes(judged(WAVES, wrong, noted)) == ["term-sign"]


def test_a_sight_without_a_step_explains_nothing() -> None:
    answer = difference(WAVES, "central", 1e-6)

    assert codes(judged(WAVES, answer, Noted(sights=frozenset((Sight.QUOTIENT,)), step=0.0))) == []
    assert codes(judged(WAVES, answer, Noted(sights=frozenset((Sight.OBJECTS,)), step=1e-6))) == []


@pytest.mark.parametrize("h", [1e-3, 1e-5, 1e-6, 1e-8])
@pytest.mark.parametrize("sights", [frozenset((Sight.STEP,)), frozenset()])
def test_a_guard_against_zero_is_no_difference(h: float, sights: frozenset[Sight]) -> None:
    guarded = function_of(RATIO, (RATIO.plain[0], f"-6/(y + {h})**4"))

    result = judged(RATIO, guarded, Noted(sights=sights, step=h))

    assert codes(result) == []
    assert [flag.code for flag in result.flags] == ["small-steps"] * bool(sights)


def test_a_factor_alone_is_a_difference_only_if_a_step_was_seen() -> None:
    growth = Formula(id="exp", args=("x",), formula="exp(x)", at=(1,), ranges=((0.4, 2.0),), spellings=())
    answer = function_of(growth, ("(1 - exp(-0.125))/0.125*exp(x)",))

    assert codes(judged(growth, answer)) == ["factor"]
    assert codes(judged(growth, answer, Noted(sights=frozenset((Sight.NEARBY,)), step=0.125))) == [
        "finite-difference"
    ]


@pytest.mark.parametrize("sight", [Sight.NEARBY, Sight.QUOTIENT])
def test_a_step_out_of_the_domain_changes_nothing(sight: Sight) -> None:
    root = Formula(
        id="root", args=("x",), formula="sqrt(x - 1)", at=(1.5,), ranges=((1.0001, 1.3),), spellings=()
    )
    odd = function_of(root, ("9/sqrt(x - 1) + sin(90*x)",))

    assert codes(judged(root, odd, Noted(sights=frozenset((sight,)), step=1e-2))) == []


@pytest.mark.parametrize("h", [1e-5, 1e-9, 1e-12])
def test_differences_of_single_terms_are_known_by_a_step_that_was_seen(h: float) -> None:
    def answer(a: float, b: float, c: float) -> list[float]:
        def taken(g: Callable[[float], float], x: float) -> float:
            return (g(x + h) - g(x - h)) / (2 * h)

        return [
            taken(lambda x: -(x**3) - x**0.5, a),
            taken(lambda x: math.sin(3 * x) + x**2.5, b),
            taken(lambda x: -1.0 / x, c),
        ]

    result = judged(MICROGRAD, answer, Noted(sights=frozenset((Sight.STEP, Sight.QUOTIENT)), step=h))

    assert [(each.code, each.dims) for each in result.mistakes] == [("finite-difference", ())]
