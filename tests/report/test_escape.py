from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.escape import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mOK\x1b[0m", r"\x1b[31mOK\x1b[0m"),
        ("\r", r"\x0d"),
        ("\x00", r"\x00"),
        ("\x9b2J", r"\x9b2J"),
        ("\u202eko", r"\u202eko"),
        ("\u2028", r"\u2028"),
        ("\udcff", r"\udcff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ue000", r"\ue000"),
    ],
)
def test_unseen_characters_become_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["d = 3 * a**2", "pochodna dążenia", "a\nb\tc", "数学\u3000", "∂f/∂a ✓"])
def test_readable_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_unseen_is_left_and_twice_is_once(text: str) -> None:
    shown = visible(text)

    assert not {category(char) for char in shown if char not in "\n\t"} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert visible(shown) == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert "\t" not in one_line(text)
