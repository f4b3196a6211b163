"""Classes that differentiate, as text: written in several ways, each rule a line that a test can exchange."""

from __future__ import annotations

from typing import NamedTuple

# What an operation computes, and the lines of its way back. a, b: numbers of the operands; o, g: number
# and gradient of the result; x, y: gradients of the operands.
RULES: dict[str, tuple[str, ...]] = {
    "add": ("{a} + {b}", "{x} += {g}", "{y} += {g}"),
    "sub": ("{a} - {b}", "{x} += {g}", "{y} += -{g}"),
    "mul": ("{a} * {b}", "{x} += {b} * {g}", "{y} += {a} * {g}"),
    "truediv": ("{a} / {b}", "{x} += 1 / {b} * {g}", "{y} += -{a} / {b}**2 * {g}"),
    "pow": ("{a} ** {b}", "{x} += {b} * {a} ** ({b} - 1) * {g}"),
    "neg": ("-{a}", "{x} += -1.0 * {g}"),
    "exp": ("math.exp({a})", "{x} += {o} * {g}"),
    "log": ("math.log({a})", "{x} += 1 / {a} * {g}"),
    "tanh": ("math.tanh({a})", "{x} += (1 - {o} ** 2) * {g}"),
    "relu": ("max(0.0, {a})", "{x} += ({o} > 0) * {g}"),
    "sigmoid": ("1 / (1 + math.exp(-{a}))", "{x} += {o} * (1 - {o}) * {g}"),
}
_TWO = ("add", "sub", "mul", "truediv")
_DERIVED = {
    "neg": "return self * -1",
    "sub": "return self + (-other)",
    "truediv": "return self * other ** -1",
}
_REFLECTED = {
    "written out": {
        "radd": "return Value(other) + self",
        "rsub": "return Value(other) - self",
        "rmul": "return Value(other) * self",
        "rtruediv": "return Value(other) / self",
    },
    "derived": {
        "radd": "return self + other",
        "rsub": "return (-self) + other",
        "rmul": "return self * other",
        "rtruediv": "return self ** -1 * other",
    },
}
_RECURSIVE = """
    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    visit(child)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
"""
_ITERATIVE = """
    def backward(self):
        uses, waiting, seen = {}, [self], {id(self)}
        while waiting:
            node = waiting.pop()
            for child in node._prev:
                uses[id(child)] = uses.get(id(child), 0) + 1
                if id(child) not in seen:
                    seen.add(id(child))
                    waiting.append(child)
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._backward()
            for child in node._prev:
                uses[id(child)] -= 1
                if not uses[id(child)]:
                    ready.append(child)
"""


class Written(NamedTuple):
    """How a class is written."""

    closures: bool  # a function in every result, or one method that asks for the operation
    derived: tuple[str, ...]  # operations that are made of others
    reflected: str
    backward: str
    kept: str  # what holds the operands: set, tuple or list


WAYS = {
    "lecture": Written(True, ("neg", "sub", "truediv"), "derived", _RECURSIVE, "set"),
    "written out": Written(True, (), "written out", _ITERATIVE, "tuple"),
    "dispatch": Written(False, ("sub",), "written out", _RECURSIVE, "list"),
}


def text(way: Written, *exchanged: tuple[str, str, str], seed: int = 0) -> str:
    """Return a class as text; each of ``exchanged`` is (operation, line, other line), "" for the frame."""
    rules = dict(RULES)
    for operation, line, other in exchanged:
        if operation in rules:
            assert line in rules[operation], (operation, line)
            rules[operation] = tuple(other if each == line else each for each in rules[operation])
    methods = [
        _method(op, _DERIVED[op])
        if op in way.derived
        else _closure(op, *lines)
        if way.closures
        else _forward(op, lines[0])
        for op, lines in rules.items()
    ]
    methods += [_method(op, body) for op, body in _REFLECTED[way.reflected].items()]
    if not way.closures:
        methods.append(_dispatch({op: lines for op, lines in rules.items() if op not in way.derived}))
    found = _FRAME.replace("KEPT", way.kept) + "".join(methods) + way.backward
    for operation, line, other in exchanged:
        if operation not in rules:
            assert line in found, line
            found = found.replace(line, other)
    return found


def applies(way: Written, *exchanged: tuple[str, str, str]) -> bool:
    """Return whether the class has the lines that are to be exchanged."""
    if any(operation in way.derived for operation, _, _ in exchanged):
        return False
    plain = text(way)
    return all(operation in RULES or line in plain for operation, line, _ in exchanged)


_FRAME = """
import math

class Value:
    def __init__(self, data, children=(), op=''):
        self.data = data
        self.grad = 0.0
        self._prev = KEPT(children)
        self.operands = tuple(children)
        self.op = op
        self._backward = lambda: None

    def __repr__(self):
        return f"Value({self.data})"
"""


def _head(op: str) -> str:
    name = op if op in ("exp", "log", "tanh", "relu", "sigmoid") else f"__{op}__"
    two = op in (*_TWO, "pow", "radd", "rsub", "rmul", "rtruediv")
    return f"\n    def {name}(self{', other' if two else ''}):\n"


def _method(op: str, body: str) -> str:
    return f"{_head(op)}        {body}\n"


def _closure(op: str, forward: str, *lines: str) -> str:
    other = "other" if op == "pow" else "other.data"
    names = {"a": "self.data", "b": other, "o": "out.data", "g": "out.grad"}
    names |= {"x": "self.grad", "y": "other.grad"}
    wrap = "        other = other if isinstance(other, Value) else Value(other)\n" if op in _TWO else ""
    children = "(self, other)" if op in _TWO else "(self,)"
    body = "".join(f"            {line.format(**names)}\n" for line in lines)
    return (
        f"{_head(op)}{wrap}        out = Value({forward.format(**names)}, {children}, '{op}')\n"
        f"        def _backward():\n{body}        out._backward = _backward  # {op}\n        return out\n"
    )


def _forward(op: str, forward: str) -> str:
    names = {"a": "self.data", "b": "other" if op == "pow" else "other.data"}
    wrap = "        other = other if isinstance(other, Value) else Value(other)\n" if op in _TWO else ""
    children = "(self, other)" if op in _TWO else "(self,)"
    power = "        out.k = other\n" if op == "pow" else ""
    return (
        f"{_head(op)}{wrap}        out = Value({forward.format(**names)}, {children}, '{op}')\n"
        f"        out._backward = out._pass_on  # {op}\n{power}        return out\n"
    )


def _dispatch(rules: dict[str, tuple[str, ...]]) -> str:
    names = {"a": "x.data", "o": "self.data", "g": "self.grad", "x": "x.grad", "y": "y.grad"}
    lines = ["\n    def _pass_on(self):\n        x, y = self.operands[0], self.operands[-1]\n"]
    for op, (_, *body) in rules.items():
        b = "self.k" if op == "pow" else "y.data"
        lines.append(f"        if self.op == '{op}':\n")
        lines += [f"            {line.format(b=b, **names)}\n" for line in body]
    return "".join(lines)
