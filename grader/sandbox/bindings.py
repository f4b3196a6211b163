"""Statements to run again where the host serves functions: none binds these anew. Runs in the worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from grader.sandbox.names import FILLING, dotted

_BODIES = ("body", "orelse", "finalbody")


def apart(tree: ast.Module) -> list[ast.Module]:
    """Return the statements in their order, with what ``is_aside`` by itself."""
    found: list[ast.Module] = []
    for at, statement in enumerate(tree.body):
        if at == 0 or is_aside(statement) or is_aside(tree.body[at - 1]):
            found.append(ast.Module([], []))
        found[-1].body.append(statement)
    return found


def is_aside(statement: ast.stmt) -> bool:
    """Return whether a statement is a call, as of a check, that may fail where ``f`` has other values."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") not in FILLING


def without_bindings(tree: ast.Module, names: Mapping[str, int]) -> ast.Module:
    """Return the tree without what binds one of ``names``: the host's function must not be replaced.

    A method of that name calls it, where it takes as many arguments as the host's function has, 0 for none.
    """
    return ast.Module([kept for node in tree.body for kept in _kept(node, names)], [])


def _kept(node: ast.stmt, names: Mapping[str, int]) -> Iterator[ast.stmt]:
    """Return the statement, or nothing if all it does is to bind one of ``names``."""
    if isinstance(node, ast.ClassDef) and node.name not in names:
        methods = [each for each in node.body if getattr(each, "name", "") in names]
        yield _with_methods(node, names) if methods else node
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
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
        yield _without_inside(node, names)


def _without_inside(node: ast.stmt, names: Mapping[str, int]) -> ast.stmt:
    """Return a statement without what binds one of ``names`` in its branches, or itself if nothing does."""
    bodies = {name: getattr(node, name) for name in _BODIES if getattr(node, name, None)}
    kept = {name: [each for one in body for each in _kept(one, names)] for name, body in bodies.items()}
    if kept == bodies:
        return node
    empty = ast.copy_location(ast.Pass(), node)
    return type(node)(**(vars(node) | {name: body or [empty] for name, body in kept.items()}))


def _with_methods(node: ast.ClassDef, names: Mapping[str, int]) -> ast.ClassDef:
    """Return a class whose methods of some names call the functions of these names."""
    body = [_calling(each, names) if isinstance(each, ast.FunctionDef) else each for each in node.body]
    return type(node)(**(vars(node) | {"body": body}))


def _calling(method: ast.FunctionDef, names: Mapping[str, int]) -> ast.FunctionDef:
    """Return a method that gives its arguments to the function of its name, or itself if they are others."""
    arguments = method.args
    given = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    kinds = [dotted(each) for each in method.decorator_list]
    own = given if kinds == ["staticmethod"] else given[1:]
    is_decorated = kinds not in ([], ["staticmethod"], ["classmethod"])
    is_other = is_decorated or arguments.vararg is not None or bool(arguments.kwonlyargs)
    if is_other or not own or len(own) != names.get(method.name):
        return method
    call = ast.Call(ast.Name(method.name, ast.Load()), [ast.Name(each, ast.Load()) for each in own], [])
    body = [ast.fix_missing_locations(ast.copy_location(ast.Return(call), method))]
    return type(method)(**(vars(method) | {"body": body}))


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    """Return an import of some of its names."""
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(names), node)
    return ast.copy_location(ast.ImportFrom(node.module, names, node.level), node)
