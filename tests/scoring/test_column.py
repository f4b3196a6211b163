"""The numbers of a dim at all points: those of the cases first, then those beside; no number, no row."""

from __future__ import annotations

import pytest

from grader.model import GradientTask, Input, Missing, Numbers
from grader.scoring import gradient
from grader.scoring.asking import Gathered
from grader.scoring.column import Column, columns_of
from tests.scoring.gradient_formulas import MICROGRAD
from tests.scoring.gradient_grading import asked_of, function_of, gathered

ASKED = asked_of(MICROGRAD)
RIGHT = gathered(ASKED, function_of(MICROGRAD, MICROGRAD.plain))
WRONG = gathered(ASKED, function_of(MICROGRAD, ("3*a**2", *MICROGRAD.plain[1:])))


def columns(found: Gathered) -> tuple[Column, ...]:
    task = ASKED.check.task
    assert isinstance(task, GradientTask)
    return columns_of(ASKED, found, gradient.judge(ASKED, found), task)


def test_there_is_a_column_for_each_dim_and_a_row_for_each_point() -> None:
    found = columns(WRONG)

    assert [column.name for column in found] == ["df/da", "df/db", "df/dc"]
    assert [len(column.rows) for column in found] == [11, 11, 11]
    assert [column.is_wrong for column in found] == [True, False, False]
    assert [row.hidden for row in found[0].rows] == [False] + [True] * 10
    assert found[0].rows[0].inputs == (2, 3, 4)


def test_points_without_an_answer_or_out_of_the_domain_are_left_out() -> None:
    (answer, outcome), *others = RIGHT.beside
    nowhere = answer._replace(inputs=tuple(Input(name=name, value=0.0) for name in MICROGRAD.args))
    assert isinstance(outcome, Numbers)
    short = outcome._replace(shape=(2,), elements=outcome.elements[:2])
    missing = Missing(name="gradf", reason="")
    beside = ((nowhere, outcome), (others[0][0], short), (others[1][0], missing), others[2])

    found = columns(RIGHT._replace(beside=beside))

    assert [len(column.rows) for column in found] == [7, 7, 7]


def test_a_number_that_is_none_is_no_row() -> None:
    [first, *rest] = RIGHT.found
    assert isinstance(first.outcome, Numbers)
    element = first.outcome.elements[0]
    endless = first.outcome._replace(elements=(element._replace(value=1e999), *first.outcome.elements[1:]))
    found = columns(RIGHT._replace(found=(first._replace(outcome=endless), *rest)))

    assert [len(column.rows) for column in found] == [10, 11, 11]
    assert len(found[0].judged) == 6


def test_numbers_are_what_they_are_said_to_be_only_if_that_tells_them_from_the_right_ones() -> None:
    wrong, right, _ = columns(WRONG)

    assert wrong.all_are(lambda row: 3 * row.inputs[0] ** 2)
    assert not wrong.all_are(lambda row: row.right)
    assert not right.all_are(lambda row: row.right)
    assert not wrong.all_are(lambda row: 3 * row.inputs[0] ** 2 if row.hidden else 0.0)


@pytest.mark.parametrize("error", [ZeroDivisionError, OverflowError, ValueError])
def test_what_has_no_value_explains_nothing(error: type[Exception]) -> None:
    def wanted(_: object) -> float:
        raise error

    assert not columns(WRONG)[0].all_are(wanted)
