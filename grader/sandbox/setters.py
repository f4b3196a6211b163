"""Functions that set variables outside of themselves, by ``global``. Runs in the worker, on hostile text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grader.sandbox.names import names_of

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Sets(NamedTuple):
    """The variables that a function sets: anew, or from what they were."""

    binds: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()


def setters_of(trees: Iterable[ast.Module]) -> dict[str, Sets]:
    """Return what each function or method sets that sets anything, itself or by a call of another one."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    found = {node.name: sets for node in functions if (sets := _sets(node)) != Sets()}
    callers: dict[str, set[str]] = {}
    for node in functions if found else ():
        for name in used_by(node.body):
            callers.setdefault(name, set()).add(node.name)
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for caller in callers.get(name, ()):
            sets = together((found.get(caller, Sets()), found[name]))
            if sets != found.get(caller):
                found[caller] = sets
                waiting.append(caller)
    return found


def together(several: Iterable[Sets]) -> Sets:
    """Return what several functions set."""
    several = list(several)
    return Sets(
        frozenset[str]().union(*(each.binds for each in several)),
        frozenset[str]().union(*(each.fills for each in several)),
    )


def _sets(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Sets:
    outside = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    if not outside:
        return Sets()
    names = names_of(function.body)
    binds, fills = outside & names.binds - names.reads, outside & (names.fills | (names.binds & names.reads))
    return Sets(frozenset(binds), frozenset(fills))


def used_by(body: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names and attributes that some code uses when it runs, not those of functions in it."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
