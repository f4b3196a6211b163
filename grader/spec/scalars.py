"""Plain YAML scalars as the core schema of YAML 1.2 reads them (its section 10.3.2).

PyYAML reads YAML 1.1, where ``1e-6`` is text, ``no`` is false, ``010`` is eight and ``1:30`` is ninety.
"""

from __future__ import annotations

import re
from math import isinf

from grader.spec.draft import Plain

INTEGER = 2**63 - 1  # what a signed integer of 64 bits holds
DIGITS = 30  # more are surely too many, and Python refuses to read thousands of them

_WORDS: dict[str, bool | None] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
)
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")


def resolve(text: str) -> tuple[Plain, str]:
    """Return the value of a scalar without quotes, and what is wrong with it, in words, or ""."""
    if text in _WORDS:
        return _WORDS[text], ""
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value, f"{text[:DIGITS]} is too large for a double" if isinf(value) else ""
    if _NOT_FINITE.fullmatch(text):
        return 0.0, f"found {text}: expected a finite number"
    return text, ""


def _integer(text: str) -> tuple[Plain, str]:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    value = int(text, base) if len(text) <= DIGITS else INTEGER + 1
    if abs(value) > INTEGER:
        return 0, f"the integer {text[:DIGITS]} does not fit into 64 bits; write a float such as 1e30"
    return value, ""
