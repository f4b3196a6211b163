from __future__ import annotations

import ast

import pytest

from grader.sandbox.names import decorated_classes, names_of


@pytest.mark.parametrize(
    ("text", "binds", "fills", "reads"),
    [
        ("x = y", {"x"}, set(), {"y"}),
        ("x += y", {"x"}, {"x"}, {"x", "y"}),
        ("x[0] = y", set(), {"x"}, {"x", "y"}),
        ("x.append(y)", set(), {"x"}, {"x", "y"}),
        ("del x[0]", set(), {"x"}, {"x"}),
        ("fill(x)", set(), {"x"}, {"fill", "x"}),
        ("x.use(y)", set(), {"x", "y"}, {"x", "y"}),
        ("z = x.use(y)", {"z"}, set(), {"x", "y"}),
        ("print(x)", set(), set(), {"print", "x"}),
        ("a = 1\nb = a", {"a", "b"}, set(), set()),
        ("b = a\na = 1", {"a", "b"}, set(), {"a"}),
        ("for i in xs:\n    y = i", {"i", "y"}, set(), {"xs"}),
        (
            "for i, out in pairs(a, b):\n    out.append(i)",
            {"i", "out"},
            {"out", "pairs", "a", "b"},
            {"pairs", "a", "b"},
        ),
        ("ys = [g(i) for i in xs if i]", {"ys"}, set(), {"g", "xs"}),
        ("[xs.append(i) for i in ys]", set(), {"xs"}, {"xs", "ys"}),
        ("zs = {k: v for k, v in xs}", {"zs"}, set(), {"xs"}),
        ("import a.b as c, d.e", {"c", "d"}, set(), set()),
        ("try:\n    x = 1\nexcept E as e:\n    pass", {"x", "e"}, set(), {"E"}),
        ("with a as b:\n    pass", {"b"}, set(), {"a"}),
        ("x: int = y", {"x"}, set(), {"y", "int"}),
        ("k = lambda a, b=c: a + d", {"k"}, set(), {"c"}),
        ("class A(B):\n    x = y\n    def f(self):\n        return z", {"A"}, set(), {"B", "y"}),
        ("if (n := m) > 1:\n    p = n", {"n", "p"}, set(), {"m"}),
        ("try:\n    x = y\nexcept E as e:\n    z = e", {"x", "e", "z"}, set(), {"y", "E"}),
    ],
)
def test_names_are_known_in_the_order_in_which_a_cell_runs(
    text: str, binds: set[str], fills: set[str], reads: set[str]
) -> None:
    names = names_of(ast.parse(text).body)

    assert (names.binds, names.fills) == (binds, fills)
    assert names.reads - {"int"} == reads - {"int"}


def test_what_a_function_reads_is_read_later() -> None:
    tree = ast.parse("@deco\ndef f(a, b=c):\n    x = a\n    return x + d + e\ne = 1\n@deco\nclass K: ...")
    names = names_of(tree.body)

    assert names.reads == {"deco", "c"}
    assert names.defers - names.binds == {"d"}
    assert decorated_classes(tree) == {"K"}


def test_of_code_that_is_nested_too_deeply_every_name_counts() -> None:
    deep: ast.expr = ast.Name("x", ast.Load())
    for _ in range(100_000):
        deep = ast.UnaryOp(ast.USub(), deep)

    found = names_of([ast.Expr(deep), *ast.parse("y.append(z)\ndef g(): import w\nclass K: v = 1").body])
    assert found.binds == found.reads == found.defers == set("xyzgwKv")
    assert found.fills == {"y"}
