"""Names of functions and modules that something else was bound to, further down than what uses them.

People write ``def dfda(a)`` for the gradient, and ``dfda = (f(2 + h, 3, 4) - f(2, 3, 4)) / h`` for the next
exercise. Where the gradient ran, its name was a function's. Only what cannot be called any more is bound as
it was: another function of the same name may be the better one. Runs in the worker, on hostile code.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType

from grader.sandbox.cells import Cells, callable_by_type

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def restore(cells: Cells, made: object, upto: int) -> None:
    """Bind the names that a function or class uses as its own cell ``upto`` found them, if they are lost."""
    namespace = cells.namespace
    seen: set[str] = set()
    waiting = list(_names_used(made))
    while waiting:
        name = waiting.pop()
        if name in seen or name not in namespace:
            continue
        seen.add(name)
        if not callable_by_type(namespace[name]) and type(namespace[name]) is not ModuleType:
            _restore(cells, name, upto)
        if type(namespace.get(name)) is FunctionType:
            waiting += _names_used(namespace[name])


def _names_used(made: object) -> Iterator[str]:
    """Yield the names in a function's code, or in the code of all methods of a class."""
    if type(made) is FunctionType:
        yield from _names_in(made.__code__)
    elif isinstance(made, type):
        own = [vars(base) for base in type.mro(made) if base is not object]
        for each in (value for members in own for value in members.values() if type(value) is FunctionType):
            yield from _names_in(each.__code__)


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if type(inner) is CodeType:
            yield from _names_in(inner)


def _restore(cells: Cells, name: str, upto: int) -> None:
    """Bind a name by the definition above, if there was one, or leave it to Python's own function."""
    units = cells.units
    for (index, at), statement in units.backwards(name, (upto, len(units.statements(upto)) - 1)):
        if name in units.names((index, at)).binds:
            if isinstance(statement, _DEFINITIONS) or _is_lambda(statement):
                cells.execute(index, ast.Module([statement], []))
            return
    for namespace in (*_starred(cells, upto), builtins.__dict__):
        if callable_by_type(namespace.get(name)):
            cells.namespace[name] = namespace[name]
            return


def _is_lambda(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda)


def _starred(cells: Cells, upto: int) -> Iterator[Mapping[str, object]]:
    """Yield the names of the modules that everything is imported from, the last one first."""
    for index in range(upto, -1, -1):
        for statement in reversed(cells.units.statements(index)):
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                module = sys.modules.get(statement.module or "")
                if type(module) is ModuleType:
                    yield module.__dict__
