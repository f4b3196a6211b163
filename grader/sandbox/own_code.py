"""Which code is the submission's: what runs in its own variables, or was made of text by it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import suppress
from types import CodeType, FunctionType
from typing import Any

# Who is called from the submission's own code, by the beginning of the module's name.
LIBRARIES = ("torch", "jax", "sympy", "autograd", "numdifftools", "casadi", "tensorflow", "scipy.optimize")
WRITTEN = "<lambdifygenerated"  # functions that sympy writes
PARSERS = frozenset(("ast", "inspect"))
# How the files of code are named that is not the submission's; what was made of text has none of these.
_FILES = ("/", "<frozen", "<__array_function__", WRITTEN)

_CACHED = type(functools.cache(abs))


def is_own(variables: dict[str, Any], code: CodeType, namespace: dict[str, object]) -> bool:
    """Return whether code that runs in these variables is that of the submission with this namespace."""
    return variables is namespace or _was_made_of_text(variables, code)


def _was_made_of_text(variables: dict[str, Any], code: CodeType) -> bool:
    """Return whether code stands in no file of a library: a submission made it, with variables of its own."""
    if is_of_library(code):  # nearly always
        return False
    name = variables.get("__name__")
    return type(name) is not str or not (name in PARSERS or name.startswith((*LIBRARIES, "namedtuple_")))


def is_of_library(code: CodeType) -> bool:
    """Return whether code stands in a file, which a submission's never does."""
    return code.co_filename.startswith(_FILES)


def is_function(value: object) -> bool:
    """Return whether a value is a plain function, or one that remembers its results."""
    return type(value) in (FunctionType, _CACHED)


def wrapped_in(*made: object) -> Iterator[FunctionType]:
    """Yield functions, each before those that it has of what is around it, as one that is decorated has."""
    waiting, seen = list(made), set()
    while waiting:
        each = waiting.pop()
        if type(each) is _CACHED:
            waiting.append(vars(each).get("__wrapped__"))
        elif type(each) is FunctionType and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += _enclosed(each)


def _enclosed(function: FunctionType) -> Iterator[object]:
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # of one that is empty
            yield cell.cell_contents
