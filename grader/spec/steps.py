"""A list of steps as it grows: what each can become, and which are constants already known."""

from __future__ import annotations

from math import isfinite

from grader.model import Number, Step

STEPS = 20_000
INTEGER_BITS = 100_000  # to which x = x*x, in a row, may let an integer grow


class StepError(Exception):
    """A step that no graph may have; the message says why."""


class Steps:
    """Steps written so far. Numbers are computed for constants alone, and never become huge."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._known: list[Number | None] = []
        self._bits: list[int] = []  # the size that a step can have if it is an integer

    def written(self) -> tuple[Step, ...]:
        """Return all steps."""
        return tuple(self._steps)

    def known(self, step: int) -> Number | None:
        """Return the number that a step has, None if it depends on a leaf."""
        return self._known[step]

    def leaf(self, value: Number) -> int:
        """Write a leaf. A formula's leaves hold 0.0 for numbers of any kind, so assume an integer."""
        return self._append(Step(op="leaf", value=value), None, 64)

    def constant(self, value: Number) -> int:
        """Write a constant."""
        bits = value.bit_length() if isinstance(value, int) else 0
        return self._append(Step(op="const", value=value), value, bits)

    def operate(self, op: str, *operands: int) -> int:
        """Write an operation on earlier steps."""
        bits = self._bits_after(op, operands)
        if bits > INTEGER_BITS:  # said before a constant is computed
            raise StepError("the powers and products can grow beyond every number")
        return self._append(Step(op=op, operands=operands), self._known_after(op, operands), bits)

    def _append(self, step: Step, known: Number | None, bits: int) -> int:
        if len(self._steps) >= STEPS:
            raise StepError(f"more than {STEPS} steps")
        self._steps.append(step)
        self._known.append(known)
        self._bits.append(bits)
        return len(self._steps) - 1

    def _bits_after(self, op: str, operands: tuple[int, ...]) -> int:
        sizes = [self._bits[operand] for operand in operands]
        match op:
            case "add" | "sub":
                return max(sizes) + 1
            case "mul":
                return sum(sizes)
            case "pow":
                exponent = self._known[operands[1]]
                return sizes[0] * exponent if isinstance(exponent, int) and exponent > 0 else 0
            case "neg" | "pos" | "abs" | "relu":
                return sizes[0]
            case _:
                return 0  # a float

    def _known_after(self, op: str, operands: tuple[int, ...]) -> Number | None:
        first, *rest = (self._known[operand] for operand in operands)
        if first is None or None in rest:
            return None
        value = _computed(op, first, rest[0]) if rest and rest[0] is not None else _signed(op, first)
        if value is None:
            raise StepError("these constants have no finite value")
        return value


def _signed(op: str, number: Number) -> Number:
    return -number if op == "neg" else number


def _computed(op: str, left: Number, right: Number) -> Number | None:
    """Return the value of two constants, None if it is no real number within a double's range."""
    value: object
    try:
        match op:
            case "add":
                value = left + right
            case "sub":
                value = left - right
            case "mul":
                value = left * right
            case "truediv":
                value = left / right
            case _:
                value = left**right
        return value if isinstance(value, int | float) and isfinite(value) else None
    except (ZeroDivisionError, OverflowError):  # 1/0, or an integer beyond every double
        return None
