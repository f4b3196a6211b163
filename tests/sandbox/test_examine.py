"""Text becomes cells: magics go, lines stay, names are known, and nothing raises."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import examine
from grader.sandbox.examine import Cell, cells_of, compile_cell, slice_for, units_of, without_bindings


def notebook(*texts: str) -> list[Cell]:
    parts = [(f"cell {n}", textwrap.dedent(text)) for n, text in enumerate(texts, 1)]
    return cells_of("notebook", parts)


def script(text: str) -> list[Cell]:
    return cells_of("script", [("", textwrap.dedent(text))])


def run(cells: list[Cell]) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "__main__"}
    flags = 0
    for cell in cells:
        assert cell.error is None, cell.error
        code, flags = compile_cell(cell, flags)
        exec(code, namespace)
    return namespace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install torch\nx = 1", "pass\nx = 1"),
        ("x = !ls\ny = %pwd", "x = None\ny = None"),
        ("if True:\n    !ls\n    x = 1", "if True:\n    pass\n    x = 1"),
        ("%time x = 1", "x = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nls -l | wc", "\n"),
        ("x?\ny = 1", "pass\ny = 1"),
        ("!pip install a \\\n  b\nx = 1", "pass\n\nx = 1"),
        (">>> x = 1", "x = 1"),
        ("x = (5\n% 3)", "x = (5\n% 3)"),
        ("s = '''\n%not magic\n'''", "s = '''\n%not magic\n'''"),
    ],
)
def test_magics_go_and_lines_stay(text: str, expected: str) -> None:
    cell = notebook(text)[0]

    assert cell.error is None
    assert cell.source == expected
    assert cell.source.count("\n") == text.count("\n")


def test_what_does_not_parse_names_its_own_line() -> None:
    broken, fine = notebook("x = 1\ndef f(:\n    pass", "y = 2")

    assert broken.error is not None
    assert (broken.error.line, broken.error.text) == (2, "def f(:")
    assert broken.tree is None
    assert fine.error is None
    with pytest.raises(SyntaxError):
        compile_cell(broken, 0)


def test_a_script_is_cut_into_its_statements_and_its_main_guard_is_open() -> None:
    cells = script("x = 1\n\ndef f():\n    return x\n\nif __name__ == '__main__':\n    y = f()\n    z = y\n")

    assert [sorted(cell.binds) for cell in cells] == [["x"], ["f"], ["y"], ["z"]]
    assert run(cells)["z"] == 1


def test_a_script_with_blocks_has_a_cell_for_each_with_its_own_lines() -> None:
    cells = script("import math\n# %% one\nx = 1\n# %% [markdown]\n# text\n# %% two\ny = 1 / 0\n")

    assert [cell.label for cell in cells] == ["block 1", "block 2", "block 3", "block 4"]
    assert cells[3].tree is not None
    assert cells[3].tree.body[0].lineno == 7


def test_a_script_that_does_not_parse_is_one_cell() -> None:
    (cell,) = script("x = 1\ny = = 2\n")

    assert cell.error is not None
    assert cell.error.line == 2


def test_the_cells_of_a_marimo_file_run_as_one_namespace() -> None:
    cells = script(
        """
        import marimo
        app = marimo.App()

        with app.setup:
            import math

        @app.cell
        def _(mo):
            x = math.floor(2.5)
            return (x,)

        @app.function
        def double(v):
            return 2 * v

        @app.cell(hide_code=True)
        def _(x):
            y = double(x)
            return

        if __name__ == "__main__":
            app.run()
        """
    )

    assert run(cells)["y"] == 4
    assert cells[1].tree is not None
    assert cells[1].tree.body[0].lineno == 10


def test_annotations_are_never_evaluated() -> None:
    assert "A" in run(notebook("class A:\n    def f(self, other: A | nothing) -> A: ..."))


def test_future_flags_hold_for_later_cells() -> None:
    cells = notebook("from __future__ import barry_as_FLUFL", "x = 1 <> 2")

    assert cells[1].error is not None  # parsed without the flag, as each cell stands alone
    assert compile_cell(cells[0], 0)[1] & examine.ANNOTATIONS


@pytest.mark.parametrize(
    ("text", "binds", "fills", "reads"),
    [
        ("x = y", {"x"}, set(), {"y"}),
        ("x += y", {"x"}, {"x"}, {"x", "y"}),
        ("x[0] = y", set(), {"x"}, {"x", "y"}),
        ("x.append(y)", set(), {"x"}, {"x", "y"}),
        ("fill(x)", set(), {"x"}, {"fill", "x"}),
        ("print(x)", set(), set(), {"print", "x"}),
        ("a = 1\nb = a", {"a", "b"}, set(), set()),
        ("b = a\na = 1", {"a", "b"}, set(), {"a"}),
        ("for i in xs:\n    y = i", {"i", "y"}, set(), {"xs"}),
        ("ys = [g(i) for i in xs if i]", {"ys"}, set(), {"g", "xs"}),
        ("zs = {k: v for k, v in xs}", {"zs"}, set(), {"xs"}),
        ("import a.b as c, d.e", {"c", "d"}, set(), set()),
        ("try:\n    x = 1\nexcept E as e:\n    pass", {"x", "e"}, set(), {"E"}),
        ("with a as b:\n    pass", {"b"}, set(), {"a"}),
        ("x: int = y", {"x"}, set(), {"y", "int"}),
        ("k = lambda a, b=c: a + d", {"k"}, set(), {"c"}),
        ("class A(B):\n    x = y\n    def f(self):\n        return z", {"A"}, set(), {"B", "y"}),
        ("if (n := m) > 1:\n    p = n", {"n", "p"}, set(), {"m"}),
    ],
)
def test_names_are_known_in_the_order_in_which_a_cell_runs(
    text: str, binds: set[str], fills: set[str], reads: set[str]
) -> None:
    cell = notebook(text)[0]

    assert (cell.binds, cell.fills) == (binds, fills)
    assert cell.reads - {"int"} == reads - {"int"}


def test_what_a_function_reads_is_read_later() -> None:
    cell = notebook("@deco\ndef f(a, b=c):\n    x = a\n    return x + d + e\ne = 1\n@deco\nclass K: ...")[0]

    assert cell.reads == {"deco", "c"}
    assert cell.defers == {"d"}
    assert cell.decorated_classes == {"K"}


CELLS = (
    "from math import sin\nh = 1e-3\ndef f(a):\n    return sin(a)",
    "def slope(g, x):\n    return (g(x + h) - g(x)) / h\nprint('noise')",
    "numerical_grad = [0, 0]\nplot = 3\nfor i in range(2):\n    numerical_grad[i] = slope(f, i)\nprint(plot)",
    "numerical_grad2 = [slope(f, 1)]\nh = 5",
)


def sliced(cells: tuple[str, ...], name: str, upto: int) -> str:
    found = slice_for(units_of(notebook(*cells)), name, upto)
    return "\n".join(ast.unparse(tree) for _, tree in found)


def test_what_made_a_name_runs_again_and_nothing_beside_it() -> None:
    text = sliced(CELLS, "numerical_grad", 2)

    assert "numerical_grad[i] = slope(f, i)" in text
    assert "h = 0.001" in text
    assert "import sin" in text
    assert "plot" not in text
    assert "noise" not in text
    assert "numerical_grad2" not in text


def test_names_that_the_next_cell_binds_anew_do_not_drag_the_last_one_in() -> None:
    cells = ("h = 1\na = f(h)\nnumerical_grad = [a]", "h = 2\na = g(h)\nnumerical_grad2 = [a]")

    assert sliced(cells, "numerical_grad2", 1) == "h = 2\na = g(h)\nnumerical_grad2 = [a]"


def test_a_name_that_is_added_to_needs_what_it_was() -> None:
    assert sliced(("x = 1", "x += 2", "y = x"), "y", 2) == "x = 1\nx += 2\ny = x"


def test_a_cell_beyond_the_asked_one_is_not_run() -> None:
    assert sliced(("x = 1", "x = 2"), "x", 0) == "x = 1"
    assert sliced(("x = 1",), "nothing", 0) == ""
    assert slice_for([], "x", 3) == []


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
    ],
)
def test_what_binds_a_served_function_is_taken_out(text: str, left: str) -> None:
    assert ast.unparse(without_bindings(ast.parse(text), frozenset({"f"}))) == left


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "-" * 100_000 + "1",
        "[" * 2_000 + "]" * 2_000,
        "x = " + "+".join(["1"] * 20_000),
        "\n".join("%x" for _ in range(20_000)),
        "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 150)),
        "\ud800",
        "x = 1\0",
    ],
    ids=["open", "minus", "nested", "long", "magics", "indent", "surrogate", "null"],
)
def test_hostile_text_becomes_cells_or_an_error_of_its_cell(text: str) -> None:
    for form in ("notebook", "script"):
        for cell in cells_of(form, [("cell 1", text)]):
            assert cell.tree is not None or cell.error is not None


@given(st.text(alphabet=st.sampled_from("x=1%!?()\n :+#'\"defclassif[]lambda,\\\t>"), max_size=80))
def test_any_text_becomes_cells_with_as_many_lines(text: str) -> None:
    for form in ("notebook", "script"):
        for cell in cells_of(form, [("cell 1", text)]):
            assert cell.source.count("\n") == text.count("\n")
