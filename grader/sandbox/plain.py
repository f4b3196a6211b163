"""A student's value as plain numbers: exact types only, everything else in words.

Runs in the worker. A float subclass or an object with ``__float__`` could lie to whoever compares
it, so only numbers of exact built-in types, numpy's and torch's own are read; what the host receives
are raw doubles. What a list, tuple or dict holds is read by these types' own methods, so that a
namedtuple counts and no method of a subclass runs. Standard library only.
"""

from __future__ import annotations

import functools
import sys
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from types import SimpleNamespace
from typing import Any, NamedTuple

from grader.sandbox import protocol, standin

MAX_ELEMENTS = 4096
# The one kind of element that most answers have, ready to be sent: a double of the type float, without a key.
_FLOATS = {"float"}
_FLOAT = protocol.Packer().u32(1).u32(1).text("float").text("").bytes()
MAX_DEPTH = 4
MAX_SPREAD = 64  # points; nobody asks for more to estimate a gradient
MAX_FOUND = 200

# What an own sequence has.
_BY_PLACE = frozenset(("__getitem__", "__len__"))

# What is no list and has its items in an order.
_ROWS: tuple[type, ...] = (array, deque, type({}.values()))

_name_of = type.__dict__["__name__"].__get__
_mro_of = type.__dict__["__mro__"].__get__


class Plain(NamedTuple):
    """An answer taken apart: the outer type, the shape, and per element (double, found, key)."""

    form: str
    shape: tuple[int, ...]
    elements: list[tuple[float | None, str, str]]
    problem: str = ""


def type_name(value: object) -> str:
    """Return the capped name of the type of ``value`` without running code of its class."""
    return str(_name_of(type(value)))[:80]


def in_words(value: object) -> str:
    """Return what stands in the place of a number: its type, and its text for harmless types."""
    name = type_name(value)
    # One by one, for a class can be equal to any other.
    if any(type(value) is kind for kind in (bool, str, complex, type(None), bytes)):
        text = repr(value[:MAX_FOUND] if isinstance(value, (str, bytes)) else value)
        return text[:MAX_FOUND] if value is None else f"{name} {text}"[:MAX_FOUND]
    return name


def element(value: object) -> tuple[float | None, str]:
    """Return (double, type name), or (None, what was found instead) for what is no real number."""
    kind = type(value)
    if kind is float:
        return value, "float"  # type: ignore[return-value]
    if kind is int:
        try:
            return float(value), "int"  # type: ignore[arg-type]
        except OverflowError:
            return None, "an int too large for a double"
    stand_in = standin.stand_in_of(value)
    if stand_in is not None:
        raise standin.StandInUsedError(*stand_in)
    if kind in _scalars:
        return float(value), type_name(value)  # type: ignore[arg-type]
    return None, in_words(value)


def plain(value: object) -> Plain:
    """Return ``value`` taken apart; lists, tuples, dicts, numpy arrays and tensors may nest."""
    form = type_name(value)
    value = _named_numbers(_unwrapped(value))
    if type(value) is dict:
        return _plain_dict(value)
    if type(value) not in (list, tuple):
        return Plain(form, (), [(*element(value), "")])
    shape: list[int] = []
    level: list[object] = [value]
    while level and all(type(item) in (list, tuple) for item in level):
        sequences = [item for item in level if isinstance(item, (list, tuple))]
        lengths = {len(item) for item in sequences}
        if len(lengths) > 1:
            return Plain(form, (), [], "a list whose rows have different lengths")
        if len(shape) == MAX_DEPTH or len(level) * max(lengths) > MAX_ELEMENTS:
            return Plain(form, (), [], f"more than {MAX_ELEMENTS} numbers or {MAX_DEPTH} levels of nesting")
        shape.append(max(lengths))
        level = [_unwrapped(inner) for item in sequences for inner in item]
    return Plain(form, tuple(shape), [(*element(item), "") for item in level])


def gone_through(value: object) -> object:
    """Return the items of what a function gave back where that yields them, or has them by their places.

    People write ``yield``, ``map`` or a class with ``__getitem__`` or ``__iter__``: their code runs here.
    """
    kinds = _mro_of(type(value))
    if not _read.isdisjoint(kinds) or standin.stand_in_of(value) is not None:
        return value
    names = {name for kind in kinds for name in vars(kind)}
    if "__next__" in names or ("keys" not in names and (names >= _BY_PLACE or "__iter__" in names)):
        return list(islice(value, MAX_ELEMENTS + 1))  # type: ignore[call-overload]
    return value


def _named_numbers(value: object) -> object:
    """Return what a dataclass's object or a namespace holds, if that is numbers; anything else unchanged."""
    kinds = () if type(value) in _read else _mro_of(type(value))
    if SimpleNamespace not in kinds and not any("__dataclass_fields__" in vars(kind) for kind in kinds):
        return value
    own = (
        object.__getattribute__(value, "__dict__") if any("__dict__" in vars(kind) for kind in kinds) else {}
    )
    numbers = bool(own) and all(type(each) in (float, int) or type(each) in _scalars for each in own.values())
    return dict(own) if numbers else value


def _plain_dict(value: dict[object, object]) -> Plain:
    """Return a dict of numbers with its keys."""
    if len(value) > MAX_ELEMENTS:
        return Plain("dict", (), [], f"more than {MAX_ELEMENTS} numbers")
    elements = []
    for key, item in list(value.items()):
        number, found = element(_unwrapped(item))
        elements.append((number, found, _key(key)))
    return Plain("dict", (len(elements),), elements)


