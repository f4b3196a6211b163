"""Expressions: right numbers of every step, and smaller expressions that are part of one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Graph, Input
from grader.scoring.expression import Expression, expression_of, parts, reductions
from grader.spec.program import trace_program

PROGRAM = """
c = a * b + 2 * a
d = c.exp() / (c + b)
loss = -d.log()
"""


def graph(program: str, root: str, **inputs: float | tuple[float, ...]) -> Graph:
    return trace_program(
        program, tuple(Input(name=name, value=value) for name, value in inputs.items()), root
    )


def expression(program: str = PROGRAM, root: str = "loss", **inputs: float) -> Expression:
    found = expression_of(graph(program, root, **(inputs or {"a": 0.5, "b": 0.25})))
    assert found is not None
    return found


def written(found: Expression) -> list[str]:
    return [f"{found.names[step]} = {found.text(step)}" for step in found.nodes]


def test_every_node_has_its_name_and_is_written_as_python_would() -> None:
    assert written(expression("c = 2 * a\nd = -c\ny = d.exp() + 1.5 ** 2", "y", a=3.0)) == [
        "a = 3.0",
        "c = 2 * a",
        "d = -c",
        "n5 = d.exp()",
        "y = n5 + 2.25",
    ]


def test_an_element_of_a_list_is_named_by_its_place() -> None:
    found = expression_of(graph("y = x[0] * x[1]", "y", x=(2.0, 3.0)))

    assert found is not None
    assert written(found) == ["x[0] = 2.0", "x[1] = 3.0", "y = x[0] * x[1]"]


def test_numbers_and_gradients_are_those_of_calculus() -> None:
    found = expression("c = a * b\ny = c.exp()", "y", a=0.5, b=2.0)

    assert found.values == pytest.approx((0.5, 2.0, 1.0, math.e))
    assert found.gradients == pytest.approx((2 * math.e, 0.5 * math.e, math.e, 1.0))


def test_what_the_root_does_not_need_is_left_out() -> None:
    assert written(expression("c = a * b\nd = c + a\ny = c * 3", "y", a=1.0, b=2.0)) == [
        "a = 1.0",
        "b = 2.0",
        "c = a * b",
        "y = c * 3",
    ]


@pytest.mark.parametrize("program", ["y = a.log()", "y = a ** 0.5", "y = (a * 1000).exp()"])
def test_without_finite_numbers_there_is_no_expression(program: str) -> None:
    assert expression_of(graph(program, "y", a=-1.0 if "exp" not in program else 1.0)) is None


def test_parts_are_smaller_and_begin_with_single_operations() -> None:
    whole = expression()
    found = parts(whole)

    assert all(each.size < whole.size for each in found)
    assert {len(each.operations) for each in found[:5]} == {1}
    assert ["c = 0.125", "b = 0.25", "n6 = c + b"] not in [written(each) for each in found]
    assert any(written(each)[-1].startswith("loss = -") for each in found)


def test_a_part_keeps_the_numbers_of_the_whole() -> None:
    whole = expression()
    numbers = dict(zip(whole.names, whole.values, strict=True))

    for part in parts(whole):
        for step in part.nodes:
            assert part.values[step] == numbers[part.names[step]]


def test_a_node_that_is_used_twice_stays_one_node() -> None:
    whole = expression("c = a.exp()\ny = c * c", "y", a=0.5)

    assert ["c = 1.6487212707001282", "y = c * c"] in [written(each) for each in parts(whole)]


def test_a_reduction_leaves_out_one_operation() -> None:
    whole = expression("c = -a\ny = c * b", "y", a=2.0, b=3.0)

    assert sorted(map(written, reductions(whole))) == [
        ["a = 2.0", "b = 3.0", "y = a * b"],
        ["a = 2.0", "c = -a"],
        ["b = 3.0", "c = -2.0", "y = c * b"],
    ]


def test_what_is_too_large_is_not_looked_at() -> None:
    program = "b = a\n" + "b = b + a\n" * 250 + "y = b * a"

    assert expression_of(graph(program, "y", a=1.0)) is None


@given(st.lists(st.sampled_from(["+ a", "* b", "- a", "/ b", "+ c", "* c"]), min_size=1, max_size=12))
def test_every_smaller_expression_is_sound(pieces: list[str]) -> None:
    program = "c = a * b\ny = c " + " ".join(pieces)
    whole = expression(program, "y", a=1.5, b=-0.75)

    for each in (*parts(whole), *reductions(whole)):
        assert each.size < whole.size
        assert each.graph.root == len(each.graph.steps) - 1
        assert all(
            operand < index for index, step in enumerate(each.graph.steps) for operand in step.operands
        )
        assert all(map(math.isfinite, each.values + each.gradients))
