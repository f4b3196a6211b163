"""Classes for trying: every architecture is right as it stands, and every fault changes it."""

from __future__ import annotations

import math
import operator
from itertools import islice
from typing import Any

import pytest

from grader.lint.architectures import ARCHITECTURES, Architecture
from grader.lint.class_faults import Needs, faults
from grader.lint.classes import MIXTURES
from grader.lint.operations import NAMES, plan

NEEDS = Needs(
    operations=(*NAMES, "radd", "rsub", "rmul", "rtruediv"),
    with_numbers=frozenset(("add", "sub", "mul", "truediv")),
)


def run(text: str) -> Any:
    namespace: dict[str, Any] = {"__name__": __name__}
    exec(text, namespace)
    return namespace["Value"]


def gradients(value: Any) -> list[float]:
    """Use every operation, twice on nodes that nothing else uses, and with numbers on both sides."""
    a, b = value(1.7), value(0.8)
    t, v = a + b, a * b
    terms = [t**3, v**-1.5, t**2.0]

    def fresh() -> Any:
        return t * v + 0.01 * len(terms) - 3.2  # positive, as log and sqrt need it

    for name in ("exp", "log", "tanh", "relu", "sigmoid", "sin", "cos", "sqrt", "__neg__"):
        node = fresh()
        terms += [getattr(node, name)(), getattr(node, name)()]
    node = fresh()
    terms += [node**1.5, node**-2, (-t).relu(), (-t).tanh()]
    for do in (operator.add, operator.sub, operator.mul, operator.truediv):
        one, other = fresh(), fresh() + 1.3
        terms += [do(one, other), do(other, one), do(t, t), do(t, 2.5), do(2.5, v)]
    loss = sum(term * (0.1 + 0.2 * place) for place, term in enumerate(terms))
    loss = loss * loss * 0.01
    loss.backward()
    return [float(each) for each in (loss.data, a.grad, b.grad, t.grad, v.grad)]


RIGHT = gradients(run(ARCHITECTURES[0].write(plan())))


def agrees(found: list[float]) -> bool:
    return all(math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12) for pair in zip(found, RIGHT, strict=True))


@pytest.mark.parametrize("way", ARCHITECTURES, ids=lambda way: way.name)
def test_an_architecture_is_right_whatever_is_made_of_others(way: Architecture) -> None:
    for mixture in MIXTURES:
        assert agrees(gradients(run(way.write(plan(*mixture)))))


def test_the_right_gradients_are_those_of_a_nudge() -> None:
    value = run(ARCHITECTURES[0].write(plan()))
    x = value(0.3)
    y = x.exp() * x.sigmoid() + x.sqrt() / x.cos() + x.tanh() ** 2
    y.backward()

    def by_hand(x: float) -> float:
        return math.exp(x) / (1 + math.exp(-x)) + math.sqrt(x) / math.cos(x) + math.tanh(x) ** 2

    assert x.grad == pytest.approx((by_hand(0.3 + 1e-6) - by_hand(0.3 - 1e-6)) / 2e-6, rel=1e-8)


@pytest.mark.parametrize("way", ARCHITECTURES, ids=lambda way: way.name)
def test_a_fault_changes_a_number_or_raises(way: Architecture) -> None:
    unseen = []
    # Each architecture tries a ninth of the faults, another ninth each.
    for fault in islice(faults(plan(), NEEDS, way), ARCHITECTURES.index(way), None, len(ARCHITECTURES)):
        try:
            seen = not agrees(gradients(run(way.write(fault.plan))))
        except (AttributeError, TypeError, ValueError, ArithmeticError):
            seen = True
        if not seen:
            unseen.append(fault.words)

    assert unseen == []


def test_at_least_eight_architectures_differ() -> None:
    assert len({way.write(plan()) for way in ARCHITECTURES}) >= 8
