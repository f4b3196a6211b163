"""How a leaf is made: the exercise's form, else after what the class's own ``__init__`` asks for.

People write ``Value(x)``, but also ``Value(data=x)``, ``Value(x, (), "")`` and ``Value("a", x)``.
Runs in the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType
from typing import Any

from grader.sandbox.nodes import DATA, static

_TEXTS = ("label", "name", "op", "symbol")
_TUPLES = ("child", "prev", "parent", "input", "depend", "operand", "history", "args")


def constructors(made: type, leaf: str) -> list[Callable[[int | float], Any]]:
    """Return the ways to make a leaf of a number, the exercise's own form first.

    ``leaf`` is that form, such as ``Value(data=x)``.
    """
    inner = leaf[leaf.index("(") + 1 : -1]
    keyword = inner.split("=")[0].strip() if "=" in inner else ""
    init = static(made, "__init__")
    wished = dict.fromkeys(_left_undone(init), True) if type(init) is FunctionType else {}
    form = partial(made, **wished) if wished else made
    forms: list[Callable[[int | float], Any]] = [(lambda x: form(**{keyword: x})) if keyword else form]
    if keyword:
        forms.append(form)
    if type(init) is FunctionType:
        forms.append(lambda x: made(*_positional(init, x), **_keywords(init, x)))
    return forms


def _left_undone(init: FunctionType) -> list[str]:
    """Return the arguments by which a leaf asks for the gradient that it needs, where they are False."""
    code, defaults = init.__code__, init.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
    every = dict(zip(names, defaults, strict=True)) | (init.__kwdefaults__ or {})
    return [name for name, default in every.items() if "require" in name.lower() and default is False]


def required(function: object) -> int:
    """Return how many positional arguments a function of the submission needs; 0 if it is none."""
    if type(function) is not FunctionType:
        return 0
    return function.__code__.co_argcount - len(function.__defaults__ or ())


def _positional(init: FunctionType, x: float) -> list[object]:
    """Return the arguments behind ``self`` up to the last one that is needed, the number among them."""
    names = init.__code__.co_varnames[1 : init.__code__.co_argcount]
    defaults = init.__defaults__ or ()
    needed = len(names) - len(defaults)
    place = _number_place(names) if names else -1
    filled = [_filler(name) for name in names[:needed]] + list(defaults)
    if place >= 0:
        filled[place] = x
    return filled[: max(needed, place + 1)]


def _number_place(names: Sequence[str]) -> int:
    """Return which argument is the number: the one that is called like it, else the first."""
    return next((place for place, name in enumerate(names) if name.lower() in DATA), 0)


def _keywords(init: FunctionType, x: float) -> dict[str, object]:
    """Return the arguments that can only be given by name and have no default."""
    code = init.__code__
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    needed = [name for name in names if name not in (init.__kwdefaults__ or {})]
    number = next((name for name in names if name.lower() in DATA), "") if code.co_argcount == 1 else ""
    filled = {name: _filler(name) for name in needed}
    return filled | {number: x} if number else filled


def _filler(name: str) -> object:
    """Return what stands for an argument that a leaf has no use for, judged by its name."""
    short = name.lower()
    if any(part in short for part in _TEXTS):
        return ""
    if any(part in short for part in _TUPLES):
        return ()
    if "require" in short:
        return True
    return 0.0 if "grad" in short and "fn" not in short else None
