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


def test_a_function_that_is_decorated_is_opened_too() -> None:
    text = "def timed(g):\n    return lambda: print(g())\n@timed\ndef main():\n    gradf = 2\nmain()"

    assert left_behind(text)["gradf"] == 2


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
    ("head", "call", "found"),
    [
        ("a", "main(1)", 1),
        ("a", "x = main(a=1)", 1),
        ("a=1", "main()", 1),
        ("a=2", "print(main(1))", 1),
        ("b, /, a=2, *, c=3", "main(7, 1)", 1),
        ("*, a=2, c", "main(c=3)", 2),
    ],
)
def test_what_a_function_is_given_is_bound_ahead(head: str, call: str, found: int) -> None:
    text = f"def main({head}):\n    gradf = a\n"

    assert left_behind(text + call)["gradf"] == found


@pytest.mark.parametrize(
    "call",
    [
        "if f:\n    part()",
        "if not f:\n    pass\nelse:\n    if f:\n        part()",
        "with open('/dev/null') as g:\n    part()",
        "try:\n    with open('/dev/null'):\n        part()\nfinally:\n    pass",
    ],
)
def test_a_call_in_a_branch_is_opened_in_its_place(call: str) -> None:
    text = "f = 1\ndef part():\n    gradf = 2\n"
    main = f"def main():\n{textwrap.indent(call, '    ')}\nmain()"

    assert left_behind(text + call)["gradf"] == 2
    assert left_behind(text + main)["gradf"] == 2


def test_what_is_given_by_its_own_name_is_the_one_outside() -> None:
    text = "def f(x):\n    return x\ndef main(f):\n    gradf = f(3)\nmain(f)\nother = f(2)"

    found = left_behind(text)

    assert (found["gradf"], found["other"]) == (3, 2)


def test_a_call_that_something_would_catch_is_opened_too() -> None:
    text = """
        def main():
            gradf = 1
            raise KeyError
        try:
            main()
        except Exception:
            pass
        else:
            seen = 1
        finally:
            end = 2
    """

    found = [cell for cell in opened(cells(text), ("gradf",)) if cell.code is not None]

    assert len(found) == 5
    namespace: dict[str, object] = {}
    exec(found[1].code, namespace)  # type: ignore[arg-type]
    assert namespace["gradf"] == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_stands_behind_an_early_end_runs_where_it_did(number: int) -> None:
    text = f"""
        n = {number}
        def main():
            gradf = 1
            if n == 1:
                return
            gradf = 2
            if n == 2:
                print(gradf)
                return None
            gradf = 3
            return gradf
        main()
    """

    assert left_behind(text)["gradf"] == number


@pytest.mark.parametrize(
    "text",
    [
        "gradf = 1\ndef main():\n    gradf = 2\nmain()",  # known outside
        "def main():\n    gradf = 2",  # never called
        "def main():\n    x = 1\nmain()",  # nothing is wanted of it
        "def main():\n    for gradf in (1, 2):\n        return\n    print(1)\nmain()",
        "def main():\n    gradf = 2\n    if gradf:\n        return 1\n    print(1)\nx = main()",  # kept
        "def main(x):\n    gradf = x\nmain(1)\nmain(2)",
        "def main(x):\n    gradf = x\nmain(1, 2)",
        "def main(x):\n    gradf = x\nmain(y=2)",
        "def main(x):\n    gradf = x\nmain()",
        "def main(x):\n    gradf = x\nmain(*[1])",
        "def main(x):\n    gradf = x\nmain(**{'x': 1})",
        "def main(*x):\n    gradf = x\nmain()",
        "def main(gradf):\n    print(gradf)\nmain(1)",
        "x = 2\ndef main(x, y):\n    gradf = x\nmain(x + 1, x)",  # of what it is given each is read first
        "x = 2\ndef main(x):\n    gradf = x\nmain(1)\nprint(x)",
        "def main():\n    gradf = 2\n    yield gradf\nmain()",
        "def main():\n    gradf = 2\n    def g():\n        nonlocal gradf\n    g()\nmain()",
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
