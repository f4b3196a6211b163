"""The ways in which people build a class that differentiates: each writes a plan down as a submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from grader.lint.methods import (
    AS_NUMBERS,
    IN_CLOSURES,
    OF_THE_RESULT,
    block,
    kept_of,
    shares_of,
    signature,
    wrapped,
    written,
)
from grader.lint.operations import Operation, Plan, method_of
from grader.lint.walks import BY_NUMBER, COUNTED, ITERATIVE, RECURSIVE, walk

IMPORTS = "from math import cos, exp, log, sin, sqrt, tanh\n"


class Architecture(NamedTuple):
    """A way to write a class. ``separate``: each operation adds to gradients in its own lines."""

    name: str
    write: Callable[[Plan], str]
    separate: bool = True
    walks: bool = True  # the order of the nodes is found by a walk that can go wrong
    forgets: bool = True  # an operand can be used and not remembered


# --- closures -----------------------------------------------------------------------------------


def _closures(plan: Plan, kind: str, walked: str) -> str:
    body = [
        "class Value:",
        *(("    made = 0", "") if walked == BY_NUMBER else ()),
        "    def __init__(self, data, _prev=()):",
        f"        self.data = {plan.number}",
        f"        self.grad = {plan.birth}",
        f"        self._prev = {kind}(_prev)",
        "        self._backward = lambda: None",
        *(("        Value.made = self.number = Value.made + 1",) if walked == BY_NUMBER else ()),
        "",
        *(_closure(operation) for operation in plan.operations),
        written(plan),
        walk(plan, walked, "node._prev", "node._backward()"),
    ]
    return IMPORTS + "\n\n" + "\n".join(body) + "\n"


def _closure(operation: Operation) -> str:
    number = operation.forward.format(x="self.data", y="other.data", k="k", o="", g="")
    lines = [
        f"def {method_of(operation.name)}({signature(operation)}):",
        *(f"    {line}" for line in wrapped(operation)),
        f"    out = Value({number}, ({kept_of(operation)}))",
        "",
        "    def _backward():",
    ]
    shares = shares_of(operation, IN_CLOSURES)
    for name, adds, share in zip(("self", "other"), operation.adds, shares, strict=False):
        lines.append(f"        {name}.grad {adds} {share}")
    lines += ["", f"    out._backward = {operation.way_back}"] if operation.way_back else [""]
    return block([*lines, "    return out", ""])


# --- functions on the edges -----------------------------------------------------------------------


_PAIRS = """\
class Value:
    def __init__(self, data, edges=()):
        self.data = {number}
        self.grad = {birth}
        self.edges = tuple(edges)
"""
_PLACES = """\
class Value:
    number, numbers, gradients = 0, [], []

    def __init__(self, data, edges=()):
        self.number = Value.number
        Value.number += 1
        Value.numbers.append({number})
        Value.gradients.append({birth})
        self.edges = tuple(edges)

    @property
    def data(self):
        return Value.numbers[self.number]

    @property
    def grad(self):
        return Value.gradients[self.number]

    @grad.setter
    def grad(self, gradient):
        Value.gradients[self.number] = gradient
