"""Forces the order of sets of a student's objects, so that two runs give the same gradients.

A `set` of objects is ordered by their addresses. A graph that keeps its children in a set, and
overwrites a gradient where it should add, therefore gives other numbers in every run. Classes that
define no ``__eq__``, ``__hash__`` or ``__slots__`` get a hash by order of first use instead: equal
programs then walk their sets in equal order. Identity still decides equality. Runs in the worker.
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable
from typing import Any

KEY = "_order_of_creation"
_ANSWERING = ("__getattr__", "__getattribute__")
_get, _set = getattr, object.__setattr__
_next = itertools.count(1).__next__
UNFORCED: list[str] = []  # names of classes that keep their own order, the latest last


def force(decorated: frozenset[str]) -> None:
    """Wrap ``__build_class__``: classes built from now on hash by order.

    Names of classes where that is not possible are appended to ``UNFORCED``. ``decorated`` classes
    are left alone: a decorator such as ``dataclass`` decides about their hash itself.
    """
    build: Callable[..., Any] = builtins.__build_class__

    def build_class(function: Any, name: str, *bases: Any, **keywords: Any) -> Any:
        made = build(function, name, *bases, **keywords)
        if type(made) is not type or made.__module__ != "__main__":
            return made  # a library's classes have reasons of their own
        own = made.__dict__.keys()
        answers = not own.isdisjoint(_ANSWERING)
        if made.__mro__[1:] != (object,):
            hashed: object = made.__hash__
            if answers and hashed is _order:
                _hash_by(_order_unasked, made)
        elif name in decorated or not own.isdisjoint(("__eq__", "__hash__", "__slots__")):
            UNFORCED.append(name[:80])
        else:
            _hash_by(_order_unasked if answers else _order, made)
        return made

    builtins.__build_class__ = build_class  # type: ignore[assignment]


def _hash_by(order: Callable[[Any], int], made: Any) -> None:
    setattr(made, "__hash__", order)  # noqa: B010 - not a method of this type


def _order(self: Any) -> int:
    """Return an object's place in the order of first use; no dict is made of it, as by ``__dict__``."""
    number: int | None = _get(self, KEY, None)  # an AttributeError would take ten times as long
    if number is None:
        number = _next()
        _set(self, KEY, number)
    return number


def _order_unasked(self: Any) -> int:
    """Return the same of an object whose class answers for attributes that are not there."""
    attributes = self.__dict__
    if KEY not in attributes:
        attributes[KEY] = _next()
    return int(attributes[KEY])
