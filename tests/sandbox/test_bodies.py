"""Functions that keep the answers for themselves: their statements take the place of their call."""

from __future__ import annotations

import textwrap

import pytest

from grader.sandbox.bodies import opened
from grader.sandbox.examine import Cell, cells_of
from grader.sandbox.protocol import MAX_CELLS


def left_behind(
    text: str, *, form: str = "script", wanted: tuple[str, ...] = ("gradf",)
) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for cell in opened(cells(text, form), wanted):
        assert cell.code is not None
        exec(cell.code, namespace)
    return namespace


def cells(text: str, form: str = "script") -> list[Cell]:
    return cells_of(form, [("cell 1" if form == "notebook" else "", textwrap.dedent(text))])


@pytest.mark.parametrize(
    "call",
    [
        "main()",
        "if __name__ == '__main__':\n    main()",
        "x = main()",
        "print(main())",
        "import sys\nsys.exit = print\nsys.exit(main())",
    ],
)
@pytest.mark.parametrize("form", ["script", "notebook"])
def test_the_statements_of_a_main_function_run_where_it_is_called(call: str, form: str) -> None:
    text = "def main():\n    def gradf():\n        return y\n    y = 2\n    return y + 1\n" + call

    found = left_behind(text, form=form)

    assert found["gradf"]() == 2  # type: ignore[operator]
    assert found.get("x", 3) == 3


def test_functions_that_it_calls_are_opened_too_and_each_once() -> None:
    text = """
        def first():
            global seen
            seen = seen + 1
            gradf = [1]
        def second():
            return 7
        def main():
            first()
            first()
            second()
        seen = 0
        main()
    """

    found = left_behind(text.replace("seen = 0", "pass").replace("seen = seen + 1", "seen = 1"))

    assert found["gradf"] == [1]
    assert found["seen"] == 1


def test_a_cell_of_a_script_holds_one_statement_and_a_cell_of_a_notebook_stays_one() -> None:
    text = "def main():\n    gradf = 1\n    x = 2\n    raise SystemExit\nraise SystemExit(main())"

    assert len(opened(cells(text), ("gradf",))) == 4
    assert [cell.label for cell in opened(cells(text, "notebook"), ("gradf",))] == ["cell 1"]


@pytest.mark.parametrize(
    "text",
    [
        "gradf = 1\ndef main():\n    gradf = 2\nmain()",  # known outside
        "def main():\n    gradf = 2",  # never called
        "def main(x):\n    gradf = x\nmain(1)",
        "def main():\n    x = 1\nmain()",  # nothing is wanted of it
        "def main():\n    gradf = 2\n    if gradf:\n        return\n    print(1)\nmain()",
        "def main():\n    gradf = 2\n    yield gradf\nmain()",
        "def main():\n    gradf = 2\n    def g():\n        nonlocal gradf\n    g()\nmain()",
        "def same(g):\n    return g\n@same\ndef main():\n    gradf = 2\nmain()",
        "h = 1\ndef main():\n    h = 2\n    gradf = h\nmain()\nx = h",  # h is another one outside
        "def main():\n    h = 2\n    gradf = h\nmain()\ndef x():\n    return h",
        "value = 1\ndef main():\n    value = gradf = 2\nmain()",  # wanted too, and known outside
        "def main():\n    gradf = 1\n\ndef main():\n    gradf = 2\nmain()",
        "async def main():\n    gradf = 1\nmain()",
        "def main():\n    gradf = 1\n    return 1\nkept = []\nkept.append(main())",
        "def main():\n    gradf = 1\n    main()\nx = main",
    ],
)
def test_what_means_something_else_outside_stays_where_it_is(text: str) -> None:
    before = cells(text)

    assert opened(before, ("gradf", "value")) == before


def test_functions_that_share_a_name_are_opened_as_long_as_nothing_inside_of_them_needs_it() -> None:
    text = """
        def first():
            k = 2
            def gradf():
                return k
        def second():
            k = 3
            other = k
        first()
        second()
    """
    shared = text.replace("return k", "return 2")

    assert left_behind(text, wanted=("gradf", "other")).keys() & {"gradf", "other"} == {"gradf"}
    assert left_behind(shared, wanted=("gradf", "other")).keys() >= {"gradf", "other"}
    turned = text.replace("        first()\n        second()", "        second()\n        first()")
    assert left_behind(turned, wanted=("gradf", "other")).keys() & {"gradf", "other"} == {"other"}


def test_a_name_that_the_calling_body_reads_behind_the_call_is_its_own() -> None:
    text = "h = 1\ndef main():\n    h = 2\n    gradf = h\nmain()\nx = h"
    other_cell = [
        ("cell 1", "def main():\n    h = 2\n    gradf = h"),
        ("cell 2", "main()"),
        ("cell 3", "h = 1\nx = h"),
    ]

    assert "gradf" not in left_behind(text, form="notebook")
    assert opened(cells_of("notebook", other_cell), ("gradf",))[1].tree is not None
    assert len(opened(cells_of("notebook", other_cell), ("gradf",))[1].tree.body) == 2  # type: ignore[union-attr]


def test_a_cell_that_does_not_compile_may_hold_the_name() -> None:
    parts = [("cell 1", "gradf = = 1"), ("cell 2", "def main():\n    gradf = 2\nmain()")]
    before = cells_of("notebook", parts)

    assert opened(before, ("gradf",)) is before


def test_a_cell_that_does_not_compile_and_holds_nothing_is_no_hindrance() -> None:
    parts = [("cell 1", "x = = 1"), ("cell 2", "def main():\n    gradf = 2\nmain()")]

    assert opened(cells_of("notebook", parts), ("gradf",))[1].tree is not None


def test_there_is_an_end_to_the_cells() -> None:
    text = "def main():\n    gradf = 1\n" + "    gradf += 1\n" * MAX_CELLS + "main()"
    before = cells(text)

    assert opened(before, ("gradf",)) is before


def test_functions_that_call_one_another_hundreds_of_times_stay_as_they_are() -> None:
    text = "".join(f"def f{place}():\n    f{place + 1}()\n" for place in range(900))
    given = cells(text + "def f900():\n    gradf = 1\nf0()\n")

    assert opened(given, ("gradf",)) is given
