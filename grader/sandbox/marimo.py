"""The cells of a marimo file: the bodies of its decorated functions. Runs in the worker, on hostile text."""

from __future__ import annotations

import ast

from grader.sandbox.names import dotted


def bodies_of(tree: ast.Module) -> list[list[ast.stmt]] | None:
    """Return the bodies of a marimo file's cells in order, or None if it is no such file."""
    if not any(isinstance(node, ast.Import) and node.names[0].name == "marimo" for node in tree.body):
        return None
    bodies: list[list[ast.stmt]] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_cell(node):
            if any(map(_is_disabled, node.decorator_list)):
                continue
            bodies.append([each for each in node.body if not isinstance(each, ast.Return)])
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list:
            node.decorator_list = [
                each for each in node.decorator_list if not _called(each).startswith("app.")
            ]
            bodies.append([node])
        elif isinstance(node, ast.With) and _called(node.items[0].context_expr) == "app.setup":
            bodies.append(node.body)
    return [body for body in bodies if body] or None


def _is_cell(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is decorated with ``app.cell``, with or without arguments."""
    return any(_called(each).endswith(".cell") for each in node.decorator_list)


def _called(node: ast.expr) -> str:
    """Return the name that stands in a decorator or before a block, with or without arguments."""
    return dotted(node.func if isinstance(node, ast.Call) else node)


def _is_disabled(decorator: ast.expr) -> bool:
    given = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(each.arg == "disabled" and getattr(each.value, "value", None) is True for each in given)
