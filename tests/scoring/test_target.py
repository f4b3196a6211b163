"""What is asked at a point: names, order, steps."""

from __future__ import annotations

import pytest

from grader.model import Input
from grader.scoring.target import Quantity, target_of, watch_of
from tests.scoring.graphs import CHECKS, EXERCISE

LOGITS = (Input(name="logits", value=(0.0, 3.0, -2.0, 1.0)),)


def test_a_gradient_reads_every_leaf_in_the_order_of_the_arguments_whatever_the_inputs_order() -> None:
    inputs = (Input(name="c", value=4), Input(name="a", value=2), Input(name="b", value=3))

    target = target_of(EXERCISE, CHECKS["gradf"], inputs)

    assert target.dims == ("df/da", "df/db", "df/dc")
    assert [target.graph.steps[read.step].value for read in target.reads] == [2, 3, 4]
    assert {read.quantity for read in target.reads} == {Quantity.GRAD}


def test_an_input_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="b"):
        target_of(EXERCISE, CHECKS["gradf"], (Input(name="a", value=2),))


def test_a_vector_for_a_number_is_an_error() -> None:
    inputs = (Input(name="a", value=(1, 2)), Input(name="b", value=3), Input(name="c", value=4))

    with pytest.raises(TypeError, match="a: expected one number, found 2"):
        target_of(EXERCISE, CHECKS["gradf"], inputs)


def test_a_program_reads_its_root_then_the_gradient_of_every_leaf() -> None:
    target = target_of(EXERCISE, CHECKS["softmax_nll"], LOGITS)

    assert target.dims == ("loss", *(f"logits[{i}].grad" for i in range(4)))
    assert target.reads[0] == (target.graph.root, Quantity.DATA)
    assert [target.graph.steps[read.step].value for read in target.reads[1:]] == [0.0, 3.0, -2.0, 1.0]


def test_a_scalar_leaf_of_a_program_has_no_index() -> None:
    check = CHECKS["softmax_nll"]
    task = check.task._replace(program="loss = x * x", backward="loss", watch=())

    target = target_of(EXERCISE, check._replace(task=task), (Input(name="x", value=3),))

    assert target.dims == ("loss", "x.grad")


def test_watched_names_are_read_with_value_and_gradient() -> None:
    watch = watch_of(EXERCISE, CHECKS["softmax_nll"], LOGITS)

    assert watch.dims[:3] == ("counts[0]", "counts[0].grad", "counts[1]")
    assert watch.dims[8:10] == ("denominator", "denominator.grad")
    assert [read.quantity for read in watch.reads] == [Quantity.DATA, Quantity.GRAD] * 9


def test_other_kinds_watch_nothing() -> None:
    inputs = EXERCISE.checks[0].cases[0].at

    assert watch_of(EXERCISE, CHECKS["gradf"], inputs).dims == ()
