"""Which value of a variable counts, and what the evaluation points say about the method."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Element, History, Moment, Numbers
from grader.scoring.evaluations import observe
from grader.scoring.numerical_gradient import choose_moment
from grader.scoring.serving import MAX_POINTS

BASE = (2, 3, 4)


def moment(tick: int, *values: float | None) -> Moment:
    elements = tuple(Element(value) for value in values)
    return Moment(tick, tick, "", Numbers(form="list", shape=(len(values),), elements=elements))


@pytest.mark.parametrize(
    ("ticks", "others", "chosen"),
    [
        ((3,), (), 3),
        ((3, 4), (), 4),
        ((3, 4, 9), (5,), 4),
        ((3, 9), (3,), 9),
        ((3, 9), (1,), 9),
        ((5, 6), (5, 6), 5),
    ],
    ids=["once", "filled", "reused-later", "same-cell", "other-before", "other-in-the-next"],
)
def test_the_last_change_before_another_entry_point_counts(
    ticks: tuple[int, ...], others: tuple[int, ...], chosen: int
) -> None:
    history = History(name="x", moments=tuple(moment(tick) for tick in ticks), other_ticks=others)

    found = choose_moment(history, 0)

    assert found is not None
    assert found.tick == chosen


def test_the_starters_own_value_is_no_answer_where_there_is_another() -> None:
    zeros, answer, reused = moment(1, 0, 0, 0), moment(5, 1, 2, 3), moment(9, 4, 5, 6)
    others = (2, 5, 7)

    found = choose_moment(History("x", (zeros, answer, reused), others), 3, (0, 0, 0))
    untouched = choose_moment(History("x", (zeros,), others), 3, (0, 0, 0))

    assert found is answer
    assert untouched is zeros


@pytest.mark.parametrize("placed", [None, 1.0, float("nan"), float("inf")])
def test_a_list_that_is_to_be_filled_is_no_answer(placed: float | None) -> None:
    empty, answer = moment(1, placed, placed, placed), moment(5, 1, 2, 3)

    assert choose_moment(History("x", (empty, answer), (2,)), 3, (0, 0, 0)) is answer
    assert choose_moment(History("x", (empty,), (2,)), 3) is empty


def test_a_list_that_grows_is_the_answer_where_it_has_all_numbers_and_the_exercise_no_starter() -> None:
    grown = [moment(1 + count, *[4.0, 5.0, 6.0][:count]) for count in range(4)]

    assert choose_moment(History("x", tuple(grown), (9,)), 3) is grown[-1]
    assert choose_moment(History("x", (moment(1, 4.0, 4.0, 4.0),)), 3) is not None


def test_one_number_is_an_answer_where_one_is_asked_for() -> None:
    answer, reused = moment(1, 4.0), moment(5, 3.0)

    assert choose_moment(History("x", (answer, reused), (2,)), 1, (0,)) is answer


def test_a_name_that_only_held_a_function_has_no_moment() -> None:
    assert choose_moment(History(name="x", moments=(), function=0), 3) is None


@given(st.sampled_from([1e-3, 1e-5, 1e-6, 1e-8]))
def test_one_sided_and_symmetric_differences_are_recognised_with_their_step(h: float) -> None:
    a, b, c = BASE
    forward = ((a, b, c), (a + h, b, c), (a, b + h, c), (a, b, c + h))
    both = tuple(point for s in (h, -h) for point in ((a + s, b, c), (a, b + s, c), (a, b, c + s)))

    assert observe(forward, BASE).method == "one_sided"
    assert (
        observe(tuple((2 - (p[0] - 2), 3 - (p[1] - 3), 4 - (p[2] - 4)) for p in forward), BASE).method
        == "one_sided"
    )
    found = observe(both, BASE)
    assert found.method == "symmetric"
    assert found.h == pytest.approx(h, rel=1e-6)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "the function is never evaluated"),
        (((2.1, 3.1, 4.0),), "several variables"),
        (((2.1, 3, 4), (2, 3, 4)), "not every variable"),
        (((2.1, 3, 4), (2, 3.1, 4), (2, 3, 4.1)), "without the value at the given point"),
        (((2.1, 3, 4), (1.8, 3, 4), (2, 3.1, 4), (2, 3, 4.1), (2, 3, 4)), "another set"),
        (((2.1, 3, 4), (2.2, 3, 4), (2, 3.1, 4), (2, 3, 4.1), (2, 3, 4)), "one_sided, at several steps"),
        (
            tuple(
                (2 + a, 3 + b, 4 + c)
                for h in (0.1, -0.1, 0.2, -0.2)
                for a, b, c in ((h, 0, 0), (0, h, 0), (0, 0, h))
            ),
            "symmetric, at several steps",
        ),
        (tuple((2 + i, 3, 4) for i in range(MAX_POINTS + 1)), f"more than {MAX_POINTS}"),
    ],
    ids=["none", "together", "one", "no-base", "other", "to-one-side", "evenly", "many"],
)
def test_other_sets_of_points_are_put_in_words(points: tuple[tuple[float, ...], ...], words: str) -> None:
    assert words in observe(points, BASE).method
