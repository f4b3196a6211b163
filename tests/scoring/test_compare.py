"""One answer beside the right one: numbers, forms, words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Answer, DimVerdict, Element, Numbers, Tolerance
from grader.scoring.compare import agree, judge_dims, ulps_between

SEED = Tolerance(atol=1e-5)
DIMS = ("df/da", "df/db", "df/dc")
TRUTH = (-12.353553390593273, 10.25699027111255, 0.0625)
OK, WRONG = DimVerdict.OK, DimVerdict.WRONG


def answer(*torch: float, dims: tuple[str, ...] = DIMS, expected: tuple[float | None, ...] = ()) -> Answer:
    return Answer(inputs=(), dims=dims, expected=expected or (None,) * len(torch), torch=torch)


def numbers(*values: object, shape: tuple[int, ...] | None = None, form: str = "list") -> Numbers:
    """Return an answer; a text stands for a refused value, a pair for a dict's item."""
    elements = []
    for value in values:
        key, found = value if isinstance(value, tuple) else ("", value)
        real = None if isinstance(found, str) else float(found)
        words = found if isinstance(found, str) else type(found).__name__
        elements.append(Element(value=real, found=words, key=key))
    return Numbers(form=form, shape=(len(values),) if shape is None else shape, elements=tuple(elements))


def judged(given: Numbers, truth: Answer | None = None, tolerance: Tolerance = SEED) -> tuple[list[str], str]:
    results, message = judge_dims(given, truth or answer(*TRUTH), tolerance=tolerance, point=0)
    return [str(result.verdict) for result in results], message


def test_the_right_answer_is_ok_without_a_message() -> None:
    assert judged(numbers(*TRUTH)) == ([OK, OK, OK], "")


def test_a_result_says_name_place_point_and_errors() -> None:
    results, _ = judge_dims(numbers(-12.0, 10.0, 0.0), answer(*TRUTH), tolerance=SEED, point=4)

    last = results[2]
    assert (last.name, last.index, last.point, last.verdict) == ("df/dc", 2, 4, WRONG)
    assert (last.expected, last.torch, last.actual, last.found) == (None, 0.0625, 0.0, "float")
    assert (last.absolute_error, last.relative_error) == (0.0625, 1.0)


def test_a_dim_has_to_agree_with_the_file_and_with_torch() -> None:
    truth = answer(1.0, 1.0, dims=("a", "b"), expected=(1.00002, 1.0))

    assert judged(numbers(1.0, 1.0), truth)[0] == [WRONG, OK]
    assert judged(numbers(1.00002, 1.0), truth)[0] == [WRONG, OK]
    assert judged(numbers(1.00001, 1.0), truth, Tolerance(atol=1.1e-5))[0] == [OK, OK]


def test_errors_are_taken_from_the_files_answer_where_there_is_one() -> None:
    truth = answer(1.0, dims=("a",), expected=(2.0,))

    results, _ = judge_dims(numbers(3.0), truth, tolerance=SEED, point=0)

    assert (results[0].absolute_error, results[0].relative_error) == (1.0, 0.5)


def test_there_is_no_relative_error_of_zero() -> None:
    results, _ = judge_dims(numbers(1.0), answer(0.0, dims=("a",)), tolerance=SEED, point=0)

    assert (results[0].absolute_error, results[0].relative_error) == (1.0, None)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_numbers_agree_by_the_rule_of_the_expected_one(a: float, b: float, atol: float, rtol: float) -> None:
    assert agree(a, b, Tolerance(atol=atol, rtol=rtol)) == (abs(a - b) <= atol + rtol * abs(b))


def test_the_bound_itself_agrees() -> None:
    assert agree(1.5, 1.0, Tolerance(atol=0.5))
    assert not agree(math.nextafter(1.5, 2), 1.0, Tolerance(atol=0.5))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_never_agrees(bad: float) -> None:
    anything = Tolerance(atol=1e308, rtol=1e308)

    assert not agree(bad, 1.0, anything)
    assert not agree(1.0, bad, anything)
    assert not agree(bad, bad, anything)
    assert judged(numbers(bad), answer(bad, dims=("a",)), anything)[0] == [WRONG]


