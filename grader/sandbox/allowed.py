"""The modules that an exercise allows: which are installed here, and which a submission names or lacks."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def preloads(modules: Sequence[str], texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return (name, directory) of the modules that are installed here and named in one of ``texts``.

    A zygote with numpy starts ten times slower than a bare one: only who writes its name waits for it.
    """
    return installed(named_in(texts, modules))


def named_in(texts: Sequence[str], modules: Iterable[str]) -> list[str]:
    """Return the modules that one of ``texts`` names; numpy's functions are those of ``pylab`` too."""
    return [
        name
        for name in modules
        if any(name in text or (name == "numpy" and "pylab" in text) for text in texts)
    ]


def installed(modules: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return (name, directory) of those of ``modules`` that are installed here; the library's are everywhere.

    A module is a package, or a file of its own.
    """
    from importlib.machinery import PathFinder

    found = []
    for name in modules:
        if name not in sys.stdlib_module_names:
            # Never from the folder one stands in: the zygote imports it before its walls stand.
            spec = PathFinder.find_spec(name, [path for path in sys.path if path])
            if spec is not None:
                place = next(iter(spec.submodule_search_locations or ()), spec.origin) or ""
                found.append((name, os.path.dirname(place)))
    return tuple(found)


def lacking(modules: Sequence[str], texts: Sequence[str], loaded: Sequence[str]) -> frozenset[str]:
    """Return those of ``modules`` that ``texts`` import and that the zygote has not loaded.

    It is the host that says so: a submission may claim the absence of a module to be judged on nothing.
    """
    missing = [name for name in modules if name not in loaded]
    if not missing:
        return frozenset()
    lines = [line for text in texts for line in text.split("\n") if "import" in line]
    return frozenset(name for name in missing if any(name in line for line in lines))
