"""Numbers that note steps: equal to floats in all that they compute, and silent where no step is made."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import protocol, tagged
from grader.sandbox.tagged import Notes, tag

NUMBERS = st.floats(min_value=-1e3, max_value=1e3).filter(lambda x: abs(x) > 1e-3)
BINARY = (operator.add, operator.sub, operator.mul, operator.truediv)


def noted(formula: str, at: float = 1.25, h: float = 0.0) -> Notes:
    """Return what is noted while a formula in ``x`` is computed."""
    notes = Notes()
    eval(formula, {"math": math, "x": tag(at, notes), "h": h})
    return notes


@given(NUMBERS, NUMBERS, st.sampled_from(BINARY))
def test_arithmetic_is_that_of_floats(x: float, y: float, op: Callable[[float, float], float]) -> None:
    one, other = tag(x, Notes()), tag(y, Notes())

    assert op(one, other) == op(one, y) == op(x, other) == op(x, y)
    assert op(one, 3) == op(x, 3)
    assert op(3, one) == op(3, x)


@given(NUMBERS)
def test_signs_powers_and_functions_are_those_of_floats(x: float) -> None:
    one = tag(abs(x), Notes())

    assert (-one, +one, abs(-one)) == (-abs(x), abs(x), abs(x))
    assert (one**2, one**0.5, 2**one if x < 900 else 0) == (
        abs(x) ** 2,
        abs(x) ** 0.5,
        2 ** abs(x) if x < 900 else 0,
    )
    assert math.sin(one) == math.sin(abs(x))
    assert hash(one) == hash(abs(x))
    assert repr(one) == repr(abs(x))


@pytest.mark.parametrize(
    "formula",
    [
        "3 * x**2 - 1 / (2 * x**0.5)",
        "(x + 1) * (x - 3) / (x + 3) ** 2",
        "(x - 1.25) / 3",
        "x * 1.0 + x * 0.5 - x / 2",
        "(x + 1e-16) / 2",
        "x * math.cos(x) + math.sin(3 * x) / x",
        "((x + 1) - x) / (x + 1) ** 2",
        "(2 * x * (x + 3) - (x**2 + 1)) / (x + 3) ** 2",
        "[x * 0, 0 * x, -x, x // 2]",
    ],
)
def test_formulas_make_no_step(formula: str) -> None:
    assert noted(formula).sights == 0


@pytest.mark.parametrize("h", [2e-3, 1e-3, 1e-5, 1e-8, 1e-11])
@pytest.mark.parametrize(
    "formula",
    [
        "((x + h) ** 2 - x**2) / h",
        "(x**2 - (x - h) ** 2) / h",
        "((h + x) ** 2 - (x - h) ** 2) / (2 * h)",
        "((x + h) ** 2 - (x - h) ** 2) * (0.5 / h)",
        "(-((x - h) ** 2) + (x + h) ** 2) / (2 * h)",
        "((x + 2 * h) ** 2 - 8 * (x - h) ** 2 + 8 * (x + h) ** 2 - (x - 2 * h) ** 2) / (12 * h)",
    ],
)
def test_every_difference_is_noted_with_its_step(formula: str, h: float) -> None:
    notes = noted(formula, 0.75, h)

    assert notes.sights & protocol.STEP
    assert notes.sights & protocol.QUOTIENT
    assert notes.step == pytest.approx(h, rel=1.01)


def test_a_step_relative_to_the_input_is_noted() -> None:
    notes = noted("((x * (1 + 1e-6)) ** 2 - x**2) / (x * 1e-6)")

    assert notes.sights & protocol.STEP
    assert notes.step == pytest.approx(1.25e-6)


def test_a_step_that_was_computed_from_the_input_is_noted() -> None:
    assert noted("x + x * 1e-6").sights & protocol.STEP
    assert noted("x * 1e-6 + x").sights & protocol.STEP


def test_an_imaginary_step_is_noted() -> None:
    assert noted("(x + 1e-200j).imag").sights == protocol.COMPLEX
    assert noted("(x + 0j).real").sights == 0


def test_what_is_noted_has_a_bound_and_what_lies_beyond_it_is_said_not_to_be_seen() -> None:
    notes = Notes()
    x = tag(1.25, notes)
    for _ in range(tagged.MAX_OPERATIONS + 10):
        last = x * 1.5

    assert type(last) is float
    assert type(x + 1e-6) is float
    assert notes.sights == protocol.UNSEEN


def test_numbers_of_other_kinds_answer_for_themselves() -> None:
    x = tag(1.25, Notes())

    assert x + 1j == 1.25 + 1j
    assert 2j * x == 2.5j
    assert x.__mul__("a") is NotImplemented
    with pytest.raises(TypeError):
        x + "a"


def test_beside_numbers_of_numpys_they_count_as_plain_floats() -> None:
    numpy = pytest.importorskip("numpy")
    x, three, row = tag(1.1, Notes()), numpy.float32(3), numpy.ones(2, numpy.float32)

    for made, plain in ((three * x, three * 1.1), (x / three, 1.1 / three), (numpy.sin(x), numpy.sin(1.1))):
        assert (type(made), made) == (type(plain), plain)
    assert (x - row).dtype == (1.1 - row).dtype
