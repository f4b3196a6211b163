"""Digits that are lost: by no spelling of a formula, and by whatever stands in the place of one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from grader.model import Verdict
from tests.scoring.gradient_formulas import MICROGRAD, Formula
from tests.scoring.gradient_grading import Answering, asked_of, function_of, judged_alone

RIGHT = function_of(MICROGRAD, MICROGRAD.plain)


def formula(text: str, dim: str, low: float, high: float) -> Formula:
    """Return the exercise of one variable."""
    return Formula(id="one", args=("x",), formula=text, at=(low,), ranges=((low, high),), spellings=((dim,),))


def flags(one: Formula, answer: Answering) -> list[str]:
    result = judged_alone(asked_of(one), answer)
    assert result.verdict is Verdict.OK
    return [flag.code for flag in result.flags]


@pytest.mark.parametrize(
    ("one", "spelling"),
    [
        (formula("sin(100*x)", "100*cos(100*x)", 0.5, 3.0), "100*sin(100*x + pi/2)"),
        (formula("sin(100*x)", "100*cos(100*x)", 0.5, 3.0), "100*(cos(50*x)**2 - sin(50*x)**2)"),
        (formula("(1 + x)**20", "20*(1 + x)**19", 0.1, 1.0), "20*exp(19*log(1 + x))"),
        (formula("tanh(x)", "1 - tanh(x)**2", -3.0, 6.0), "4/(exp(x) + exp(-x))**2"),
        (
            formula("(x-1)*(x-2)*(x-3)", "(x-2)*(x-3) + (x-1)*(x-3) + (x-1)*(x-2)", 0.5, 4.0),
            "(3*x - 12)*x + 11",
        ),
        (formula("log(x)", "1/x", 0.5, 9.0), "3.14159265358979/pi/x"),
        (formula("sigmoid(x)", "exp(-x)/(1 + exp(-x))**2", 2.0, 9.0), "exp(-x)/(1 + exp(-x))**2"),
        (formula("relu(x)", "1.0*(x > 0)", -3.0, 3.0), "1.0*(x > 0)"),
    ],
    ids=["shifted", "doubled", "logarithm", "exponentials", "expanded", "constant", "saturated", "flat"],
)
def test_rounding_is_no_flag(one: Formula, spelling: str) -> None:
    assert flags(one, function_of(one, [spelling])) == []


@pytest.mark.parametrize("lost", [5e-14, 5e-13])
def test_more_than_rounding_is_one(lost: float) -> None:
    def answer(*x: float) -> Sequence[float]:
        a, b, c = RIGHT(*x)
        return [a, b * (1.0 + lost * math.sin(x[1])), c]

    assert flags(MICROGRAD, answer) == ["inexact-gradients"]


@pytest.mark.parametrize(
    "first",
    [
        "-3*10**(2*log(a)/2.30258509299405) - 0.5/sqrt(a)",
        "-3*2.71828182845905**(2*log(a)) - 0.5/sqrt(a)",
        "-3.00000000000001*a**2 - 0.5/sqrt(a)",
        "-3.0000000000001*a**2 - 0.5/sqrt(a)",
        "-1.0986122886681*3/1.09861228866811*a**2 - 0.35355339059327*sqrt(2)/sqrt(a)",
    ],
)
def test_a_constant_of_fourteen_or_fifteen_digits_is_no_flag(first: str) -> None:
    assert flags(MICROGRAD, function_of(MICROGRAD, [first, *MICROGRAD.plain[1:]])) == []


@pytest.mark.parametrize("seed", range(6))
def test_noise_of_the_same_size_is_a_flag(seed: int) -> None:
    def answer(*x: float) -> Sequence[float]:
        a, b, c = RIGHT(*x)
        return [a * (1.0 + 1e-14 * math.sin(1e4 * x[0] + seed)), b, c]

    assert flags(MICROGRAD, answer) == ["inexact-gradients"]


def test_a_single_number_that_is_off_is_none() -> None:
    [first, *_] = (answer for case, _, answer in asked_of(MICROGRAD).points() if case.hidden)

    def answer(*x: float) -> Sequence[float]:
        return [each * (1.0 + 1e-13 * (x[0] == first.inputs[0].value)) for each in RIGHT(*x)]

    assert flags(MICROGRAD, answer) == []


def test_where_f_ends_beside_an_input_nothing_is_handed_on() -> None:
    one = formula("sqrt(1 - x)", "-0.5/sqrt(1 - x)", 0.9999999, 0.99999995)
    right = function_of(one, one.plain)

    assert flags(one, lambda x: [each * (1.0 + 1e-13) for each in right(x)]) == ["inexact-gradients"]
