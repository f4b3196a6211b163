"""What values hold is read without running anything of theirs."""

from __future__ import annotations

from collections import deque
from typing import Any, NoReturn

import pytest

from grader.sandbox import contents


def refused(*_: object, **__: object) -> NoReturn:
    raise AssertionError("code of the value ran")


class Hostile:
    """Holds 2.0 and would notice whoever asks it."""

    def __init__(self) -> None:
        self.x = 2.0

    __iter__ = __len__ = __float__ = __eq__ = __hash__ = refused  # type: ignore[assignment]
    __getattr__ = refused


class Slots:
    """Has two slots, of which one is not set."""

    __slots__ = ("left", "right")

    def __init__(self) -> None:
        self.left = 3.0


class OwnList(list[Any]):
    """Counts nothing and gives nothing."""

    __iter__ = __len__ = __getitem__ = refused


def closure(step: float) -> object:
    return lambda: step


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ([1, 2], [1, 2]),
        ({"a": 1.5}, [1.5]),
        (OwnList([4.0]), [4.0]),
        (deque([5.0]), [5.0]),
        (Hostile(), [2.0]),
        (Slots(), [3.0]),
        (closure(0.25), [0.25]),
    ],
    ids=["list", "dict", "own list", "deque", "attributes", "slots", "closure"],
)
def test_the_items_of_a_value_are_read_and_not_asked_for(value: object, items: list[object]) -> None:
    assert contents.items_of(value) == items


def test_the_items_of_an_array_are_its_numbers() -> None:
    numpy = pytest.importorskip("numpy")

    assert contents.items_of(numpy.array([[1.0, 2.0], [3.0, 4.0]])) == [1.0, 2.0, 3.0, 4.0]


def test_what_cannot_be_looked_into_holds_nothing_that_is_seen() -> None:
    assert contents.held_by(object()) is None


def test_numbers_are_those_of_values_and_of_what_they_hold() -> None:
    given = [1.0, "2.0", Hostile(), [3, 10**400, True], None]

    assert contents.numbers_of(given) == [1.0, 2.0, 3.0]
    assert contents.numbers_held_by([True, 4.0, "x"]) == {1.0, 4.0}
    assert contents.numbers_in_words("x = 1.5 and 2") == [1.5, 2.0]


def test_of_very_many_items_some_are_looked_at() -> None:
    assert len(list(contents.flat([list(range(1000))]))) == contents.MAX_ITEMS


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        (10**90, 10**90 + 10**60, True),
        (10**90, 10**90, False),
        (10**90, 10**91, False),
        (10**6, 10**6 + 1, False),
        (1 << 2**17, (1 << 2**17) + 1, False),
    ],
    ids=["near", "equal", "apart", "few digits", "too many"],
)
def test_whole_numbers_of_many_digits_are_told_by_others_near_them(
    first: int, second: int, *, near: bool
) -> None:
    wholes = contents.Wholes(64)

    assert not wholes.meet(first)
    assert wholes.meet(second) is near
