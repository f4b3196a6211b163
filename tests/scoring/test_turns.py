"""Whether some order of the nodes gives what was seen of a class."""

from __future__ import annotations

import pytest

from grader.model import Parts
from grader.scoring.observed import Observation, right_of
from grader.scoring.probes import probes
from grader.scoring.turns import are_out_of_order

TEXTS = (
    "t = a + b\nz = t + c\ny = z * t",
    "p = a + b\nq = p + c\nr = q + p\ny = r + q",
    "z = a + b\ny = z + z",
)


def seen(*gradients: tuple[float, ...]) -> list[Observation]:
    """Return what is seen of a class with these gradients of the three probes."""
    by_text = {each.text: each for each in probes()}
    found = []
    for text, given in zip(TEXTS, gradients, strict=True):
        right = right_of(by_text[text].graph, by_text[text].reads)
        numbers = tuple((number, slope) for (number, _), slope in zip(right.right, given, strict=True))
        found.append(right._replace(found=numbers, wrong=numbers != right.right))
    return found


TOO_EARLY = (2.45, 2.45, 1.15, 3.6, 1.15, 1.0), (1.0, 1.0, 2.0, 3.0, 2.0, 1.0, 1.0), (0.0, 0.0, 2.0, 1.0)


def test_a_node_that_passes_on_before_all_has_arrived_is_out_of_order() -> None:
    assert are_out_of_order(seen(*TOO_EARLY), None)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_gradient_that_no_order_gives_is_none_of_the_order(place: int) -> None:
    changed = [*TOO_EARLY]
    changed[place] = (0.5, *changed[place][1:])

    assert not are_out_of_order(seen(*changed), None)


def test_what_runs_other_operations_says_nothing() -> None:
    parts = Parts(of=(("add", ("mul",)), ("mul", ())))

    assert not are_out_of_order(seen(*TOO_EARLY), parts)


def test_what_is_wrong_of_one_operation_alone_is_none_of_the_order() -> None:
    right = [right_of(each.graph, each.reads) for each in probes() if len(each.graph.steps) == 2]
    sums, others = ([each for each in right if each.operations == {op}] for op in ("add", "tanh"))
    stopped = []
    for each in right:
        if each.operations <= {"exp", "log"}:
            numbers = zip(each.reads, each.right, strict=True)
            given = tuple((number, float(step == each.graph.root)) for step, (number, _) in numbers)
            stopped.append(each._replace(found=given, wrong=True))

    assert are_out_of_order([*stopped, *sums], None)
    assert not are_out_of_order([*stopped, *sums, *others], None)
    assert not are_out_of_order(stopped, None)  # nothing arrives anywhere
