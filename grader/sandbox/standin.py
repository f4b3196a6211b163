"""Inert stand-ins for modules that are absent or forbidden. Runs in the worker.

Most files import torch or a plot library at their top and need it nowhere near the answer. So the
import succeeds, attributes, calls and subclassing are harmless, and only who uses the *result*
(as a number, in a comparison, in a loop) meets StandInUsedError. The answer's other parts lose nothing.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from typing import Any, NoReturn

from grader.sandbox.names import dotted

ABSENT, FORBIDDEN, WRITTEN = "absent", "forbidden", "written"
# Modules whose names are numpy's beside those of a plot library; Python's own functions that they keep.
_WITH_NUMPY = frozenset(("pylab", "matplotlib.pylab"))
_KEPT = frozenset(("abs", "bool", "bytes", "max", "min", "pow", "round"))
# Progress bars: loops run through their results.
_BARS = frozenset(("tqdm", "fastprogress", "progressbar", "alive_progress", "rich"))
# What Python, inspect and copy ask of any object: an answer here would send them round in circles.
_NOT_ANSWERED = frozenset(
    (
        *("__wrapped__", "__all__", "__file__", "__bases__", "__annotations__", "__signature__"),
        *("__next__", "__await__", "__aiter__", "__length_hint__", "__fspath__", "__buffer__"),
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


class Finder:
    """Finds stand-ins: forbidden modules before anything else, absent ones after everything else.

    Modules that the submission has ``written`` come before absent ones.
    """

    def __init__(
        self, modules: frozenset[str], forbidden: frozenset[str], written: frozenset[str], *, first: bool
    ) -> None:
        self.modules, self.forbidden, self.written, self.first = modules, forbidden, written, first

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Return a stand-in's specification, or None where the real import has to decide."""
        top = name.partition(".")[0]
        if top in self.forbidden:
            return _spec_unless_caught(name, FORBIDDEN)
        if name in self.written and top not in self.modules:
            return _spec(name, WRITTEN)
        # The standard library has private modules that its list of names leaves out. A submodule that
        # a real package lacks is the student's own error.
        if top in sys.stdlib_module_names or top.startswith("_") or _is_really_loaded(top):
            return None
        if self.first and top in self.modules:
            return None
        return _spec_unless_caught(name, ABSENT)


def _spec(name: str, cause: str) -> ModuleSpec:
    """Return the specification of a stand-in.

    Its loader derives from no class: importing ``importlib.abc`` takes 10 ms.
    """
    return ModuleSpec(name, Loader(cause), is_package=True)  # type: ignore[arg-type]


def _spec_unless_caught(name: str, cause: str) -> ModuleSpec:
    """Return a stand-in's specification; ModuleNotFoundError where the submission has its own code for it."""
    frame = _getframe(2)
    while frame.f_code.co_filename.startswith("<frozen ") and frame.f_back is not None:
        frame = frame.f_back
    if frame.f_code.co_exceptiontable and _is_caught(frame.f_code.co_filename, frame.f_lineno):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _spec(name, cause)


def _is_caught(filename: str, line: int) -> bool:
    """Return whether only imports are tried in a line, and a class or function defined where they fail.

    ``except ImportError: np = None`` is no such case: a stand-in does less harm than that.
    """
    import ast  # late, both: few submissions come here
    import linecache

    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    tried = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Try) and each.lineno <= line <= (each.body[-1].end_lineno or 0)
    ]
    return any(
        all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in each.body)
        and isinstance(statement, (ast.ClassDef, ast.FunctionDef))
        for each in tried
        for handler in each.handlers
        if handler.type is None
        or not _ERRORS.isdisjoint(map(dotted, getattr(handler.type, "elts", [handler.type])))
        for statement in handler.body
    )


_ERRORS = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def _is_really_loaded(top: str) -> bool:
    """Return whether the top-level package is loaded and no stand-in."""
    return top in sys.modules and type(sys.modules[top]) is not StandInModule


class Loader:
    """Makes stand-in modules."""

    def __init__(self, cause: str) -> None:
        self.cause = cause

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Return the stand-in for a module, or one that the submission has written."""
        if self.cause == WRITTEN:
            return WrittenModule(spec.name)
        made = StandInModule(spec.name, self.cause)
        if spec.name in _WITH_NUMPY and (numpy := sys.modules.get("numpy")) is not None:
            made.__all__ += [name for name in numpy.__all__ if name not in _KEPT]
            vars(made).update({name: getattr(numpy, name) for name in made.__all__})
        return made

    def exec_module(self, module: types.ModuleType) -> None:
        """Run nothing: there is nothing in it."""


# Modules that were taken out of reach, kept so that nothing of them is taken apart.
_hidden: list[types.ModuleType] = []
# The names of all modules that are loaded, by their package.
_loaded: dict[str, list[str]] = {}


def note_loaded() -> None:
    """Note what is loaded, ahead of the fork: a worker that looks at each name copies the pages of all."""
    _loaded.clear()
    for name in sys.modules:
        _loaded.setdefault(name.partition(".")[0], []).append(name)


def hide(packages: frozenset[str]) -> None:
    """Take packages out of reach that the zygote has loaded, for another submission or for itself.

    Whether an import succeeds must not depend on who was graded before.
    """
    for package in packages & _loaded.keys():
        _hidden.extend(sys.modules.pop(name) for name in _loaded[package] if name in sys.modules)


def install(modules: frozenset[str], forbidden: frozenset[str], written: frozenset[str]) -> None:
    """Arrange that every import succeeds: really for the standard library and ``modules``.

    Anything else from outside the standard library, and all of ``forbidden``, is a stand-in. What the
    submission has ``written`` to a file, by a cell, has the names of its cells.
    """
    hide(forbidden)
    meta_path: list[Any] = sys.meta_path
    meta_path.insert(0, Finder(modules, forbidden, written, first=True))
    meta_path.append(Finder(modules, forbidden, written, first=False))
