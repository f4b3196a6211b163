"""Which code is the submission's: what runs in its own variables, or was made of text by it."""

from __future__ import annotations

from types import CodeType
from typing import Any

# Who is called from the submission's own code, by the beginning of the module's name.
LIBRARIES = ("torch", "jax", "sympy", "autograd", "numdifftools", "casadi", "tensorflow", "scipy.optimize")
WRITTEN = "<lambdifygenerated"  # functions that sympy writes
PARSERS = frozenset(("ast", "inspect"))
# How the files of code are named that is not the submission's; what was made of text has none of these.
_FILES = ("/", "<frozen", "<__array_function__", WRITTEN)


def is_own(variables: dict[str, Any], code: CodeType, namespace: dict[str, object]) -> bool:
    """Return whether code that runs in these variables is that of the submission with this namespace."""
    return variables is namespace or _was_made_of_text(variables, code)


def _was_made_of_text(variables: dict[str, Any], code: CodeType) -> bool:
    """Return whether code stands in no file of a library: a submission made it, with variables of its own."""
    if code.co_filename.startswith(_FILES):  # nearly always
        return False
    name = variables.get("__name__")
    return type(name) is not str or not (name in PARSERS or name.startswith((*LIBRARIES, "namedtuple_")))
