"""What values hold: their items, attributes and numbers.

They are read by exact types, so that nothing of a student's runs here. Runs in the worker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import (
    BuiltinFunctionType,
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import Any

from grader.sandbox.tagged import Tagged

MAX_ITEMS = 64  # of what holds others that are looked at
MAX_WORDS = 8  # of a text
MAX_WHOLE = 64  # numbers of many digits that are kept
_MOST_BITS = 1 << 16  # of whole numbers that do not take long
_TIMES = 100  # what a whole number is larger than its distance to one near it
WORDS = (str, bool, type(None))
LONG = frozenset((("numpy", "longdouble"), ("numpy", "float128")))
PRECISE = LONG | {("decimal", "Decimal"), ("fractions", "Fraction"), ("mpmath.ctx_mp_python", "mpf")}
SINGLE = frozenset((float, int, complex, Tagged, *WORDS))  # what holds nothing else
# What holds nothing that a function could have put there.
HOLDS_NOTHING = SINGLE.union(
    (type, FunctionType, BuiltinFunctionType, ModuleType, GetSetDescriptorType, MemberDescriptorType)
)
mro_of = type.__dict__["__mro__"].__get__
module_of = type.__dict__["__module__"].__get__
name_of = type.__dict__["__name__"].__get__
_values_of = object.__getattribute__
ITEMS: dict[type, Callable[[Any], Iterable[Any]]] = {
    list: list.__iter__,
    tuple: tuple.__iter__,
    dict: dict.values,
    deque: deque.__iter__,
}


def arguments_of(frame: FrameType) -> tuple[tuple[str, ...], list[Any]]:
    """Return the names of a function's arguments, and what they stand for."""
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    names = code.co_varnames[:count]
    return names, [frame.f_locals[name] for name in names if name in frame.f_locals]


def flat(given: Iterable[Any]) -> Iterator[Any]:
    """Return the values, and those in lists, tuples and dicts among them."""
    for value in list(given):
        if holds_several(value):
            yield from items_of(value)[:MAX_ITEMS]
        else:
            yield value


def numbers_of(given: Iterable[Any]) -> list[float]:
    """Return the numbers among the values, and those that they hold."""
    found = []
    for value in given:
        held = [value] if type(value) in SINGLE else held_by(value) or ()
        found += [number for number in map(number_of, held) if number is not None]
    return found


def numbers_in_words(value: object) -> list[float]:
    """Return the numbers that are written in a text, of its first words."""
    found = []
    for word in str.split(value, None, MAX_WORDS)[:MAX_WORDS] if type(value) is str else ():
        with suppress(ValueError):
            found.append(float(word))
    return found


def items_of(value: object) -> list[Any]:
    """Return the items of an object, or what stands in its attributes, or in a function's closure."""
    kinds = mro_of(type(value))
    if is_array(value):
        return list(value.ravel()[:MAX_ITEMS].tolist())  # type: ignore[attr-defined]
    for container, items in ITEMS.items():
        if container in kinds:
            return list(items(value))
    if type(value) is FunctionType:
        return [cell.cell_contents for cell in value.__closure__ or ()]
    members = [each for own in kinds for each in vars(own).values() if type(each) is MemberDescriptorType]
    slots = [each for each in members if each.__name__ != "__dict__"]
    if slots:
        return [each.__get__(value) for each in slots if _is_set(each, value)]
    return list(_values_of(value, "__dict__").values())


def _is_set(slot: MemberDescriptorType, value: object) -> bool:
    try:
        slot.__get__(value)
    except AttributeError:
        return False
    return True


def numbers_held_by(value: object) -> set[float | None]:
    """Return the numbers that an object holds, of those that can be read."""
    held = [float(each) if type(each) is bool else number_of(each) for each in held_by(value) or ()]
    return {each for each in held if each is not None}


def held_by(value: object) -> list[Any] | None:
    """Return what an object holds, and what is in lists, tuples and dicts of it; None if that is not seen."""
    try:
        return list(flat(items_of(value)))
    except Exception:
        return None


def is_array(value: object) -> bool:
    """Return whether a value is an array of numpy's."""
    return (module_of(type(value)), name_of(type(value))) == ("numpy", "ndarray")


def holds_several(value: object) -> bool:
    """Return whether a value is a list, a tuple, a dict or an array, or of a class that is one."""
    return not ITEMS.keys().isdisjoint(mro_of(type(value))) or is_array(value)


def number_of(value: object) -> float | None:
    """Return a real number without its tags and without the class of an array's, or None."""
    if float in mro_of(type(value)):
        return float.__float__(value)  # type: ignore[arg-type]
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return None
    return None


def are_names(value: object) -> bool:
    """Return whether a value is a row of texts, as Python 3.13 keeps the names of a class's attributes."""
    return type(value) is tuple and all(type(each) is str for each in value)


class Wholes:
    """Whole numbers of more than so many ``bits``, such as no formula has, that were met."""

    def __init__(self, bits: int) -> None:
        self.bits, self.met = bits, set[int]()

    def meet(self, value: int) -> bool:
        """Return whether a number is near one that was met, as an input is to one that is moved."""
        if not self.bits < value.bit_length() < _MOST_BITS:
            return False
        near = any(0 < _TIMES * abs(value - each) <= abs(value) for each in self.met)
        if len(self.met) < MAX_WHOLE:
            self.met.add(value)
        return near
