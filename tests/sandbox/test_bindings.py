from __future__ import annotations

import ast
import textwrap

import pytest

from grader.sandbox.bindings import without_bindings


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("def f(): ...\nx = 1", "x = 1"),
        ("f = lambda a: a\nx = 1", "x = 1"),
        ("from m import f, g", "from m import g"),
        ("import f, g", "import g"),
        ("from m import f", ""),
        ("class f: ...\nx = 1", "x = 1"),
        ("f, x = 1, 2", "f, x = (1, 2)"),
        (
            "try:\n    def f(a):\n        pass\n    x = 1\nfinally:\n    f = 1",
            "try:\n    x = 1\nfinally:\n    pass",
        ),
        (
            "with open('x'):\n    for _ in 'a':\n        f = g\n        f(1)",
            "with open('x'):\n    for _ in 'a':\n        f(1)",
        ),
    ],
)
def test_what_binds_a_served_function_is_taken_out(text: str, left: str) -> None:
    assert ast.unparse(without_bindings(ast.parse(text), {"f": 2})) == left


@pytest.mark.parametrize(
    ("method", "left"),
    [
        ("def f(self, x, y):\n    return x * y", "def f(self, x, y):\n    return f(x, y)"),
        ("@staticmethod\ndef f(x, y): pass", "@staticmethod\ndef f(x, y):\n    return f(x, y)"),
        ("@classmethod\ndef f(cls, x, y=1): pass", "@classmethod\ndef f(cls, x, y=1):\n    return f(x, y)"),
        ("def f(self, x):\n    return x", None),
        ("def f(self, *x):\n    return x", None),
        ("def f(self, x, y, *, z):\n    return x", None),
        ("@property\ndef f(self, x, y):\n    return x", None),
        ("def g(self, x, y):\n    return x", None),
        ("f = 1", None),
    ],
)
def test_a_method_with_the_name_of_a_served_function_calls_it(method: str, left: str | None) -> None:
    text, wanted = (
        f"class A(B):\n    h = 1\n\n{textwrap.indent(each, '    ')}" for each in (method, left or method)
    )

    assert ast.unparse(without_bindings(ast.parse(text), {"f": 2})) == ast.unparse(ast.parse(wanted))
