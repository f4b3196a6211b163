"""Names that are asked for by text, as ``getattr`` does: those that stand there, and those that can be made.

Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Iterator
from typing import NamedTuple

from grader.sandbox.own_rules import MODULES
from grader.sandbox.protocol import BEHIND, OTHER_NUMBERS

WORDS = frozenset((*OTHER_NUMBERS, *BEHIND))
# What may be asked for by a name that is put together. Many slopes begin with a d; no module has ``decimal``
# but by an import, and a descriptor that is doubled says nothing yet.
_ATTRIBUTES = frozenset(word.rpartition(".")[2] for word in WORDS) - {"decimal", "dup", "dup2"}
# Where one of these stands, strings are made of what is none.
_MAKING_TEXT = frozenset(("chr", "bytes", "bytearray", "decode", "dir", "__dir__", "__doc__", "co_varnames"))
_MAKING_TEXT |= {"lower", "upper", "swapcase", "casefold", "capitalize", "title", "translate", "replace"}
_SHORT = 3  # a word of so few letters is in many others
_LETTER = "%c"  # in a text, or a number that is formatted so
_MOST_LETTERS = 20_000


class Strings(NamedTuple):
    """What a name can be put together of in some code."""

    pieces: frozenset[str]  # strings, and the names of what is given by name
    joined: bool  # whether any number of them can be
    made: bool  # whether strings are made of what is none

    @staticmethod
    def of(nodes: list[ast.AST], loaded: frozenset[str], attributes: frozenset[str]) -> Strings:
        """Return what these nodes have, which load such names and ask for such attributes."""
        pieces = frozenset(string for node in nodes for string in _strings_in(node))
        return Strings(pieces, "join" in attributes, not _MAKING_TEXT.isdisjoint(loaded | attributes))

    def may_make_word(self) -> bool:
        """Return whether a word can be put together, of the strings or of letters."""
        return self.made or _can_be_made_of(self.pieces, self.joined)


def _strings_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and type(node.value) is str:
        yield _LETTER if _LETTER in node.value else node.value
    elif isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        last = node.format_spec.values[-1:]
        yield _LETTER if any(str(getattr(each, "value", "")).endswith("c") for each in last) else ""
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg


@functools.lru_cache(maxsize=8)
def _can_be_made_of(strings: frozenset[str], joined: bool) -> bool:
    """Return whether a word can be put together of strings, forwards or backwards, or of ever so many."""
    if _LETTER in strings or (joined and "" in strings) or sum(map(len, strings)) > _MOST_LETTERS:
        return True
    pieces = {piece for string in strings for piece in string.split()}
    pieces |= {piece[::-1] for piece in pieces}
    parts = pieces.union(strings, (string[::-1] for string in strings)) - {""}
    return any(_is_made_of(parts, word) for word in _ATTRIBUTES) or any(
        _is_cut_from(piece, word) for word in _ATTRIBUTES if len(word) > _SHORT for piece in pieces
    )


def _is_cut_from(part: str, word: str) -> bool:
    """Return whether a word is left where something is taken out of a string, as a slice does."""
    letters = iter(part)
    return all(letter in letters for letter in word)


def _is_made_of(parts: Collection[str], word: str) -> bool:
    ends = {0}
    for place in range(len(word)):
        if place in ends:
            ends.update(place + len(part) for part in parts if word.startswith(part, place))
    return len(word) in ends


def names_its_attribute(name: str, node: ast.Call, strings: Strings) -> bool:
    """Return whether attributes are asked for by names that the text shows, of which none is a word."""
    if name == "vars":
        return bool(node.args) and not strings.may_make_word()
    named = {"getattr": node.args[1:2], "attrgetter": node.args, "methodcaller": node.args[:1]}.get(name, [])
    return bool(named) and all(_is_harmless_name(each, strings) for each in named)


def _is_harmless_name(node: ast.expr, strings: Strings) -> bool:
    """Return whether a name is shown that is no word, or begins as no word and no private one does.

    A name that stands somewhere else in the text is none where no word can be put together of its strings.
    """
    if isinstance(node, ast.Constant):
        return WORDS.isdisjoint(str(node.value).split("."))
    begins = _beginning(node)
    if begins:
        return not any(word.startswith(begins) for word in _ATTRIBUTES)
    return isinstance(node, (ast.Name, ast.Subscript)) and not strings.may_make_word()


def _beginning(node: ast.expr) -> str:
    """Return how a name that is put together begins, "" if that is not shown or it is a private one."""
    first = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else None
    if isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
    begins = first.value if isinstance(first, ast.Constant) else ""
    return begins if type(begins) is str and begins[:1] != "_" and "." not in begins else ""


def asked_for_functions(nodes: list[ast.AST]) -> Iterator[int]:
    """Yield the calls of ``globals`` that are asked for functions by names that begin like no others."""
    asked = [
        node
        for node in nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "globals"
    ]
    if not asked:  # nearly always
        return
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    others = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    imports = [node for node in imports if getattr(node, "module", None) not in MODULES]
    others |= {each.asname or each.name for node in imports for each in node.names}
    for node in asked:
        begins = _beginning(node.slice)
        own = bool(begins) and any(name.startswith(begins) for name in defined)
        if own and "*" not in others and not any(name.startswith(begins) for name in others):
            yield id(node.value)


def asked_for_variables(nodes: list[ast.AST]) -> Iterator[int]:
    """Yield the calls of ``locals`` in functions, which have what the text binds there and nothing else."""
    for function in nodes:
        if isinstance(function, ast.FunctionDef):
            inside = [each for statement in function.body for each in ast.walk(statement)]
            calls = [each for each in inside if isinstance(each, ast.Call) and not each.args]
            yield from (id(each) for each in calls if getattr(each.func, "id", "") == "locals")


def asked_for_subclasses(nodes: list[ast.AST], attributes: list[ast.Attribute]) -> Iterator[int]:
    """Yield where a class of the submission is asked for its subclasses, by a name that nothing else has."""
    asked = [each for each in attributes if each.attr == "__subclasses__"]
    if not asked:  # nearly always
        return
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    own = {"object", *(node.name for node in classes)}
    for node in nodes:
        is_read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if not is_read and not isinstance(node, ast.ClassDef):
            own.difference_update(each for each in vars(node).values() if type(each) is str)
    for _ in classes:  # a decorator, a metaclass or a base that is none of these may make anything of a class
        others = {each.name for each in classes if each.decorator_list or each.keywords}
        others |= {each.name for each in classes for base in each.bases if getattr(base, "id", "") not in own}
        own -= others
    yield from (id(each) for each in asked if getattr(each.value, "id", "") in own - {"object"})
