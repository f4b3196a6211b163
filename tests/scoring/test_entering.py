"""Where an error enters: numbers are followed from the leaves, gradients from the root."""

from __future__ import annotations

import pytest

from grader.model import DimResult, DimVerdict, Input
from grader.scoring.entering import where_it_enters
from grader.spec.program import trace_program

PROGRAM = """
counts = [logit.exp() for logit in logits]
denominator = sum(counts)
probs = [count / denominator for count in counts]
loss = -probs[1].log()
"""
GRAPH = trace_program(PROGRAM, (Input(name="logits", value=(0.5, 1.0)),), "loss")
NAMES = ("logits", "counts", "denominator", "probs", "loss")


def wrong(name: str) -> DimResult:
    return DimResult(
        name=name,
        index=None,
        point=0,
        verdict=DimVerdict.WRONG,
        expected=None,
        torch=1.0,
        actual=2.0,
        found="float",
        absolute_error=1.0,
        relative_error=1.0,
        seed=DimVerdict.WRONG,
        strict=DimVerdict.WRONG,
        ulps=None,
    )


@pytest.mark.parametrize(
    ("dims", "said"),
    [
        (
            ["denominator.grad", "counts[0].grad", "logits[0].grad"],
            "loss and probs are right, the gradient of denominator is not: look at __truediv__",
        ),
        (
            ["counts[1].grad", "logits[1].grad"],
            "loss, probs and denominator are right, the gradient of counts is not: "
            "look at __radd__, __add__ or __truediv__",
        ),
        (
            ["logits[0].grad"],
            "loss, probs, denominator and counts are right, the gradient of logits is not: look at exp",
        ),
        (
            ["probs[1].grad", "logits[0].grad"],
            "loss is right, the gradient of probs is not: look at log or __neg__",
        ),
        (
            ["denominator", "probs[0]", "loss", "logits[0].grad"],
            "counts are right, the value of denominator is not: look at __radd__ or __add__",
        ),
        (["counts[0]", "loss"], "the value of counts is wrong: look at exp"),
        (
            ["loss"],
            "counts, denominator and probs are right, the value of loss is not: look at log or __neg__",
        ),
        ([], ""),
    ],
)
def test_the_first_name_that_is_wrong_is_told_with_the_methods_before_it(dims: list[str], said: str) -> None:
    assert where_it_enters(GRAPH, NAMES, [wrong(name) for name in dims]) == said


def test_the_order_of_the_names_is_that_of_the_program() -> None:
    assert where_it_enters(GRAPH, NAMES[::-1], [wrong("logits[0].grad")]).startswith(
        "loss, probs, denominator"
    )
