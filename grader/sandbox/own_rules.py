"""Functions that take an expression apart: they call themselves for its parts, as rules of calculus do.

Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections import Counter
from opcode import opmap
from types import CodeType

from grader.sandbox.protocol import FUNCTIONS

PARTS = 3  # that a function calls itself for; one that multiplies, sorts or flattens has fewer
_MATHEMATICS = frozenset((*FUNCTIONS, "pow"))
MODULES = frozenset(("cmath", "math", "np", "numpy"))  # whose functions may have the name of one's own
# From Python 3.12 on a method is loaded as an attribute, and the instruction of its own is above a byte.
_LOADING = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_METHOD", "LOAD_ATTR")
_LOADS = [opmap[name] for name in _LOADING if opmap.get(name, 256) < 256]


def loads_of(name: str, code: CodeType) -> int:
    """Return how often a code loads a function's name, or an attribute of that name; or more."""
    if name in _MATHEMATICS or name[:2] == "__":  # a module's or a base class's, and most classes have some
        return 0
    if name in code.co_names:
        place = code.co_names.index(name)
        pairs = [(op, each) for op in _LOADS for each in (place, 2 * place, 2 * place + 1) if each < 256]
        text = code.co_code  # made anew each time that it is asked for
        return sum(text.count(bytes(pair)) for pair in set(pairs))
    if name in code.co_freevars:
        cells = [each for each in code.co_cellvars if each not in code.co_varnames]
        place = code.co_nlocals + len(cells) + code.co_freevars.index(name)
        return code.co_code.count(bytes((opmap["LOAD_DEREF"], place))) if place < 256 else PARTS
    return 0


def takes_apart(nodes: list[ast.AST]) -> bool:
    """Return whether a function, or the methods of one name, call themselves for parts of expressions."""
    found: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name not in _MATHEMATICS:
            found[node.name] += sum(_calls_for_part(each, node) for each in ast.walk(node))
    return max(found.values(), default=0) >= PARTS


def _calls_for_part(node: ast.AST, function: ast.FunctionDef) -> bool:
    """Return whether a node calls ``function`` for a part of what it was given: an item, or an attribute."""
    if not isinstance(node, ast.Call):
        return False
    given = node.args[0] if node.args else None
    if isinstance(node.func, ast.Attribute):
        is_method = node.func.attr == function.name
        given = node.func.value if is_method and not _is_given(node.func.value, function) else given
        return is_method and _is_part(given, function)
    if isinstance(node.func, ast.Name) and node.func.id == "map":
        return isinstance(given, ast.Name) and given.id == function.name
    return isinstance(node.func, ast.Name) and node.func.id == function.name and _is_part(given, function)


def _is_given(node: ast.expr, function: ast.FunctionDef) -> bool:
    args = function.args
    return isinstance(node, ast.Name) and node.id in {each.arg for each in (*args.posonlyargs, *args.args)}


def _is_part(node: ast.expr | None, function: ast.FunctionDef) -> bool:
    """Return whether a node is an item or an attribute, or a name that one was unpacked to."""
    if isinstance(node, ast.Name):
        return not _is_given(node, function) and node.id not in MODULES
    return isinstance(node, (ast.Subscript, ast.Attribute))
