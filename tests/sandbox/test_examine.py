"""Text becomes cells: magics go, lines stay, names are known, and nothing raises."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import examine
from grader.sandbox.examine import Cell, cells_of, compiled
from grader.sandbox.names import names_of
from grader.sandbox.protocol import MAX_CELLS


def notebook(*texts: str) -> list[Cell]:
    parts = [(f"cell {n}", textwrap.dedent(text)) for n, text in enumerate(texts, 1)]
    return cells_of("notebook", parts)


def script(text: str) -> list[Cell]:
    return cells_of("script", [("", textwrap.dedent(text))])


def run(cells: list[Cell]) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for cell in cells:
        assert cell.error is None, cell.error
        assert cell.code is not None
        exec(cell.code, namespace)
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
        ("%timeit -n 100 -r3 -o x = 1", "x = 1"),
        ("x = %time 1 + 1\ny = %timeit -o x", "x = 1 + 1\ny = None"),
        ("%timeit -x", "-x"),
        ("\n  x = 1\n  if x:\n    y = 2\nz = 3", "\nx = 1\nif x:\n  y = 2\nz = 3"),
        ("%%bash\nls -l | wc", "\n"),
        ("x?\ny = 1", "pass\ny = 1"),
        ("!pip install a \\\n  b\nx = 1", "pass\n\nx = 1"),
        (">>> x = 1", "x = 1"),
        (">>> if 1:\n...     x = 1\n>>>\n>>> y = 2", "if 1:\n    x = 1\n\ny = 2"),
        (">>> x = [\n... (1)\n... ]", "x = [\n(1)\n]"),
        ("In [5]: for x in y:\n   ...:     z = 1\n   ...:\n   ...: w = 2", "for x in y:\n    z = 1\n\nw = 2"),
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
    assert broken.code is None
    assert fine.error is None


def test_a_script_is_cut_into_its_statements_and_its_main_guard_is_open() -> None:
    cells = script("x = 1\n\ndef f():\n    return x\n\nif __name__ == '__main__':\n    y = f()\n    z = y\n")

    assert [sorted(names_of(cell.tree.body).binds) for cell in cells if cell.tree] == [
        ["x"],
        ["f"],
        ["y"],
        ["z"],
    ]
    assert run(cells)["z"] == 1


@pytest.mark.parametrize("mark", ["# In[3]:", "# COMMAND ----------"])
def test_an_exported_notebook_that_does_not_parse_has_its_cells_back(mark: str) -> None:
    cells = script(f"x = 1\n{mark}\ndef half_done():\n    # to do\n{mark}\ny = 1\n")

    assert [cell.label for cell in cells if cell.error is not None] == ["block 2"]
    assert run([cell for cell in cells if cell.error is None]).keys() >= {"x", "y"}
    assert [cell.label for cell in script(f"x = 1\n{mark}\ny = 1\n")] == ["", ""]


def test_a_script_with_blocks_has_a_cell_for_each_with_its_own_lines() -> None:
    cells = script("import math\n# %% one\nx = 1\n# %% [markdown]\n# text\n# %% two\ny = 1 / 0\n")

    assert [cell.label for cell in cells] == ["block 1", "block 2", "block 3", "block 4"]
    assert cells[3].tree is not None
    assert cells[3].tree.body[0].lineno == 7


def test_a_script_of_very_many_statements_is_cut_into_groups() -> None:
    cells = script("x = 0\n" + "x += 1\n" * 10_000)

    assert 1000 < len(cells) <= MAX_CELLS
    assert run(cells)["x"] == 10_000


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

        @app.cell(disabled=True)
        def _():
            nothing

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
    cells = notebook("x = 0", "from __future__ import barry_as_FLUFL", "x = 1 <> 2")

    assert run(cells)["x"] is True
    assert all(cell.flags & examine.ANNOTATIONS for cell in cells)


def test_what_parses_and_does_not_compile_says_so_when_it_runs() -> None:
    (cell,) = notebook("x = (5\n% 3)\nreturn x")

    assert cell.error is None
    assert cell.code is None
    assert cell.tree is not None
    with pytest.raises(SyntaxError, match="'return' outside function"):
        compiled(cell.tree, cell)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1; y = 2\n",
        "x = '''\n1\n'''\ny = 1",
        '"""\nof the module\n"""\nimport math\n',
        "@a\n# between\n@b\nclass C:\n    pass\n",
        "if x:\n    y = 1\nelif y:\n    pass\nelse:\n    z = 1\n",
        "try:\n    x = 1\nexcept E:\n    pass\nfinally:\n    pass\nelsewhere = 1\n",
        "x = [\n1,\n]\ny = (2\n)\n",
        "x = 1 + \\\n2\ny = 3",
        "# only\n\n# comments\n",
        "\f\nx = 1\n\fy = 2\n",
        "if __name__ == '__main__': x = 1; y = 2",
        "x = 1\n  # indented\ny = 2",
        "match x:\n    case 1:\n        pass\n",
        "",
    ],
)
def test_the_pieces_of_a_script_are_its_statements(text: str) -> None:
    assert_pieces_are_statements(text)


LINES = [
    "x = 1",
    "if x:",
    "    y = 2",
    "else:",
    "elsewhere = 1",
    "'''",
    "@x",
    "def f():",
    "    return 1",
    ")",
    "(",
    "# c",
]


@given(
    st.lists(
        st.sampled_from([*LINES, "x = 1; y = 2", "\\", "try:", "except: pass", "\tz = 3", ""]), max_size=8
    )
)
def test_lines_in_any_order_are_cut_into_their_statements(lines: list[str]) -> None:
    assert_pieces_are_statements("\n".join(lines))


def assert_pieces_are_statements(text: str) -> None:
    cells = script(text)
    try:
        expected = ast.parse(textwrap.dedent(text))
    except SyntaxError:
        assert [cell.error is None for cell in cells] == [False]
        return
    found = [statement for cell in cells if cell.tree is not None for statement in cell.tree.body]
    wanted = list(examine.statements_of(expected.body))
    assert [ast.dump(each, include_attributes=True) for each in found] == [
        ast.dump(each, include_attributes=True) for each in wanted
    ]


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


def test_a_line_in_newer_syntax_costs_nothing() -> None:
    cells = script('x = {"a": 1}\ntype Number = int\nprint(f"{x["a"]}")\ny = 2\n')

    assert run(cells)["y"] == 2


def test_a_cell_that_is_written_to_a_module_runs_as_it_is() -> None:
    written = (
        "%%writefile micrograd/nn.py\nfrom .engine import x\nfrom . import y\nfrom ..a.b import z\nw = 1"
    )
    (cell,) = notebook(written)

    assert cell.source == "\nfrom engine import x\nimport y\nfrom a.b import z\nw = 1"
    assert notebook("%%writefile data.txt\nw = 1")[0].source == "\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%%writefile engine.py\nx = 1", {"engine"}),
        ("\n%%file -a 'engine.py'\nx = 1", {"engine"}),
        (
            "%%writefile /content/my drive/micrograd/engine.py\nx = 1",
            set(),
        ),
        (
            "%%writefile ./src/micrograd/engine.py",
            {"src", "src.micrograd", "src.micrograd.engine", "micrograd", "micrograd.engine", "engine"},
        ),
        ("%%writefile data.txt\nx = 1", set()),
        ("x = 5\n%%writefile engine.py", set()),
    ],
)
def test_a_module_is_known_by_every_name_that_its_path_gives_it(cell: str, expected: set[str]) -> None:
    assert examine.modules_written([("cell 1", cell), ("cell 2", "x = 1")]) == expected


def test_a_notebook_may_wait_outside_of_functions() -> None:
    cells = notebook("await print(1)\nx = [await abs(-2)]\nasync def f():\n    await g()")

    assert run(cells)["x"] == [2]
