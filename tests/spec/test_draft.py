from __future__ import annotations

import pytest

from grader.errors import SpecError
from grader.spec.draft import Draft, describe, suggestion


def draft_of() -> Draft:
    draft = Draft("a: [1, x]\nb:\n  c: 2\n", file="x.yaml")
    draft.document = {"a": [1, "x"], "b": {"c": 2}}
    draft.values = {
        (): (0, 0),
        ("a",): (0, 3),
        ("a", 0): (0, 4),
        ("a", 1): (0, 7),
        ("b",): (2, 2),
        ("b", "c"): (2, 5),
    }
    draft.keys = {("a",): (0, 0), ("b",): (1, 0), ("b", "c"): (2, 2)}
    return draft


def test_all_problems_are_raised_in_the_order_of_the_file() -> None:
    draft = draft_of()
    draft.report(("b", "c"), "second")
    draft.report(("a",), "first", at_key=True)
    draft.report(("b", "c"), "second")

    with pytest.raises(SpecError) as caught:
        draft.raise_problems()
    assert str(caught.value) == (
        "x.yaml:1:1: first\n    a: [1, x]\n    ^\nx.yaml:3:6: second\n      c: 2\n         ^"
    )


def test_a_line_too_long_to_point_into_is_not_shown() -> None:
    draft = Draft("x" * 300 + "\n" + "x" * 301, file="x.yaml")
    draft.report_at((0, 9), "shown")
    draft.report_at((1, 9), "not shown")

    with pytest.raises(SpecError) as caught:
        draft.raise_problems()
    assert [len(each.text) for each in caught.value.problems] == [300, 0]


def test_problems_without_end_are_counted() -> None:
    draft = Draft("x", file="x.yaml")
    for line in range(1500):
        draft.report_at((line, 0), "bad")

    with pytest.raises(SpecError) as caught:
        draft.raise_problems()
    assert str(caught.value.problems[-1]) == "x.yaml:1001:1: and 500 more problems from here on"


def test_a_draft_without_problems_raises_nothing() -> None:
    draft_of().raise_problems()


def test_what_is_broken_or_holds_something_broken_has_no_value() -> None:
    draft = draft_of()
    draft.report(("a", 1), "bad")

    assert draft.items(("a",)) is None
    assert draft.text(("a", 1)) is None
    assert draft.number(("a", 0)) == 1
    assert draft.value_of(("a", 1)) == "x"
    assert draft.mapping(("b",)) == {"c": 2}


def test_values_have_the_type_that_is_asked_for() -> None:
    draft = draft_of()

    assert draft.text(("a", 0)) is None
    assert draft.number(("a", 1)) is None
    assert draft.items(("b",)) is None
    assert draft.mapping(("a",)) is None
    assert draft.value_of(("a", 7)) is None
    assert draft.value_of(("a", "c")) is None


def test_what_was_found_is_told_in_words() -> None:
    assert describe(None) == "nothing"
    assert describe(True) == "true"
    assert describe("x") == "the text 'x'"
    assert describe("x" * 100) == f"the text '{'x' * 60}…'"
    assert describe("\x1b[31m") == r"the text '\x1b[31m'"
    assert describe([1, 2]) == "a list of 2"
    assert describe({}) == "a mapping"
    assert describe(1e-05) == "the number 1e-05"


def test_close_names_are_suggested_and_others_listed() -> None:
    assert suggestion("limts", ["limits", "id"]) == "; did you mean 'limits'?"
    assert suggestion("qqqq", ["limits", "id"]) == "; expected one of id, limits"
    assert suggestion("qqqq", []) == ""
