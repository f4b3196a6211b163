"""The names of a piece of code, found without running it: what it binds, fills, reads, defers and shares.

Runs in the worker, on hostile text, and only where a name has to be traced: most submissions are
never asked for theirs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

FILLING = frozenset(("append", "extend", "insert", "clear", "update", "setdefault", "pop", "sort", "reverse"))


def names_of(body: Collection[ast.AST]) -> Names:
    """Return the names of some statements; of those that are nested too deeply all that stand there."""
    names = Names()
    try:
        names.block(body)
    except RecursionError:
        names.everything(body)
    return names


def dotted(node: ast.AST) -> str:
    """Return the name that a node is, such as ``sys.exit``; "" if it is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def parameters_of(arguments: ast.arguments) -> set[str]:
    """Return the names under which a function takes what it is given."""
    several = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return {each.arg for each in (*several, arguments.vararg, arguments.kwarg) if each is not None}


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
        self.shared: set[str] = set()  # names bound to one object: what fills one fills the other

    def block(self, body: Iterable[ast.AST]) -> None:
        """Take in statements one after the other."""
        for statement in body:
            self.visit(statement)

    def everything(self, body: Collection[ast.AST]) -> None:
        """Take in every name as one that is bound, and read before it and whenever something is called."""
        for node in (each for statement in body for each in ast.walk(statement)):
            self.fills.update(filled_by(node))
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.import_(node)
            elif isinstance(node, ast.Name):
                self.binds.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.binds.add(node.name)
        self.reads |= self.binds
        self.defers |= self.binds

    def visit(self, node: ast.AST) -> None:
        """Take in one node: what it reads before what it binds."""
        kind = type(node)
        if kind is ast.Name:
            self.name(node)  # type: ignore[arg-type]  # told by its kind
        elif kind in _HANDLERS:
            _HANDLERS[kind](self, node)
        elif kind not in _SILENT:
            self.rest(node)

    def rest(self, node: ast.AST) -> None:
        """Take in a node without names of its own."""
        if type(node) in _MAY_FILL:
            self.fills.update(filled_by(node))
        parts: Callable[[Any], list[Any]] = _ORDERED.get(type(node), _children)
        for part in parts(node):
            self.visit(part)

    def handler(self, node: ast.ExceptHandler) -> None:
        """Take in what catches an exception, which may have a name there."""
        if node.name:
            self.binds.add(node.name)
        self.rest(node)

    def loop(self, node: ast.For | ast.AsyncFor) -> None:
        """Take in a loop, which may change in place what runs through it."""
        self.rest(node)
        if not self.fills.isdisjoint(_named_in(node.target)):
            self.fills.update(_named_in(node.iter))

    def assignment(self, node: ast.Assign) -> None:
        """Take in an assignment, which gives an object one name or more."""
        self.rest(node)
        names = [each.id for each in (*node.targets, node.value) if isinstance(each, ast.Name)]
        if len(names) > 1:
            self.shared.update(names)

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        """Take in an import."""
        self.binds.update(each.asname or each.name.partition(".")[0] for each in node.names)

    def name(self, node: ast.Name) -> None:
        """Take in a name."""
        if type(node.ctx) is ast.Store:
            self.binds.add(node.id)
        elif node.id not in self.binds:
            self.reads.add(node.id)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Take in a function: decorators and defaults now, its body when it is called."""
        arguments = node.args
        defaults = [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
        inner = Names()
        inner.binds.update(parameters_of(arguments))
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
        self.fills |= inner.fills - inner.binds
        self.defers |= inner.defers


_HANDLERS: dict[type[ast.AST], Callable[[Names, Any], None]] = {
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), Names.function),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), Names.comprehension),
    **dict.fromkeys((ast.Import, ast.ImportFrom), Names.import_),
    **dict.fromkeys((ast.For, ast.AsyncFor), Names.loop),
    ast.ExceptHandler: Names.handler,
    ast.Assign: Names.assignment,
    ast.ClassDef: Names.class_,
}
# Most of what stands in a tree is of these kinds; no name stands below them.
_SILENT = frozenset(
    (
        str,
        int,
        bool,
        type(None),
        ast.Constant,
        ast.Pass,
        ast.Break,
        ast.Continue,
        ast.Global,
        ast.Nonlocal,
        *ast.expr_context.__subclasses__(),
        *ast.operator.__subclasses__(),
        *ast.unaryop.__subclasses__(),
        *ast.cmpop.__subclasses__(),
        *ast.boolop.__subclasses__(),
    )
)
_MAY_FILL = frozenset((ast.Subscript, ast.Attribute, ast.AugAssign, ast.Call, ast.Expr))


def _children(node: ast.AST) -> list[Any]:
    """Return what stands right below a node; ``ast.iter_child_nodes`` takes three times as long."""
    found: list[Any] = []
    for value in node.__dict__.values():
        if type(value) is list:
            found += value
        elif type(value) not in _SILENT:
            found.append(value)
    return found


def _augmented(node: ast.AugAssign) -> list[ast.AST]:
    """Return the parts of ``x += 1``: a name is read before it is bound."""
    read = [ast.Name(node.target.id, ast.Load())] if isinstance(node.target, ast.Name) else []
    return [node.value, *read, node.target]


# The parts of nodes in the order in which they run, values before targets, where trees have another.
_ORDERED: dict[type[ast.AST], Callable[[Any], list[Any]]] = {
    ast.Assign: lambda node: [node.value, *node.targets],
    ast.AugAssign: _augmented,
    **dict.fromkeys((ast.AnnAssign, ast.NamedExpr), lambda node: [node.value, node.target]),
    **dict.fromkeys((ast.For, ast.AsyncFor), lambda node: [node.iter, node.target, *node.body, *node.orelse]),
}


def filled_by(node: ast.AST) -> Iterator[str]:
    """Return the names whose object one node changes in place."""
    if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
        yield from _root(node)
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILLING:
        yield from _root(node.func)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        for each in _filled_by_call(node.value):
            yield from _root(each)


def _filled_by_call(call: ast.Call) -> list[ast.expr]:
    """Return what a call may change whose result nobody keeps: what it is given, and its own object."""
    if isinstance(call.func, ast.Attribute):
        return [call.func, *(call.args if call.func.attr not in FILLING else [])]
    return call.args if not (isinstance(call.func, ast.Name) and call.func.id == "print") else []


def _named_in(node: ast.AST) -> set[str]:
    """Return every name that stands in an expression."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _root(node: ast.AST) -> Iterator[str]:
    """Return the name that an attribute or subscript starts from."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
