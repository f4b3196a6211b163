"""Answers as plain numbers: containers of any kind are read, none of the student's methods runs."""

from __future__ import annotations

from array import array
from collections import OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from types import SimpleNamespace

import pytest

from grader.sandbox.plain import MAX_ELEMENTS, gone_through, in_words, plain

Pair = namedtuple("Pair", "a b")


class Liar(list[float]):
    """A list that tells something else than it holds."""

    def __iter__(self) -> Iterator[float]:
        raise AssertionError("its own method ran")

    def __len__(self) -> int:
        return 7

    def __getitem__(self, place: object) -> float:  # type: ignore[override]
        return 0.0


@pytest.mark.parametrize(
    "value",
    [
        Pair(1.0, 2.0),
        Liar([1.0, 2.0]),
        [1.0, 2.0],
        (1.0, 2.0),
        array("d", [1.0, 2.0]),
        deque([1.0, 2.0]),
        {"a": 1.0, "b": 2.0}.values(),
    ],
    ids=["namedtuple", "liar", "list", "tuple", "array", "deque", "values"],
)
def test_what_any_row_of_numbers_holds_is_read(value: object) -> None:
    found = plain(value)

    assert [number for number, _, _ in found.elements] == [1.0, 2.0]
    assert found.shape == (2,)


@pytest.mark.parametrize(
    "kind", [OrderedDict, lambda given: defaultdict(float, given), dict], ids=["ordered", "default", "dict"]
)
def test_dicts_of_all_kinds_have_their_keys(kind: type[dict[str, float]]) -> None:
    found = plain(kind({"a": 1.0, "b": 2.0}))

    assert found.form == "dict"
    assert [(key, number) for number, _, key in found.elements] == [("a", 1.0), ("b", 2.0)]


@dataclass
class Slopes:
    """Numbers by their names."""

    a: float
    b: float


class ByHand(Slopes):
    """Numbers by their names, of which the methods tell others."""

    def __getattribute__(self, name: str) -> float:
        raise AssertionError("its own method ran")


@pytest.mark.parametrize("kind", [Slopes, ByHand, SimpleNamespace])
def test_numbers_by_their_names_are_those_of_a_dict(kind: Callable[..., object]) -> None:
    assert plain(kind(a=1.0, b=2.0)) == plain({"a": 1.0, "b": 2.0})


@pytest.mark.parametrize("value", [Slopes(1.0, "2"), SimpleNamespace(), Slopes(Slopes(1.0, 2.0), 1.0)])  # type: ignore[arg-type]
def test_a_dataclass_of_other_things_is_named(value: object) -> None:
    assert plain(value).elements == [(None, type(value).__name__, "")]


class Iterable:
    """Numbers that can be gone through."""

    def __iter__(self) -> Iterator[float]:
        yield from (1.0, 2.0)


class ByPlace:
    """Numbers by their places."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, place: int) -> float:
        return (1.0, 2.0)[place]


@pytest.mark.parametrize(
    "value",
    [
        (each for each in (1.0, 2.0)),
        map(float, (1, 2)),
        UserList([1.0, 2.0]),
        ByPlace(),
        iter([1.0, 2.0]),
        Iterable(),
        {"a": 1.0, "b": 2.0}.values(),
    ],
    ids=["generator", "map", "user-list", "by-place", "iterator", "iterable", "values"],
)
def test_what_can_be_gone_through_is_a_row(value: object) -> None:
    assert gone_through(value) == [1.0, 2.0]


@pytest.mark.parametrize("value", [1.0, "12", {1.0, 2.0}, {"a": 1.0}, UserDict(a=1.0), Liar([1.0]), None])
def test_what_has_no_order_or_is_read_as_it_is_stays_what_it_is(value: object) -> None:
    assert gone_through(value) is value


def test_what_never_ends_is_gone_through_up_to_a_bound() -> None:
    assert "more than" in plain(gone_through(repeat(1.0))).problem


def test_rows_of_a_subclass_count_as_rows() -> None:
    assert plain([Pair(1, 2), Pair(3, 4)]).shape == (2, 2)


def test_a_subclass_of_more_numbers_than_any_answer_has_is_refused() -> None:
    assert "more than" in plain(Liar([0.0] * (MAX_ELEMENTS + 1))).problem


@pytest.mark.parametrize(
    "value",
    [type("F", (float,), {})(1.0), type("I", (int,), {})(1), True, "1"],
    ids=["float", "int", "bool", "text"],
)
def test_a_number_of_a_students_own_type_is_none(value: object) -> None:
    assert plain(value).elements[0][0] is None


def test_an_object_whose_class_is_equal_to_every_other_is_named_and_not_shown() -> None:
    equal = type("Equal", (type,), {"__eq__": lambda *_: True, "__hash__": type.__hash__})

    assert in_words(equal("Kind", (), {})()) == "Kind"
