"""What functions found before, kept by the identity of what they were given.

Hashing a graph takes half as long as what is found out of it. What is kept holds what was given, so that an
identity stays its own. When there is too much, all is forgotten: a report must not cost more memory than the
one before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

_T = TypeVar("_T")
_Given = TypeVarTuple("_Given")


def remembered(most: int, *, held: int = 1) -> Callable[[Callable[[*_Given], _T]], Callable[[*_Given], _T]]:
    """Return a decorator for a function without side effects: the same objects get the result of before.

    The first ``held`` arguments are told apart by identity, the others by value. ``most`` results are kept.
    """

    def decorated(function: Callable[[*_Given], _T]) -> Callable[[*_Given], _T]:
        kept: dict[tuple[object, ...], tuple[tuple[*_Given], _T]] = {}

        @wraps(function)
        def found(*given: *_Given) -> _T:
            key = *map(id, given[:held]), *given[held:]
            known = kept.get(key)
            if known is not None:
                return known[1]
            result = function(*given)
            if len(kept) >= most:
                kept.clear()
            kept[key] = given, result
            return result

        return found

    return decorated
