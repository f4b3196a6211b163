"""Numbers with an imaginary part, found in the text: a complex step beside Euler's formulas.

Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from operator import truediv

from grader.sandbox.names import dotted

_CHAIN = 3  # names that are bound by way of each other


def steps_aside(nodes: list[ast.AST]) -> bool:
    """Return whether a real number gets an imaginary part; Euler's formulas multiply alone."""
    bound = [pair for node in nodes for pair in _bindings(node)]
    names: frozenset[str] = frozenset()
    for _ in range(_CHAIN):
        imaginary = _imaginary(nodes, names)
        names = frozenset(name for name, value in bound if id(value) in imaginary)
    return any(_is_aside(node, imaginary) for node in nodes)


def makes_complex(node: ast.AST) -> bool:
    """Return whether a node is imaginary by itself, or makes a complex number."""
    return _is_imaginary(node, frozenset()) or (isinstance(node, ast.Call) and is_complex(node.func))


def is_complex(node: ast.expr) -> bool:
    """Return whether a node is the name of the class of complex numbers."""
    return isinstance(node, ast.Name) and node.id == "complex"


def _is_aside(node: ast.AST, imaginary: set[int]) -> bool:
    """Return whether an imaginary part is given, or something imaginary is added to what is not."""
    if isinstance(node, ast.Call) and is_complex(node.func):
        parts = [*node.args[1:], *(each.value for each in node.keywords if each.arg != "real")]
        return any(not isinstance(part, ast.Constant) or bool(part.value) for part in parts)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, (ast.Add, ast.Sub)):
        return False
    real = [side for side in (node.left, node.right) if id(side) not in imaginary]
    return len(real) == 1 and any(isinstance(each, ast.Name) for each in ast.walk(real[0]))


def _imaginary(nodes: list[ast.AST], names: frozenset[str]) -> set[int]:
    """Return the nodes that hold something imaginary, up to where the real part is taken."""
    found: set[int] = set()
    for node in reversed(nodes):  # those below come first
        below = any(id(each) in found for each in ast.iter_child_nodes(node))
        if (below or _is_imaginary(node, names)) and not _takes_real_part(node):
            found.add(id(node))
    return found


def _takes_real_part(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "real"
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "abs"


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a node binds to a value, or to each of its items."""
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        targets, value = [node.target], node.value
    elif isinstance(node, (ast.For, ast.comprehension)):
        targets, value = [node.target], node.iter
    else:
        return
    for target in targets:
        for each in ast.walk(target):
            if isinstance(each, ast.Name):
                yield each.id, value


def _is_imaginary(node: ast.AST, names: frozenset[str]) -> bool:
    """Return whether a node is a complex constant, a name that is bound to one, or a root of a negative."""
    if isinstance(node, ast.Constant):
        return type(node.value) is complex
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Call):
        return _calls_for_imaginary(node)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow):
        return False
    base, exponent = _constant(node.left), _constant(node.right)
    return base is not None and base < 0 and exponent is not None and exponent % 1 != 0


def _calls_for_imaginary(node: ast.Call) -> bool:
    """Return whether a root or logarithm of a negative number is called for, or a number by its angle."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    number = _constant(node.args[0]) if node.args else None
    return dotted(node.func) == "cmath.rect" or (
        name in ("sqrt", "log") and number is not None and number < 0
    )


def _constant(node: ast.expr) -> float | None:
    """Return the number that stands there: by itself, with a minus or as a quotient."""
    divisors = []
    while isinstance(node, (ast.UnaryOp, ast.BinOp)):
        if isinstance(node, ast.UnaryOp):
            below, node = (-1.0 if isinstance(node.op, ast.USub) else None), node.operand
        else:
            below, node = (_constant(node.right) if isinstance(node.op, ast.Div) else None), node.left
        if not below:
            return None
        divisors.append(below)
    number = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(number, (int, float)) or number is True or number is False:
        return None
    try:
        return functools.reduce(truediv, reversed(divisors), number)
    except OverflowError:  # nor has Python a root of it
        return None
