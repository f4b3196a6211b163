"""Functions that keep the answers for themselves: their statements run in the place of their call.

A script whose whole work stands in ``def main():`` leaves nothing behind that could be judged. Where a wanted
name is known to such a function alone, and the function could as well stand outside, its statements take the
place of its call. One that takes something, such as a step, is opened if it is called once: what it is given
is bound ahead. Nothing is changed where every wanted name is known outside, nor where a name of the function
means something else to other code. Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from types import CodeType

from grader.sandbox.examine import Cell, statements_of
from grader.sandbox.names import dotted, names_of
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
    """Yield the functions of all cells; a class is one too, without names of its own."""
    for cell in cells:
        for code in cell.code.co_consts if cell.code is not None else ():
            if type(code) is CodeType and not code.co_flags & _VARIADIC:
                yield code


def _own_names(code: CodeType) -> set[str]:
    """Return the names that a function has for itself, without those of its arguments."""
    taken = code.co_argcount + code.co_kwonlyargcount
    inner = set(code.co_cellvars).difference(code.co_varnames[:taken])
    return inner.union(code.co_varnames[taken:])


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
        if any(map(self.is_opened_by, _branches([statement]))):
            yield from self.expanded_inside(statement, around)
        elif not self.is_opened_by(statement) or not (body := self.body_of(statement, around)):
            yield statement
        else:
            for inner in body:
                if isinstance(inner, ast.Return):
                    yield from _returned(statement, inner)
                elif not isinstance(inner, ast.Global):
                    yield from self.expanded(inner, [*around, body])

    def expanded_inside(self, statement: ast.stmt, around: list[list[ast.stmt]]) -> Iterator[ast.stmt]:
        """Yield a statement in whose branches functions are opened; nothing is caught, so a ``try`` goes."""
        if isinstance(statement, ast.Try):
            for inner in (*statement.body, *statement.orelse, *statement.finalbody):
                yield from self.expanded(inner, around)
            return
        fields = dict(vars(statement))
        for name in fields.keys() & {"body", "orelse"}:
            fields[name] = [each for inner in fields[name] for each in self.expanded(inner, around)]
        yield type(statement)(**fields)

    def is_opened_by(self, statement: ast.stmt) -> bool:
        """Return whether a statement calls a function that has wanted names, not opened so far."""
        return self.holds(_name_called(statement), set())

    def body_of(self, statement: ast.stmt, around: list[list[ast.stmt]]) -> list[ast.stmt]:
        """Return the statements of the function that one calls, with what it is given; none if it stays."""
        call = _call(statement)
        name = _name_called(statement)
        function = self.functions.pop(name)
        given = None if call is None else _given(function, call)
        if given is None or (given and self.uses(name) > 1):
            return []
        body = [*given, *_without_early_ends(function.body, isinstance(statement, ast.Assign))]
        if not self.can_be_opened(function, body, around):
            return []
        self.opened.add(name)
        return body

    def uses(self, name: str) -> int:
        """Return how often a name is read in all of the submission."""
        nodes = (node for body in self.bodies for statement in body for node in ast.walk(statement))
        return sum(
            isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
            for node in nodes
        )

    def holds(self, name: str, seen: set[str]) -> bool:
        """Return whether a function has a wanted name for itself, or calls one that has."""
        function = self.functions.get(name)
        if function is None or name in seen or name not in self.codes:
            return False
        seen.add(name)
        inner = (_name_called(statement) for statement in (*function.body, *_branches(function.body)))
        return bool(_own_names(self.codes[name]) & self.lacking) or any(
            self.holds(each, seen) for each in inner
        )

    def can_be_opened(
        self, function: ast.FunctionDef, body: list[ast.stmt], around: list[list[ast.stmt]]
    ) -> bool:
        """Return whether a function's statements do the same outside of it; note its names if they do.

        What decorates it, such as a clock, is left out.
        """
        if any(isinstance(node, ast.Nonlocal) for node in ast.walk(function)):
            return False
        inside = list(_within(body))
        early = [node for node in inside if isinstance(node, ast.Return) and node is not body[-1]]
        if early or any(isinstance(node, _WAITING) for node in inside):
            return False
        own = names_of(body)
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
            names = names_of([statement for statement in piece if statement is not function])
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


def _branches(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements in the branches of some, such as those of ``if``, of ``with`` and of ``try``."""
    for statement in body:
        if isinstance(statement, (ast.If, ast.With, ast.Try)):
            inner = [*statement.body, *getattr(statement, "orelse", []), *getattr(statement, "finalbody", [])]
            yield from inner
            yield from _branches(inner)


