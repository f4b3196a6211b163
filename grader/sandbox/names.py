"""The names of a piece of code, found without running it: what it binds, fills, reads and defers.

Runs in the worker, on hostile text, and only where a name has to be traced: most submissions are
never asked for theirs.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator

_FILLING = frozenset(
    ("append", "extend", "insert", "clear", "update", "setdefault", "pop", "sort", "reverse")
)


def names_of(body: Iterable[ast.AST]) -> Names:
    """Return the names of some statements; of those that are nested too deeply, what was found before."""
    names = Names()
    with contextlib.suppress(RecursionError):
        names.block(body)
    return names


def decorated_classes(tree: ast.Module) -> set[str]:
    """Return the names of the classes that a decorator has a say in."""
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.decorator_list}


class Names:
    """Collects the names of a piece of code in the order in which it runs.

    A name that is read before the piece binds it comes from an earlier one. Branches are taken as
    run, one after the other: more precision would need to run them.
    """

    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.fills: set[str] = set()
        self.reads: set[str] = set()
        self.defers: set[str] = set()

    def block(self, body: Iterable[ast.AST]) -> None:
        """Take in statements one after the other."""
        for statement in body:
            self.visit(statement)

    def visit(self, node: ast.AST) -> None:
        """Take in one node: what it reads before what it binds."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            self.function(node)
        elif isinstance(node, ast.ClassDef):
            self.class_(node)
        elif isinstance(node, ast.Name):
            self.name(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.binds.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            self.comprehension(node)
        else:
            self.fills.update(_filled_by(node))
            self.block(_in_order(node))
            if isinstance(node, ast.ExceptHandler) and node.name:
                self.binds.add(node.name)

    def name(self, node: ast.Name) -> None:
        """Take in a name."""
        if isinstance(node.ctx, ast.Store):
            self.binds.add(node.id)
        elif node.id not in self.binds:
            self.reads.add(node.id)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Take in a function: decorators and defaults now, its body when it is called."""
        arguments = node.args
        defaults = [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
        inner = Names()
        inner.binds.update(each.arg for each in ast.walk(arguments) if isinstance(each, ast.arg))
        if isinstance(node, ast.Lambda):
            self.block(defaults)
            inner.visit(node.body)
        else:
            self.block([*node.decorator_list, *defaults])
            inner.block(node.body)
            self.binds.add(node.name)
        self.defers |= inner.reads | (inner.defers - inner.binds)

    def class_(self, node: ast.ClassDef) -> None:
        """Take in a class: its body runs now, in a namespace of its own."""
        self.block([*node.decorator_list, *node.bases, *(each.value for each in node.keywords)])
        inner = Names()
        inner.block(node.body)
        self.reads |= inner.reads - self.binds
        self.defers |= inner.defers
        self.binds.add(node.name)

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        """Take in a comprehension, whose targets are its own."""
        inner = Names()
        for generator in node.generators:
            inner.block([generator.iter, generator.target, *generator.ifs])
        inner.block([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.reads |= inner.reads - self.binds
        self.defers |= inner.defers


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Return the parts of a node in the order in which they run: values before targets."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from [each for each in (node.value, *targets) if each is not None]
    elif isinstance(node, ast.AugAssign):
        yield node.value
        if isinstance(node.target, ast.Name):  # it is read before it is bound
            yield ast.Name(node.target.id, ast.Load())
        yield node.target
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield from [node.iter, node.target, *node.body, *node.orelse]
    else:
        yield from _children(node)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes right below one; ``ast.iter_child_nodes`` takes three times as long."""
    for value in node.__dict__.values():
        if isinstance(value, list):
            yield from [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            yield value


def _filled_by(node: ast.AST) -> Iterator[str]:
    """Return the names whose object one node changes in place."""
    if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield from _root(node)
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        yield from _root(node.func)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _may_fill(node.value):
        for each in node.value.args:  # a function may fill what it is given
            yield from _root(each)


def _may_fill(call: ast.Call) -> bool:
    """Return whether a plain function is called that may fill its arguments; ``print`` does not."""
    return isinstance(call.func, ast.Name) and call.func.id != "print"


def _root(node: ast.AST) -> Iterator[str]:
    """Return the name that an attribute or subscript starts from."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
