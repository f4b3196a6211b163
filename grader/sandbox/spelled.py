"""What a submission spells that can hide how an answer is made, read before any of its code runs.

Whoever looks on while an entry point answers lives in the process of the code that it looks at, and can be
fooled. The text cannot change itself: what is told here was written to the channel before the first cell
ran. Only what an entry point is made of is read, so that another cell's arithmetic is not held against it;
what reaches into the interpreter counts wherever it stands. Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from types import CodeType

from grader.sandbox import protocol
from grader.sandbox.cells import Cells
from grader.sandbox.examine import Cell

_NUMBERS, _BEHIND = frozenset(protocol.OTHER_NUMBERS), frozenset(protocol.BEHIND)
_ANYWHERE = frozenset(protocol.BEHIND_ANYWHERE)
# Most submissions use none of these names, and none of their trees is walked for it.
_SIGNS = frozenset(word.rpartition(".")[2] for word in _NUMBERS | _BEHIND)
MAX_STATEMENTS = 1000  # of longer ones it takes too long to tell which make an entry point
_ASKING = frozenset(("isinstance", "issubclass"))  # whether something is complex, which makes nothing so
# Methods have such names too.
_CALLED = frozenset(("exec", "eval", "compile", "getattr", "globals", "locals", "vars"))


def spelled(cells: Cells) -> dict[str, list[str]]:
    """Return the words of the protocol that the code of each entry point spells, where there are any."""
    if not any(map(_may_spell, cells.cells)):
        return {}
    trees = [cell.tree for cell in cells.cells if cell.tree is not None]
    everything = set(_words(trees))
    if not everything - {protocol.QUOTIENT_OF_SUM}:
        return {}
    is_long = sum(len(tree.body) for tree in trees) > MAX_STATEMENTS
    found = {}
    for name in cells.entry_points:
        own = everything if is_long else _own_words(name, cells, everything)
        words = own | (everything & _ANYWHERE)
        if words - {protocol.QUOTIENT_OF_SUM}:
            found[name] = sorted(words)
    return found


def _own_words(name: str, cells: Cells, everything: set[str]) -> set[str]:
    """Return the words of what makes an entry point."""
    made_by = [tree for _, tree in cells.units.slice_for(name, len(cells.cells))]
    # What no statement binds is bound by other means, if at all.
    return set(_words(made_by)) if made_by else everything & _BEHIND


def _may_spell(cell: Cell) -> bool:
    """Return whether one of the words may be in a cell, by its code alone where there is any."""
    return cell.tree is not None if cell.code is None else _shows_sign(cell.code)


def _shows_sign(code: CodeType) -> bool:
    """Return whether a code uses one of the names, or a number that is complex; or what it defines does."""
    if not _SIGNS.isdisjoint(code.co_names) or any("." in name for name in code.co_names):
        return True
    for constant in code.co_consts:
        kind = type(constant)
        if kind is complex or (kind is CodeType and _shows_sign(constant)):
            return True
        if kind is tuple and any(type(each) is complex for each in constant):
            return True
    return False


def _words(trees: Iterable[ast.Module]) -> Iterator[str]:
    """Yield the words that stand in some code."""
    for tree in trees:
        for node in ast.walk(tree):
            yield from _words_of(node)


def _words_of(node: ast.AST) -> Iterator[str]:
    """Yield the words of one node, without those of the nodes below it."""
    if isinstance(node, ast.Call):
        yield from _words_of_call(node)
    elif isinstance(node, ast.Constant):
        yield from ("complex",) if type(node.value) is complex else ()
    elif isinstance(node, ast.BinOp):
        yield from (protocol.QUOTIENT_OF_SUM,) if _divides_a_sum(node) else ()
    elif isinstance(node, ast.ClassDef):
        yield from ("complex",) if any(map(_is_complex, node.bases)) else ()
    else:
        for name in _names_in(node):
            yield from _known(name)


def _names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node reads or imports."""
    if isinstance(node, ast.Attribute):
        yield from (node.attr, f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else "")
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        modules = [alias.name for alias in node.names]
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            yield from module.split(".")


def _known(name: str) -> Iterator[str]:
    if name in (_NUMBERS | _BEHIND) and name != "complex" and name not in _CALLED:
        yield name


def _words_of_call(node: ast.Call) -> Iterator[str]:
    """Yield what only a call tells: that something is made complex, or that text is run."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if (name in _CALLED and not _names_its_attribute(name, node)) or name == "complex":
        yield name
    given = [*node.args, *(each.value for each in node.keywords)]
    if name not in _ASKING and any(map(_is_complex, given)):
        yield "complex"


def _names_its_attribute(name: str, node: ast.Call) -> bool:
    """Return whether an attribute is asked for by its name, as the text shows it."""
    named = node.args[1] if name == "getattr" and len(node.args) > 1 else None
    return isinstance(named, ast.Constant) and named.value not in _NUMBERS | _BEHIND


def _divides_a_sum(node: ast.BinOp) -> bool:
    """Return whether a sum is divided by one number: by h, or by 2*h."""
    left, right = node.left, node.right
    if (
        isinstance(right, ast.BinOp)
        and isinstance(right.op, ast.Mult)
        and isinstance(right.left, ast.Constant)
    ):
        right = right.right
    divides = isinstance(node.op, (ast.Div, ast.FloorDiv)) and isinstance(right, ast.Name)
    return divides and isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Add, ast.Sub))


def _is_complex(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "complex"
