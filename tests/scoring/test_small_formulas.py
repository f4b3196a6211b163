"""Formulas that give numbers: short ones of the numbers at hand, and none where there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from grader.scoring.small_formulas import formula_of

X, K = (0.7, 0.7, 1.9, 1.9, 1.9), (2.0, 3.0, 2.0, -1.0, 0.5)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (lambda x, k: x, "x"),
        (lambda x, k: k + x ** (k - 1), "k + x**(k - 1)"),
        (lambda x, k: k * (k - 1), "k * k - k"),
        (lambda x, k: (x - 1) * k, "x * k - k"),
        (lambda x, k: -x * k * k, "-(k * k * x)"),
        (lambda x, k: -x, "-x"),
        (lambda x, k: 1 / (x + k), "1 / (x + k)"),
        (lambda x, k: x - (k - 1), "1 - k + x"),
    ],
)
def test_the_shortest_formula_is_found_if_it_is_small(
    formula: Callable[[float, float], float], text: str
) -> None:
    assert formula_of({"x": X, "k": K}, [formula(x, k) for x, k in zip(X, K, strict=True)]) == text


@pytest.mark.parametrize("formula", [math.sin, lambda x: 1.2345 * x], ids=["function", "constant"])
def test_what_no_small_formula_gives_has_none(formula: Callable[[float], float]) -> None:
    assert formula_of({"x": X, "k": K}, [formula(x) for x in X]) == ""


def test_a_formula_has_no_value_where_it_cannot_be_computed() -> None:
    x = (-0.9, 0.7, 0.0)

    assert formula_of({"x": x}, [each**2 - 1 for each in x]) == "x * x - 1"


@pytest.mark.parametrize("x", [(0.7,), (0.7, 0.7)])
def test_one_point_says_nothing(x: Sequence[float]) -> None:
    assert formula_of({"x": x}, x) == ""


def test_the_text_computes_the_numbers() -> None:
    y = (0.45, 2.0, 0.4, 1.1, 0.3)
    wanted = [x / y**2 - x for x, y in zip(X, y, strict=True)]

    text = formula_of({"x": X, "y": y}, wanted)

    found = [eval(text, {"x": one, "y": other}) for one, other in zip(X, y, strict=True)]
    assert found == pytest.approx(wanted)
