"""The smallest failing expression as lines of plain ASCII."""

from __future__ import annotations

from grader.model import NodeResult
from grader.report import expression


def node(name: str, text: str, value: float | None, grad: float | None, **other: float | bool) -> NodeResult:
    right = {"value_expected": value or 0.0, "grad_expected": grad or 0.0} | other
    return NodeResult(name=name, text=text, value=value, grad=grad, **right)  # type: ignore[arg-type]


def test_the_right_number_stands_beside_each_wrong_one() -> None:
    nodes = (
        node("a", "2.0", 2.0, 1.0, grad_expected=2.0, wrong=True),
        node("y", "a + a", 4.0, 1.0),
    )

    assert expression.lines(nodes) == [
        "the smallest expression that goes wrong:",
        "  a = 2.0    value 2  gradient 1, right is 2  <- first wrong",
        "  y = a + a  value 4  gradient 1",
    ]


def test_without_nodes_nothing_is_said() -> None:
    assert expression.lines(()) == []


def test_a_number_that_is_not_there_is_none() -> None:
    nodes = (node("a", "2.0", 2.0, None, grad_expected=3.0, wrong=True),)

    assert expression.lines(nodes)[1] == "  a = 2.0  value 2  gradient none, right is 3  <- first wrong"


def test_numbers_that_read_alike_in_six_digits_are_told_apart() -> None:
    nodes = (node("a", "2.0", 1.00000001, 1.0, value_expected=1.0, wrong=True),)

    assert "value 1.00000001, right is 1.0 " in expression.lines(nodes)[1]


def test_an_expression_that_raises_shows_the_right_numbers_alone() -> None:
    nodes = (
        node("a", "2.0", None, None, value_expected=2.0, grad_expected=1.0),
        node("y", "-a", None, None, value_expected=-2.0, grad_expected=1.0, wrong=True),
    )

    assert expression.lines(nodes) == [
        "the smallest expression that fails, with the right numbers:",
        "  a = 2.0  value 2   gradient 1",
        "  y = -a   value -2  gradient 1",
    ]


def test_the_lines_are_ascii_whatever_a_name_is() -> None:
    assert expression.lines((node("größe\n", "2.0", 2.0, 1.0),))[1].isprintable()
