"""Whether a function is a closed formula and nothing else, by its code: arithmetic on its inputs.

Such a function has no branch and no loop, and calls nothing but functions of ``math``. So it answers in the
same way whoever looks on, keeps nothing for the next call, and gives the same answer wherever it is called:
what a profile function would be told of it is nothing. Most gradients are written so. Any other function, and
one with instructions that are not known here, is no such formula. Runs in the worker.
"""

from __future__ import annotations

import builtins
import math
from opcode import opmap
from types import FunctionType, ModuleType, NoneType
from typing import TypeGuard

# Neither attributes of numbers nor ``abs`` are among them: so no number comes out of a complex one.
_INSTRUCTIONS = (
    "CACHE",
    "RESUME",
    "NOP",
    "NOT_TAKEN",
    "PUSH_NULL",
    "PRECALL",
    "CALL",
    "COPY",
    "SWAP",
    "POP_TOP",
    "LOAD_CONST",
    "LOAD_SMALL_INT",
    "LOAD_FAST",
    "LOAD_FAST_BORROW",
    "LOAD_FAST_LOAD_FAST",
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW",
    "STORE_FAST",
    "STORE_FAST_LOAD_FAST",
    "STORE_FAST_STORE_FAST",
    "LOAD_GLOBAL",
    "LOAD_ATTR",
    "LOAD_METHOD",
    "BINARY_OP",
    "UNARY_NEGATIVE",
    "BUILD_LIST",
    "BUILD_TUPLE",
    "RETURN_VALUE",
)
_ARITHMETIC = frozenset(opmap[name] for name in _INSTRUCTIONS if name in opmap)
_NUMBERS = frozenset((int, float, NoneType))  # None is what the code may end with
_OWN_BUILTINS, _OWN_MATH = vars(builtins), vars(math)
# Before anybody changes it.
_MATHEMATICS = {name: value for name, value in _OWN_MATH.items() if name[0] != "_"}


def is_closed(function: object, namespace: dict[str, object]) -> TypeGuard[FunctionType]:
    """Return whether ``function``, of the submission with this namespace, is a closed formula."""
    if type(function) is not FunctionType or function.__globals__ is not namespace:
        return False
    code = function.__code__
    if code.co_freevars or function.__defaults__ or function.__kwdefaults__ or vars(function):
        return False
    if function.__builtins__ is not _OWN_BUILTINS or not _has_no_code():
        return False
    first, *others = code.co_consts or (None,)
    return (
        _ARITHMETIC.issuperset(code.co_code[::2])
        and (type(first) in _NUMBERS or type(first) is str)  # what the function says of itself
        and _NUMBERS.issuperset(map(type, others))
        and all(_is_mathematics(name, namespace) for name in code.co_names)
    )


def _has_no_code() -> bool:
    """Return whether no code of a submission's is asked for the parts of ``math``."""
    return type(math) is ModuleType and "__getattr__" not in _OWN_MATH


def _is_mathematics(name: str, namespace: dict[str, object]) -> bool:
    """Return whether a name stands for ``math`` or a part of it, both as a variable and as an attribute."""
    part = _MATHEMATICS.get(name)
    if _OWN_MATH.get(name) is not part:
        return False
    if name in namespace:
        found = namespace[name]
        return found is math or (found is not None and any(found is each for each in _MATHEMATICS.values()))
    return part is not None and name not in _OWN_BUILTINS
