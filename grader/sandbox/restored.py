"""Names of functions, modules and numbers that something else was bound to, further down than what uses them.

People write ``def dfda(a)`` for the gradient, and ``dfda = (f(2 + h, 3, 4) - f(2, 3, 4)) / h`` for the next
exercise. Where the gradient ran, its name was a function's. What can be called all the same, a function of
another cell, may be the better one, and so may another number: it counts if what uses it is named there or
further down. Runs in the worker, on hostile code.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, MethodType, ModuleType

from grader.sandbox.cells import Cells
from grader.sandbox.nodes import callable_by_type
from grader.sandbox.own_code import is_function, wrapped_in
from grader.sandbox.units import names_throughout

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_WRITTEN_OUT = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.expr_context, ast.operator, ast.unaryop)


def names_lost(cells: Cells, entry_point: str) -> dict[str, object]:
    """Return what an entry point's own cell found under the names that it uses, if something else is now."""
    kept = cells.kept(entry_point)
    found: dict[str, object] = {}
    if kept is None:
        return found
    _, upto, made = kept
    seen: set[str] = set()
    waiting = list(_names_used(made))
    while waiting:
        name = waiting.pop()
        if name in seen or name not in cells.namespace:
            continue
        seen.add(name)
        value = cells.namespace[name]
        if _may_be_lost(cells, name, upto, entry_point):
            constant = _is_taken(cells, name, upto, entry_point) and not callable_by_type(value)
            value = found[name] = _as_defined(cells, (name, upto), value, constant=constant)
        if is_function(value):
            waiting += _names_used(value)
    return found


def _names_used(made: object) -> Iterator[str]:
    """Yield the names in the code of a function and of what it wraps, or of all methods of a class."""
    functions: list[object] = [made]
    if isinstance(made, type):
        functions = [each for base in type.mro(made) if base is not object for each in vars(base).values()]
    for each in wrapped_in(*functions):
        yield from names_throughout(each.__code__)


def _may_be_lost(cells: Cells, name: str, upto: int, entry_point: str) -> bool:
    """Return whether a name was bound behind the cell ``upto``, for another purpose than an entry point."""
    value = cells.namespace[name]
    if type(value) is not FunctionType:
        below = range(upto + 1, len(cells.cells))
        return not _is_class(value) and (
            not _is_of_module(value) or any(cells.units.stores(index, name) for index in below)
        )
    later = _cell_of(cells, value.__code__)
    return later > upto and not _is_named(cells, entry_point, later)


def _is_taken(cells: Cells, name: str, upto: int, entry_point: str) -> bool:
    """Return whether a cell behind ``upto`` takes a name and none from there on uses the entry point."""
    later = [index for index in range(upto + 1, len(cells.cells)) if cells.units.stores(index, name)]
    return bool(later) and not _is_named(cells, entry_point, later[0])


def _is_named(cells: Cells, entry_point: str, later: int) -> bool:
    """Return whether the cell ``later`` or one behind it names an entry point."""
    return any(cells.units.mentions(index, entry_point) for index in range(later, len(cells.cells)))


def _is_class(value: object) -> bool:
    """Return whether a value is a class, whatever its metaclass."""
    return type in type.mro(type(value))


def _is_of_module(value: object) -> bool:
    """Return whether a value is a module, or a function of one: nothing that was computed."""
    kind = type(value)
    return kind is ModuleType or (
        callable_by_type(value) and kind is not MethodType and kind.__dict__.get("__module__") != "__main__"
    )


def _cell_of(cells: Cells, code: CodeType) -> int:
    """Return the cell that a function stands in, -1 if it stands in none; those of a script share a name."""
    places = [index for index, cell in enumerate(cells.cells) if cell.filename == code.co_filename]
    begun = [
        index for index in places if len(places) == 1 or _first_line(cells, index) <= code.co_firstlineno
    ]
    return begun[-1] if begun else -1


def _first_line(cells: Cells, index: int) -> int:
    """Return the line at which a cell's first statement begins."""
    code = cells.cells[index].code
    return min((line for *_, line in code.co_lines() if line), default=0) if code is not None else 0


def _as_defined(cells: Cells, used: tuple[str, int], value: object, *, constant: bool) -> object:
    """Return what a name was defined as where it was used, or the number that it was as a ``constant``.

    Else Python's own function of that name, else ``value``.
    """
    (name, upto), units, namespace = used, cells.units, cells.namespace
    for (index, at), statement in units.backwards(name, (upto, len(units.statements(upto)) - 1)):
        if name in units.names((index, at)).binds:
            if _defines(statement) or (constant and _is_constant(statement)):
                saved = dict(namespace)
                cells.execute(index, ast.Module([statement], []))
                value = namespace.get(name, value)
                namespace.clear()
                namespace.update(saved)
            return value
    if type(value) is FunctionType:
        return value
    of_modules = (*_starred(cells, upto), builtins.__dict__)
    return next((each[name] for each in of_modules if callable_by_type(each.get(name))), value)


def _defines(statement: ast.stmt) -> bool:
    is_lambda = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda)
    return is_lambda or isinstance(statement, _DEFINITIONS)


def _is_constant(statement: ast.stmt) -> bool:
    """Return whether a statement gives names numbers that are written out, such as ``5 / 2``."""
    value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and all(isinstance(each, _WRITTEN_OUT) for each in ast.walk(value))


def _starred(cells: Cells, upto: int) -> Iterator[Mapping[str, object]]:
    """Yield the names of the modules that everything is imported from, the last one first."""
    for index in range(upto, -1, -1):
        for statement in reversed(cells.units.statements(index)):
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                module = sys.modules.get(statement.module or "")
                if type(module) is ModuleType:
                    yield module.__dict__
