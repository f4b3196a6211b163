"""Facts about a class: what is raised where a number or the recursion grows too large."""

from __future__ import annotations

import pytest

from grader.model import Element, Input, Numbers, Raised, RunProgram
from grader.scoring import tape
from grader.scoring.asking import Probed
from grader.scoring.probes import Probe, probes
from grader.scoring.value_mistakes import AskedFor, named
from grader.spec.program import trace_program
from tests.scoring.graphs import EXERCISE

GRAPH = trace_program("y = a.tanh()", (Input(name="a", value=400.0),), "y")
CALL = RunProgram(class_name="Value", leaf="Value(x)", data="data", grad="grad", graph=GRAPH, reads=(0, 1))


@pytest.mark.parametrize(
    ("raised", "code"),
    [("OverflowError", "number-too-large"), ("RecursionError", "recursion-too-deep")],
)
def test_what_is_raised_at_large_numbers_alone_is_a_fact(raised: str, code: str) -> None:
    found = named(EXERCISE, Probed(((CALL, Raised(type=raised, message="")),)))

    (mistake,) = found.mistakes
    assert mistake.code == code
    assert mistake.evidence == f"2 steps give {raised}, right is 1.0"


def test_another_error_is_no_fact() -> None:
    found = named(EXERCISE, Probed(((CALL, Raised(type="NameError", message="")),)))

    assert (found.mistakes, found.unknown) == ((), True)


def test_of_a_hidden_input_no_number_is_shown() -> None:
    found = named(
        EXERCISE, Probed(((CALL, Raised(type="OverflowError", message="")),)), asked_for=AskedFor({GRAPH})
    )

    (mistake,) = found.mistakes
    assert mistake.evidence == "it shows at a hidden input: OverflowError"


def test_a_gradient_that_is_no_number_explains_no_wrong_numbers_elsewhere() -> None:
    graph = trace_program("y = a.exp()", (Input(name="a", value=0.0),), "y")
    at_400 = answer(1.0, None, 1.0, 1.0)
    at_0 = answer(0.0, 0.5, 1.0, 1.0)

    (mistake,) = named(EXERCISE, Probed(((CALL, at_400),))).mistakes
    assert mistake.code == "gradient-no-number"
    found = named(EXERCISE, Probed(((CALL, at_400), (CALL._replace(graph=graph), at_0))))
    assert (found.mistakes, found.unknown) == ((), True)


@pytest.mark.unmeasured
@pytest.mark.parametrize("found", ["no attribute grad", "str 'nothing'"])
def test_a_class_without_any_gradient_is_judged(found: str) -> None:
    nothing = answer(400.0, None, 1.0, None)
    elements = tuple(
        each if each.value is not None else each._replace(found=found) for each in nothing.elements
    )
    tried = [
        (CALL._replace(graph=probe.graph, reads=probe.reads), with_numbers_alone(probe, found))
        for probe in probes()
    ]

    told = named(EXERCISE, Probed(((CALL, nothing._replace(elements=elements)), *tried)))

    assert [each.code for each in told.mistakes] == ([] if found.startswith("no") else ["gradient-no-number"])


def with_numbers_alone(probe: Probe, found: str) -> Numbers:
    values = tape.run(probe.graph)
    numbers = [Element(value=float(values[step]), found="float") for step in probe.reads]
    pairs = [each for number in numbers for each in (number, Element(value=None, found=found))]
    return Numbers(form="list", shape=(len(pairs),), elements=tuple(pairs))


def answer(*values: float | None) -> Numbers:
    elements = tuple(
        Element(value=each, found="complex (1+2j)" if each is None else "float") for each in values
    )
    return Numbers(form="list", shape=(len(elements),), elements=elements)
