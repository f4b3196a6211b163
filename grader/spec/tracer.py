"""Syntax tree → steps: the white list itself. ``program`` tells how it works."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from math import e, isfinite, pi
from typing import Literal, TypeAlias

from grader.model import Binding, Graph, Input, Number
from grader.spec.draft import suggestion
from grader.spec.language import (
    EXPONENT,
    FUNCTIONS,
    INTEGER,
    OPERATORS,
    RESERVED,
    SIGNS,
    VISITS,
    ProgramError,
    RootError,
    Text,
)
from grader.spec.steps import StepError, Steps

_Value: TypeAlias = "int | list[_Value]"  # the step of a number, or a list of values
_LANGUAGE = "write names, numbers, lists, + - * / **, an index, sum, zip, range, len or functions such as exp"


# What mathematics and Python call otherwise, or have beside the language.
_OTHERWISE = {
    "ln": "the natural logarithm is log",
    "max": "the greater one of x and 0 is relu(x)",
    "pi": f"write the number, {pi}",
    "e": f"write exp(x) for e**x, or the number, {e}",
}


def _instead(name: str, known: Iterable[str]) -> str:
    """Return what was meant."""
    return f"; {_OTHERWISE[name]}" if name in _OTHERWISE else suggestion(name, known)


class Tracer:
    """Walks one formula or program against the white list and writes down its steps."""

    def __init__(self, text: str, mode: Literal["eval", "exec"]) -> None:
        self._text = Text(text, mode)
        self._steps = Steps()
        self._scope: dict[str, _Value] = {}
        self._inputs: set[str] = set()
        self._visits = 0

    # --- the way in and out -------------------------------------------------------------------

    def bind_input(self, given: Input) -> None:
        """Make leaves of an input and bind its name."""
        if given.name in RESERVED:
            raise ProgramError(f"{given.name!r} is a function's name and cannot name an input", 1, 1)
        self._inputs.add(given.name)
        try:
            if isinstance(given.value, tuple):
                self._scope[given.name] = [self._steps.leaf(number) for number in given.value]
            else:
                self._scope[given.name] = self._steps.leaf(given.value)
        except StepError as error:
            raise ProgramError(str(error), 1, 1) from None

    def trace_expression(self) -> int:
        """Trace a text that is one expression; return the step of its value."""
        tree = self._text.tree()
        assert isinstance(tree, ast.Expression)
        return self._number(tree.body)

    def trace_statements(self) -> None:
        """Trace a text that is a sequence of assignments, binding their names."""
        tree = self._text.tree()
        assert isinstance(tree, ast.Module)
        for statement in tree.body:
            self._assign(statement)

    def root_of(self, name: str) -> int:
        """Return the step of the number called ``name``; it must depend on an input."""
        value = self._scope.get(name)
        if value is None:
            raise RootError(f"the program never assigns {name!r}{suggestion(name, self._scope)}", 1, 1)
        if isinstance(value, list):
            raise RootError(f"{name!r} is a list; backward() needs one number", 1, 1)
        if self._steps.known(value) is not None:
            raise RootError(f"{name!r} depends on no input, so it has no gradient", 1, 1)
        return value

    def graph(self, root: int) -> Graph:
        """Return everything traced so far."""
        names = tuple(
            Binding(name=name, steps=tuple(self._flat(value)), scalar=not isinstance(value, list))
            for name, value in self._scope.items()
        )
        return Graph(steps=self._steps.written(), names=names, root=root)

    def _flat(self, value: _Value) -> Iterator[int]:
        if not isinstance(value, list):
            yield value
            return
        for item in value:
            self._visit(None)
            yield from self._flat(item)

    def _unknown(self, node: ast.AST) -> ProgramError:
        return self._text.error(f"found {self._text.quote(node)}: {_LANGUAGE}", node)

    def _visit(self, node: ast.AST | None) -> None:
        self._visits += 1
        if self._visits > VISITS:
            raise self._text.error(f"looks at more than {VISITS} elements", node)

    # --- statements ---------------------------------------------------------------------------

    def _assign(self, statement: ast.stmt) -> None:
        if not isinstance(statement, ast.Assign):
            found = self._text.quote(statement)
            raise self._text.error(f"expected an assignment such as loss = …, found {found}", statement)
        target = statement.targets[0]
        if len(statement.targets) != 1 or not isinstance(target, ast.Name):
            raise self._text.error("expected one name left of the =", statement)
        if target.id in self._inputs:
            raise self._text.error(f"{target.id!r} is an input; give the result another name", target)
        self._bind(target, self._evaluate(statement.value))

    def _bind(self, target: ast.expr, value: _Value) -> None:
        if isinstance(target, ast.Name):
            if target.id in RESERVED:
                raise self._text.error(f"{target.id!r} is a function's name; choose another name", target)
            self._scope[target.id] = value
            return
        if not isinstance(target, ast.Tuple | ast.List):
            raise self._text.error("expected a name, or names separated by commas", target)
        if not isinstance(value, list) or len(value) != len(target.elts):
            found = f"{len(value)} values" if isinstance(value, list) else "one number"
            raise self._text.error(f"expected {len(target.elts)} values to unpack, found {found}", target)
        for part, item in zip(target.elts, value, strict=True):
            self._bind(part, item)

    # --- expressions --------------------------------------------------------------------------

    def _evaluate(self, node: ast.expr) -> _Value:
        match node:
            case ast.Name():
                return self._lookup(node)
            case ast.Call():
                return self._call(node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.List():
                return [self._evaluate(item) for item in node.elts]
            case ast.ListComp():
                return self._comprehension(node)
            case _:
                return self._arithmetic(node)

    def _arithmetic(self, node: ast.expr) -> int:
        match node:
            case ast.Constant():
                return self._literal(node)
            case ast.UnaryOp() if type(node.op) in SIGNS:
                return self._operate(SIGNS[type(node.op)], node, node.operand)
            case ast.BinOp() if type(node.op) in OPERATORS:
                return self._operate(OPERATORS[type(node.op)], node, node.left, node.right)
            case ast.BinOp(op=ast.BitXor()):
                raise self._text.error(f"found {self._text.quote(node)}: a power is written **", node)
            case _:
                raise self._unknown(node)

    def _number(self, node: ast.expr) -> int:
        value = self._evaluate(node)
        if isinstance(value, list):
            raise self._text.error(f"expected a number, found a list of {len(value)}", node)
        return value

    def _operate(self, op: str, node: ast.expr, *parts: ast.expr) -> int:
        operands = [self._number(part) for part in parts]
        if op == "pow":
            self._bound_exponent(operands[1], parts[1])
        return self._write(op, node, *operands)

    def _write(self, op: str, node: ast.expr, *operands: int) -> int:
        try:
            return self._steps.operate(op, *operands)
        except StepError as error:
            raise self._text.error(str(error), node) from None

    def _constant(self, value: Number, node: ast.expr) -> int:
        try:
            return self._steps.constant(value)
        except StepError as error:
            raise self._text.error(str(error), node) from None

    def _bound_exponent(self, step: int, node: ast.expr) -> None:
        exponent = self._steps.known(step)
        if exponent is None:
            raise self._text.error("the exponent must be a constant; for x**y write exp(y * log(x))", node)
        if abs(exponent) > EXPONENT:
            raise self._text.error(f"the exponent must lie between -{EXPONENT} and {EXPONENT}", node)

    def _literal(self, node: ast.Constant) -> int:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._text.error(f"expected a number, found {self._text.quote(node)}", node)
        if isinstance(value, int) and value > INTEGER:
            raise self._text.error("the integer does not fit into 64 bits; write a float such as 1e30", node)
        if not isfinite(value):
            raise self._text.error("the number is too large for a double", node)
        return self._constant(value, node)

    def _lookup(self, node: ast.Name) -> _Value:
        if node.id in self._scope:
            return self._scope[node.id]
        if node.id in RESERVED:
            raise self._text.error(f"{node.id!r} is a function; call it, as in {node.id}(…)", node)
        raise self._text.error(f"unknown name {node.id!r}{_instead(node.id, self._scope)}", node)

    def _subscript(self, node: ast.Subscript) -> _Value:
        items = self._list(node.value)
        if isinstance(node.slice, ast.Slice | ast.Tuple):
            raise self._text.error("expected one constant integer as index, found a slice", node.slice)
        index = self._steps.known(self._number(node.slice))
        if not isinstance(index, int):
            raise self._text.error("expected a constant integer as index", node.slice)
        if not -len(items) <= index < len(items):
            raise self._text.error(f"index {index} is outside of a list of {len(items)}", node.slice)
        return items[index]

    # --- calls --------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> _Value:
        if node.keywords:
            raise self._text.error("functions take no named arguments here", node)
        match node.func:
            case ast.Attribute():
                return self._method(node, node.func)
            case ast.Name(id="sum"):
                return self._sum(node)
            case ast.Name(id="len"):
                return self._constant(len(self._list(self._only_argument(node, "len"))), node)
            case ast.Name(id="zip" | "range" as name):
                raise self._text.error(
                    f"{name} can only stand behind the 'in' of a comprehension or in sum(…)", node
                )
            case ast.Name(id=name) if name in FUNCTIONS:
                return self._apply(name, self._only_argument(node, name), node)
            case ast.Name(id=name):
                raise self._text.error(f"unknown function {name!r}{_instead(name, RESERVED)}", node)
            case _:
                raise self._unknown(node)

    def _method(self, node: ast.Call, function: ast.Attribute) -> int:
        name = function.attr
        if name not in FUNCTIONS:
            raise self._text.error(f"unknown method {name!r}{_instead(name, FUNCTIONS)}", node)
        if node.args:
            inside = ast.unparse(node.args[0])
            raise self._text.error(f".{name}() takes no argument; write {name}({inside})", node)
        return self._apply(name, function.value, node)

    def _apply(self, name: str, argument: ast.expr, node: ast.expr) -> int:
        operand = self._number(argument)
        # A student's class has no exp of a plain number, so neither has the language.
        if self._steps.known(operand) is not None:
            raise self._text.error(f"{name} of a constant; write the number that it is", node)
        return self._write(name, node, operand)

    def _only_argument(self, node: ast.Call, name: str) -> ast.expr:
        if len(node.args) != 1:
            raise self._text.error(f"{name} takes one argument, found {len(node.args)}", node)
        return node.args[0]

    def _list(self, node: ast.expr) -> list[_Value]:
        value = self._evaluate(node)
        if not isinstance(value, list):
            raise self._text.error("expected a list, found one number", node)
        return value

    # --- loops --------------------------------------------------------------------------------

    def _sum(self, node: ast.Call) -> int:
        argument = self._only_argument(node, "sum")
        items = self._items(argument)
        total = self._constant(0, node)  # as Python does it: sum starts with the integer 0
        for item in items:
            if isinstance(item, list):
                raise self._text.error("sum adds numbers, found a list of lists", argument)
            total = self._write("add", node, total, item)
        return total

    def _items(self, node: ast.expr) -> list[_Value]:
        """Return what a loop over ``node`` visits."""
        match node:
            case ast.GeneratorExp():
                return self._comprehension(node)
            case ast.Call(func=ast.Name(id="zip"), keywords=[]):
                return self._zip(node)
            case ast.Call(func=ast.Name(id="range"), keywords=[]):
                return self._range(node)
            case _:
                return self._list(node)

    def _zip(self, node: ast.Call) -> list[_Value]:
        columns = [self._items(argument) for argument in node.args]
        if len({len(column) for column in columns}) != 1:
            found = " and ".join(str(len(column)) for column in columns) or "nothing"
            raise self._text.error(f"zip needs lists of one length, found {found}", node)
        return [list(row) for row in zip(*columns, strict=True)]

    def _range(self, node: ast.Call) -> list[_Value]:
        bounds = [self._steps.known(self._number(argument)) for argument in node.args]
        integers = [bound for bound in bounds if isinstance(bound, int)]
        if not 1 <= len(integers) == len(bounds) <= 3 or integers[2:] == [0]:
            raise self._text.error(
                "range takes one to three constant integers, the last of three not 0", node
            )
        return [self._constant(number, node) for number in range(*integers)]

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> list[_Value]:
        outer = self._scope
        self._scope = dict(outer)
        values = list(self._loop(node.elt, node.generators))
        self._scope = outer
        return values

    def _loop(self, element: ast.expr, generators: list[ast.comprehension]) -> Iterator[_Value]:
        if not generators:
            yield self._evaluate(element)
            return
        first, *rest = generators
        if first.ifs or first.is_async:
            raise self._text.error("a comprehension has no condition here", first.target)
        for item in self._items(first.iter):
            self._visit(first.target)
            self._bind(first.target, item)
            yield from self._loop(element, rest)
