"""The third opinion knows no rule of differentiation and agrees all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mpmath")
from hypothesis import given, settings

from grader.model import Graph, Step
from grader.scoring import precise, tape
from grader.scoring.target import target_of
from tests.scoring.graphs import CHECKS, EXERCISE, everything, gradient_of, graphs

ROOT = Path(__file__).parents[2]


@settings(max_examples=50)
@given(graphs())
def test_the_tape_agrees_with_60_digits_on_every_step_of_random_graphs(graph: Graph) -> None:
    target = everything(graph)

    assert tape.answers(target) == pytest.approx(precise.answers(target), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("check", ["gradf", "softmax_nll"])
def test_60_digits_have_the_published_figures(check: str) -> None:
    case = CHECKS[check].cases[0]

    found = precise.answers(target_of(EXERCISE, CHECKS[check], case.at))

    assert found == pytest.approx([each.value for each in case.expected], rel=1e-15)


@pytest.mark.parametrize(("op", "x", "expected"), [("relu", 0.0, 0.0), ("abs", 0.0, 0.0), ("abs", -2, -1.0)])
def test_kinks_follow_the_convention_of_torch(op: str, x: float, expected: float) -> None:
    target = gradient_of(Step(op="leaf", value=x), Step(op=op, operands=(0,)))

    assert precise.answers(target) == (expected,)


@pytest.mark.parametrize("op", ["log", "sqrt"])
def test_what_is_not_real_raises(op: str) -> None:
    with pytest.raises(ValueError, match="no real number"):
        precise.answers(gradient_of(Step(op="leaf", value=-1.0), Step(op=op, operands=(0,))))


def test_a_pole_raises() -> None:
    steps = (Step(op="const", value=1), Step(op="leaf", value=0.0), Step(op="truediv", operands=(0, 1)))

    with pytest.raises(ZeroDivisionError):
        precise.answers(gradient_of(*steps, by=1))


def test_an_unknown_operation_is_an_error() -> None:
    with pytest.raises(ValueError, match="no operation"):
        precise.answers(gradient_of(Step(op="leaf", value=1.0), Step(op="exp", operands=(0, 0))))


def test_importing_the_module_imports_neither_mpmath_nor_torch() -> None:
    code = (
        "import sys, grader.scoring.precise, grader.scoring.reference, grader.scoring.key;"
        "print(sorted({'mpmath', 'torch', 'yaml', 'numpy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
