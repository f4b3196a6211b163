"""Text becomes cells: magics go, lines stay, names are known, and nothing raises."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import examine
from grader.sandbox.examine import Cell, cells_of, compile_cell
from grader.sandbox.names import names_of
from grader.sandbox.protocol import MAX_CELLS


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

    assert [sorted(names_of(cell.tree.body).binds) for cell in cells if cell.tree] == [
        ["x"],
        ["f"],
        ["y"],
        ["z"],
    ]
    assert run(cells)["z"] == 1


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
