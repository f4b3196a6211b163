"""A value of a JSON document with its path: asked for a type, it answers or says what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from sys import float_info
from types import UnionType
from typing import Any, NoReturn, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from grader.errors import UsageError
from grader.model import Number

Closed = TypeVar("Closed", bound=StrEnum)
Record = TypeVar("Record", bound=tuple[object, ...])

SPECIAL = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of a JSON document and its path, with one question per type."""

    value: object
    path: str
    file: str

    def fail(self, problem: str) -> NoReturn:
        """Raise UsageError with the file and the path."""
        raise UsageError(f"{self.file}: not a report: {self.path or 'the document'}: {problem}")

    def expect(self, wanted: str) -> NoReturn:
        """Raise UsageError that says what was found where ``wanted`` should stand."""
        self.fail(f"expected {wanted}, found {found(self.value)}")

    def __getitem__(self, key: str) -> Node:
        if not isinstance(self.value, dict):
            self.expect("an object")
        if key not in self.value:
            self.fail(f"the key '{key}' is missing")
        return Node(value=self.value[key], path=f"{self.path}.{key}" if self.path else key, file=self.file)

    def has(self, key: str) -> bool:
        """Tell whether the object has ``key``."""
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> tuple[Node, ...]:
        """Return the elements of a list."""
        if not isinstance(self.value, list):
            self.expect("a list")
        return tuple(
            Node(value=item, path=f"{self.path}[{index}]", file=self.file)
            for index, item in enumerate(self.value)
        )

    def text(self) -> str:
        """Return a text."""
        return self.value if isinstance(self.value, str) else self.expect("a text")

    def flag(self) -> bool:
        """Return true or false."""
        return self.value if isinstance(self.value, bool) else self.expect("true or false")

    def integer(self) -> int:
        """Return a whole number."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        return self.expect("a whole number")

    def number(self) -> Number:
        """Return a number; the texts "nan", "inf" and "-inf" are numbers too."""
        if isinstance(self.value, str) and self.value in SPECIAL:
            return SPECIAL[self.value]
        value = None if isinstance(self.value, bool) else self.value
        # Nothing calculates with an int beyond the floats.
        if isinstance(value, int | float) and abs(value) <= float_info.max:
            return value
        return self.expect("a number")

    def one_of(self, closed: type[Closed]) -> Closed:
        """Return the member of a closed set."""
        if isinstance(self.value, str) and self.value in tuple(closed):
            return closed(self.value)
        return self.expect(f"one of {', '.join(closed)}")

    def record(self, kind: type[Record], **given: object) -> Record:
        """Return a named tuple: each field stands under its name, but for those that are ``given``."""
        read = {name: how(self[name]) for name, how in _fields(kind).items() if name not in given}
        return kind(**given, **read)

    def word(self, *words: str) -> str:
        """Return one of ``words``."""
        return self.text() if self.value in words else self.expect(f"one of {', '.join(words)}")


Reader: TypeAlias = Callable[[Node], object]
_PLAIN: Mapping[object, Reader] = {str: Node.text, bool: Node.flag, int: Node.integer, float: Node.number}


@cache
def _fields(kind: type) -> Mapping[str, Reader]:
    """Return how the fields of a named tuple are read."""
    return {name: reader(hint) for name, hint in get_type_hints(kind).items()}


def reader(kind: object) -> Reader:
    """Return how a value of the type of a field is read; null is for those that may be None."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, UnionType):
        read = reader(get_args(kind)[0])
        return lambda node: None if node.value is None else read(node)
    if get_origin(kind) is tuple:
        each = reader(get_args(kind)[0])
        return lambda node: tuple(map(each, node.items()))
    closed: Any = kind
    if issubclass(closed, StrEnum):
        return lambda node: node.one_of(closed)
    return lambda node: node.record(closed)


def found(value: object) -> str:
    """Return what a JSON value is, in words, short."""
    match value:
        case None:
            return "null"
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return f"the text {value[:40]!a}"
        case _:
            return repr(value)[:40].lower()
