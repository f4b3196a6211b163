"""What the methods of a class have in common, however it is built: heads, operands, shares."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from grader.lint.operations import Operation, Plan


def block(lines: Iterator[str] | tuple[str, ...] | list[str], depth: int = 1) -> str:
    """Return lines as one text, indented."""
    return textwrap.indent("\n".join(lines), "    " * depth)


def signature(operation: Operation) -> str:
    """Return the parameters of an operation's method."""
    if operation.is_binary:
        return "self, other"
    return "self, k" if operation.name == "pow" else "self"


def wrapped(operation: Operation) -> tuple[str, ...]:
    """Return the lines that make a node of a plain number."""
    if not (operation.is_binary and operation.wraps):
        return ()
    return ("other = other if isinstance(other, Value) else Value(other)",)


def kept_of(operation: Operation, names: tuple[str, ...] = ("self", "other")) -> str:
    """Return the operands that the result remembers, as the inside of a tuple."""
    return "".join(f"{name}, " for name, kept in zip(names, operation.kept, strict=False) if kept)


class Names(NamedTuple):
    """How the numbers of an operation are written where its way back stands."""

    x: str
    y: str
    o: str
    g: str
    k: str = "k"


IN_CLOSURES = Names("self.data", "other.data", "out.data", "out.grad")
AS_NUMBERS = Names("x", "y", "o", "g")
OF_THE_RESULT = Names("x.data", "y.data", "self.data", "self.grad", "self.k")


def shares_of(operation: Operation, names: Names) -> Iterator[str]:
    """Yield what each operand's gradient gets, in the names that stand there."""
    for share in operation.shares:
        yield share.format(**names._asdict())


def written(plan: Plan) -> str:
    """Return the methods that are made of others."""
    lines: list[str] = []
    for method, text in plan.written:
        lines += [f"def {method}(self{'' if method == '__neg__' else ', other'}):", f"    return {text}", ""]
    return block(lines)