def _key(key: object) -> str:
    """Return the text of a key, and of a place in a row; of anything else what it is."""
    if type(key) is int and 0 <= key < MAX_ELEMENTS:
        return str(key)
    return key[:80] if type(key) is str else in_words(key)[:80]


@functools.lru_cache(16)
def _opening(form: str, problem: str) -> bytes:
    """Return how an answer begins: most begin alike."""
    return protocol.Packer().text(form, 80).text(problem, MAX_FOUND).bytes()


def pack(packer: protocol.Packer, answer: Plain) -> protocol.Packer:
    """Append ``answer`` to a payload: each kind of element once, then the kind and the double of each."""
    packer.parts.append(_opening(answer.form, answer.problem))
    packer.u32s(answer.shape)
    if answer.elements:
        numbers, names, keys = zip(*answer.elements, strict=True)
        if set(names) == _FLOATS and not any(keys) and None not in numbers:  # nearly always
            return packer.same_f64s(_FLOAT, numbers)
    kinds: dict[tuple[bool, str, str], int] = {}
    places = [
        kinds.setdefault((number is not None, found, key), len(kinds))
        for number, found, key in answer.elements
    ]
    packer.u32(len(kinds))
    for known, found, key in kinds:
        packer.u32(int(known)).text(found, MAX_FOUND).text(key, 80)
    packer.u32s(places)
    return packer.f64s([0.0 if number is None else number for number, _, _ in answer.elements])


# --- numpy and torch, where the zygote has loaded the real ones -------------------------------

_numpy: Any = None
_torch: Any = None
_scalars: frozenset[type] = frozenset()  # of real numbers
_tolist: Callable[[Any], object] | None = None
# What is read as it is, or has no order.
_read = frozenset((float, int, list, tuple, dict, str, bytes, bytearray, set, frozenset, type(None)))


def adopt_preloaded() -> None:
    """Remember the real numpy and torch, before any code of the student can replace them."""
    global _numpy, _torch, _scalars, _tolist, _read  # noqa: PLW0603 - set once, before the student's code
    _numpy = sys.modules.get("numpy")
    _torch = sys.modules.get("torch")
    if _numpy is not None:
        kinds = [*_numpy.sctypeDict.values()]
        _scalars = frozenset(k for k in kinds if issubclass(k, (_numpy.floating, _numpy.integer)))
        _tolist = _numpy.ndarray.tolist
        _read |= {_numpy.ndarray}
    if _torch is not None:
        _read |= {_torch.Tensor}


def is_table(value: object) -> bool:
    """Return whether a value is one of numpy's arrays, of rows."""
    return _numpy is not None and type(value) is _numpy.ndarray and value.ndim == 2  # type: ignore[attr-defined]


def spread(values: Sequence[object]) -> tuple[tuple[int, ...], list[tuple[float, ...]]] | None:
    """Return the shape and the points of numbers and numpy's arrays taken together; None if they are none."""
    arrays: list[Any] = [value for value in values if _numpy is not None and type(value) is _numpy.ndarray]
    numbers = [value for value in values if type(value) in (int, float) or type(value) in _scalars]
    if not arrays or len(arrays) + len(numbers) < len(values):
        return None
    if any(array.dtype.kind not in "fiu" or not 0 < array.size <= MAX_SPREAD for array in arrays):
        return None
    try:
        together = _numpy.broadcast_arrays(*values)
    except ValueError:  # the student's own function says so
        return None
    return together[0].shape, list(zip(*(each.ravel().tolist() for each in together), strict=True))


def gathered(numbers: Sequence[object], shape: tuple[int, ...]) -> object:
    """Return numbers as an array of this shape."""
    return _numpy.array(numbers).reshape(shape)


def _unwrapped(value: object) -> object:
    """Return an array or tensor as nested lists of Python numbers; anything else unchanged."""
    if _numpy is not None and type(value) is _numpy.ndarray and _tolist is not None:
        if value.size > MAX_ELEMENTS:  # type: ignore[attr-defined]
            return f"an array of {value.size} numbers"  # type: ignore[attr-defined]
        return _tolist(value)
    if _torch is not None and type(value) is _torch.Tensor:
        if value.numel() > MAX_ELEMENTS:  # type: ignore[attr-defined]
            return f"a tensor of {value.numel()} numbers"  # type: ignore[attr-defined]
        return value.detach().tolist()  # type: ignore[attr-defined]
    if type(value) in _ROWS:
        return list(islice(value, MAX_ELEMENTS + 1))  # type: ignore[call-overload]
    return _without_subclass(value)


def _without_subclass(value: object) -> object:
    """Return what an object of a subclass of list, tuple or dict holds; anything else unchanged."""
    bases = _mro_of(type(value))[1:]
    if len(bases) > 1:
        if tuple in bases:
            return tuple.__getitem__(value, slice(MAX_ELEMENTS + 1))  # type: ignore[call-overload]
        if list in bases:
            return list.__getitem__(value, slice(MAX_ELEMENTS + 1))  # type: ignore[call-overload]
        if dict in bases and dict.__len__(value) <= MAX_ELEMENTS:  # type: ignore[arg-type]
            return dict.copy(value)  # type: ignore[arg-type]
    return value
