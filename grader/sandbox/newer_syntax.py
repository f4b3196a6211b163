"""Syntax that Python learned after the version that ran: what is said where a line of it does not parse.

A student's own Python may be newer than the grader's, and ``invalid syntax`` would blame the line. Judged by
the line that the parser names and by its message alone: whether the rest is right, a newer Python would have
to say. Runs on the host, on text alone.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from grader.model import Raised


class Newer(NamedTuple):
    """A form that is known from ``version`` on: how its line looks, how the parser calls it, how it reads."""

    version: tuple[int, int]
    line: str
    message: str
    words: str


_QUOTED_ALIKE = r"[fF][rR]?([\"'])[^\n]*(?<!\{)(?:\{\{)*\{(?!\{)[^{}\n]*\1[^{}\n]*\1[^{}\n]*\}"
_BROKEN_OFF = r"[fF][rR]?[\"'][^\"'\n]*\{[^\"'}\n]*(?:[{(\[,]|#[^\n]*)$|[fF][rR]?[\"'][^\"'\n]*\{$"
_NAME = r"[A-Z][\w]*"
_FORMS = (
    Newer((3, 12), r"^\s*type\s+\w+\s*(\[.*\])?\s*=", "", "a type statement"),
    Newer((3, 12), r"^\s*(async\s+)?(def|class)\s+\w+\s*\[", "", "type parameters in brackets"),
    Newer((3, 12), r"[fF][rR]?[\"']", "backslash", "an f-string with a backslash between its braces"),
    Newer((3, 12), r"[fF][rR]?[\"']", "cannot include '#'", "an f-string with a comment between its braces"),
    Newer((3, 12), _QUOTED_ALIKE, "", "an f-string with its own quotes between its braces"),
    Newer((3, 12), _BROKEN_OFF, "unterminated", "an f-string with a line's end between its braces"),
    Newer(
        (3, 14), rf"^\s*except\*?\s+{_NAME}(\s*,\s*{_NAME})+\s*:", "", "several exceptions without brackets"
    ),
    Newer((3, 14), r"(?<![\w\"'])(t|tr|rt)[\"']", "", "a template string"),
    Newer((3, 15), r"^\s*lazy\s+(import|from)\s", "", "a lazy import"),
    Newer((3, 15), r"\*.*\bfor\b", "unpacking cannot be used", "unpacking in a comprehension"),
)


def version_named(error: Raised, running: tuple[int, int] = sys.version_info[:2]) -> Raised:
    """Return a SyntaxError with the Python that ran, where its line looks like the syntax of a newer one."""
    if error.type == "SyntaxError":
        for form in _FORMS:
            if running < form.version and _fits(form, error):
                return error._replace(message=f"{error.message}; {_words(form, running)}")
    return error


def _fits(form: Newer, error: Raised) -> bool:
    return form.message in error.message and re.search(form.line, error.text) is not None


def _words(form: Newer, running: tuple[int, int]) -> str:
    """Return what the line may be, and what to do."""
    newer, ran = (".".join(map(str, version)) for version in (form.version, running))
    return (
        f"the grader runs Python {ran}, and {form.words} is syntax of Python {newer} or later:"
        " write it in an older form"
    )
