"""The smallest failing expression as lines: how each node is made, its number and its gradient."""

from __future__ import annotations

from grader.model import NodeResult
from grader.report.escape import one_line

HEADER = "the smallest expression that goes wrong:"
RAISES = "the smallest expression that fails, with the right numbers:"
MARK = "<- first wrong"
_NEAR = 1e-9  # a difference that is no mistake, relative to the right number


def lines(nodes: tuple[NodeResult, ...]) -> list[str]:
    """Return a header and one line per node, the right number beside each wrong one; ASCII."""
    if not nodes:
        return []
    raises = is_unanswered(nodes)
    if raises:
        nodes = tuple(node._replace(value=node.value_expected, grad=node.grad_expected) for node in nodes)
    made = [f"{one_line(node.name)} = {one_line(node.text)}" for node in nodes]
    values = [beside("value", node.value, node.value_expected) for node in nodes]
    gradients = [beside("gradient", node.grad, node.grad_expected) for node in nodes]
    mark = "" if raises else f"  {MARK}"
    width, column = max(map(len, made)), max(map(len, values))
    rows = zip(nodes, made, values, gradients, strict=True)
    return [
        RAISES if raises else HEADER,
        *(
            f"  {text:{width}}  {value:{column}}  {gradient}{mark if node.wrong else ''}"
            for node, text, value, gradient in rows
        ),
    ]


def is_unanswered(nodes: tuple[NodeResult, ...]) -> bool:
    """Return whether the expression raised, so that no node has a number."""
    return all(node.value is None and node.grad is None for node in nodes)


def beside(what: str, actual: float | None, right: float) -> str:
    """Return a number, and the right one where it is another."""
    if actual is None:
        return f"{what} none, right is {right:.6g}"
    if near(actual, right):
        return f"{what} {actual:.6g}"
    if f"{actual:.6g}" == f"{right:.6g}":
        return f"{what} {actual!r}, right is {right!r}"
    return f"{what} {actual:.6g}, right is {right:.6g}"


def near(actual: float, right: float) -> bool:
    """Return whether two numbers differ by rounding alone."""
    return abs(actual - right) <= _NEAR * abs(right) + 1e-12