"""


def _edges(plan: Plan, head: str, walked: str) -> str:
    """Children are pairs: a node, and what it gets of the gradient."""
    body = [head.format(number=plan.number, birth=plan.birth)]
    for operation in plan.operations:
        number = operation.forward.format(x="x", y="y", k="k", o="", g="")
        pairs = [
            f"({node}, lambda g: {share})"
            for node, kept, share in zip(
                ("self", "other"), operation.kept, shares_of(operation, AS_NUMBERS), strict=False
            )
            if kept and operation.way_back
        ]
        body.append(
            block(
                [
                    f"def {method_of(operation.name)}({signature(operation)}):",
                    *(f"    {line}" for line in wrapped(operation)),
                    f"    x{', y' if operation.is_binary else ''} = "
                    f"self.data{', other.data' if operation.is_binary else ''}",
                    f"    o = {number}",
                    f"    return Value(o, [{', '.join(pairs)}])",
                    "",
                ]
            )
        )
    step = "for child, share in node.edges:\n    child.grad += share(node.grad)"
    body += [written(plan), walk(plan, walked, "[child for child, _ in node.edges]", step)]
    return IMPORTS + "\n\n" + "\n".join(body) + "\n"


# --- a subclass for each operation ------------------------------------------------------------------


def _subclasses(plan: Plan) -> str:
    body = [
        "class Value:",
        "    def __init__(self, data, *parents):",
        f"        self.data = {plan.number}",
        f"        self.grad = {plan.birth}",
        "        self.parents = parents",
        "",
        "    def _backward(self):",
        "        pass",
        "",
    ]
    classes: list[str] = []
    for operation in plan.operations:
        name = f"_{operation.name.title()}"
        arguments = ", ".join((*(("self", "other")[: len(operation.shares)]), *_exponent(operation)))
        lines = [
            f"def {method_of(operation.name)}({signature(operation)}):",
            *(f"    {line}" for line in wrapped(operation)),
            f"    return {name}({arguments})",
            "",
        ]
        body.append(block(lines))
        classes.append(_subclass(operation, name))
    body += [written(plan), walk(plan, ITERATIVE, "node.parents", "node._backward()")]
    return IMPORTS + "\n\n" + "\n".join([*body, "", *classes])


def _exponent(operation: Operation) -> tuple[str, ...]:
    return ("k",) if operation.name == "pow" else ()


def _subclass(operation: Operation, name: str) -> str:
    nodes = ("x", "y")[: len(operation.shares)]
    number = operation.forward.format(x="x.data", y="y.data", k="k", o="", g="")
    kept = kept_of(operation, ("x", "y")).rstrip(", ")
    lines = [
        f"class {name}(Value):",
        f"    def __init__(self, {', '.join((*nodes, *_exponent(operation)))}):",
        f"        super().__init__({', '.join((number, *([kept] if kept else [])))})",
        f"        self.operands = ({', '.join(nodes)},)",
        *(f"        self.{each} = {each}" for each in _exponent(operation)),
        "",
    ]
    if operation.way_back:
        shares = shares_of(operation, OF_THE_RESULT)
        adding = zip(nodes, operation.adds, shares, strict=False)
        lines += ["    def _backward(self):", f"        {', '.join(nodes)}, = self.operands"]
        lines += [f"        {node}.grad {adds} {share}" for node, adds, share in adding]
        lines.append("")
    return "\n".join([*lines, ""])


# --- functions with a context ---------------------------------------------------------------------


def _functions(plan: Plan) -> str:
    """Write a pair of functions for each operation, applied by one method."""
    pairs: list[str] = []
    body = [
        "class Value:",
        "    def __init__(self, data, inputs=(), passes=None, saved=()):",
        f"        self.data = {plan.number}",
        f"        self.grad = {plan.birth}",
        "        self.inputs, self.passes, self.saved = inputs, passes, saved",
        "",
        "    def pass_on(self):",
        "        if self.passes is not None:",
        "            for node, share in zip(self.inputs, self.passes(self.data, self.grad, *self.saved)):",
        "                node.grad += share",
        "",
    ]
    for operation in plan.operations:
        numbers = ", ".join((*("x", "y")[: len(operation.shares)], *_exponent(operation)))
        passed = zip(shares_of(operation, AS_NUMBERS), operation.kept, strict=True)
        shares = "".join(f"{share}, " for share, kept in passed if kept)
        number = operation.forward.format(x="x", y="y", k="k", o="", g="")
        given = ", ".join((*("self.data", "other.data")[: len(operation.shares)], *_exponent(operation)))
        pairs += [
            f"def {operation.name}_forward({numbers}):\n    return {number}\n",
            f"\ndef {operation.name}_backward(o, g, {numbers}):\n    return ({shares})\n\n",
        ]
        passes = f"{operation.name}_backward" if operation.way_back else "None"
        made = f"{operation.name}_forward(*saved)"
        body.append(
            block(
                [
                    f"def {method_of(operation.name)}({signature(operation)}):",
                    *(f"    {line}" for line in wrapped(operation)),
                    f"    saved = ({given},)",
                    f"    return Value({made}, ({kept_of(operation)}), {passes}, saved)",
                    "",
                ]
            )
        )
    body += [written(plan), walk(plan, RECURSIVE, "node.inputs", "node.pass_on()")]
    return IMPORTS + "\n\n" + "\n".join([*pairs, *body]) + "\n"


# --- one method that looks at the operation ---------------------------------------------------------

_SLOTS = """\
class Value:
    __slots__ = ("data", "grad", "op", "parents", "k")

    def __init__(self, data, op="", parents=(), k=None):
        self.data, self.grad, self.op = {number}, {birth}, op
        self.parents, self.k = parents, k
