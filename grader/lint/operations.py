"""What a class that differentiates is made of, however it is built: operations and their derivatives.

``{x}`` and ``{y}`` are the operands' numbers, ``{o}`` is the result's, ``{g}`` its gradient, ``{k}`` an
exponent.
"""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One operation as it is written down: its number, and what each operand's gradient gets."""

    name: str
    forward: str
    shares: tuple[str, ...]
    adds: tuple[str, ...]  # "+=", or "=" where a gradient is overwritten
    kept: tuple[bool, ...]  # whether the result remembers each operand
    way_back: str = "_backward"  # what is stored as the way back; "" if nothing is
    wraps: bool = True  # a plain number as second operand is made a node

    @property
    def is_binary(self) -> bool:
        """Tell whether there are two nodes as operands."""
        return len(self.shares) == 2


class Plan(NamedTuple):
    """A class as it is to be written, right or with one fault."""

    operations: tuple[Operation, ...]
    written: tuple[tuple[str, str], ...]  # methods made of others: ("__neg__", "self * -1")
    number: str = "data"  # what the constructor stores
    birth: str = "0.0"  # the gradient of a new node
    seed: str = "self.grad = 1.0"
    order: str = "right"  # in which nodes pass their gradients on

    def operation(self, name: str) -> Operation | None:
        """Return an operation; None if it is made of others."""
        return next((each for each in self.operations if each.name == name), None)

    def having(self, operation: Operation) -> Plan:
        """Return the plan with ``operation`` in the place of the one of its name."""
        changed = tuple(operation if each.name == operation.name else each for each in self.operations)
        return self._replace(operations=changed)

    def writing(self, method: str, text: str | None) -> Plan:
        """Return the plan with ``method`` made as ``text`` says, or without it."""
        others = tuple(each for each in self.written if each[0] != method)
        return self._replace(written=others if text is None else (*others, (method, text)))


METHODS = {
    "add": "__add__",
    "sub": "__sub__",
    "mul": "__mul__",
    "truediv": "__truediv__",
    "pow": "__pow__",
    "neg": "__neg__",
}
_TABLE = (
    ("add", "{x} + {y}", ("{g}", "{g}")),
    ("sub", "{x} - {y}", ("{g}", "-{g}")),
    ("mul", "{x} * {y}", ("{y} * {g}", "{x} * {g}")),
    ("truediv", "{x} / {y}", ("{g} / {y}", "-{x} * {g} / {y}**2")),
    ("pow", "{x}**{k}", ("{k} * {x}**({k} - 1) * {g}",)),
    ("neg", "-{x}", ("-{g}",)),
    ("exp", "exp({x})", ("{o} * {g}",)),
    ("log", "log({x})", ("{g} / {x}",)),
    ("tanh", "tanh({x})", ("(1 - {o}**2) * {g}",)),
    ("relu", "max({x}, 0.0)", ("({x} > 0) * {g}",)),
    ("sigmoid", "1 / (1 + exp(-{x}))", ("{o} * (1 - {o}) * {g}",)),
    ("sin", "sin({x})", ("cos({x}) * {g}",)),
    ("cos", "cos({x})", ("-sin({x}) * {g}",)),
    ("sqrt", "sqrt({x})", ("{g} / (2 * {o})",)),
)
RIGHT = tuple(
    Operation(name, forward, shares, ("+=",) * len(shares), (True,) * len(shares))
    for name, forward, shares in _TABLE
)
NAMES = tuple(each.name for each in RIGHT)
REFLECTED = (
    ("__radd__", "self + other"),
    ("__rmul__", "self * other"),
    ("__rsub__", "Value(other) - self"),
    ("__rtruediv__", "Value(other) / self"),
)
# Operations that people make of others.
OF_OTHERS = {
    "neg": ("__neg__", "self * -1"),
    "sub": ("__sub__", "self + (-other)"),
    "truediv": ("__truediv__", "self * other**-1"),
}


def plan(*of_others: str) -> Plan:
    """Return a right class; the operations named are made of others."""
    own = tuple(each for each in RIGHT if each.name not in of_others)
    made = []
    for name in of_others:
        method, text = OF_OTHERS[name]
        made.append((method, text if name != "truediv" else "self * (other**-1)"))
    return Plan(operations=own, written=(*REFLECTED, *made))


def method_of(name: str) -> str:
    """Return what the method of an operation is called."""
    return METHODS.get(name, name)
