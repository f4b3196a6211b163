"""The statements of a submission that must run again to make one variable anew. Runs in the worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from grader.sandbox.names import names_of


class Unit(NamedTuple):
    """One top-level statement of a cell, with its names."""

    cell: int
    statement: ast.stmt
    binds: frozenset[str]
    fills: frozenset[str]
    reads: frozenset[str]
    defers: frozenset[str]


def units_of(cells: list[ast.Module | None]) -> list[Unit]:
    """Return the statements of all cells, in the order in which they run; None is a cell without any."""
    units = []
    for place, cell in enumerate(cells):
        for statement in cell.body if cell is not None else ():
            names = names_of([statement])
            found = (frozenset(each) for each in (names.binds, names.fills, names.reads, names.defers))
            units.append(Unit(place, statement, *found))
    return units


def slice_for(units: list[Unit], name: str, upto: int) -> list[tuple[int, ast.Module]]:
    """Return the statements that must run again to make ``name`` as cell ``upto`` left it, by cell.

    Static: the statements that bind or fill the name, and before each of them the latest that bind
    or fill what it reads. What a function reads counts from where it is called. Plots, prints and
    checks beside the answer stay out.
    """
    needed: set[int] = set()
    last = max((place for place, unit in enumerate(units) if unit.cell <= upto), default=-1)
    waiting = [(name, last)]
    seen = set(waiting)
    while waiting:
        wanted, last = waiting.pop()
        for place in _makers(units, wanted, last):
            needed.add(place)
            steps = [(each, place - 1) for each in units[place].reads]
            steps += [(each, last) for each in units[place].defers]
            waiting += [step for step in steps if step not in seen]
            seen.update(steps)
    found: dict[int, ast.Module] = {}
    for place in sorted(needed):
        found.setdefault(units[place].cell, ast.Module([], [])).body.append(units[place].statement)
    return list(found.items())


def _makers(units: list[Unit], name: str, last: int) -> list[int]:
    """Return the latest unit at or before ``last`` that binds ``name``, and those that fill it after that."""
    makers = []
    for place in range(min(last, len(units) - 1), -1, -1):
        if name in units[place].fills or name in units[place].binds:
            makers.append(place)
        if name in units[place].binds and name not in units[place].reads:
            break
    return makers


def without_bindings(tree: ast.Module, names: frozenset[str]) -> ast.Module:
    """Return the tree without what binds one of ``names``: the host's function must not be replaced."""
    return ast.Module([kept for node in tree.body for kept in _kept(node, names)], [])


def _kept(node: ast.stmt, names: frozenset[str]) -> Iterator[ast.stmt]:
    """Return the statement, or nothing if all it does is to bind one of ``names``."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if node.name not in names:
            yield node
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        left = [alias for alias in node.names if (alias.asname or alias.name) not in names]
        if left:
            yield node if len(left) == len(node.names) else _with_names(node, left)
    elif isinstance(node, ast.Assign) and all(
        isinstance(each, ast.Name) and each.id in names for each in node.targets
    ):
        return
    else:
        yield node


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    """Return an import of some of its names."""
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(names), node)
    return ast.copy_location(ast.ImportFrom(node.module, names, node.level), node)
