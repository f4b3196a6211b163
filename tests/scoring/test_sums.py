"""Sums of f's terms: those that a formula of the derivative may need are not looked for."""

from __future__ import annotations

import math

import pytest

from grader.model import Function, Landmarks
from grader.scoring.sums import landmarks_at
from tests.scoring.gradient_formulas import MICROGRAD


def landmarks(formula: str, **at: float) -> Landmarks:
    return landmarks_at(Function(name="f", args=tuple(at), formula=formula), tuple(at.values()))


def sums(formula: str, **at: float) -> list[float]:
    return sorted(landmarks(formula, **at).sums)


def test_terms_are_added_up_in_every_order() -> None:
    x, y, z = 1.3**3, math.sin(0.7), 1 / 2.1

    assert sums("x**3 - sin(y) + 1/z", x=1.3, y=0.7, z=2.1) == pytest.approx(
        sorted((x - y, x + z, z - y, x - y + z))
    )


def test_a_factor_and_a_sign_of_the_whole_are_left_out() -> None:
    inner = sums("x**3 - sin(y) + 1/z", x=1.3, y=0.7, z=2.1)

    for whole in ("3*({})", "({})/2", "-({})*0.5"):
        assert sums(whole.format("x**3 - sin(y) + 1/z"), x=1.3, y=0.7, z=2.1) == inner


@pytest.mark.parametrize(
    "formula",
    ["x*y", "x**2 + y**2", "sqrt(x**2 + y**3 + 1/x)", "2/(x**2 + y**2 + x)", "log(x - 9) + x**2 + y**3"],
    ids=["product", "two", "inside", "divisor", "undefined"],
)
def test_where_a_formula_needs_the_sum_nothing_is_looked_for(formula: str) -> None:
    assert sums(formula, x=1.3, y=0.7) == []


def test_what_a_derivative_holds_as_well_is_not_looked_for() -> None:
    # d/dx is (x + y)*2 + 1 + exp(x): x + y stands inside, and exp(x) + 1 is no sum of terms.
    found = sums("(x + y)**2 + x + y + exp(x)", x=1.3, y=0.7)

    assert not any(each == pytest.approx(2.0) for each in found)
    # The slope by x of exp(x) + y*exp(x) is that sum itself.
    x, yx, xxy = math.exp(1.3), 0.7 * math.exp(1.3), 1.3**2 * 0.7
    assert sums("exp(x) + y*exp(x) + x**2*y", x=1.3, y=0.7) == pytest.approx(
        sorted((x + xxy, yx + xxy, x + yx + xxy))
    )


def test_of_many_terms_neighbours_are_added_up() -> None:
    terms = [f"sin({k}*x)" for k in range(1, 8)]

    assert len(sums(" + ".join(terms), x=0.3)) == 7 * 6 // 2
    assert sums(" + ".join(terms * 2), x=0.3) == []


def test_of_the_bundled_function_all_26_are() -> None:
    assert len(sums(MICROGRAD.formula, a=1.3, b=0.7, c=2.1)) == 26


def test_steps_begin_with_f_itself() -> None:
    x, y = 1.3, 0.7

    assert landmarks("x**3*sin(2*y)", x=x, y=y).steps == pytest.approx(
        (x**3 * math.sin(2 * y), x**3, 2 * y, math.sin(2 * y))
    )


@pytest.mark.parametrize(
    "formula", ["exp(x)*y", "sqrt(x**2 + y**2)", "tanh(x*y)", "x - 1.3", "log(x - 9) + y"]
)
def test_there_are_no_steps_where_a_formula_may_need_f_itself(formula: str) -> None:
    assert landmarks(formula, x=1.3, y=0.7).steps == ()
