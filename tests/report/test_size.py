from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.report.size import clipped, fitting


def test_of_a_long_text_head_and_tail_are_left() -> None:
    assert clipped("a" * 30 + "b" * 10, 20) == "a" * 15 + "\n[20 characters left out]\n" + "b" * 5


@given(st.text(), st.integers(0, 20))
def test_a_text_within_its_limit_stays_as_it_is(text: str, limit: int) -> None:
    shown = clipped(text, limit)

    assert (shown == text) == (len(text) <= limit)
    assert len(shown) <= limit + 40


def test_the_fullest_text_that_fits_is_taken() -> None:
    assert fitting(lambda limit: "x" * limit, 5000) == "x" * 4096
    assert fitting(lambda limit: "é" * limit, 5000) == "é" * 1024
    assert fitting(lambda _limit: "x" * 10, 5) is None
