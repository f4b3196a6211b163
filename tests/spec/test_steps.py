from __future__ import annotations

import pytest

from grader.spec.steps import STEPS, StepError, Steps


def test_constants_are_computed_as_python_does() -> None:
    steps = Steps()
    seven, two = steps.constant(7), steps.constant(2)

    assert steps.known(steps.operate("truediv", seven, two)) == 3.5
    assert steps.known(steps.operate("pow", seven, two)) == 49
    assert steps.known(steps.operate("sub", two, seven)) == -5
    assert steps.known(steps.operate("neg", two)) == -2
    assert steps.known(steps.operate("pos", two)) == 2


def test_what_depends_on_a_leaf_is_not_known() -> None:
    steps = Steps()
    leaf = steps.leaf(2)

    assert steps.known(steps.operate("mul", leaf, steps.constant(3))) is None
    assert steps.known(steps.operate("mul", steps.constant(3), leaf)) is None


def test_the_number_of_steps_is_bounded() -> None:
    steps = Steps()
    for _ in range(STEPS):
        steps.constant(1)

    with pytest.raises(StepError, match="more than 20000 steps"):
        steps.constant(1)


def test_squares_of_squares_are_refused_before_they_are_computed() -> None:
    steps = Steps()
    step = steps.leaf(3)
    for _ in range(10):
        step = steps.operate("mul", step, step)

    with pytest.raises(StepError, match="grow beyond every number"):
        steps.operate("mul", step, step)


def test_floats_do_not_grow() -> None:
    steps = Steps()
    step = steps.operate("exp", steps.leaf(3))

    for _ in range(40):
        step = steps.operate("mul", step, step)
    assert len(steps.written()) == 42