def test_a_difference_that_overflows_does_not_agree() -> None:
    assert not agree(1.7e308, -1.7e308, Tolerance(rtol=10.0))


def test_minus_zero_is_zero() -> None:
    assert judged(numbers(-0.0), answer(0.0, dims=("a",)), Tolerance()) == ([OK], "")


def test_zero_that_passes_for_a_tiny_truth_is_mentioned() -> None:
    verdicts, message = judged(numbers(0, 1.0), answer(1e-7, 1.0, dims=("df/da", "df/db")))

    assert verdicts == [OK, OK]
    assert message == "0 is within the tolerance (atol 1e-05) of the tiny df/da"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_numbers_are_said_and_each_missing_dim_is_wrong(count: int) -> None:
    verdicts, message = judged(numbers(*TRUTH[:count]))

    assert verdicts == [OK] * count + [WRONG] * (3 - count)
    assert message == f"expected 3 numbers (df/da, df/db, df/dc), found {count}"


def test_too_many_numbers_are_wrong_as_a_whole_though_the_first_ones_are_right() -> None:
    verdicts, message = judged(numbers(*TRUTH, 1.0))

    assert verdicts == [OK, OK, OK]
    assert message == "expected 3 numbers (df/da, df/db, df/dc), found 4"


@pytest.mark.parametrize(("shape", "words"), [((1, 3), "1 by 3"), ((3, 2), "3 by 2")])
def test_nested_numbers_are_wrong(shape: tuple[int, ...], words: str) -> None:
    verdicts, message = judged(numbers(*TRUTH, shape=shape))

    assert verdicts == [WRONG] * 3
    assert message == f"expected 3 numbers (df/da, df/db, df/dc) in one row, found {words} numbers, nested"


def test_a_column_is_as_good_as_a_row() -> None:
    assert judged(numbers(*TRUTH, shape=(3, 1))) == ([OK, OK, OK], "")


@pytest.mark.parametrize("shape", [(), (1,)])
def test_one_dim_may_be_a_number_or_a_list_of_one(shape: tuple[int, ...]) -> None:
    assert judged(numbers(2.0, shape=shape), answer(2.0, dims=("dg/dx",))) == ([OK], "")


def test_a_nested_single_number_is_not_one() -> None:
    verdicts, message = judged(numbers(2.0, shape=(1, 1)), answer(2.0, dims=("dg/dx",)))

    assert verdicts == [WRONG]
    assert message.startswith("expected 1 number (dg/dx) in one row")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("None", "None: a function that returns nothing answers that"),
        ("generator", "generator, which can be read once: list() makes a list of it"),
        ("Value", "Value"),
        (2.5, "one number (2.5)"),
    ],
)
def test_one_thing_in_place_of_several_numbers_is_said(found: object, words: str) -> None:
    verdicts, message = judged(numbers(found, shape=()))

    assert verdicts == [WRONG] * 3
    assert message == f"expected 3 numbers (df/da, df/db, df/dc), found {words}"


def test_what_is_no_vector_at_all_is_said_in_the_workers_words() -> None:
    given = Numbers(form="list", shape=(), elements=(), problem="a list whose rows have different lengths")

    verdicts, message = judged(given)

    assert verdicts == [WRONG] * 3
    assert message.endswith("found a list whose rows have different lengths")


@pytest.mark.parametrize("found", ["bool True", "complex (1+0j)", "str '1'", "None", "Value"])
def test_refused_elements_are_wrong_and_named(found: str) -> None:
    results, message = judge_dims(numbers(found, *TRUTH[1:]), answer(*TRUTH), tolerance=SEED, point=0)

    assert [result.verdict for result in results] == [WRONG, OK, OK]
    assert (results[0].actual, results[0].found, results[0].absolute_error) == (None, found, None)
    assert message == f"not a real number: df/da: found {found}"