def _call(statement: ast.stmt) -> ast.Call | None:
    """Return the call that is all that a statement does, None if it does something else.

    What is returned may be printed or be an exit's code, which is left out; what keeps it is another thing.
    """
    value = getattr(statement, "value", None) if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if isinstance(statement, ast.Raise):
        value = statement.exc
    if isinstance(value, ast.Call) and dotted(value.func).removeprefix("sys.") in _ENDS:
        value = value.args[0] if len(value.args) == 1 and not isinstance(statement, ast.Assign) else None
    return value if isinstance(value, ast.Call) else None


def _name_called(statement: ast.stmt) -> str:
    """Return the name of the function that a statement calls, "" if there is none."""
    call = _call(statement)
    return call.func.id if call is not None and isinstance(call.func, ast.Name) else ""


def _given(function: ast.FunctionDef, call: ast.Call) -> list[ast.stmt] | None:
    """Return what binds the arguments of a call, all at once; None if they do not fit or cannot be told."""
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    starred = any(isinstance(each, ast.Starred) for each in call.args)
    if starred or len(call.args) > len(names) or any(each.arg is None for each in call.keywords):
        return None
    values: dict[str, ast.expr | None] = dict.fromkeys((*names, *(each.arg for each in arguments.kwonlyargs)))
    defaults = [*arguments.defaults, *arguments.kw_defaults]
    values.update(zip(list(values)[len(values) - len(defaults) :], defaults, strict=True))
    values.update(zip(names, call.args, strict=False))
    for each in call.keywords:
        if each.arg not in values:
            return None
        values[str(each.arg)] = each.value
    # What is called the same outside is there already.
    bound = {name: value for name, value in values.items() if getattr(value, "id", "") != name}
    if not bound or None in bound.values():
        return None if bound else []
    targets = ast.Tuple([ast.Name(name, ast.Store()) for name in bound], ast.Store())
    given = ast.Tuple([value for value in bound.values() if value is not None], ast.Load())
    return [ast.fix_missing_locations(ast.copy_location(ast.Assign([targets], given), call))]


def _without_early_ends(body: list[ast.stmt], is_kept: bool) -> list[ast.stmt]:
    """Return statements in which what stands behind ``if …: return`` is its other branch.

    Not where what is returned ``is_kept``: that would have to go somewhere from each branch.
    """
    for at, statement in enumerate(body[:-1] if not is_kept else []):
        if (
            isinstance(statement, ast.If)
            and isinstance(statement.body[-1], ast.Return)
            and not statement.orelse
        ):
            rest = _without_early_ends(body[at + 1 :], is_kept)
            rest = rest[:-1] if isinstance(rest[-1], ast.Return) else rest
            branches = ast.If(statement.test, statement.body[:-1] or [ast.Pass()], rest)
            return [*body[:at], ast.fix_missing_locations(ast.copy_location(branches, statement))]
    return body


def _returned(call: ast.stmt, statement: ast.Return) -> Iterator[ast.stmt]:
    """Yield what becomes of a function's return: the value goes where its call's went."""
    if statement.value is not None:
        if isinstance(call, ast.Assign):
            yield ast.copy_location(ast.Assign(call.targets, statement.value), statement)
        else:
            yield ast.copy_location(ast.Expr(statement.value), statement)
