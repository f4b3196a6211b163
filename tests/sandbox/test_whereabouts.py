"""Where a name may stand that a submission lacks."""

from __future__ import annotations

import sys

import pytest

from grader.model import CallEntryPoint, Missing, Raised, ReadHistory
from grader.sandbox.runner import Sandbox
from grader.sandbox.standin import ABSENT, StandInModule
from grader.sandbox.whereabouts import alike, files_beside, starred
from tests.sandbox.conversing import GRADF, converse, job
from tests.sandbox.test_programs import graph, run_program

pytestmark = pytest.mark.unmeasured


@pytest.mark.parametrize(
    ("wanted", "names", "found"),
    [
        ("gradf", ["a", "grad_f", "f"], "grad_f"),
        ("gradf", ["df", "derivative"], ""),
        ("numerical_grad", ["numericalGrad", "numerical_gradient"], "numericalGrad"),
        ("numerical_grad", ["num_grad"], "num_grad"),
        ("numerical_grad", ["numercial_grad", "h"], "numercial_grad"),
        ("numerical_grad", ["numerical_grad1"], "numerical_grad1"),
        ("numerical_grad2", ["numerical_grad1", "numericalGradient2"], "numericalGradient2"),
        ("numerical_grad2", ["numerical_grad1"], ""),  # the first is not the second
        ("Value", ["Valeu", "V"], "Valeu"),
        ("Value", ["V" * 99, 3], ""),
    ],
)
def test_the_name_that_is_most_like_it_is_found(wanted: str, names: list[str], found: str) -> None:
    assert alike(dict.fromkeys(names), wanted, lambda _: True) == found
    assert alike(dict.fromkeys(names), wanted, lambda _: False) == ""


def test_files_that_are_run_read_or_imported_from_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "helpers", StandInModule("helpers", ABSENT))
    texts = [
        "%run -i engine.ipynb\nexec(open('engine.py').read())\nx = open('data.csv')",
        "from helpers import *\nfrom math import *\n%load '../nn.py'\n%run engine.ipynb",
    ]

    assert files_beside(texts) == ["engine.ipynb", "engine.py", "../nn.py", "helpers"]
    assert starred(texts) == ["helpers"]


SOURCE = "def grad_f(a, b, c):\n    return [1]\nnumericalGrad = [1]\nclass Valeu:\n    pass"


def test_who_gave_it_another_name_is_told_so(sandbox: Sandbox) -> None:
    asked = GRADF, ReadHistory(name="numerical_grad"), run_program(graph("y = a * b", a=2.0, b=3.0))

    outcomes, _, _ = converse(sandbox, job(SOURCE), *asked)

    assert [each.reason for each in outcomes if isinstance(each, Missing)] == [
        "the submission does not define gradf; if grad_f is meant to be it, call it gradf",
        "the submission does not define numerical_grad; "
        "if numericalGrad is meant to be it, call it numerical_grad",
        "the submission does not define Value; if Valeu is meant to be it, call it Value",
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("gradf = [1]", "gradf is of type list, where a function is asked for"),
        ("gradf = None", "gradf is None, where a function is asked for"),
        ("x = 1", "the submission does not define gradf"),
        ("import autograd\nfrom autograd import gradff", "the submission does not define gradf"),
    ],
)
def test_what_stands_in_its_place_is_told(sandbox: Sandbox, source: str, reason: str) -> None:
    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert [each.reason for each in outcomes if isinstance(each, Missing)] == [reason]


def test_a_file_that_is_run_and_not_handed_in_is_named(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("%run answers.ipynb", form="notebook"), GRADF)

    assert isinstance(outcomes[0], Missing)
    assert outcomes[0].reason.endswith(
        "; if it stands in answers.ipynb: only the one file that is handed in can be read"
    )


def test_a_name_that_another_cell_was_to_define_tells_of_that_cell(sandbox: Sandbox) -> None:
    cells = "h = float(input())", "def gradf(a, b, c):\n    return [h]"

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].label, outcomes[0].message) == (
        "cell 2",
        "name 'h' is not defined; cell 1 was to define it, and failed: ValueError: "
        "could not convert string to float: '' at h = float(input()); "
        "input() answers with an empty text here",
    )


def test_a_name_that_a_line_was_to_define_tells_of_that_line_and_of_the_module_it_needs(
    sandbox: Sandbox,
) -> None:
    source = (
        "import torch\ndef number():\n    return float(torch.e)\nh = number()\ndef gradf(a):\n    return [h]"
    )

    outcomes, _, _ = converse(sandbox, job(source), CallEntryPoint(name="gradf", args=(1.0,)))

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].module == "torch"
    assert outcomes[0].message.startswith("name 'h' is not defined; line 4 was to define it, and failed: ")


def test_a_name_of_an_absent_module_tells_of_that_module(sandbox: Sandbox) -> None:
    source = "from helpers import *\ndef gradf(a, b, c):\n    return [there(a)]"

    outcomes, _, _ = converse(sandbox, job(source), CallEntryPoint(name="gradf", args=(1.0, 2.0, 3.0)))

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].message == (
        "name 'there' is not defined; helpers, from which * is imported, is not available here"
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def gradf(a, b, c):\n    return [a ^ 1.5]", "; Python writes a power as **"),
        (
            "class V:\n    __eq__ = None\ndef gradf(a, b, c):\n    return {V()}",
            "; a class with __eq__ needs __hash__ to stand in a set",
        ),
        ("def gradf(a, b, c):\n    return {[]}", "unhashable type: 'list'"),
        ("def gradf(a, b, c):\n    return\xa0[a]", "; it looks like a space: type that anew"),
        ("def gradf(a, b, c):\n    return [\u2212a]", "; it looks like a minus: type that anew"),
        ("gradf = \u201cnothing\u201d", "; Python's quotes are straight"),
        ("<<<<<<< HEAD\ngradf = 1", "; two versions that git could not merge: keep one of them"),
        ("def gradf(a, b, c):\n    return int(input())", "; input() answers with an empty text here"),
    ],
)
def test_what_people_puzzle_over_is_told(sandbox: Sandbox, source: str, words: str) -> None:
    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].message.endswith(words)
