"""Kinks: the one-sided derivatives of relu and abs at 0, and what a case may take for right there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import DimVerdict, Graph, Kink, Step, Tolerance
from grader.scoring import compare, kinks, tape
from grader.scoring.target import Quantity, Read, Target

EXACT = Tolerance(atol=1e-9)


def target(*steps: Step) -> Target:
    """Return a target that asks for the gradient of every leaf of a graph that ends in its root."""
    places = [index for index, step in enumerate(steps) if step.op == "leaf"]
    reads = tuple(Read(step=place, quantity=Quantity.GRAD) for place in places)
    graph = Graph(steps=steps, names=(), root=len(steps) - 1)
    return Target(graph=graph, dims=tuple(f"x{place}" for place in places), reads=reads)


def leaf(value: float) -> Step:
    return Step(op="leaf", value=value)


@given(st.floats(-9, 9))
def test_relu_at_zero_lies_between_no_slope_and_the_whole_one(weight: float) -> None:
    asked = target(leaf(0.0), Step("relu", (0,)), leaf(weight), Step("mul", (1, 2)))

    least, greatest = sorted((0.0, weight))

    assert kinks.ranges(asked) == ((least, greatest) if weight else None, None)


def test_abs_at_zero_lies_between_both_signs() -> None:
    assert kinks.ranges(target(leaf(-0.0), Step("abs", (0,)))) == ((-1.0, 1.0),)


@given(st.floats(0.1, 9), st.sampled_from(["relu", "abs"]), st.sampled_from([1.0, -1.0]))
def test_away_from_zero_there_is_no_kink(value: float, op: str, sign: float) -> None:
    assert kinks.ranges(target(leaf(sign * value), Step(op, (0,)))) == (None,)


def test_values_have_no_kink() -> None:
    asked = target(leaf(0.0), Step("abs", (0,)))

    assert kinks.ranges(asked._replace(reads=(Read(step=1, quantity=Quantity.DATA),))) == (None,)


def test_two_kinks_are_taken_on_either_side_independently() -> None:
    # abs(x) - abs(x): each of the four choices of sides is one of -2, 0 and 2.
    asked = target(leaf(0.0), Step("abs", (0,)), Step("abs", (0,)), Step("sub", (1, 2)))

    assert kinks.ranges(asked) == ((-2.0, 2.0),)


def test_kinks_in_a_row_multiply() -> None:
    asked = target(leaf(0.0), Step("abs", (0,)), Step("relu", (1,)))

    assert kinks.ranges(asked) == ((-1.0, 1.0),)


def test_very_many_kinks_end_and_keep_both_extremes() -> None:
    steps = [leaf(0.0)]
    for place in range(40):
        steps += [Step("abs", (0,)), Step("add", (2 * place, 2 * place + 1))]

    assert kinks.ranges(target(*steps)) == ((-39.0, 41.0),)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_torch_s_own_choice_lies_between_the_extremes(a: float, b: float) -> None:
    asked = target(leaf(a), leaf(b), Step("sub", (0, 1)), Step("abs", (2,)), Step("mul", (3, 0)))
    spans = kinks.ranges(asked)

    for span, answer in zip(spans, tape.answers(asked), strict=True):
        assert span is None or span[0] <= answer <= span[1]


@pytest.mark.parametrize(
    ("actual", "judged", "verdict"),
    [
        (0.0, True, "OK"),
        (1.5, True, "OK"),
        (3.0 + 1e-12, True, "OK"),
        (3.1, True, "WRONG"),
        (float("nan"), True, "WRONG"),
        (None, True, "WRONG"),
        (9.0, False, "OK"),
        (None, False, "WRONG"),
    ],
)
def test_at_a_kink_what_lies_between_is_right_and_what_is_skipped_needs_a_number(
    actual: float | None, judged: bool, verdict: str
) -> None:
    from grader.model import Answer, Element, Numbers

    answer = Answer(inputs=(), dims=("d",), expected=(None,), torch=(0.0,))
    numbers = Numbers(form="list", shape=(1,), elements=(Element(value=actual, found="str"),))

    (result,), _ = compare.judge_dims(
        numbers, answer, tolerance=EXACT, point=0, kinks=(Kink(0.0, 3.0, judged),)
    )

    assert result.verdict is DimVerdict(verdict)
    assert result.kink == Kink(0.0, 3.0, judged)


def test_a_zero_at_a_kink_stands_in_place_of_no_tiny_number() -> None:
    from grader.model import Answer, Element, Numbers

    answer = Answer(inputs=(), dims=("d",), expected=(None,), torch=(1.0,))
    numbers = Numbers(form="list", shape=(1,), elements=(Element(value=0.0, found="float"),))

    (result,), message = compare.judge_dims(
        numbers, answer, tolerance=EXACT, point=0, kinks=(Kink(0.0, 2.0, judged=True),)
    )

    assert (result.verdict, message) == (DimVerdict.OK, "")
