"""Functions that set variables outside of themselves, by ``global``, or fill what they stand for.

Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from grader.sandbox.names import Names, filled_by, names_of, parameters_of

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_DEFINITIONS, ast.Lambda)
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Scope(NamedTuple):
    """A function's names: of its body, its own and of functions around it, and those it declares global."""

    names: Names
    own: frozenset[str]
    declared: frozenset[str]


class Sets(NamedTuple):
    """The variables that a function sets: anew, or from what they were."""

    binds: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()


def setters_of(trees: Iterable[ast.Module]) -> dict[str, Sets]:
    """Return what each function or method sets that sets anything, itself or by a call of another one."""
    functions = [each for tree in trees for each in _functions(tree)]
    found = {node.name: sets for node, scope in functions if (sets := _sets(node, scope)) != Sets()}
    callers: dict[str, set[str]] = {}
    for node, _ in functions if found else ():
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


def _functions(tree: ast.Module) -> Iterator[tuple[Function, Scope]]:
    """Yield the functions of some code, each with its names."""
    waiting: list[tuple[ast.AST, frozenset[str]]] = [(tree, frozenset())]
    while waiting:
        node, own = waiting.pop()
        if isinstance(node, _DEFINITIONS):
            names, declared = names_of(node.body), _declared(node)
            own = (own | parameters_of(node.args) | names.binds) - declared
            yield node, Scope(names, own, declared)
        waiting += ((each, own) for each in ast.iter_child_nodes(node))


def _declared(function: Function) -> frozenset[str]:
    return frozenset(
        name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names
    )


def _sets(function: Function, scope: Scope) -> Sets:
    names, outside = scope.names, scope.declared
    # What is only handed on to another function is most often shown.
    filling = (node for node in _run_by(function.body) if not isinstance(node, ast.Expr))
    filled = {name for node in filling for name in filled_by(node)} - scope.own
    fills = filled | (outside & (names.fills | (names.binds & names.reads)))
    return Sets(frozenset(outside & names.binds - names.reads), frozenset(fills))


def used_by(body: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names and attributes that some code uses when it runs, not those of functions in it."""
    for node in _run_by(body):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _run_by(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of some code that run when it runs, not those of functions in it."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        inside = isinstance(node, _SCOPES)
        waiting += getattr(node, "decorator_list", ()) if inside else ast.iter_child_nodes(node)
