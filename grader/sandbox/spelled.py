"""What a submission spells that can hide how an answer is made, read before any of its code runs.

Whoever looks on while an entry point answers lives in the process of the code that it looks at, and can be
fooled. The text cannot change itself: what is told here was written to the channel before the first cell
ran. Only what an entry point is made of is read, so that another cell's arithmetic is not held against it;
what reaches into the interpreter counts wherever it stands. Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import NamedTuple

from grader.sandbox import protocol
from grader.sandbox.by_name import (
    WORDS,
    Strings,
    asked_for_functions,
    asked_for_subclasses,
    asked_for_variables,
    names_its_attribute,
)
from grader.sandbox.cells import Cells
from grader.sandbox.examine import Cell
from grader.sandbox.imaginary import is_complex, makes_complex, steps_aside
from grader.sandbox.own_rules import PARTS, loads_of, takes_apart
from grader.sandbox.units import MAX_STATEMENTS

_BEHIND, _ANYWHERE = frozenset(protocol.BEHIND), frozenset(protocol.BEHIND_ANYWHERE)
# Most submissions use none of these names, and none of their trees is walked for it.
_SIGNS = frozenset(word.rpartition(".")[2] for word in WORDS)
# How numpy names kinds of numbers in short, and where: complex ones, and those of more digits.
_KINDS = dict.fromkeys(("D", "F", "G", "c16", "c8", "c32", "complex", "complex64", "complex128"), "complex")
_KINDS |= dict.fromkeys(("g", "f16", "longdouble", "float128"), "longdouble")
_ARRAYS = frozenset(
    (
        *("view", "astype", "getfield", "dtype", "array", "asarray", "asanyarray", "zeros", "ones", "empty"),
        *("full", "fromiter", "frombuffer", "linspace", "arange", "eye", "identity"),
    )
)
_MODULES_BEHIND = frozenset(("inspect", "socket"))  # of which something is harmless
_ASKING = frozenset(("isinstance", "issubclass"))  # whether something is complex, which makes nothing so
# Methods have such names too.
_CALLED = frozenset(("exec", "eval", "compile", "getattr", "globals", "locals", "vars"))
# Of those nobody gives to a variable: who hands them on calls them somewhere else.
_HANDED_ON = frozenset(("exec", "eval", "compile", "getattr", "globals"))
_BY_NAME = frozenset(("getattr", "attrgetter", "methodcaller"))  # functions that are told names
_READ = WORDS - {"complex"} - _CALLED - _BY_NAME  # of the others only a call says something
# Where one of these stands, a module may be reached that was imported and is named nowhere.
_REACHING = frozenset((*_CALLED, "__import__", "__main__", "__builtins__", "attrgetter", "importlib"))
_REACHING |= {"__globals__", "f_globals", "f_locals"}
_HARMLESS = frozenset(("inspect.signature", "socket.gethostname", "socket.getfqdn"))
_ARGUMENTS = frozenset(("co_argcount", "co_varnames"))  # which code tells of a function's arguments


def spelled(cells: Cells) -> dict[str, list[str]]:
    """Return the words of the protocol that the code of each entry point spells, where there are any."""
    itself: Counter[str] = Counter()
    if not any(_may_spell(cell, itself) for cell in cells.cells) and max(itself.values(), default=0) < PARTS:
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


def _may_spell(cell: Cell, own: Counter[str]) -> bool:
    """Return whether one of the words may be in a cell, by its code alone where there is any."""
    return cell.tree is not None if cell.code is None else _shows_sign(cell.code, own)


def _shows_sign(code: CodeType, own: Counter[str]) -> bool:
    """Return whether a code uses one of the names, or a number that is complex; or what it defines does.

    How often functions of a name load it themselves is added to ``own``.
    """
    name = code.co_name
    if _names_a_sign(code):
        return True
    if name in code.co_names or name in code.co_freevars:
        own[name] += loads_of(name, code)
    for constant in code.co_consts:
        kind = type(constant)
        if kind is CodeType:
            if constant.co_name[0] == "<":  # a comprehension, which is a part of the function
                own[name] += loads_of(name, constant)
            if _shows_sign(constant, own):
                return True
        elif kind is complex or (kind is tuple and any(type(each) is complex for each in constant)):
            return True
    return False


def _names_a_sign(code: CodeType) -> bool:
    names = code.co_names
    if not _SIGNS.isdisjoint(names) or "." in "".join(names):
        return True
    return not _ARRAYS.isdisjoint(names) and any(
        type(each) is str and each in _KINDS for each in code.co_consts
    )


def _words(trees: Iterable[ast.Module]) -> Iterator[str]:
    """Yield the words that stand in some code."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    text = Text.of(nodes)
    found = {word for node in nodes for word in _words_of(node, text)}
    yield from found
    if found & _REACHING or "modules" in text.attributes:
        yield from text.imported
    # Most that comes so far holds nothing imaginary, and is not looked at so closely.
    if any(makes_complex(node) for node in nodes) and steps_aside(nodes):
        yield protocol.IMAGINARY_STEP
    if takes_apart(nodes):
        yield protocol.OWN_RULES