def test_of_a_complex_number_it_is_said_where_it_comes_from() -> None:
    _, message = judge_dims(numbers("complex (1-2j)", *TRUTH[1:]), answer(*TRUTH), tolerance=SEED, point=0)

    assert message == (
        "not a real number: df/da: found complex (1-2j); "
        "in Python a negative number to a power that is not whole is complex"
    )


@pytest.mark.parametrize(
    "keys",
    [DIMS, ("dfda", "dfdb", "dfdc"), ("df_da", "df_db", "df_dc"), ("da", "db", "dc"), "abc", "012"],
    ids=["dims", "without-slash", "with-underscores", "denominators", "arguments", "places"],
)
def test_a_dict_is_read_by_its_keys_in_any_order(keys: tuple[str, ...]) -> None:
    items = list(zip(keys, TRUTH, strict=True))[::-1]

    assert judged(numbers(*items, form="dict")) == ([OK, OK, OK], "")


def test_leaves_gradients_can_be_keyed_by_the_leaf() -> None:
    truth = answer(1.0, 2.0, dims=("x.grad", "w[0].grad"))

    assert judged(numbers(("w[0]", 2.0), ("x", 1.0), form="dict"), truth)[0] == [OK, OK]


@pytest.mark.parametrize("keys", [("a", "b"), ("int 0", "int 1", "int 2"), ("a", "b", "c", "d")])
def test_other_keys_are_said(keys: tuple[str, ...]) -> None:
    verdicts, message = judged(numbers(*((key, 1.0) for key in keys), form="dict"))

    assert verdicts == [WRONG] * 3
    assert message == (
        f"expected 3 numbers (df/da, df/db, df/dc), found a dict with the keys {', '.join(keys)}"
    )


def test_long_lists_of_names_are_cut_short() -> None:
    dims = tuple(f"d{i}" for i in range(10))

    _, message = judged(numbers(1.0), answer(*[1.0] * 10, dims=dims))

    assert message == "expected 10 numbers (d0, d1, d2, d3, d4, d5, d6, d7, … 2 more), found 1"


def test_a_value_beside_gradients_has_no_place() -> None:
    truth = answer(1.0, 2.0, 3.0, dims=("loss", "x[0].grad", "x[1].grad"))

    results, _ = judge_dims(numbers(1.0, 2.0, 3.0), truth, tolerance=SEED, point=0)

    assert [result.index for result in results] == [None, 0, 1]


@pytest.mark.parametrize(
    ("items", "keys"),
    [((), "(none)"), ((("", 1.0),), ""), ((("a", 1.0), ("a", 2.0)), "a, a")],
    ids=["empty", "no-name", "alike"],
)
def test_a_dict_never_passes_without_its_names(items: tuple[tuple[str, float], ...], keys: str) -> None:
    verdicts, message = judged(numbers(*items, form="dict"), answer(2.0, dims=("dg/da",)))

    assert verdicts == [WRONG]
    assert message.startswith("expected 1 number (dg/da), found a dict with the keys " + keys)


# --- the other rules, side by side ----------------------------------------------------------


def test_each_dim_shows_the_notebooks_rule_and_the_strict_one() -> None:
    given = numbers(4.0, 9.0 + 9e-6, 16.0 + 2e-5)
    results, _ = judge_dims(given, answer(4.0, 9.0, 16.0), tolerance=Tolerance(atol=1.0), point=0)

    assert [(each.seed, each.strict) for each in results] == [(OK, OK), (OK, WRONG), (WRONG, WRONG)]


@pytest.mark.parametrize(
    ("actual", "expected", "ulps"),
    [
        (1.0, 1.0, 0),
        (1.0, 1.0 + 2**-52, 1),
        (0.0, -0.0, 0),
        (5e-324, -5e-324, 2),
        (math.inf, 1.0, None),
        (math.nan, 1.0, None),
    ],
)
def test_ulps_count_the_doubles_between(actual: float, expected: float, ulps: int | None) -> None:
    assert ulps_between(actual, expected) == ulps


@given(st.floats(allow_nan=False, allow_infinity=False, max_value=1e300))
def test_the_next_double_is_one_ulp_away(number: float) -> None:
    assert ulps_between(number, math.nextafter(number, math.inf)) == 1
