"""What a submission imports: real modules, those that its cells were written to, stand-ins for all others.

Runs in the worker.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import Any

from grader.sandbox.names import dotted
from grader.sandbox.standin import ABSENT, FORBIDDEN, WRITTEN, StandInModule, WrittenModule

# Modules whose names are numpy's beside those of a plot library; Python's own functions that they keep.
_WITH_NUMPY = frozenset(("pylab", "matplotlib.pylab"))
_KEPT = frozenset(("abs", "bool", "bytes", "max", "min", "pow", "round"))
_ERRORS = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
_getframe = sys._getframe
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
