"""Sweeps and parts: the numbers of every step, and the formula as it can be quoted."""

from __future__ import annotations

import pytest

from grader.model import Function, Graph
from grader.scoring import tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.parts import MAX_TEXT, inside, terms_of, text_of
from grader.scoring.sweep import sweep
from grader.spec.program import trace_formula
from tests.scoring.gradient_formulas import FORMULAS, Formula
from tests.scoring.gradient_grading import function_of


def graph_of(formula: str, *args: str) -> Graph:
    return trace_formula(Function(name="f", args=args, formula=formula))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda each: each.id)
def test_a_sweep_has_the_right_slopes_in_both_directions(formula: Formula) -> None:
    graph = graph_of(formula.formula, *formula.args)

    found = sweep(graph, formula.at)

    assert found.values[graph.root] == tape.value(graph, formula.at)
    right = function_of(formula, formula.plain)(*formula.at)
    for dim, wanted in enumerate(right):
        assert agree(found.slopes[dim][graph.root], wanted, STRICT)
        assert agree(found.onward[dim], wanted, STRICT)
        assert found.sizes[dim] >= abs(wanted) * (1 - 1e-12)


@pytest.mark.parametrize(("formula", "error"), [("1/x", ZeroDivisionError), ("log(x)", ValueError)])
def test_where_a_number_does_not_exist_there_is_no_sweep(formula: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        sweep(graph_of(formula, "x"), (0.0,))


def test_the_terms_of_a_sum_have_their_signs() -> None:
    graph = graph_of("-(x**3) - (sin(x) - +(x*2)) + 5", "x")

    terms = [(term.sign, text_of(graph, term.step, ("x",))) for term in terms_of(graph)]

    assert terms == [(-1.0, "x**3"), (-1.0, "sin(x)"), (1.0, "x*2"), (1.0, "5")]


def test_a_formula_that_is_no_sum_is_its_own_term() -> None:
    graph = graph_of("sin(x)", "x")

    [term] = terms_of(graph)

    assert (term.step, term.sign) == (graph.root, 1.0)
    assert inside(graph, term.step) == {0, graph.root}


@pytest.mark.parametrize(
    "text",
    [
        "x + y*2",
        "(x + y)*2",
        "x - (y - 2)",
        "x/(y*2)",
        "x*y/2",
        "(-x)**2",
        "-x**2",
        "(x**2)**3",
        "sin(x + y)",
        "+x",
        "-(x + y)",
        "x**(-2)",
    ],
)
def test_a_quoted_formula_means_what_it_says(text: str) -> None:
    graph = graph_of(text, "x", "y")
    quoted = text_of(graph, graph.root, ("x", "y"))

    for point in ((1.5, 0.25), (-2.0, 3.0)):
        assert tape.value(graph_of(quoted, "x", "y"), point) == tape.value(graph, point)


def test_a_long_part_is_cut() -> None:
    graph = graph_of(" + ".join(["sin(x)"] * 30), "x")

    quoted = text_of(graph, graph.root, ("x",))

    assert len(quoted) == MAX_TEXT
    assert quoted.endswith("…")
