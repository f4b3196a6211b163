"""YAML as texts: nothing is given a type, and nothing grows."""

from __future__ import annotations

import pytest

from grader.errors import SpecError
from grader.spec.texts import read_dump, read_texts, spots_of

LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
)


def test_a_dump_may_name_a_value_twice() -> None:
    text = "a: &t 2024-05-01\nb: *t\nc: &m {k: no}\nd: *m\n"

    assert read_dump(text, file="x") == {
        "a": "2024-05-01",
        "b": "2024-05-01",
        "c": {"k": "no"},
        "d": {"k": "no"},
    }


def test_names_of_names_take_no_room() -> None:
    found = read_dump(LAUGHS + "? *a39\n: 1\n", file="x")

    assert isinstance(found, dict)
    assert (len(found), found["(list)"]) == (41, "1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]", "x:1:8: found the alias of a value that is not complete before it: a"),
        ("a: *b", "x:1:4: found the alias"),
    ],
)
def test_a_value_that_holds_itself_is_refused(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        read_dump(text, file="x")


def test_what_a_person_writes_has_no_aliases() -> None:
    with pytest.raises(SpecError, match="x:2:4: found an alias; write the value out"):
        read_texts("a: &t 1\nb: *t", file="x")


def test_the_places_of_a_list_are_those_of_its_values_and_its_entries() -> None:
    text = "# one\n- a: 1\n  b: |\n    two\n- [a]\n- {? [x] : 3, a: 4}\n---\n- late\n"

    assert spots_of(text)[0] == {"": (1, 2), "a": (1, 5), "b": (2, 5)}
    assert spots_of(text)[1] == {"": (4, 2)}
    assert (spots_of(text)[2][""], spots_of(text)[2]["a"]) == ((5, 2), (5, 17))
    assert len(spots_of(text)) == 3
