"""Forces the order of sets of a student's objects, so that two runs give the same gradients.

A `set` of objects is ordered by their addresses. A graph that keeps its children in a set, and
overwrites a gradient where it should add, therefore gives other numbers in every run. Classes that
define no ``__eq__``, ``__hash__`` or ``__slots__`` get a hash by order of first use instead: equal
programs then walk their sets in equal order. Identity still decides equality. Runs in the worker.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

_KEY = "_order_of_creation"


def force(decorated: frozenset[str], unforced: list[str]) -> None:
    """Wrap ``__build_class__``: classes built from now on hash by order.

    Names of classes where that is not possible are appended to ``unforced``. ``decorated`` classes
    are left alone: a decorator such as ``dataclass`` decides about their hash itself.
    """
    build: Callable[..., Any] = builtins.__build_class__
    counter = 0

    def order(self: object) -> int:
        nonlocal counter
        attributes = self.__dict__
        number = attributes.get(_KEY)
        if number is None:
            counter += 1
            attributes[_KEY] = number = counter
        return int(number)

    def build_class(function: Any, name: str, *bases: Any, **keywords: Any) -> Any:
        made = build(function, name, *bases, **keywords)
        if type(made) is not type or made.__mro__[1:] != (object,) or made.__module__ != "__main__":
            return made  # a library's classes have reasons of their own
        if name in decorated or not made.__dict__.keys().isdisjoint(("__eq__", "__hash__", "__slots__")):
            unforced.append(name[:80])
        else:
            setattr(made, "__hash__", order)  # noqa: B010 - not a method of this type
        return made

    builtins.__build_class__ = build_class  # type: ignore[assignment]
