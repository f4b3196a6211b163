"""What the numbers of a dim are beside its formula: each fact holds of all numbers, or is not said."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

import pytest

from tests.scoring.gradient_formulas import MICROGRAD, WAVES, Formula
from tests.scoring.gradient_grading import asked_of, function_of, judged_alone

Change = Callable[[float], float]


def single(x: float) -> float:
    """Return a number as 32 bits hold it."""
    return float(struct.unpack("<f", struct.pack("<f", x))[0])


def named(formula: Formula, *changes: Change) -> list[str]:
    """Return what is said of an answer whose right numbers are changed, dim by dim."""
    right = function_of(formula, formula.plain)

    def answer(*x: float) -> list[float]:
        return [change(number) for change, number in zip(changes, right(*x), strict=True)]

    return [f"{each.code} {each.message}" for each in judged_alone(asked_of(formula), answer).mistakes]


def same(x: float) -> float:
    return x


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (single, "float32"),
        (lambda x: round(x, 2), "rounded-answer for df/dx you return numbers rounded to 2 digits"),
        (lambda x: round(x, 7), "rounded-answer for df/dx you return numbers rounded to 7 digits"),
        (round, "whole-answer for df/dx you return whole numbers"),
        (math.trunc, "whole-answer"),
        (math.floor, "whole-answer"),
        (lambda x: -x, "sign"),
        (lambda x: x / 3, "factor for df/dx you return 1/3 times"),
        (lambda x: 2.5 * x, "factor for df/dx you return 5/2 times"),
        (lambda x: 0.123456789 * x, "factor for df/dx you return 0.123457 times"),
        (lambda x: 0.0, "always-zero"),
        (lambda x: 1.5, "pasted-answer"),
    ],
)
def test_a_fact_about_all_numbers_is_said(change: Change, said: str) -> None:
    [found] = named(WAVES, change, same)

    assert found.startswith(said)


@pytest.mark.parametrize(
    "change",
    [lambda x: single(x) + 1e-3, lambda x: round(x, 2) + 0.1, lambda x: x**2],
    ids=["nearly-single", "nearly-rounded", "squared"],
)
def test_a_fact_that_is_near_the_truth_is_not_said(change: Change) -> None:
    assert named(WAVES, change, same) == []


def test_a_fact_of_one_number_is_not_said() -> None:
    formula = WAVES
    right = function_of(formula, formula.plain)
    signs = iter([-1.0, *[1.0] * 99])

    def answer(*x: float) -> list[float]:
        first, second = right(*x)
        return [next(signs) * first, second]

    assert judged_alone(asked_of(formula), answer).mistakes == ()


def test_two_numbers_in_each_others_place_are_an_order_and_one_is_not() -> None:
    exchanged = function_of(MICROGRAD, (MICROGRAD.plain[1], MICROGRAD.plain[0], MICROGRAD.plain[2]))
    copied = function_of(MICROGRAD, (MICROGRAD.plain[1], *MICROGRAD.plain[1:]))

    order = judged_alone(asked_of(MICROGRAD), exchanged).mistakes
    copy = judged_alone(asked_of(MICROGRAD), copied).mistakes

    assert [each.message for each in order] == ["df/da and df/db hold the right numbers in another order"]
    assert [each.message for each in copy] == ["for df/da you return the number of df/db"]


def test_what_cancels_to_a_few_bits_is_no_single_precision() -> None:
    formula = Formula(
        id="cancels",
        args=("x", "y"),
        formula="x**2*y - x*x*y + x*y",
        at=(1.5, 2),
        ranges=((1.0, 2.0), (1.0, 2.0)),
        spellings=(),
    )
    answer = function_of(formula, ("y*(1 + 1e-5)", "2.0**-40*x"))

    codes = [each.code for each in judged_alone(asked_of(formula), answer).mistakes]

    assert "float32" not in codes
