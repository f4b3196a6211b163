"""Functions that keep the answers for themselves: their statements run in the place of their call.

A script whose whole work stands in ``def main():`` leaves nothing behind that could be judged. Where a wanted
name is known to such a function alone, and the function takes nothing and could as well stand outside, its
statements take the place of its call. Nothing is changed where every wanted name is known outside, nor where
a name of the function means something else to other code. Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from types import CodeType

from grader.sandbox.examine import Cell, statements_of
from grader.sandbox.names import names_of
from grader.sandbox.protocol import MAX_CELLS

_VARIADIC = 0x04 | 0x08
_WAITING = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_ENDS = frozenset(("print", "display", "exit", "quit", "SystemExit"))  # of what is returned, nothing keeps it
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def opened(cells: list[Cell], wanted: Collection[str]) -> list[Cell]:
    """Return the cells, where functions keep wanted names with their statements in the place of the call."""
    lacking = frozenset(name for name in wanted if not any(_knows(cell, name) for cell in cells))
    if not lacking or not any(_own_names(code) & lacking for code in _functions(cells)):
        return cells
    bodies = Bodies(cells, lacking, frozenset(wanted) - lacking)
    try:
        found = [each for cell in cells for each in bodies.cells_of(cell)]
    except RecursionError:  # one calls the other, hundreds of times
        return cells
    return found if len(found) <= MAX_CELLS else cells


def _knows(cell: Cell, name: str) -> bool:
    """Return whether a cell uses a name at its own level, or may do so."""
    return name in cell.source if cell.code is None else name in cell.code.co_names


def _functions(cells: Sequence[Cell]) -> Iterator[CodeType]:
    """Yield the functions of all cells that take nothing; a class is one too, without names of its own."""
    for cell in cells:
        for code in cell.code.co_consts if cell.code is not None else ():
            if type(code) is CodeType and not (
                code.co_argcount or code.co_kwonlyargcount or code.co_flags & _VARIADIC
            ):
                yield code


def _own_names(code: CodeType) -> frozenset[str]:
    """Return the names that a function has for itself."""
    return frozenset(code.co_varnames + code.co_cellvars)


class Bodies:
    """The functions of a submission, by name, and what those that were opened have bound outside."""

    def __init__(self, cells: Sequence[Cell], lacking: frozenset[str], known: frozenset[str]) -> None:
        self.lacking, self.known = lacking, known
        self.codes: dict[str, CodeType] = {code.co_name: code for code in _functions(cells)}
        self.bodies = [cell.tree.body for cell in cells if cell.tree is not None]
        defined = [node for body in self.bodies for node in body if isinstance(node, ast.FunctionDef)]
        names = [node.name for node in defined]
        self.functions = {node.name: node for node in defined if names.count(node.name) == 1}
        self.opened: set[str] = set()
        self.bound: set[str] = set()  # by functions that were opened
        self.needed: set[str] = set()  # of these, what functions inside of them read

    def cells_of(self, cell: Cell) -> list[Cell]:
        """Return what stands for a cell: itself, if it calls nothing that is opened."""
        if cell.tree is None or not self.functions.keys() & set(cell.code.co_names if cell.code else ()):
            return [cell]
        before, around = len(self.opened), [cell.tree.body]
        body = [each for one in statements_of(cell.tree.body) for each in self.expanded(one, around)]
        if len(self.opened) == before:
            return [cell]
        groups = [body] if cell.label else [[statement] for statement in body]
        return [
            Cell(cell.label, cell.filename, cell.source, cell.flags).take_tree(ast.Module(group, []))
            for group in groups
        ]

    def expanded(self, statement: ast.stmt, around: list[list[ast.stmt]]) -> Iterator[ast.stmt]:
        """Yield a statement of the innermost body ``around`` it, or the statements of what it calls.

        Each function is opened where it is called first, or nowhere.
        """
        name = _called(statement)
        function = self.functions.get(name)
        if function is None or not self.holds(name, set()):
            yield statement
            return
        del self.functions[name]
        if not self.can_be_opened(function, around):
            yield statement
            return
        self.opened.add(name)
        for inner in function.body:
            if isinstance(inner, ast.Return):
                yield from _returned(statement, inner)
            elif not isinstance(inner, ast.Global):
                yield from self.expanded(inner, [*around, function.body])

    def holds(self, name: str, seen: set[str]) -> bool:
        """Return whether a function has a wanted name for itself, or calls one that has."""
        function = self.functions.get(name)
        if function is None or name in seen or name not in self.codes:
            return False
        seen.add(name)
        inner = (_called(statement) for statement in function.body)
        return bool(_own_names(self.codes[name]) & self.lacking) or any(
            self.holds(each, seen) for each in inner
        )

    def can_be_opened(self, function: ast.FunctionDef, around: list[list[ast.stmt]]) -> bool:
        """Return whether a function's statements do the same outside of it; note its names if they do."""
        if function.decorator_list or any(isinstance(node, ast.Nonlocal) for node in ast.walk(function)):
            return False
        inside = list(_within(function.body))
        early = [node for node in inside if isinstance(node, ast.Return) and node is not function.body[-1]]
        if early or any(isinstance(node, _WAITING) for node in inside):
            return False
        own = names_of(function.body)
        needed = own.binds & own.defers
        # A name that means something else to other code.
        if (
            own.binds & (self.read_outside(function, around) | self.needed | self.known)
            or needed & self.bound
        ):
            return False
        self.bound |= own.binds
        self.needed |= needed
        return True

    def read_outside(self, function: ast.FunctionDef, around: list[list[ast.stmt]]) -> set[str]:
        """Return the names that other code than a function reads before it binds them.

        What stands ``around`` its call may bind a name before, and read it behind.
        """
        whole = [body for body in self.bodies if body is not around[0]]
        pieces = [*whole, *([statement] for body in around for statement in body)]
        found: set[str] = set()
        for piece in pieces:
            names = names_of(statement for statement in piece if statement is not function)
            found |= names.reads | names.defers
        return found


def _within(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield what stands in some statements, without the bodies of other functions and classes."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _called(statement: ast.stmt) -> str:
    """Return the function that a statement calls without arguments, "" if it does something else.

    What is returned may be printed or be an exit's code, which is left out; what keeps it is another thing.
    """
    value = getattr(statement, "value", None) if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if isinstance(statement, ast.Raise):
        value = statement.exc
    if isinstance(value, ast.Call) and len(value.args) == 1 and not isinstance(statement, ast.Assign):
        value = value.args[0] if ast.unparse(value.func).removeprefix("sys.") in _ENDS else None
    if not isinstance(value, ast.Call) or value.args or value.keywords:
        return ""
    return value.func.id if isinstance(value.func, ast.Name) else ""


def _returned(call: ast.stmt, statement: ast.Return) -> Iterator[ast.stmt]:
    """Yield what becomes of a function's return: the value goes where its call's went."""
    if statement.value is not None:
        if isinstance(call, ast.Assign):
            yield ast.copy_location(ast.Assign(call.targets, statement.value), statement)
        else:
            yield ast.copy_location(ast.Expr(statement.value), statement)
