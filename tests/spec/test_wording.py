from __future__ import annotations

from tests.spec.exercise_text import TEXT, problems_of, spoilt


def test_a_mistyped_key_is_not_missing_as_well() -> None:
    assert spoilt(("schema: 1\n", "shema: 1\n")) == ["2:1: unknown key 'shema'; did you mean 'schema'?"]


def test_a_key_of_another_kind_is_reported_once() -> None:
    assert spoilt(("    leaf: Value(x)\n", "    leaf: Value(x)\n    of: f\n")) == [
        "89:5: unknown key 'of'; expected one of backward, cases, data, entry_point, forbid, grad, id, kind, "
        "leaf, program, template, title, watch"
    ]


def test_an_unknown_key_of_an_unknown_kind_is_reported_too() -> None:
    found = spoilt(("kind: gradient", "kind: gradiant"), ("    of: f\n", "    off: f\n"))

    assert [each.split(": ", 1)[1].split(";")[0] for each in found] == [
        "expected a kind of check, one of gradient, numerical_gradient, autodiff, found the text 'gradiant'",
        "unknown key 'off'",
    ]


def test_too_long_texts_are_counted_and_not_quoted() -> None:
    long = TEXT.replace("-(a**3) + ", "-(a**3) + " * 300, 1)

    assert problems_of(long) == [
        '10:33: expected a formula in quotes, such as "3*a**2", with at most 2000, found 3034 characters'
    ]


def test_a_missing_key_says_what_belongs_there() -> None:
    assert spoilt(("    method: symmetric\n", "")) == [
        "66:5: missing key 'method': write a kind of difference, one of one_sided, symmetric"
    ]