class Text(NamedTuple):
    """What the names in some code stand for."""

    modules: dict[str, str]  # that were imported under another name
    stored: frozenset[str]  # names that are bound
    loaded: frozenset[str]  # and those that are used, but for what is harmless
    called: frozenset[int]  # the names that are called where they stand, and those of what is harmless
    attributes: frozenset[str]
    strings: Strings
    imported: frozenset[str]  # words of what is imported, used or not
    # Calls of ``globals`` and ``locals`` for the submission's own, as the text shows, and of its classes for
    # those that derive from them; code for its arguments.
    asked: frozenset[int]

    @staticmethod
    def of(nodes: list[ast.AST]) -> Text:
        """Return what the names in these nodes stand for."""
        imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
        attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
        names = [node for node in nodes if isinstance(node, ast.Name)]
        harmless = {id(each.value) for each in attributes if _dotted(each, {}) in _HARMLESS}
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        imported = WORDS.intersection(name for node in imports for name in _imported(node, node.names))
        asked = {*asked_for_functions(nodes), *(() if imported else asked_for_variables(nodes))}
        told = [each.value for each in attributes if each.attr in _ARGUMENTS]
        asked |= {id(each) for each in told if isinstance(each, ast.Attribute) and each.attr == "__code__"}
        asked |= {*asked_for_subclasses(nodes, attributes)}
        loaded = frozenset(each.id for each in names if id(each) not in harmless)
        asked_of = frozenset(each.attr for each in attributes)
        return Text(
            modules={
                each.asname: each.name
                for node in imports
                if isinstance(node, ast.Import)
                for each in node.names
                if each.asname
            },
            stored=frozenset(each.id for each in names if not isinstance(each.ctx, ast.Load)),
            loaded=loaded,
            called=frozenset(called | harmless),
            attributes=asked_of,
            strings=Strings.of(nodes, loaded, asked_of),
            imported=imported,
            asked=frozenset(asked),
        )


def _dotted(node: ast.Attribute, modules: dict[str, str]) -> str:
    """Return an attribute with the module that it is asked of, such as ``os.read``."""
    if not isinstance(node.value, ast.Name):
        return ""
    return f"{modules.get(node.value.id, node.value.id)}.{node.attr}"


def _imported(node: ast.Import | ast.ImportFrom, names: Iterable[ast.alias]) -> Iterator[str]:
    """Yield the parts of the names that are imported, and what is imported from a module with its name."""
    module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    for each in names:
        yield from each.name.split(".")
        yield from (*module.split("."), f"{module}.{each.name}") if module else ()


def _used(node: ast.Import | ast.ImportFrom, text: Text) -> Iterator[ast.alias]:
    """Yield what of an import is named anywhere, without what is harmless."""
    for each in node.names:
        bound = (each.asname or each.name).partition(".")[0]
        if (bound == "*" or bound in text.loaded) and _HARMLESS.isdisjoint(_imported(node, (each,))):
            yield each


def _words_of(node: ast.AST, text: Text) -> Iterator[str]:
    """Yield the words of one node, without those of the nodes below it."""
    if id(node) in text.asked:
        return
    if isinstance(node, ast.Call):
        yield from _words_of_call(node, text)
    elif isinstance(node, ast.Constant):
        yield from ("complex",) if type(node.value) is complex else ()
    elif isinstance(node, ast.BinOp):
        yield from (protocol.QUOTIENT_OF_SUM,) if _divides_a_sum(node) else ()
    elif isinstance(node, ast.ClassDef):
        yield from ("complex",) if any(map(is_complex, node.bases)) else ()
    else:
        yield from (name for name in _names_in(node, text) if name in _READ)
        if isinstance(node, ast.Name) and _is_handed_on(node, text):
            yield node.id


def _is_handed_on(node: ast.Name, text: Text) -> bool:
    return node.id in _HANDED_ON and node.id not in text.stored and id(node) not in text.called


def _names_in(node: ast.AST, text: Text) -> Iterator[str]:
    """Yield the names that a node reads, or imports for use."""
    if isinstance(node, ast.Attribute):
        yield from (node.attr, _dotted(node, text.modules))
    elif isinstance(node, ast.Name):
        yield from () if id(node) in text.called and node.id in _MODULES_BEHIND else (node.id,)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from _imported(node, _used(node, text))


def _words_of_call(node: ast.Call, text: Text) -> Iterator[str]:
    """Yield what only a call tells: that something is made complex, or that text is run."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else name
    if name in _CALLED or called in _BY_NAME:
        yield from () if names_its_attribute(called, node, text.strings) else (called,)
    elif name == "complex":
        yield name
    given = [*node.args, *(each.value for each in node.keywords)]
    if called in _ARRAYS or any(each.arg == "dtype" for each in node.keywords):
        yield from (
            _KINDS[each.value] for each in given if isinstance(each, ast.Constant) and each.value in _KINDS
        )
    if name not in _ASKING and any(map(is_complex, given)):
        yield "complex"


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
