"""Where a name may stand that a submission lacks: inside, under another spelling, in another file.

Looked for only where something is missing. Runs in the worker, on hostile text and objects.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from grader.sandbox import plain, standin

_RUN = re.compile(r"^[ \t]*%(?:run|load)[ \t]+(?:-\w+[ \t]+)*[\"']?([\w./\\-]+)", re.MULTILINE)
_OPENED = re.compile(r"open\(\s*[\"']([^\"'\n]{1,80}\.(?:py|ipynb))[\"']")
_STARRED = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\*", re.MULTILINE)
_MOST_NAMES, _LONGEST = 1000, 60  # that are compared with the one that is looked for
_ALIKE = 0.79  # what two names have in common at least


class Sought(NamedTuple):
    """A name that is asked for as an entry point, in a ``namespace`` where it cannot be used as one.

    ``names`` are all that something is asked of, ``texts`` the submission's cells.
    """

    name: str
    fits: Callable[[object], bool]
    namespace: Mapping[str, object]
    names: Collection[str]
    texts: Sequence[str]

    def why_absent(self) -> str:
        """Return why the name cannot be used, and where what ``fits`` may stand instead."""
        name = self.name
        if name not in self.namespace:
            return f"the submission does not define {name}{self.instead()}"
        value = self.namespace[name]
        stand_in = standin.stand_in_of(value)
        if stand_in is not None:
            from_where = f"{name} comes from the module {stand_in[0]}, which is not part of the submission"
            return f"{from_where}: its code, your own, belongs in the file that is handed in"
        wanted = "a class" if self.fits is is_class else "a function"
        found = plain.in_words(value) if value is None else f"of type {plain.in_words(value)}"
        return f"{name} is {found}, where {wanted} is asked for"

    def instead(self) -> str:
        """Return where something may stand that is not under the name, "" if nothing is like it."""
        function = inside(self.namespace, self.name)
        if function:
            return f"; only {function} knows the name: move it out of there, to the left margin"
        others = {each: value for each, value in self.namespace.items() if each not in self.names}
        found = alike(others, self.name, self.fits)
        if found:
            return f"; if {found} is meant to be it, call it {self.name}"
        beside = files_beside(self.texts)
        if beside:
            files = ", ".join(beside[:3])
            return f"; if it stands in {files}: only the one file that is handed in can be read"
        return ""


def is_function(value: object) -> bool:
    """Return whether a value is a function of the submission, or of a module in Python."""
    return type(value) is types.FunctionType


def is_class(value: object) -> bool:
    """Return whether a value is a class of the submission."""
    return type(value) is type and value.__dict__.get("__module__") == "__main__"


def is_value(value: object) -> bool:
    """Return whether a value may be an answer: no module, no class, and nothing that stands in for one."""
    return standin.stand_in_of(value) is None and type(value) not in (types.ModuleType, type)


def inside(namespace: Mapping[str, object], name: str) -> str:
    """Return which function or class has ``name`` as a name of its own, "" if none has."""
    for value in namespace.values():
        if type(value) is types.FunctionType and has_for_itself(value, name):
            return f"its function {value.__code__.co_name[:80]}"
        if type(value) is type and value.__module__ == "__main__":
            own = value.__dict__
            methods = [each for each in own.values() if type(each) is types.FunctionType]
            if name in own or any(has_for_itself(each, name) for each in methods):
                return f"its class {value.__name__[:80]}"
    return ""


def has_for_itself(function: types.FunctionType, name: str) -> bool:
    """Return whether a function has a name of its own that is none of its arguments."""
    code = function.__code__
    own = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :]
    return name in own or (name in code.co_cellvars and name not in code.co_varnames)


def alike(namespace: Mapping[str, object], name: str, fits: Callable[[object], bool]) -> str:
    """Return the name that is most like ``name`` among those of what ``fits``, "" if none is."""
    from difflib import SequenceMatcher  # late: most submissions lack nothing

    wanted = _plain(name)
    best, found = _ALIKE, ""
    for each, value in list(namespace.items())[:_MOST_NAMES]:
        if type(each) is not str or len(each) > _LONGEST or not fits(value):
            continue
        plain = _plain(each)
        if wanted[-1:].isdigit() and plain[-1:] != wanted[-1:]:
            continue  # it is another of several
        forms = ((plain, wanted), (_short(plain), _short(wanted)))
        ratio = max(SequenceMatcher(None, *form).ratio() for form in forms)
        if ratio > best:
            best, found = ratio, each
    return found


def _plain(name: str) -> str:
    """Return a name without underscores and capitals."""
    return name.replace("_", "").lower()


def _short(name: str) -> str:
    """Return a name with short words for the long ones."""
    return name.replace("gradient", "grad").replace("numerical", "num")


def files_beside(texts: Iterable[str]) -> list[str]:
    """Return the files that a submission runs, or takes everything from, and that are not part of it."""
    kept = list(texts)
    found = [each for text in kept for pattern in (_RUN, _OPENED) for each in pattern.findall(text)]
    return list(dict.fromkeys(each[:80] for each in (*found, *starred(kept))))


def starred(texts: Iterable[str]) -> list[str]:
    """Return the modules that everything is imported from, and that are not there."""
    modules = [each for text in texts if "*" in text for each in _STARRED.findall(text)]
    return [each[:80] for each in modules if type(sys.modules.get(each)) is standin.StandInModule]
