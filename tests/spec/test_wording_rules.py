from __future__ import annotations

import pytest

from grader.model import Reworded
from grader.spec import catalog, schema
from grader.wording import codes, fields_of, wording_of
from tests.spec.exercise_text import TEXT, problems_of

LINE = TEXT.count("\n") + 2  # of the first code below "wording:"


def with_wording(lines: str) -> str:
    return f"{TEXT}wording:\n{lines}\n"


def test_words_for_a_verdict_and_for_a_mistake_of_the_file() -> None:
    text = with_wording("  wrong: {message: not yet}\n  lost-minus: {hint: ''}")
    exercise = catalog.build_exercise(schema.parse(text, file="x.yaml"), digest="0" * 64)

    assert exercise.wording == (
        Reworded(code="wrong", message="not yet"),
        Reworded(code="lost-minus", hint=""),
    )


def test_without_the_key_nothing_is_replaced() -> None:
    assert catalog.build_exercise(schema.parse(TEXT, file="x.yaml"), digest="0" * 64).wording == ()


@pytest.mark.unmeasured
@pytest.mark.parametrize("code", codes())
def test_the_graders_own_text_is_one_that_an_exercise_may_have(code: str) -> None:
    own = wording_of(code)
    quoted = own.message.replace("'", "''")

    schema.parse(with_wording(f"  {code}: {{message: '{quoted}'}}"), file="x.yaml")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("  wrnog: {message: no}", 3, "unknown code 'wrnog'; did you mean 'wrong'?"),
        ("  time-limit: {message: no}", 3, "unknown code 'time-limit'; did you mean 'time_limit'?"),
        ("  lost-mins: {message: no}", 3, "unknown code 'lost-mins'; did you mean 'lost-minus'?"),
        ("  zzzzz: {message: no}", 3, "unknown code 'zzzzz'; `grade explain` lists all"),
        ("  wrong: {message: 'is {it}'}", 20, "unknown field {it}; the fields of this text are: none"),
        ("  wrong: {hint: 'is {it.__class__}'}", 17, "unknown field {it.__class__}"),
        ("  wrong: {hint: '{}'}", 17, "unknown field {}"),
        ("  wrong: {hint: 'a } b'}", 17, "single '}' encountered in format string: write {{ for a brace"),
        ("  wrong: {hnit: no}", 11, "unknown key 'hnit'; did you mean 'hint'?"),
        ("  wrong: {message: ''}", 20, "expected one line of text"),
        ("  wrong: {}", 10, "expected words of your own, such as {message:"),
    ],
)
def test_what_nobody_could_say_is_reported_at_its_place(line: str, column: int, message: str) -> None:
    (found,) = problems_of(with_wording(line))

    assert found.startswith(f"{LINE}:{column}: {message}")


def test_a_field_is_written_as_the_graders_own_text_has_it() -> None:
    with_fields = [code for code in codes() if fields_of(wording_of(code).message)]
    for code in with_fields[:3]:
        field = next(iter(fields_of(wording_of(code).message))).partition(":")[0].partition("!")[0]
        (found,) = problems_of(with_wording(f"  {code}: {{message: '{{{field}:99999999}}'}}"))

        assert f"found {{{field}:99999999}}; write {{{field}}}" in found