"""
_DATACLASS = """\
from dataclasses import dataclass, field

@dataclass(eq=False)
class Value:
    data: float
    op: str = ""
    parents: tuple = ()
    k: object = None
    grad: float = field(default={birth}, repr=False)

    def __post_init__(self):
        data = self.data
        self.data = {number}
"""


def _dispatching(plan: Plan, head: str, walked: str) -> str:
    body = [head.format(number=plan.number, birth=plan.birth)]
    branches: list[str] = []
    for operation in plan.operations:
        number = operation.forward.format(x="self.data", y="other.data", k="k", o="", g="")
        nodes = ("self", "other")[: len(operation.shares)]
        made = (
            f"Value({number}, {operation.name!r}, ({', '.join(nodes)},){', k' * (operation.name == 'pow')})"
        )
        lines = [
            f"def {method_of(operation.name)}({signature(operation)}):",
            *(f"    {line}" for line in wrapped(operation)),
            f"    return {made}",
            "",
        ]
        body.append(block(lines))
        if operation.way_back:
            branches += _branch(operation)
    body += [block(["def _backward(self):", *branches, "    return", ""]), written(plan)]
    body.append(walk(plan, walked, "node.parents", "node._backward()"))
    return IMPORTS + "\n\n" + "\n".join(body) + "\n"


def _branch(operation: Operation) -> Iterator[str]:
    nodes = ("x", "y")[: len(operation.shares)]
    yield f"    if self.op == {operation.name!r}:"
    yield f"        {', '.join(nodes)}, = self.parents"
    shares = shares_of(operation, OF_THE_RESULT)
    for node, adds, share in zip(nodes, operation.adds, shares, strict=False):
        yield f"        {node}.grad {adds} {share}"


ARCHITECTURES = (
    Architecture("closures", lambda plan: _closures(plan, "set", RECURSIVE)),
    Architecture("closures, without recursion", lambda plan: _closures(plan, "tuple", ITERATIVE)),
    Architecture("closures by creation", lambda plan: _closures(plan, "list", BY_NUMBER), walks=False),
    Architecture("closures, uses counted", lambda plan: _closures(plan, "list", COUNTED), walks=False),
    Architecture("functions on the edges", lambda plan: _edges(plan, _PAIRS, RECURSIVE), separate=False),
    Architecture(
        "places in lists", lambda plan: _edges(plan, _PLACES, BY_NUMBER), separate=False, walks=False
    ),
    Architecture("a subclass for each operation", _subclasses),
    Architecture("pairs of functions", _functions, separate=False),
    Architecture("slots and one method", lambda plan: _dispatching(plan, _SLOTS, RECURSIVE), forgets=False),
    Architecture(
        "a dataclass and one method", lambda plan: _dispatching(plan, _DATACLASS, ITERATIVE), forgets=False
    ),
)
