# ruff: noqa: E501  a row of a table is a line
from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from grader.errors import SpecError
from grader.spec import schema
from grader.spec.draft import LINE_END
from tests.spec.exercise_text import TEXT, line_of, problems_of, spoilt


def test_the_bundled_exercise_is_valid() -> None:
    document = schema.parse(TEXT, file="x.yaml")

    assert document["checks"][0]["cases"][0]["tolerance"] == {"atol": 1e-5}
    assert document["limits"]["cpu_s"] == 5


def test_the_document_is_plain() -> None:
    document = schema.parse(TEXT, file="x.yaml")

    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_shipped_schema_is_a_schema_of_draft_7() -> None:
    shipped = schema.load_schema()

    Draft7Validator.check_schema(shipped)
    assert shipped["$id"]
    assert shipped["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_schema_alone_accepts_the_bundled_exercise() -> None:
    document = schema.parse(TEXT, file="x.yaml")

    assert list(Draft7Validator(schema.load_schema()).iter_errors(document)) == []


def test_a_problem_shows_its_line_with_a_caret() -> None:
    with pytest.raises(SpecError) as caught:
        schema.parse(TEXT.replace("title: micrograd", "titel: micrograd", 1), file="micrograd/exercise.yaml")
    assert str(caught.value) == (
        "micrograd/exercise.yaml:4:1: unknown key 'titel'; did you mean 'title'?\n"
        "    titel: micrograd exercises\n"
        "    ^"
    )


def test_every_problem_is_reported_at_once_in_order() -> None:
    found = spoilt(
        ("id: micrograd", "id: micro grad"),
        ("kind: gradient", "kind: gradiant"),
        ("points: 2", "points: -2"),
        ("better_than: numerical_grad", "better_than: gradff"),
        ("watch: [counts", "watch: [cuonts"),
    )

    assert [each.split(": ")[0].split(":")[0] for each in found] == [
        str(line_of(part))
        for part in ("id: micrograd", "kind: gradient", "points: 2", "better_than", "watch:")
    ]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("    kind: autograd\n", "did you mean 'autodiff'?"),
        ("    kind: Autodiff\n", "did you mean 'autodiff'?"),
        ("    kind: class\n", "one of gradient, numerical_gradient, autodiff, found the text 'class'"),
        ("    kind: [autodiff]\n", "found a list of 1"),
        ("    knd: autodiff\n", "unknown key 'knd'; did you mean 'kind'?"),
        ("", "missing key 'kind'"),
    ],
)
def test_a_kind_that_is_none_hides_no_other_problem_of_its_check(kind: str, told: str) -> None:
    found = spoilt(
        ("    kind: autodiff\n", kind),
        ("logits: [0.0, 3.0, -2.0, 1.0]", "logits: [0.0, x]"),
        ("watch: [counts", "dims: [a]\n    watch: [cuonts"),
        ("size: 4, low: -3", "size: 4, lo: -3"),
    )

    wanted = (told, "found the text 'x'", "unknown key 'dims'", "unknown key 'lo'; did you mean 'low'?")
    assert all(any(each in said for said in found) for each in wanted), found


def test_a_check_of_which_nothing_tells_the_kind_has_that_problem_alone() -> None:
    (message,) = spoilt(
        ("    kind: gradient\n", "    kind: 3\n"),
        ("    of: f\n    dims: [df/da, df/db, df/dc]\n    template", "    template"),
        ("better_than: numerical_grad\n", "better_than: numerical_grad\n"),
    )

    assert "expected a kind of check" in message


