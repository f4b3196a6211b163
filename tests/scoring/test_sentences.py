from __future__ import annotations

import pytest

from grader.model import Exercise, Reworded
from grader.scoring.sentences import in_row, said, words_of
from grader.spec import catalog
from grader.wording import codes, fields_of, wording_of


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return catalog.load_exercise(catalog.bundled_exercises()[0])


def worded(exercise: Exercise, *own: Reworded) -> Exercise:
    return exercise._replace(wording=own)


@pytest.mark.parametrize("code", codes())
def test_without_words_of_its_own_an_exercise_says_what_the_grader_says(
    exercise: Exercise, code: str
) -> None:
    assert words_of(code, worded(exercise)) == wording_of(code)


def test_an_exercise_replaces_the_message_and_keeps_the_hint(exercise: Exercise) -> None:
    own = worded(exercise, Reworded(code="lost-minus", message="look at the signs"))

    assert said("lost-minus", own) == ("look at the signs", "the derivative of -(a**3) keeps its minus sign")


def test_an_empty_hint_gives_none(exercise: Exercise) -> None:
    assert said("lost-minus", worded(exercise, Reworded(code="lost-minus", hint=""))).hint == ""


def test_fields_are_filled_in(exercise: Exercise) -> None:
    own = worded(exercise, Reworded(code="wrong", message="{dim} is off by {{some}}"))

    assert said("wrong", own, dim="df/da").message == "df/da is off by {some}"


def test_braces_in_a_hint_of_the_exercise_stay_braces(exercise: Exercise) -> None:
    gradf = exercise.checks[0]
    mistake = gradf.mistakes[0]._replace(id="set", hint="write {a}, not {}")
    own = exercise._replace(checks=(gradf._replace(mistakes=(mistake,)),))

    assert said("set", own).hint == "write {a}, not {}"


def test_an_unknown_code_is_a_key_error(exercise: Exercise) -> None:
    with pytest.raises(KeyError):
        said("no-such-code", exercise)


@pytest.mark.parametrize(
    ("text", "fields"),
    [("plain", set()), ("{h}", {"h"}), ("{h:.3g} and {{no}}", {"h:.3g"}), ("{a!r:>3}", {"a!r:>3"})],
)
def test_the_fields_of_a_text(text: str, fields: set[str]) -> None:
    assert fields_of(text) == fields


@pytest.mark.parametrize(
    ("names", "text"), [(("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_names_in_a_row(names: tuple[str, ...], text: str) -> None:
    assert in_row(names) == text
