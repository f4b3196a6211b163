"""Ways to rewrite a submission that change nothing of what it does, such as people write things in."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from textwrap import dedent
from typing import NamedTuple

_UNTOUCHED = ("__repr__", "__str__", "__hash__", "__eq__")


class Way(NamedTuple):
    """How a cell is rewritten, and what stands above the first one."""

    rewrite: Callable[[ast.Module], ast.Module]
    above: str = ""


def rewritten(content: bytes, form: str, way: Way) -> bytes:
    """Return a script or notebook (``form`` is its suffix) with all that can be parsed rewritten."""
    if form == ".py":
        return _cell(content.decode(), way, is_first=True).encode()
    notebook = json.loads(content)
    sheets = notebook.get("worksheets", [notebook])
    cells = [cell for sheet in sheets for cell in sheet["cells"] if cell["cell_type"] == "code"]
    is_first = True
    for cell in cells:
        key = "source" if "source" in cell else "input"
        try:
            cell[key] = _cell("".join(cell[key]), way, is_first=is_first)
        except SyntaxError:
            continue
        is_first = False
    return json.dumps(notebook).encode()


def _cell(text: str, way: Way, *, is_first: bool) -> str:
    tree = way.rewrite(ast.parse(text))
    if is_first:
        start = sum(1 for each in tree.body if getattr(each, "module", "") == "__future__")
        start += bool(tree.body and isinstance(getattr(tree.body[0], "value", None), ast.Constant))
        tree.body[start:start] = ast.parse(dedent(way.above)).body
    return ast.unparse(ast.fix_missing_locations(tree))


def _functions(change: Callable[[ast.FunctionDef], None]) -> Callable[[ast.Module], ast.Module]:
    def rewrite(tree: ast.Module) -> ast.Module:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and not any(isinstance(each, ast.Global) for each in node.body):
                change(node)
        return tree

    return rewrite


def _classes(change: Callable[[ast.ClassDef], None]) -> Callable[[ast.Module], ast.Module]:
    def rewrite(tree: ast.Module) -> ast.Module:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                change(node)
        return tree

    return rewrite


def _first(text: str) -> Callable[[ast.FunctionDef], None]:
    def change(node: ast.FunctionDef) -> None:
        if node.name not in _UNTOUCHED:
            node.body[0:0] = ast.parse(text).body

    return change


def _within(text: str) -> Callable[[ast.FunctionDef], None]:
    def change(node: ast.FunctionDef) -> None:
        (around,) = ast.parse(text).body
        around.body = node.body  # type: ignore[attr-defined]
        node.body = [around]

    return change


def _decorated(text: str) -> Callable[[ast.FunctionDef], None]:
    def change(node: ast.FunctionDef) -> None:
        if not node.decorator_list:
            node.decorator_list.append(ast.parse(text, mode="eval").body)

    return change


def _hinted(node: ast.FunctionDef) -> None:
    for each in node.args.args[1:]:
        each.annotation = ast.Constant("float | list[float]")


def _with_members(text: str) -> Callable[[ast.ClassDef], None]:
    def change(node: ast.ClassDef) -> None:
        node.body += ast.parse(dedent(text)).body

    return change


def _derived(node: ast.ClassDef) -> None:
    if not node.bases and not node.keywords:
        node.bases.append(ast.Name("Base_", ast.Load()))


class _Named(ast.NodeTransformer):
    """Gives every returned value a name."""

    def visit_Return(self, node: ast.Return) -> ast.Return | list[ast.stmt]:
        if node.value is None:
            return node
        name = ast.Name("result_", ast.Store())
        return [ast.Assign([name], node.value), ast.Return(ast.Name("result_", ast.Load()))]


TRACED = """
import functools
def traced_(run):
    @functools.wraps(run)
    def inner(*args, **named):
        return run(*args, **named)
    return inner
"""
TIMED = """
import time
def timed_(label):
    def outer(run):
        def inner(*args, **named):
            start = time.time()
            found = run(*args, **named)
            inner.spent = time.time() - start
            return found
        return inner
    return outer
"""
MEMBERS = """
count_ = 0
def __lt__(self, other): return self.data < getattr(other, "data", other)
def __bool__(self): return bool(self.data)
def __float__(self): return float(self.data)
def __len__(self): return 1
def item(self): return self.data
@property
def T_(self): return self
@staticmethod
def make_(x): return x
@classmethod
def of_(cls, x): return cls(x)
"""

WAYS = {
    "as it is": Way(lambda tree: tree),
    "beside harmless modules": Way(lambda tree: tree, "import sys, os, gc, cmath, inspect, warnings, threading"),
    "with words in a text": Way(_functions(_first("'Neither sys nor eval, no complex step, no torch.'"))),
    "with prints": Way(_functions(_first("print('here')"))),
    "within try": Way(_functions(_within("try: pass\nexcept ValueError: raise"))),
    "traced": Way(_functions(_decorated("traced_")), TRACED),
    "timed": Way(_functions(_decorated("timed_('x')")), TIMED),
    "with hints": Way(_functions(_hinted)),
    "with named results": Way(_Named().visit),
    "with more members": Way(_classes(_with_members(MEMBERS))),
    "with members that are not done": Way(
        _classes(_with_members("def tanh_(self): raise NotImplementedError\ndef __abs__(self): return None"))
    ),
    "derived": Way(_classes(_derived), "class Base_:\n    kind = 'base'"),
}
