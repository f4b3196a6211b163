"""Lines in newer syntax, written as an older Python knows them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.older_form import older_form


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("type Number = int | Value", "Number = None"),
        ("    type X[T] = list[T]", "    X = None"),
        ("def f[T: (int, float)](x: T) -> T: pass", "def f(x: T) -> T: pass"),
        ("class A[T](B): pass", "class A(B): pass"),
        ("except A, B: pass", "except (A, B): pass"),
        ('print(f"{d["a"]}")', 'print(f"""{d["a"]}""")'),
        ("print(f'{d['a']}', f'{x}')", 'print(f"""{d[\'a\']}""", f\'{x}\')'),
        ("f\"{'\\n'.join(x)}\"", 'f"{chr(10).join(x)}"'),
        ('f"{"\\t".join(x)}"', 'f"""{chr(9).join(x)}"""'),
        ('f"a {f"{1}"} b"', 'f"""a {f"{1}"} b"""'),
        ('f"say \\"{{\\" {d["a"]:>{w}}"', 'f"""say \\"{{\\" {d["a"]:>{w}}"""'),
        ('f"\\"{d["a"]}\\""', "f'''\\\"{d[\"a\"]}\\\"'''"),
    ],
)
def test_a_line_in_newer_syntax_has_an_older_form(line: str, expected: str) -> None:
    found = older_form(line)

    assert found == expected
    ast.parse(("try: pass\n" if line.startswith("except") else "") + found.strip())


@pytest.mark.parametrize(
    "line",
    [
        "x = = 1",
        'print(f"{x")',
        'print(f"{x)")',
        'print(f"{")',
        'print(f"{x} done',
        'print(f"{\'a}")',
        'x = "half"',
        "def f[T(x): pass",
        "except ValueError, e:",
        "x" * 2000,
        'f"{f"' * 500,
    ],
)
def test_a_line_that_is_wrong_has_none(line: str) -> None:
    assert older_form(line) is None


@given(st.text(alphabet="fr\"'{}()[]\\n:= xX", max_size=60))
def test_no_line_makes_it_raise(line: str) -> None:
    found = older_form(line)

    assert found is None or found != line
