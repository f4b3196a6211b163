"""Inert stand-ins for modules that are absent or forbidden. Runs in the worker.

Most files import torch or a plot library at their top and need it nowhere near the answer. So the
import succeeds, attributes, calls and subclassing are harmless, and only who uses the *result*
(as a number, in a comparison, in a loop) meets StandInUsedError. The answer's other parts lose nothing.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Generator, Iterator
from typing import Any, NoReturn

ABSENT, FORBIDDEN, WRITTEN = "absent", "forbidden", "written"
# Progress bars: loops run through their results.
_BARS = frozenset(("tqdm", "fastprogress", "progressbar", "alive_progress", "rich"))
# What Python, inspect and copy ask of any object: an answer here would send them round in circles.
_NOT_ANSWERED = frozenset(
    (
        *("__wrapped__", "__all__", "__file__", "__bases__", "__annotations__", "__signature__"),
        *("__next__", "__aiter__", "__length_hint__", "__fspath__", "__buffer__"),
        *("__array__", "__array_interface__", "__conform__", "__text_signature__", "_ipython_display_"),
        *("__get__", "__set__", "__delete__", "__set_name__", "__isabstractmethod__", "__abstractmethods__"),
        *("__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__"),
    )
)


class StandInUsedError(ImportError):
    """The result of a stand-in was used. ``module`` is absent or forbidden, as ``cause`` says."""

    def __init__(self, module: str, cause: str) -> None:
        self.module, self.cause = module, cause
        super().__init__(
            f"the module {module} is {'not available' if cause == ABSENT else 'not allowed'} here"
        )


_getframe = sys._getframe


def _unpacked(frame: types.FrameType) -> int:
    """Return into how many names a frame unpacks what it asks for, two where it does something else."""
    from opcode import opmap  # late: few submissions come here

    code, place = frame.f_code.co_code, frame.f_lasti
    return code[place + 1] if code[place] == opmap["UNPACK_SEQUENCE"] else 2


class _Base:
    """What a class that derives from a stand-in gets as its base, in a class of its own for each module."""

    _stand_in = ("", "")

    def __init__(self, *_: object, **__: object) -> None:
        """Accept whatever the real base would."""

    def __getattr__(self, name: str) -> StandIn:
        """Return a stand-in for what the real base may define."""
        if name.startswith("_"):
            raise AttributeError(name)
        return StandIn(*self._stand_in)


# What a class that derives from a stand-in answers with: it has no such method of its own.
ANSWERS_FOR_BASE = _Base.__getattr__


def _harmless(self: StandIn, *_: object, **__: object) -> StandIn:
    """Return another stand-in: what arithmetic, indexing and ``with`` do."""
    return StandIn(*_names(self))


def _used(self: StandIn, *_: object, **__: object) -> NoReturn:
    """Raise: the result is wanted as a value."""
    raise StandInUsedError(*_names(self))


class StandIn:
    """An object of a module that is not there."""

    def __init__(self, module: str, cause: str) -> None:
        object.__setattr__(self, "_stand_in", (module, cause))

    def __getattr__(self, name: str) -> StandIn:
        """Return a stand-in for any attribute but those of protocols."""
        if name in _NOT_ANSWERED:
            raise AttributeError(name)
        return _harmless(self)

    def __setattr__(self, name: str, value: object) -> None:
        """Forget the value."""

    def __setitem__(self, key: object, value: object) -> None:
        """Forget the value."""

    def __call__(self, *args: object, **keywords: object) -> object:
        """Return a function or class that is decorated unchanged, else a stand-in."""
        if len(args) == 1 and not keywords and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        module, cause = _names(self)
        if module in _BARS and cause == ABSENT and args:
            return _Bar(module, cause, *args)
        return _harmless(self)

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        """Let a class derive from a stand-in."""
        return (type("_Base", (_Base,), {"_stand_in": _names(self)}),)

    def __repr__(self) -> str:
        """Say what it stands for."""
        return f"<stand-in for {_names(self)[0]}>"

    def __format__(self, spec: str) -> str:
        """Be printable in any format."""
        return repr(self)

    def __iter__(self) -> Iterator[StandIn]:
        """Return as many stand-ins as are unpacked: ``figure, axes = subplots()`` is no use of a result."""
        return iter([_harmless(self) for _ in range(_unpacked(_getframe(1)))])

    def __await__(self) -> Generator[None, None, StandIn]:
        """Return another stand-in at once: ``await micropip.install("torch")`` is no use of a result."""
        yield from ()
        return _harmless(self)

    def __instancecheck__(self, value: object) -> bool:
        """Say that nothing is an instance of what is not there."""
        return False

    __subclasscheck__ = __instancecheck__

    def __exit__(self, *_: object) -> None:
        """End a ``with`` block."""

    __getitem__ = __enter__ = _harmless
    __bool__ = __float__ = __int__ = __index__ = __complex__ = __len__ = __contains__ = _used
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _used
    __hash__ = object.__hash__


_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")
for _name in _BINARY:
    for _form in (f"__{_name}__", f"__r{_name}__", f"__i{_name}__"):
        setattr(StandIn, _form, _harmless)
for _name in ("neg", "pos", "abs", "invert", "round", "trunc", "floor", "ceil"):
    setattr(StandIn, f"__{_name}__", _harmless)


class _Bar(StandIn):
    """A progress bar: what is put into it comes out of it."""

    def __init__(self, module: str, cause: str, items: object, *more: object) -> None:
        super().__init__(module, cause)
        counted = range(items, *more) if type(items) is int else items
        object.__setattr__(self, "_items", counted)

    def __iter__(self) -> Iterator[Any]:
        """Return what the bar counts."""
        return iter(object.__getattribute__(self, "_items"))

    def __len__(self) -> int:  # type: ignore[override]  # of other results it is a use
        """Return how much that is."""
        return len(object.__getattribute__(self, "_items"))


class StandInModule(types.ModuleType):
    """A module that is not there: every name in it is a stand-in."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__: list[str] = []
        self._stand_in = (name.partition(".")[0], cause)

    def __repr__(self) -> str:
        """Say what it stands for."""
        return f"<stand-in for {self.__name__}>"

    def __getattr__(self, name: str) -> StandIn:
        """Return a stand-in for any name but those of protocols."""
        is_special = name.startswith("__") and name.endswith("__") and name != "__version__"
        if name in _NOT_ANSWERED or is_special:
            raise AttributeError(name)
        return StandIn(*self._stand_in)


class WrittenModule(types.ModuleType):
    """A module that a cell of the submission was written to: its names are those of all cells."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        own = name.rpartition(".")[2]
        # ``import gradf`` binds the name of the function in it anew.
        self._covered = {own: sys.modules["__main__"].__dict__.get(own, self)}

    def __getattr__(self, name: str) -> object:
        """Return what the cells have bound."""
        found = sys.modules["__main__"].__dict__.get(name, self)
        if found is self:
            found = self._covered.get(name, self)
        if found is self:
            raise AttributeError(f"no cell that was run has defined {name}")
        return found


def _names(value: StandIn) -> tuple[str, str]:
    """Return (module, cause) of a stand-in."""
    found: tuple[str, str] = object.__getattribute__(value, "_stand_in")
    return found


def stand_in_of(value: object) -> tuple[str, str] | None:
    """Return (module, cause) if ``value`` is a stand-in or such a module, by its exact type."""
    if type(value) is StandIn:
        return _names(value)
    if type(value) is StandInModule:
        return value._stand_in
    return None
