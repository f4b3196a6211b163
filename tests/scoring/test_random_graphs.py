"""Random graphs: drawn again by their seed, of what is asked for, and the same on every arithmetic."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Graph
from grader.scoring import precise, shapes, tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.key import PROOF
from grader.scoring.random_graphs import GRAPHS, MOST_OPERATIONS, graphs_of
from grader.scoring.target import Target
from grader.scoring.trials import OPERATIONS, WHOLE, first_trials, operations_of, trial
from tests.scoring.graphs import everything

SEEDS = st.integers(0, 2**53 - 1)
SOME = st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=8, unique=True)


@given(SEEDS, SOME)
@settings(max_examples=30)
def test_a_seed_draws_the_same_graphs_again(seed: int, operations: list[str]) -> None:
    first = graphs_of(seed, operations)
    graphs_of(seed + 1, operations)

    assert graphs_of(seed, operations) == first
    assert 0 < len(first) <= GRAPHS


@given(SEEDS, SOME)
@settings(max_examples=30)
def test_graphs_need_nothing_that_is_not_asked_for(seed: int, operations: list[str]) -> None:
    for graph in graphs_of(seed, operations):
        assert set(operations_of(graph)) <= {*operations, "add"}
        assert sum(bool(step.operands) for step in graph.steps) <= 2 * MOST_OPERATIONS + 2


@given(SEEDS, SOME)
@settings(max_examples=15)
def test_tape_and_many_digits_agree_on_every_trial(seed: int, operations: list[str]) -> None:
    pytest.importorskip("mpmath")
    for each in first_trials(operations, seed):
        found = precise.answers(each.target())
        assert all(agree(one, other, PROOF) for one, other in zip(each.right, found, strict=True))


def test_torch_agrees_on_every_trial() -> None:
    pytest.importorskip("torch")
    from grader.scoring import reference

    for seed in range(5):
        for each in first_trials(OPERATIONS, seed):
            found = reference.answers(each.target())
            assert all(agree(one, other, PROOF) for one, other in zip(each.right, found, strict=True))


def test_every_operation_that_is_asked_for_occurs() -> None:
    drawn = {name for graph in graphs_of(7, OPERATIONS) for name in operations_of(graph)}

    assert drawn >= set(OPERATIONS)


def backwards(target: Target) -> Target:
    """Return the target with the operands of every sum the other way round: rounding takes another way."""
    steps = tuple(
        step._replace(operands=step.operands[::-1]) if step.op in ("add", "mul") else step
        for step in target.graph.steps
    )
    return target._replace(graph=target.graph._replace(steps=steps))


@given(SEEDS, SOME)
@settings(max_examples=30)
def test_the_order_of_sums_is_never_judged(seed: int, operations: list[str]) -> None:
    for graph in graphs_of(seed, operations):
        target = everything(graph)
        one, other = tape.answers(target), tape.answers(backwards(target))
        assert all(agree(a, b, STRICT) for a, b in zip(one, other, strict=True))


def test_numbers_stay_away_from_kinks_and_overflow() -> None:
    for seed in range(20):
        for graph in graphs_of(seed, ("relu", "exp", "tanh", "mul", "rsub")):
            values = tape.run(graph)
            for step in graph.steps:
                if step.op == "relu":
                    assert abs(values[step.operands[0]]) > 0.01
            assert all(math.isfinite(value) and abs(value) < 1e3 for value in values)


def leaves_of(graph: Graph) -> list[float]:
    return [step.value for step in graph.steps if step.op == "leaf"]


def test_some_leaves_hold_equal_numbers_and_some_constants_are_whole() -> None:
    graphs = [graph for seed in range(5) for graph in graphs_of(seed, ("radd", "mul"))]
    numbers = [step.value for graph in graphs for step in graph.steps if step.op == "const"]

    assert any(len(set(leaves_of(graph))) < len(leaves_of(graph)) for graph in graphs)
    assert any(isinstance(number, int) for number in numbers)
    assert any(isinstance(number, float) for number in numbers)


def test_a_trial_reads_the_leaves_and_the_root() -> None:
    graph = graphs_of(1, ("mul",))[0]
    made = trial(graph, WHOLE, WHOLE)

    assert made.reads == (*(i for i, step in enumerate(graph.steps) if step.op == "leaf"), graph.root)
    assert len(made.right) == 2 * len(made.reads)


def test_where_the_starter_has_every_operation_there_are_graphs_of_plus() -> None:
    found = [each for each in first_trials((), 5) if each.operation == WHOLE]

    assert found
    assert {name for each in found for name in each.operations} == {"add"}


@given(SOME)
@settings(max_examples=20)
def test_every_leaf_of_a_trial_takes_part_and_two_are_equal_for_each_operation(operations: list[str]) -> None:
    twins = [each for each in first_trials(operations, 5) if each.operation == WHOLE][-1]
    used = {operand for step in twins.graph.steps for operand in step.operands}
    leaves = [index for index, step in enumerate(twins.graph.steps) if step.op == "leaf"]

    assert used.issuperset(leaves)
    assert len(leaves) >= 2 * len(operations)


@pytest.mark.parametrize(
    "operations", [("neg", "mul"), ("relu", "truediv", "exp"), ("sub", "pow"), ("neg", "exp")]
)
def test_another_gradient_than_that_of_plus_arrives_at_every_operation(operations: tuple[str, ...]) -> None:
    twins = [each for each in first_trials(operations, 5) if each.operation == WHOLE][-1].graph
    users = {operand: step.op for step in twins.steps for operand in step.operands}
    leaves = {index for index, step in enumerate(twins.steps) if step.op in ("leaf", "const")}
    first = [
        index for index, step in enumerate(twins.steps) if step.operands and leaves.issuperset(step.operands)
    ]

    assert len(first) == sum(4 if shapes.of_two(each) else 2 for each in operations)
    assert "add" not in {users[index] for index in first}
