"""Which of several definitions of a name counts."""

from __future__ import annotations

import warnings

import pytest

from grader.sandbox.standin import ABSENT, StandIn
from grader.sandbox.versions import is_blank, last_class, own_versions


def made(*methods: str, base: type = object) -> type:
    return type("Value", (base,), dict.fromkeys(methods, is_blank))


ASKED = ("exp", "log", "truediv", "neg", "radd")
FULL = made("__add__", "__radd__", "__truediv__", "__neg__", "exp", "log", "backward")


def chosen(*classes: object, of: tuple[type, ...] = ()) -> int:
    versions = [(place, place, each) for place, each in enumerate(classes)]
    return last_class(versions, ASKED, of)[0]


def test_the_last_class_counts_where_it_has_as_much_as_those_above() -> None:
    assert chosen(FULL, made(base=FULL)) == 1
    assert chosen(made("__add__"), made("__add__", "backward"), FULL) == 2
    assert chosen(made("__sub__", base=FULL), FULL) == 1  # nobody asks for a minus


@pytest.mark.parametrize(
    "later",
    [
        made("__add__", "__mul__", "__repr__"),
        made("__add__", "__radd__", "__mul__", "__neg__", "__sub__", "__pow__", "tanh", "backward"),
        made("__add__", "__radd__", "__truediv__", "__neg__", "exp", "log"),  # without a backward pass
        len,
    ],
    ids=["toy", "for a network", "without backward", "function"],
)
def test_a_later_class_without_what_is_asked_for_is_another_stage(later: object) -> None:
    assert chosen(made("__add__"), FULL, FULL, later) == 2
    assert chosen(FULL, later, of=(FULL,)) == 0


def test_a_class_that_everything_is_made_of_counts_whatever_it_lacks() -> None:
    own_way = made("__add__", "__truediv__", "__neg__", "exp", "log", "backward")

    assert chosen(FULL, own_way, of=(own_way, own_way)) == 1
    assert chosen(FULL, own_way, of=(FULL, own_way)) == 0


def test_a_class_of_another_name_that_everything_is_made_of_counts_where_it_has_more() -> None:
    other = made("__add__", base=FULL)
    starter = made("__add__", "backward")

    assert last_class([(0, 0, starter)], ASKED, (other, other)) == (0, 0, other)
    assert chosen(starter, FULL, of=(other,)) == 1
    assert last_class([(0, 0, starter)], ASKED, (other, starter)) == (0, 0, starter)
    assert last_class([(0, 0, starter)], ASKED, (made("__add__"),)) == (0, 0, starter)


def test_what_comes_of_a_library_counts_only_if_it_is_all_there_is() -> None:
    library = StandIn("micrograd", ABSENT)
    versions = [(0, 0, library), (1, 1, FULL), (2, 2, library)]

    assert own_versions(versions) == [(1, 1, FULL)]
    assert own_versions(versions[::2]) == versions[::2]
    assert own_versions(versions[:1]) == versions[:1]


def test_a_name_that_is_no_text_is_no_method() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # Python 3.13 says that such a name is odd
        odd = type("Value", (), {3: 1, "exp": 1})  # type: ignore[dict-item]

    assert chosen(odd, made("backward")) == 1
    assert chosen(odd, made("__sub__")) == 0
