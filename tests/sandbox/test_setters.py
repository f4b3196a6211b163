"""Functions that set variables outside of themselves are found, with those that call them."""

from __future__ import annotations

import ast

import pytest

from grader.sandbox.setters import Sets, setters_of


def found(source: str) -> dict[str, tuple[set[str], set[str]]]:
    return {
        name: (set(each.binds), set(each.fills)) for name, each in setters_of([ast.parse(source)]).items()
    }


@pytest.mark.parametrize(
    ("source", "sets"),
    [
        ("def use(x):\n    global h\n    h = x", {"use": ({"h"}, set())}),
        ("def halve():\n    global h\n    h = h/2", {"halve": (set(), {"h"})}),
        ("def more():\n    global n\n    n += 1", {"more": (set(), {"n"})}),
        ("def add(x):\n    global out\n    out.append(x)", {"add": (set(), {"out"})}),
        ("def look():\n    global h\n    return h", {}),
        ("def plain(x):\n    h = x\n    return h", {}),
        (
            "class Steps:\n    def use(self, x):\n        global h\n        h = x",
            {"use": ({"h"}, set())},
        ),
        (
            "def a(): b()\ndef b(): c.use(1)\ndef use(x):\n    global h, k\n    h = k = x",
            {"a": ({"h", "k"}, set()), "b": ({"h", "k"}, set()), "use": ({"h", "k"}, set())},
        ),
        (
            "def a():\n    def inner(): use(1)\ndef use(x):\n    global h\n    h = x",
            {"use": ({"h"}, set()), "inner": ({"h"}, set())},
        ),
        ("def a(): a()\ndef b(): a()", {}),
        ("def add(x):\n    out.append(x)", {"add": (set(), {"out"})}),
        (
            "def put(k, x): found[k] = x\ndef a(): put(1, 2)",
            {"put": (set(), {"found"}), "a": (set(), {"found"})},
        ),
        ("def more():\n    found['n'] += 1", {"more": (set(), {"found"})}),
        ("def own(x):\n    out = []\n    out.append(x)\n    return out", {}),
        ("def given(out, *more, key):\n    out.append(1)\n    more[0][1] = key[2] = 0", {}),
        ("def outer(out):\n    def inner(x):\n        out.append(x)\n    inner(1)", {}),
        ("def show(x):\n    plot(out)\n    return out.index(x)", {}),
    ],
)
def test_what_functions_set_outside_of_themselves_is_found(
    source: str, sets: dict[str, tuple[set[str], set[str]]]
) -> None:
    assert found(source) == sets


def test_code_of_any_depth_is_looked_through() -> None:
    deep = "x = " + "(" * 90 + "h" + ")" * 90
    assert setters_of([ast.parse(deep)]) == {}
    assert Sets() == Sets(frozenset(), frozenset())
