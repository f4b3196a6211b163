from __future__ import annotations

import ast

import pytest

from grader.sandbox.examine import cells_of
from grader.sandbox.leftover import shortened
from grader.sandbox.units import Units

CELLS = (
    "from math import sin\nh = 1e-3\ndef f(a):\n    return sin(a)",
    "def slope(g, x):\n    return (g(x + h) - g(x)) / h\nprint('noise')",
    "numerical_grad = [0, 0]\nplot = 3\nfor i in range(2):\n    numerical_grad[i] = slope(f, i)\nprint(plot)",
    "numerical_grad2 = [slope(f, 1)]\nh = 5",
)


def sliced(cells: tuple[str, ...], name: str, upto: int) -> str:
    found = Units(cells_of("notebook", [("", cell) for cell in cells])).slice_for(name, upto)
    return "\n".join(ast.unparse(tree) for _, tree in found)


def test_what_made_a_name_runs_again_and_nothing_beside_it() -> None:
    text = sliced(CELLS, "numerical_grad", 2)

    assert "numerical_grad[i] = slope(f, i)" in text
    assert "h = 0.001" in text
    assert "import sin" in text
    assert "plot" not in text
    assert "noise" not in text
    assert "numerical_grad2" not in text


@pytest.mark.parametrize("text", ["exec('numerical_' + 'grad = [h]')", "put('numerical_' + 'grad', h)"])
def test_a_cell_that_changes_a_name_in_a_way_that_no_text_shows_runs_as_a_whole(text: str) -> None:
    cells = ("h = 2", "put = globals().__setitem__", "noise = 1", text)
    units = Units(cells_of("notebook", [("", cell) for cell in cells]))

    found = [cell for cell, _ in units.slice_for("numerical_grad", 3, changed=True)]

    assert found == ([0, 1, 3] if "put" in text else [3])
    assert units.slice_for("numerical_grad", 3) == []


def test_what_binds_a_given_name_is_not_looked_for() -> None:
    units = Units(cells_of("notebook", [("", cell) for cell in CELLS]))

    found = units.slice_for("numerical_grad", 2, frozenset({"f"}))

    text = "\n".join(ast.unparse(tree) for _, tree in found)
    assert "numerical_grad[i] = slope(f, i)" in text
    assert "import sin" not in text
    assert "def f" not in text
    assert "def f" in "\n".join(ast.unparse(tree) for _, tree in units.slice_for("numerical_grad", 2))


def test_names_that_the_next_cell_binds_anew_do_not_drag_the_last_one_in() -> None:
    cells = ("h = 1\na = f(h)\nnumerical_grad = [a]", "h = 2\na = g(h)\nnumerical_grad2 = [a]")

    assert sliced(cells, "numerical_grad2", 1) == "h = 2\na = g(h)\nnumerical_grad2 = [a]"


def test_what_a_branch_binds_may_be_as_it_was_before() -> None:
    assert sliced(("x = 0", "x = 1", "if a: x = 2", "y = x"), "y", 3) == "x = 1\nif a:\n    x = 2\ny = x"


@pytest.mark.parametrize("two", ["out = x = []", "out = []\nx = out"])
def test_what_fills_a_list_under_its_other_name_makes_it_too(two: str) -> None:
    assert sliced((f"noise = 1\n{two}", "out.append(2)\nprint(x)"), "x", 1) == f"{two}\nout.append(2)"


def test_a_name_that_is_added_to_needs_what_it_was() -> None:
    assert sliced(("x = 1", "x += 2", "y = x"), "y", 2) == "x = 1\nx += 2\ny = x"


def test_what_a_called_function_sets_outside_of_itself_is_made_by_the_call() -> None:
    cells = (
        "h = 1\ndef use(x):\n    global h\n    h = x\ndef halve():\n    global h\n    h = h/2\nprint(h)",
        "use(2)",
        "numerical_grad = [h]\nuse(3)",
        "use(4)\nhalve()",
        "numerical_grad2 = [h]",
        "def main():\n    global both\n    both = h\nmain()",
    )

    one, two, three = (
        sliced(cells, name, at) for name, at in (("numerical_grad", 2), ("numerical_grad2", 4), ("both", 5))
    )

    assert "use(2)" in one
    assert "use(3)" not in one
    assert "halve" not in one
    assert [line for line in two.splitlines() if "(4)" in line or "(3)" in line] == ["use(4)"]
    assert two.splitlines()[-2:] == ["halve()", "numerical_grad2 = [h]"]
    assert three.splitlines()[-1] == "main()"
    assert "use(4)" in three


