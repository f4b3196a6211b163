"""Names of functions and constants that something else was bound to, further down than what uses them."""

from __future__ import annotations

import pytest

from grader.model import CallEntryPoint, Raised
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import converse, job, values
from tests.sandbox.test_programs import VALUE, graph, run_program

CALL = CallEntryPoint(name="gradf", args=(2.0, 3.0, 4.0))
GRADF = "def gradf(a, b, c):\n    return [helper(a)]"
HELPER = "def helper(x):\n    return x + 1"

NUMBER = "def gradf(a, b, c):\n    return [helper]"

TRACED = "def traced(run):\n    def inner(*args):\n        return run(*args)\n    return inner"
ANOTHER = "def helper(x):\n    return 7.0"


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ((HELPER, GRADF, "helper = 0.5"), 3.0),
        (("helper = lambda x: x + 1", GRADF, "helper = 0.5"), 3.0),
        (("from math import sqrt as helper", GRADF, "helper = 0.5"), 2.0**0.5),
        (("from math import *\nsqrt", "def gradf(a, b, c):\n    return [sqrt(a)]", "sqrt = 2"), 2.0**0.5),
        (("from math import sqrt as helper", GRADF, "from torch import helper"), 2.0**0.5),
        (("from math import sqrt as helper", GRADF, "from cmath import exp as helper"), 2.0**0.5),
        (("from math import sqrt as helper", GRADF, "helper = print"), 2.0**0.5),
        (("import math", "def gradf(a, b, c):\n    return [math.sqrt(a)]", "import cmath as math"), 2.0**0.5),
        ((GRADF, "from math import sqrt as helper"), 2.0**0.5),
        (("import math", "def gradf(a, b, c):\n    return [math.sqrt(a)]", "math = [2]"), 2.0**0.5),
        (("def gradf(a, b, c):\n    return [sum([a, b])]", "sum = 3"), 5.0),
        # A method, and an object that can be called, are no definitions either.
        ((HELPER, GRADF, "class H:\n    def __call__(self): ...\n    def own(self): ...\nhelper = H()"), 3.0),
        ((HELPER, GRADF, "class H:\n    def own(self): ...\nhelper = H().own"), 3.0),
        (("class H:\n    def __call__(self, x): return x\nhelper = H()", GRADF), 2.0),
        # What a helper uses is told from the helper.
        ((f"def deep(x):\n    return x\n{HELPER.replace('x + 1', 'deep(x)')}", GRADF, "deep = 2"), 2.0),
        (
            (
                "def deep(x):\n    return x",
                "class H:\n    y = 1",
                GRADF.replace("helper", "deep"),
                "deep = 1",
            ),
            2.0,
        ),
        # So is what a function uses that is wrapped.
        ((HELPER, TRACED, f"@traced\n{GRADF}", "helper = 0.5"), 3.0),
        ((HELPER, f"import functools\n@functools.cache\n{GRADF}", "helper = 0.5"), 3.0),
        # A number that was one.
        (("helper = 3.0", NUMBER, "helper = 0.5"), 3.0),
        (
            ("helper, other = -6 / 2, 1", NUMBER, "print(gradf(1, 2, 3))", "for helper in range(3): pass"),
            -3.0,
        ),
        (("helper: float = 3.0", NUMBER, "helper = [1]"), 3.0),
        # One that was computed, or that is used further down, or that nothing has taken.
        (("helper = float(3)", NUMBER, "helper = 0.5"), 0.5),
        (("helper = 3.0", NUMBER, "helper = 0.5", "print(gradf(1, 2, 3))"), 0.5),
        (("helper = 3.0", "helper = 0.5", NUMBER, "x = 1"), 0.5),
        ((NUMBER, "helper = 3.0", "helper = 0.5"), 0.5),
        # Another function: for another purpose, or a better one, with which the first is tried again.
        ((HELPER, GRADF, ANOTHER), 3.0),
        ((HELPER, GRADF, ANOTHER + "\nprint(gradf(1, 2, 3))"), 7.0),
        ((HELPER, GRADF, ANOTHER, "x = 1", "print(gradf(1, 2, 3))"), 7.0),
        ((GRADF, HELPER, ANOTHER), 7.0),
        (("helper = 1", GRADF, ANOTHER), 7.0),
        (("def gradf(a, b, c):\n    return [(lambda: helper(b))()]", HELPER), 4.0),
    ],
)
def test_what_a_function_calls_is_what_its_own_cell_found(
    sandbox: Sandbox, cells: tuple[str, ...], answer: float
) -> None:
    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), CALL, CALL)
    of_script, _, _ = converse(sandbox, job("\n".join(cells)), CALL)

    assert [values(each) for each in (*outcomes, *of_script)] == [[answer]] * 3


def test_each_function_calls_what_its_own_cell_found(sandbox: Sandbox) -> None:
    second = "def numerical_grad():\n    return [helper(0)]"
    asked = CALL, CallEntryPoint(name="numerical_grad", args=()), CALL

    outcomes, _, _ = converse(sandbox, job(HELPER, GRADF, ANOTHER, second, form="notebook"), *asked)

    assert [values(each) for each in outcomes] == [[3.0], [7.0], [3.0]]


def test_a_function_that_was_made_from_text_is_no_cell_s(sandbox: Sandbox) -> None:
    cells = f"{HELPER}\nexec('def helper(x): return 5.0')", GRADF

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), CALL)

    assert values(outcomes[0]) == [5.0]


@pytest.mark.parametrize("above", ["helper = 3", f"{HELPER}\nhelper = 3", "from math import *\nhelper = 3"])
def test_what_was_no_function_in_its_own_cell_is_none(sandbox: Sandbox, above: str) -> None:
    outcomes, _, _ = converse(sandbox, job(above, GRADF, form="notebook"), CALL)

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].message == "'int' object is not callable"


def test_what_the_methods_of_a_class_call_is_what_its_own_cell_found(sandbox: Sandbox) -> None:
    source = VALUE.replace("other.data * out.grad", "first(other.data * out.grad)")
    cells = "def first(x):\n    return x", source, "first = 3\nout = 2"

    outcomes, _, _ = converse(
        sandbox, job(*cells, form="notebook"), run_program(graph("y = a * b", a=2.0, b=3.0))
    )

    assert values(outcomes[0]) == [2.0, 3.0, 3.0, 2.0, 6.0, 1.0]


def test_a_class_is_none_of_what_is_defined_again_whatever_its_metaclass(sandbox: Sandbox) -> None:
    meta = "class Meta(type):\n    def own(cls, other):\n        return isinstance(other, Value)"
    source = VALUE.replace("class Value:", "class Value(metaclass=Meta):")
    source = source.replace("isinstance(other, Value)", "Value.own(other)")

    outcomes, _, _ = converse(sandbox, job(meta, source), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert values(outcomes[0]) == [2.0, 3.0, 3.0, 2.0, 6.0, 1.0]
