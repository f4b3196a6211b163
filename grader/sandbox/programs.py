"""Runs a straight-line program on the student's class, and says which operation the class lacks."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from grader.sandbox import plain

_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "pos": operator.pos,
}


class LackingOperationError(Exception):
    """The student's class does not define an operation that the program needs."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def run_steps(steps: list[tuple[str, list[int], int | float]], made: type, leaf: str) -> list[Any]:
    """Return the value of every step on the student's class; ``leaf`` says how an input becomes a node."""
    construct = _constructor(made, leaf)
    nodes: list[Any] = []
    for op, operands, value in steps:
        if op == "leaf":
            nodes.append(construct(value))
        elif op == "const":
            nodes.append(value)
        else:
            nodes.append(_operation(op, [nodes[index] for index in operands], made))
    return nodes


def _operation(op: str, operands: list[Any], made: type) -> Any:
    """Return one operation on the student's nodes; LackingOperationError where their class has none."""
    function = _ARITHMETIC.get(op)
    if function is None:
        if _is_node(operands[0], made) and not hasattr(operands[0], op):
            raise LackingOperationError(f"{plain.type_name(operands[0])} has no method {op}")
        return getattr(operands[0], op)(*operands[1:])
    try:
        return function(*operands)
    except TypeError:
        reason = _lacking(op, operands, made)
        if reason:
            raise LackingOperationError(reason) from None
        raise


def _is_node(value: object, made: type) -> bool:
    """Return whether ``value`` is an object of the student's class."""
    return made in type.mro(type(value))


def _lacking(op: str, operands: list[Any], made: type) -> str:
    """Say which special method is missing for ``op``, or nothing if the class has what it needs."""
    left, right = operands[0], operands[-1]
    if _is_node(left, made):
        return "" if hasattr(left, f"__{op}__") else f"{plain.type_name(left)} has no __{op}__"
    if _is_node(right, made) and not hasattr(right, f"__r{op}__"):
        name = plain.type_name(right)
        return f"{name} has no __r{op}__, which {plain.type_name(left)} {op} {name} needs"
    return ""


def _constructor(made: type, leaf: str) -> Callable[[Any], Any]:
    """Return how an input becomes a node, after the exercise's form such as ``Value(data=x)``."""
    inner = leaf[leaf.index("(") + 1 : -1]
    keyword = inner.split("=")[0].strip() if "=" in inner else ""
    return (lambda x: made(**{keyword: x})) if keyword else made
