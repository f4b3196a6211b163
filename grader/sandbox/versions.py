"""Which of several definitions of one name counts. Runs in the worker, on hostile objects."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Sequence
from opcode import opmap
from typing import Any, TypeAlias

from grader.sandbox import standin
from grader.sandbox.nodes import static
from grader.sandbox.protocol import FUNCTIONS

# A definition: when it was made, by which cell, and the function or class.
Version: TypeAlias = tuple[int, int, Any]


def own_versions(versions: Sequence[Version]) -> Sequence[Version]:
    """Return the versions that are the submission's own; what comes of a library counts only if alone."""
    if len(versions) < 2:
        return versions
    return [each for each in versions if standin.stand_in_of(each[2]) is None] or versions


def last_function(versions: Sequence[Version], before: Callable[[int], int]) -> Version:
    """Return the last version up to ``before`` of the first one's tick; a starter's counts only if alone.

    A starter's returns nothing but zeros.
    """
    kept = [each for each in versions if not is_blank(each[2])] or versions
    limit = before(kept[0][0])
    return [each for each in kept if each[0] < limit or each[0] == kept[0][0]][-1]


def last_class(versions: Sequence[Version], operations: Collection[str], made: Collection[type]) -> Version:
    """Return the version of a class that counts: the last, or the last that has more of the ``operations``.

    People define a class again further down: corrected, or as an earlier stage or for another task, without
    all that is asked for. The last one counts in any case if all that was ``made`` is made of it. If all is
    made of a class of another name, that one counts where it has more: a starter's was left as it is.
    """
    last = versions[-1]
    only = next(iter(made)) if made and len(set(map(id, made))) == 1 else None
    if only is last[2] or (len(versions) == 1 and only is None):
        return last
    counts = [_how_many(each[2], operations) for each in versions]
    most = max(counts)
    if only is not None and _how_many(only, operations) > most:
        return last[0], last[1], only
    return [each for each, count in zip(versions, counts, strict=True) if count == most][-1]


def _how_many(made: object, operations: Collection[str]) -> int:
    """Return how many of some operations a class has, a backward pass among them; -1 if it is no class."""
    if not isinstance(made, type):
        return -1
    defined = {name for base in type.mro(made) if base is not object for name in vars(base)}
    names = [each if each in FUNCTIONS else f"__{each}__" for each in operations]
    backward = any(type(name) is str and name.startswith("back") for name in defined)
    return backward + sum(static(made, name) is not None for name in names)


def is_blank(value: object) -> bool:
    """Return whether a function does nothing but return zeros, None or text."""
    if type(value) is not types.FunctionType:
        return False
    code = value.__code__
    constants = [part for each in code.co_consts for part in (each if type(each) is tuple else (each,))]
    return _RETURNING.issuperset(code.co_code[::2]) and all(map(_is_zero_or_nothing, constants))


def _is_zero_or_nothing(constant: object) -> bool:
    if type(constant) in (int, float):
        return constant == 0
    return constant is None or constant is ... or type(constant) is str


_RETURNING = frozenset(
    opmap[name]
    for name in (
        *("CACHE", "RESUME", "NOP", "POP_TOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"),
        *("BUILD_LIST", "BUILD_TUPLE", "BUILD_MAP", "BUILD_CONST_KEY_MAP", "LIST_EXTEND"),
    )
    if name in opmap
)