@pytest.mark.parametrize(
    ("begin", "fill"), [("[]", "append(x)"), ("{}", "setdefault(x, 1)"), ("[0]", "sort()")]
)
def test_what_a_called_function_fills_is_made_by_the_call(begin: str, fill: str) -> None:
    cells = (
        f"out = {begin}\ndef add(x):\n    out.{fill}",
        "add(1)\nprint(2)\nadd(3)",
        "numerical_grad = out",
    )

    lines = sliced(cells, "numerical_grad", 2).splitlines()

    assert [line for line in lines if "(" in line and "    " not in line] == [
        "def add(x):",
        "add(1)",
        "add(3)",
    ]


def test_what_a_decorator_fills_is_made_by_the_definition() -> None:
    cells = (
        "known = {}\ndef keep(g):\n    known[1] = g\n    return g",
        "@keep\ndef one(): pass",
        "y = known[1]",
    )

    assert "@keep" in sliced(cells, "y", 2)


@pytest.mark.parametrize(
    "maker", ["globals()['d' + 'a'] = h", "exec('da = h')", "vars().update(da=h)", "locals()['da'] = h"]
)
def test_a_name_that_no_statement_binds_is_made_by_those_that_may(maker: str) -> None:
    found = sliced(("h = 1", "print(globals())", maker, "x = [da, min(h, 2)]", "exec('da = 3')"), "x", 3)

    assert found == f"h = 1\nprint(globals())\n{maker}\nx = [da, min(h, 2)]"


@pytest.mark.parametrize(
    ("below", "made"),
    [
        (("h = 1", "print(g(2))", "h = 3"), ["h = 1"]),
        (("h: int = 1",), ["h: int = 1"]),
        (("k = 1", "h = k"), ["k = 1", "h = k"]),
        (("for e in range(3):\n    h = e", "h = 1"), []),
        (("def h(): pass", "h = 1"), []),
    ],
)
def test_what_a_function_reads_has_the_first_value_that_it_is_given_below(
    below: tuple[str, ...], made: list[str]
) -> None:
    function = "def g(x):\n    return x + h"

    assert sliced((function, *below), "g", 0) == "\n".join([function, *made])
    assert sliced(("from math import *", function, *below), "g", 1) == function  # it may be math's


def test_a_value_that_is_made_above_what_it_needs_has_the_last_one() -> None:
    assert sliced(("y = 2 + h", "h = 1", "h = 3"), "y", 0) == "y = 2 + h"
    assert sliced(("y = g()", "def g(): return h", "h = 1", "h = 3"), "y", 0) == "y = g()"


def test_what_is_built_in_is_made_by_no_statement() -> None:
    assert sliced(("h = 1", "exec('da = h')", "x = min(h, 2)"), "x", 2) == "h = 1\nx = min(h, 2)"


def test_a_cell_beyond_the_asked_one_is_not_run() -> None:
    assert sliced(("x = 1", "x = 2"), "x", 0) == "x = 1"
    assert sliced(("x = 1",), "nothing", 0) == ""
    assert Units([]).slice_for("x", 3) == []


def test_the_last_needed_cell_makes_an_answer_or_binds_a_name_first() -> None:
    cells = (
        "h = 1",
        "class Value: pass",
        "def gradf(a):\n    return helper(a)",
        "Value.exp = h",
        "loss = Value()",
        "print(gradf(1))",
        "def helper(a):\n    return a",
        "loss = 3",
        "x = = 1",
    )
    units = Units(cells_of("notebook", [("", cell) for cell in cells]))

    assert units.last_needed(("Value",), ()) == 3
    assert units.last_needed(("Value", "gradf", "absent"), ()) == 6
    assert units.last_needed(("Value",), ("loss", "absent")) == 4
    assert units.last_needed(("absent",), ()) == -1
    assert units.binds(7, ["loss"])
    assert not units.binds(5, ["gradf"])


def test_what_uses_a_name_before_it_is_bound_anew_is_needed_too() -> None:
    cells = ("loss = Value()", "x = 1", "loss.backward()", "y = 1", "loss = 3", "print(loss)", "loss = = 1")
    units = Units(cells_of("notebook", [("", cell) for cell in cells]))

    assert units.last_needed((), ("loss",)) == 2
    assert units.last_needed((), ("x",)) == 1


def test_of_very_many_statements_all_are_needed() -> None:
    cells = cells_of("notebook", [("", "gradf = 1"), ("", "x = 1\n" * 1000)])

    assert Units(cells).last_needed(("gradf",), ()) == 1
    assert [cell.text for cell in shortened(cells, (1, 2), ("gradf",))] == ["gradf = 1", cells[1].text]
    assert [
        len(units.body) for units in (cell.tree for cell in shortened(cells, (1, 2), ("gradf",))) if units
    ] == [1, 0]