# --- text and YAML ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: the file is empty: expected a mapping that begins with schema: 1"),
        ("# nothing\n", "1:1: the file is empty: expected a mapping that begins with schema: 1"),
        ("---\n", "2:1: expected a mapping that begins with schema: 1, found nothing"),
        ("just text", "1:1: expected a mapping that begins with schema: 1, found the text 'just text'"),
        ("- a\n- b\n", "1:1: expected a mapping that begins with schema: 1, found a list of 2"),
        ("a: [1\nb: 2\n", "2:2: not YAML: did not find expected ',' or ']' (while parsing a flow sequence, which begins in line 1)"),
        ("a:\n\t- b\n", "2:1: not YAML: found character that cannot start any token (while scanning for the next token, which begins in line 2); indent with spaces instead of tabs"),
        ("a: b: c\n", "1:5: not YAML: mapping values are not allowed in this context; a text that holds ': ' stands in quotes, and a key is indented as those beside it"),
        ("a: 'open\n", "2:1: not YAML: found unexpected end of stream"),
        ("a: 1\n---\nb: 2\n", "2:1: found a second document: remove the ---, an exercise file has one"),
        ("a: &x 1\n", "1:4: found the anchor &x: remove it, no aliases here"),
        ("a: &x 1\nb: *x\n", "2:4: found the alias *x: write the value out, no aliases here"),
        ("a: !!python/object:os.system x\n", "1:4: found the tag '!!python/object:os.system': remove it, no tags here"),
        ("a: !t [1]\n", "1:4: found the tag '!t': remove it, no tags here"),
        ("a: 1\na: 2\n", "2:1: repeated key 'a': it stands in line 1 already, remove one of them"),
        ("1: a\n", "1:1: found the number 1 as key: keys are text, write a name"),
        ("tolerance: {atol: 0,001}", "found the number 1 as key: keys are text, write a name; decimals have a point, no comma"),
        ("a:b\nc: 1\n", "2:2: not YAML: mapping values are not allowed in this context; a text that holds"),
        ("- a: 1\n  b:c\n  d: 1\n", "3:3: not YAML: could not find expected ':' (while scanning a simple key, which begins in line 2); behind a key stand a colon and a space"),
        ("true: a\n", "1:1: found true as key: keys are text, write a name"),
        ("~: a\n", "1:1: found nothing as key: keys are text, write a name"),
        ("[a]: b\n", "1:1: found a list of 0 as key: keys are text; text with braces stands in quotes"),
        ("id: {{ name }}\n", "1:6: found a mapping as key: keys are text; text with braces stands in quotes"),
        ("<<: {a: 1}\n", "1:1: unknown key '<<'"),
        ("a: .nan\n", "1:4: found .nan: expected a finite number"),
        ("a: 1e400\n", "1:4: 1e400 is too large for a double"),
        ("a: " + "[" * 60, "1:53: nested more than 50 levels deep"),
        ("a: " + "[" * 100_000, "nested more than 50 levels deep"),
        ("{" * 60, "found a mapping as key"),
        ("- " * 100_000, "nested more than 50 levels deep"),
        ("a: \x07\n", "1:4: found the character U+0007, which no YAML file may have; remove it"),
        ("a: b\n c\0\n", "2:3: found the character U+0000"),
        ("a: \ud800\n", "1:4: found the character U+D800"),
        ("a: \ufeff\n", "1:4: found the character U+FEFF"),
        ("a" * 300_000, "1:1: the file has 300000 bytes; an exercise has at most 262144"),
        ("é" * 140_000, "1:1: the file has 280000 bytes; an exercise has at most 262144"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_or_too_much_of_it_is_refused_at_its_place(text: str, message: str) -> None:
    assert any(each.startswith(message) or message in each for each in problems_of(text))


@pytest.mark.parametrize("opening", "{[")
def test_a_file_of_brackets_is_refused_and_crashes_nothing(opening: str) -> None:
    # Which problem is met first, the key that is no text or the depth, differs between parsers.
    assert problems_of(opening * 200_000)


def test_problems_before_a_syntax_error_are_reported_with_it() -> None:
    found = problems_of("a: 1\na: 2\nb: [\n")

    assert len(found) == 2
    assert "repeated key 'a'" in found[0]
    assert "not YAML" in found[1]


def test_the_value_of_a_repeated_key_is_still_read() -> None:
    assert any(
        "2:10: found .nan" in each
        for each in problems_of("a: 1\na: {b: [.nan]}\n".replace("{b: [", "{b:  ["))
    )


def test_what_looks_hostile_is_refused_quickly() -> None:
    start = time.process_time()
    for text in (
        "[" * 260_000,
        "{" * 260_000,
        "- " * 130_000,
        "? " * 130_000,
        "&a " * 80_000,
        "a: " * 80_000,
        "!" * 260_000,
    ):
        problems_of(text)

    assert time.process_time() - start < 10


@pytest.mark.unmeasured
def test_a_file_full_of_problems_is_refused_quickly() -> None:
    start = time.process_time()
    for text in (
        TEXT[: TEXT.index("checks:")] + "checks: [" + "{}," * 60_000 + "]",
        "".join(f"key{number}: 1\n" for number in range(20_000)),
        TEXT.replace(
            "    of: f\n", "    of: f\n" + "".join(f"    of{number}: f\n" for number in range(15_000)), 1
        ),
        TEXT.replace(
            "  f: {args", "".join(f"  f{number}: {{}}\n" for number in range(15_000)) + "  f: {args", 1
        ),
        TEXT.replace("at: {a: 2", "at: {a: [" + "x," * 60_000 + "]"),
        "a: {" + "b: 1, " * 30_000 + "}",
    ):
        assert sum(map(len, problems_of(text))) < 500_000

    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"id: \xff", "x.yaml:1:5: found the byte 0xff: expected text in UTF-8, save the file as that"),
        (b"a: 1\nb: \xc3\xa9\xe9", "x.yaml:2:5: found the byte 0xe9"),
        (b"a: 1\n\x89PNG\0\0", "x.yaml:2:5: found a null byte: expected text in UTF-8, not a binary file"),
        ("id: micrograd".encode("utf-16"), "found a null byte"),
        (b"a" * 300_000, "x.yaml:1:1: the file has 300000 bytes; an exercise has at most 262144"),
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_place(raw: bytes, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        schema.decode(raw, file="x.yaml")
    assert message in str(caught.value)


def test_bytes_of_utf_8_are_text() -> None:
    assert schema.decode("é".encode(), file="x.yaml") == "é"


# --- keys, types and bounds --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema: 1\n", "schema: 2\n", "2:9: expected the version of this form: 1, found the number 2"),
        ("schema: 1\n", "", "2:1: missing key 'schema': write the version of this form: 1"),
        ("title: micrograd exercises\n", "", "missing key 'title': write one line of text"),
        ("title: micrograd exercises", "title: 12", "4:8: expected one line of text, found the number 12"),
        ("title: micrograd exercises", 'title: "a\\e[31m"', r"4:8: expected one line of text, found the text 'a\x1b[31m'"),
        ("title: micrograd exercises", "title: no", ""),
        ("id: micrograd", "id: ../micrograd", "3:5: expected an id of letters, digits, - and _, at most 64"),
        ("id: micrograd", 'id: "micrograd\\n"', "3:5: expected an id of letters, digits, - and _, at most 64"),
        ("cpu_s: 5", "cpu_s: 0", "expected a number of seconds of CPU time, more than 0, found the number 0"),
        ("cpu_s: 5", "cpu_s: 1e9", "expected a number of seconds of CPU time, at most 3600, found the number 1000000000.0"),
        ("cpu_s: 5", "cpu: 5", "unknown key 'cpu'; did you mean 'cpu_s'?"),
        ("memory_mb: 512", "memory_mb: 0.5", "expected a whole number of megabytes beside the interpreter's own, found the number 0.5"),
        ("modules: [numpy] ", "modules: [num-py] ", "expected the name of a module without a dot, such as numpy, found the text 'num-py'"),
            ("modules: [numpy] ", "modules: [numpy.linalg] ", "expected the name of a module without a dot, such as numpy, found the text 'numpy.linalg'"),
            ("at: {a: 2, b: 3, c: 4}", "at: {a: '2', b: 3, c: 4}", "expected a number, found the text '2'; write it without quotes"),
            ("at: {a: 2, b: 3, c: 4}", "at: {a:2, b: 3, c: 4}", "found 'a:2'; behind the colon stands a space"),
        ("modules: [numpy] ", "modules: numpy ", "expected a list of the modules that students can import"),
        ("kind: gradient", "kind: gradiant", "expected a kind of check, one of gradient, numerical_gradient, autodiff, found the text 'gradiant'; did you mean 'gradient'?"),
        ("    kind: gradient\n", "", "missing key 'kind': write a kind of check"),
        ("    kind: gradient\n", "    knid: gradient\n", "unknown key 'knid'; did you mean 'kind'?"),
        ("    entry_point: gradf\n", "", "missing key 'entry_point': write the name of the student's function, class or variable"),
        ("entry_point: gradf", "entry_point: grad.f", "expected a Python name, found the text 'grad.f'"),
        ("entry_point: gradf", "entry_point: grad f", "expected a Python name, found the text 'grad f'"),
        ("    of: f\n", "    of: f\n    program: x\n", "unknown key 'program'; expected one of cases, dims, entry_point"),
        ("uses: [torch, jax", "uses: [torch, 3", "expected a module's name, such as numpy or os.path, found the number 3"),
        ("calls: [gradf]", "calls: [grad f]", "expected a Python name, found the text 'grad f'"),
        ("rule: operations", "rule: operation", "expected a rule by which the points are given (operations has no inputs), one of tolerance, operations, found the text 'operation'; did you mean 'operations'?"),
        ("rule: operations", "rule: operations\n        ask: [add, expp]", "expected an operation, one of add, radd, sub,"),
        ("rule: operations", "rule: operations\n        ask: []", "expected a list of operations, such as [add, radd, exp], with at least 1, found a list of 0"),
        ("rule: operations", "rule: operations\n        hidden: true", "unknown key 'hidden'; expected one of ask, id, points, rule"),
        ("rule: operations", "ask: [add]", "missing key 'rule': write the rule by which operations are judged"),
        ("points: 2", "points: -2", "expected a number of points, at least 0, found the number -2"),
        ("points: 2", "points: two", "expected a number of points, found the text 'two'"),
        ("points: 2", "points: true", "expected a number of points, found true"),
        ("        points: 2\n", "", "missing key 'points': write a number of points"),
        ("        tolerance: {atol: 1e-5}\n", "", "missing key 'tolerance': write a tolerance such as {atol: 1e-5}"),
        ("{atol: 1e-5}", "{atol: -1e-5}", "expected an absolute tolerance, at least 0, found the number -1e-05"),
        ("{rtol: 1e-9", "{rtol: 1", "expected a relative tolerance, less than 1, found the number 1"),
        ("{atol: 1e-5}", "1e-5", "expected a tolerance such as {atol: 1e-5} or {rtol: 1e-9, atol: 1e-12}, found the number 1e-05"),
        ("hidden: true", "hidden: yes", "expected true or false, found the text 'yes'"),
        ("{count: 5,", "{count: 0,", "expected a whole number of points, at least 1, found the number 0"),
        ("{count: 5,", "{count: 100000,", "expected a whole number of points, at most 1000, found the number 100000"),
        ("{count: 5,", "{", "missing key 'count': write a whole number of points"),
        ("a: [0.5, 300.0]", "a: [0.5]", "expected a range [low, high], with at least 2, found a list of 1"),
        ("a: [0.5, 300.0]", "a: 3", "expected a range [low, high], found the number 3"),
        ("size: 4", "size: 100000", "expected a whole number, at most 1000, found the number 100000"),
        ("{size: 4, low: -3, high: 3}", "4", "expected a range [low, high] or {size: 4, low: -3, high: 3}, found the number 4"),
        ("at: {a: 2, b: 3, c: 4}", "at: {a: [2], b: 3, c: 4}", "expected a number, found a list of 1"),
        ("at: {a: 2, b: 3, c: 4}", "at: {}", "expected a number for each argument, such as {a: 2, b: 3}, with at least 1, found a mapping"),
        ("logits: [0.0, 3.0, -2.0, 1.0]", "logits: [0.0, x]", "expected a number, found the text 'x'"),
        ("logits: [0.0, 3.0, -2.0, 1.0]", "logits: x", "expected a number or a list of numbers, found the text 'x'"),
        ("expected: [-12.353553390593273, 10.25699027111255, 0.0625]", "expected: 3", "expected a list of numbers, found the number 3"),
        ("method: one_sided", "method: onesided", "expected a kind of difference, one of one_sided, symmetric, found the text 'onesided'; did you mean 'one_sided'?"),
        ("    method: one_sided\n", "", "missing key 'method': write a kind of difference, one of one_sided, symmetric"),
        ("template: {answer: [0, 0, 0]}", "template: {methods: [a]}", "unknown key 'methods'; expected one of answer"),
        ("        hint: the derivative of -(a**3) keeps its minus sign\n", "", "missing key 'hint': write one line of text"),
        ("functions:\n  f:", "functions:\n  f-1:", "expected a Python name as key, found 'f-1'"),
        ("args: [a, b, c]", "args: []", "expected a list of the function's arguments, with at least 1, found a list of 0"),
        ("    program: |\n", "    program: ''\n    prog: |\n", "unknown key 'prog'"),
        ("    backward: loss\n", "", "missing key 'backward': write the name of the number that the gradients are of"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_told_in_words(old: str, new: str, message: str) -> None:
    if not message:
        schema.parse(TEXT.replace(old, new, 1), file="x.yaml")
        return

    assert any(message in each for each in spoilt((old, new)))


def test_an_exercise_without_checks_is_refused() -> None:
    head = TEXT[: TEXT.index("checks:")]

    assert any(
        "expected a list of checks, with at least 1, found a list of 0" in each
        for each in problems_of(head + "checks: []")
    )
    assert any("missing key 'checks': write a list of checks" in each for each in problems_of(head))


def test_a_check_without_cases_is_refused() -> None:
    start, end = TEXT.index("    cases:\n"), TEXT.index("    mistakes:\n")

    for cases, message in (
        ("", "missing key 'cases'"),
        ("    cases: []\n", "expected a list of cases, with at least 1"),
    ):
        found = problems_of(TEXT[:start] + cases + TEXT[end:])
        assert any(message in each for each in found)


# --- any text -----------------------------------------------------------------------------------


def is_refused_or_plain(text: str) -> None:
    """Assert that ``text`` gives a document of JSON's types, or problems at places that it has."""
    try:
        document = schema.parse(text, file="x.yaml")
    except SpecError as error:
        problems = error.problems
    else:
        json.dumps(document, allow_nan=False)
        return

    last = len(LINE_END.split(text)) + 1  # a problem may stand behind the last line
    assert problems
    assert all(1 <= each.place.line <= last and each.place.column >= 1 for each in problems)
    assert str(SpecError(problems))


@given(text=st.text(max_size=300))
def test_no_text_ends_in_another_error(text: str) -> None:
    is_refused_or_plain(text)


@given(text=st.text("abc: -[]{}|>'\"#&*!%?,\n\t1.e~", max_size=120))
def test_no_yaml_ends_in_another_error(text: str) -> None:
    is_refused_or_plain(text)


@given(raw=st.binary(max_size=300))
def test_no_bytes_end_in_another_error(raw: bytes) -> None:
    try:
        text = schema.decode(raw, file="x.yaml")
    except SpecError:
        return
    is_refused_or_plain(text)


WORDS = TEXT.replace(",", " ").replace("[", " ").replace("]", " ").split()


@given(
    start=st.integers(0, len(TEXT)),
    length=st.integers(0, 60),
    new=st.text(max_size=8)
    | st.sampled_from([*WORDS, "[]", "{}", "null", "1e400", "- ", "\n  ", ": ", "99999999999999999999"]),
)
def test_no_spoilt_exercise_ends_in_another_error(start: int, length: int, new: str) -> None:
    is_refused_or_plain(TEXT[:start] + new + TEXT[start + length :])


LINES = TEXT.split("\n")


@pytest.mark.unmeasured
@given(first=st.integers(0, len(LINES) - 1), second=st.integers(0, len(LINES) - 1))
def test_no_swap_of_lines_ends_in_another_error(first: int, second: int) -> None:
    lines = list(LINES)
    lines[first], lines[second] = lines[second], lines[first]

    is_refused_or_plain("\n".join(lines))


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.unmeasured
@given(data=st.data(), new=_PLAIN)
def test_no_value_at_any_place_ends_in_another_error(data: st.DataObject, new: object) -> None:
    document = schema.parse(TEXT, file="x.yaml")
    owner: object = document
    while True:
        keys = (
            list(owner)
            if isinstance(owner, dict)
            else list(range(len(owner)))
            if isinstance(owner, list)
            else []
        )
        key = data.draw(st.sampled_from(keys))
        inner = owner[key]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            owner[key] = new  # type: ignore[index]
            break
        owner = inner

    is_refused_or_plain(json.dumps(document))
