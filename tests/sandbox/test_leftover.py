from __future__ import annotations

import ast

import pytest

from grader.sandbox.examine import cells_of
from grader.sandbox.leftover import given_up, shortened


def left_of(cell: str, *ended_by: int) -> str:
    cells = cells_of("notebook", [("cell 1", "h = 1"), ("cell 2", cell)])
    (first, second) = shortened(cells, ended_by, ("gradf", "Value"))
    assert first.tree is not None
    assert second.tree is not None
    assert second.label == "cell 2"
    return ast.unparse(second.tree)


def test_of_a_cell_that_has_ended_a_worker_stays_what_answers_need() -> None:
    cell = "k = 2\ndef gradf(a):\n    return k\nfor i in range(9):\n    train()\nwhile True:\n    loss = 1"

    assert left_of(cell) == ast.unparse(ast.parse(cell))
    assert left_of(cell, 1) == "k = 2\n\ndef gradf(a):\n    return k"
    assert left_of(cell, 1, 1) == ""
    assert (
        left_of("k = 2\ndef gradf(a):\n    return k\nprint(k)", 0, 7)
        == "k = 2\n\ndef gradf(a):\n    return k"
    )


def test_if_answers_need_definitions_alone_all_before_a_loop_runs_once_more() -> None:
    cell = (
        "def gradf(a):\n    return 2\nloss = gradf(1)\nloss.backward()\nwhile True:\n    loss = 1\nprint(2)"
    )
    definition = "def gradf(a):\n    return 2"

    assert left_of(cell, 1) == f"{definition}\nloss = gradf(1)\nloss.backward()"
    assert left_of(cell, 1, 1) == definition
    assert left_of(cell, 1, 1, 1) == ""
    assert left_of("loss = 1\nfor k in loss:\n    pass", 1) == "loss = 1"
    assert left_of("loss = 1\nloss.backward()", 1) == ""


def test_which_cell_was_to_bind_what_is_left_out_is_told() -> None:
    cells = cells_of("notebook", [("", "gradf = 1\nh = 2"), ("", "while 1:\n    Value = 1"), ("", "x = = 1")])
    after = shortened(cells, (1,), ("gradf", "Value"))

    assert given_up(cells, after, ("gradf", "Value", "h")) == {"Value": 1}
    assert given_up(cells, cells, ("gradf", "Value", "h")) == {}
    assert given_up(cells, shortened(cells, (0, 0, 0), ("gradf",)), ("gradf",)) == {"gradf": 0}


@pytest.mark.parametrize(
    "cell", ["gradf = forever()", "gradf = 1\nwhile True:\n    gradf += 1", "x = 1\ny = 2"]
)
def test_nothing_stays_where_an_answer_may_be_what_has_no_end(cell: str) -> None:
    cells = cells_of("notebook", [("cell 1", "h = 1"), ("cell 2", cell)])

    found = shortened(cells, (1,), ("gradf", "Value"))[1]

    assert found.tree is not None
    assert found.tree.body == []
