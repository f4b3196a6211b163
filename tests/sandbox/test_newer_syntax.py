"""A line in the syntax of a newer Python: the message says which Python ran."""

from __future__ import annotations

import pytest

from grader.model import Raised
from grader.sandbox.newer_syntax import version_named


def raised(text: str, message: str = "invalid syntax", kind: str = "SyntaxError") -> Raised:
    return Raised(type=kind, message=message, label="cell 1", line=1, text=text)


@pytest.mark.parametrize(
    ("text", "message", "newer"),
    [
        ("type X = int", "invalid syntax", "3.12"),
        ("    async def f[T](x): pass", "expected '('", "3.12"),
        ("class A[T]: pass", "invalid syntax", "3.12"),
        ('print(f"{d["a"]}")', "f-string: unmatched '['", "3.12"),
        ("print(f'{'\\r'.join(x)}')", "f-string expression part cannot include a backslash", "3.12"),
        ('f"""{1 # c', "f-string expression part cannot include '#'", "3.12"),
        ('print(f"{', "unterminated string literal (detected at line 1)", "3.12"),
        ('print(f"{sum(', "unterminated string literal (detected at line 1)", "3.12"),
        ("except A, B:", "multiple exception types must be parenthesized", "3.14"),
        ('x = t"{a}"', "invalid syntax", "3.14"),
        ("lazy import numpy", "invalid syntax", "3.15"),
        ("x = [*a for a in b]", "iterable unpacking cannot be used in comprehension", "3.15"),
    ],
)
def test_what_looks_like_newer_syntax_is_said_to_be_of_that_python(
    text: str, message: str, newer: str
) -> None:
    found = version_named(raised(text, message), (3, 11))

    assert found.message.startswith(f"{message}; the grader runs Python 3.11, and ")
    assert f"is syntax of Python {newer} or later: write it in an older form" in found.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = = 2", "invalid syntax"),
        ('print(f"{x")', "f-string: expecting '}'"),
        ('print(f"{x} done)', "unterminated string literal (detected at line 1)"),
        ("except ValueError, e:", "multiple exception types must be parenthesized"),
        ('print "type X"', "Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("def f(x)", "expected ':'"),
        ('print(f"{{"a": "b"}}")', "invalid syntax. Perhaps you forgot a comma?"),
        ("[*a]b for", "invalid syntax"),
    ],
)
def test_an_ordinary_mistake_stays_what_it_is(text: str, message: str) -> None:
    assert version_named(raised(text, message), (3, 11)).message == message


def test_a_python_that_knows_the_syntax_says_nothing_of_it() -> None:
    error = raised("type X = int 3")

    assert version_named(error, (3, 12)) == error
    assert version_named(raised("type X = int", kind="TypeError"), (3, 11)).message == "invalid syntax"
