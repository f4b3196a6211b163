"""The statements of a submission that must run again to make one variable anew. Runs in the worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.names import Names, names_of

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Units:
    """The top-level statements of all cells, in the order in which they run; None is a cell without any."""

    def __init__(self, cells: Sequence[ast.Module | None]) -> None:
        self.statements = [
            (place, statement)
            for place, cell in enumerate(cells)
            for statement in (cell.body if cell is not None else ())
        ]
        self.found: dict[int, Names] = {}  # most statements are never asked for theirs

    def names(self, place: int) -> Names:
        """Return the names of one statement."""
        if place not in self.found:
            self.found[place] = names_of([self.statements[place][1]])
        return self.found[place]

    def slice_for(self, name: str, upto: int) -> list[tuple[int, ast.Module]]:
        """Return the statements that must run again to make ``name`` as cell ``upto`` left it, by cell.

        Static: the statements that bind or fill the name, and before each of them the latest that bind
        or fill what it reads. What a function reads counts from where it is called. Plots, prints and
        checks beside the answer stay out.
        """
        needed: set[int] = set()
        last = max((place for place, (cell, _) in enumerate(self.statements) if cell <= upto), default=-1)
        waiting = [(name, last)]
        seen = set(waiting)
        while waiting:
            wanted, last = waiting.pop()
            for place in self.makers(wanted, last):
                needed.add(place)
                names = self.names(place)
                steps = [
                    *((each, place - 1) for each in names.reads),
                    *((each, last) for each in names.defers),
                ]
                waiting += [step for step in steps if step not in seen]
                seen.update(steps)
        found: dict[int, ast.Module] = {}
        for place in sorted(needed):
            cell, statement = self.statements[place]
            found.setdefault(cell, ast.Module([], [])).body.append(statement)
        return list(found.items())

    def makers(self, name: str, last: int) -> list[int]:
        """Return the latest statement up to ``last`` that binds ``name``, and those that fill it later."""
        makers = []
        for place in range(min(last, len(self.statements) - 1), -1, -1):
            statement = self.statements[place][1]
            if (
                isinstance(statement, _DEFINITIONS)
                and statement.name != name
                and not statement.decorator_list
            ):
                continue  # it binds its own name and no other
            names = self.names(place)
            if name in names.fills or name in names.binds:
                makers.append(place)
            if name in names.binds and name not in names.reads:
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
