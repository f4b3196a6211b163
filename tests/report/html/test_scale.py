"""Logarithmic axes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.html.scale import MOST_TICKS, log_scale, power, short

NUMBERS = st.lists(st.floats(), max_size=8)


@given(NUMBERS, st.floats())
def test_every_number_has_a_place_on_every_axis(values: list[float], value: float) -> None:
    assert 0 <= log_scale(values).place(value) <= 100


@given(NUMBERS)
def test_an_axis_has_two_decades_and_few_ticks(values: list[float]) -> None:
    scale = log_scale(values)

    assert scale.high - scale.low >= 2
    assert 2 <= len(scale.ticks()) <= MOST_TICKS
    assert all(math.isfinite(tick) for tick in scale.ticks())


@given(st.lists(st.floats(1e-300, 1e300), min_size=2, max_size=5))
def test_larger_numbers_stand_further_on(values: list[float]) -> None:
    places = [log_scale(values).place(value) for value in sorted(values)]

    assert places == sorted(places)


def test_a_number_stands_between_its_powers_of_ten() -> None:
    scale = log_scale([1e-6, 1e-2])

    assert scale.place(1e-4) == 50
    assert scale.place(0) == 0
    assert scale.place(math.inf) == scale.place(math.nan) == 100


@pytest.mark.parametrize(("value", "text"), [(1e-5, "1e-5"), (1.0, "1e0"), (1e12, "1e12")])
def test_a_tick_is_written_as_a_program_writes_it(value: float, text: str) -> None:
    assert power(value) == text
    assert float(text) == value


@pytest.mark.parametrize(
    ("value", "text"), [(1.5e-8, "1.5e-8"), (0.25, "0.25"), (None, "none"), (1e9, "1e+9")]
)
def test_a_label_has_three_digits(value: float | None, text: str) -> None:
    assert short(value) == text
