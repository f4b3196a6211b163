"""Torch's answers, the tape's and 60 digits' are the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
from hypothesis import given

from grader.model import Graph, Step
from grader.scoring import reference, tape
from grader.scoring.target import target_of
from tests.scoring.graphs import CHECKS, EXERCISE, everything, gradient_of, graphs

ROOT = Path(__file__).parents[2]


@given(graphs())
def test_the_tape_is_torch_on_every_step_of_random_graphs(graph: Graph) -> None:
    target = everything(graph)

    assert tape.answers(target) == pytest.approx(reference.answers(target), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("check", ["gradf", "numerical_grad", "softmax_nll"])
def test_torch_has_the_published_figures(check: str) -> None:
    case = CHECKS[check].cases[0]

    found = reference.answers(target_of(EXERCISE, CHECKS[check], case.at))

    assert found == pytest.approx([each.value for each in case.expected], rel=1e-15)


@pytest.mark.parametrize("op", ["relu", "abs"])
def test_kinks_are_flat(op: str) -> None:
    target = gradient_of(Step(op="leaf", value=0.0), Step(op=op, operands=(0,)))

    assert reference.answers(target) == (0.0,)


@pytest.mark.parametrize(
    "op", ["sqrt", "log", "tan", "sinh", "cosh", "tanh", "sigmoid", "exp", "sin", "cos", "pos", "neg"]
)
def test_every_function_has_the_tapes_value_and_slope(op: str) -> None:
    graph = gradient_of(Step(op="leaf", value=0.7), Step(op=op, operands=(0,))).graph

    assert tape.answers(everything(graph)) == pytest.approx(reference.answers(everything(graph)), rel=1e-14)


def test_a_plus_sign_is_a_step_of_its_own() -> None:
    """y = +x, z = x + y: dz/dy is 1, although +x is x itself in torch."""
    steps = (
        Step(op="leaf", value=2.0),
        Step(op="pos", operands=(0,)),
        Step(op="add", operands=(0, 1)),
    )

    assert reference.answers(gradient_of(*steps, by=1)) == (1.0,)


def test_integers_beyond_64_bits_are_taken_as_doubles() -> None:
    steps = (
        Step(op="leaf", value=2.0),
        Step(op="const", value=2**70),
        Step(op="mul", operands=(0, 1)),
    )

    assert reference.answers(gradient_of(*steps)) == (2.0**70,)


def test_a_missing_torch_is_said_with_both_remedies(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('absent')\n", encoding="utf-8")
    code = "from grader.scoring import reference; reference.torch_version()"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "ReferenceMissing: torch" in done.stderr
    assert "cannot be imported (absent); run `grade lock` on a machine with torch" in done.stderr
    assert "or pip install torch" in done.stderr


def test_the_version_is_torchs() -> None:
    import torch

    assert reference.torch_version() == torch.__version__


def test_torch_without_numpy_says_nothing_of_it() -> None:
    script = "import sys\nsys.modules['numpy'] = None\nfrom grader.scoring import reference\n"
    script += "reference.torch_version()\n"

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, text=True)

    assert ran.stderr == ""
