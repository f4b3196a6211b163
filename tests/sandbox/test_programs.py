"""Programs on the student's class: values, gradients, and which operation is missing."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from grader.model import (
    Graph,
    History,
    Input,
    Missing,
    Numbers,
    Parts,
    Raised,
    ReadHistory,
    ReadParts,
    RunProgram,
)
from grader.sandbox.runner import Sandbox
from grader.spec.program import trace_program
from tests.sandbox.conversing import converse, job, values

VALUE = """
    class Value:
        def __init__(self, data, _children=()):
            self.data, self.grad = data, 0.0
            self._prev = set(_children)
            self._backward = lambda: None
        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other))
            def _backward():
                self.grad += out.grad
                other.grad += out.grad
            out._backward = _backward
            return out
        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other))
            def _backward():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad
            out._backward = _backward
            return out
        def backward(self):
            order, seen = [], set()
            def visit(node):
                if node not in seen:
                    seen.add(node)
                    for child in node._prev:
                        visit(child)
                    order.append(node)
            visit(self)
            self.grad = 1.0
            for node in reversed(order):
                node._backward()
"""


def graph(program: str, **inputs: float) -> Graph:
    given = tuple(Input(name=name, value=value) for name, value in inputs.items())
    return trace_program(program, given, "y")


def run_program(a_graph: Graph, *reads: int, leaf: str = "Value(x)") -> RunProgram:
    return RunProgram(
        class_name="Value",
        leaf=leaf,
        data="data",
        grad="grad",
        graph=a_graph,
        reads=reads or (0, 1, a_graph.root),
    )


def test_data_and_gradient_of_every_read_come_in_pairs(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job(VALUE), run_program(graph("y = a * b + a", a=2.0, b=3.0)))

    assert values(outcomes[0]) == [2.0, 4.0, 3.0, 2.0, 8.0, 1.0]


def test_the_exercise_says_how_an_input_becomes_a_node(sandbox: Sandbox) -> None:
    call = run_program(graph("y = a * b", a=2.0, b=3.0), leaf="Value(data=x)")

    outcomes, _, _ = converse(sandbox, job(VALUE), call)

    assert values(outcomes[0])[1] == 3.0


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("y = a - b", "Value has no __sub__"),
        ("y = 2 * a + b", "Value has no __rmul__, which int * Value needs"),
        ("y = 0 + a", "Value has no __radd__, which int + Value needs; sum() begins with 0 +"),
        ("y = 3 + a", "Value has no __radd__, which int + Value needs"),
        ("y = (a + b).exp()", "Value has no method exp"),
        ("y = -(a + b)", "Value has no __neg__"),
    ],
)
def test_an_operation_that_the_class_lacks_is_missing_not_wrong(
    sandbox: Sandbox, program: str, reason: str
) -> None:
    outcomes, _, _ = converse(sandbox, job(VALUE), run_program(graph(program, a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Missing)
    assert outcomes[0].reason == reason
    assert {"__add__", "__init__", "backward"} <= set(outcomes[0].methods)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x = 1", "does not define Value"),
        ("Value = 3", "Value is of type int, where a class is asked for"),
        ("from engine import Value", "comes from the module engine"),
    ],
)
def test_a_class_that_is_not_there_is_missing_with_the_reason(
    sandbox: Sandbox, source: str, reason: str
) -> None:
    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Missing)
    assert reason in outcomes[0].reason


def test_an_exception_in_a_method_names_its_line(sandbox: Sandbox) -> None:
    source = VALUE.replace("self.data * other.data, (self, other)", "self.data * other.dta, (self, other)")

    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].type == "AttributeError"
    assert "other.dta" in outcomes[0].text


@pytest.mark.parametrize(
    ("gradient", "found"),
    [("None", "None"), ("Value(1.0)", "Value"), ("'1'", "str '1'")],
)
def test_a_gradient_that_is_no_number_is_named(sandbox: Sandbox, gradient: str, found: str) -> None:
    source = (
        VALUE
        + f"""
        def backward(self):
            self.grad = {gradient}
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Numbers)
    assert outcomes[0].elements[5].found == found


@pytest.mark.unmeasured
def test_overwritten_gradients_give_the_same_answer_in_every_run(sandbox: Sandbox) -> None:
    source = VALUE.replace("self.grad += other.data", "self.grad = other.data").replace(
        "other.grad += self.data", "other.grad = self.data"
    )
    call = run_program(graph("c = a * b\nd = a * c\ne = b * d\ny = c * d + e * a + b * c", a=2.0, b=3.0))

    answers = set()
    for size in range(20):
        filler = "junk = [object() for _ in range(" + str(size * 7) + ")]\n"
        outcomes, _, _ = converse(sandbox, job(filler + __import__("textwrap").dedent(source)), call)
        answers.add(tuple(values(outcomes[0])))

    assert len(answers) == 1


def test_a_class_whose_order_cannot_be_forced_is_noted(sandbox: Sandbox) -> None:
    source = (
        VALUE
        + """
        def __eq__(self, other):
            return self is other
        def __hash__(self):
            return id(self)
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Numbers)
    assert outcomes[0].notes == ("Value",)


def test_what_the_students_own_cell_left_is_read_before_tensors_take_the_name(sandbox: Sandbox) -> None:
    source = (
        VALUE
        + """
    logits = [Value(2.0), Value(3.0)]
    loss = logits[0] * logits[1]
    loss.backward()
    logits = "tensors"
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="logits"), ReadHistory(name="loss"))

    history = outcomes[0]
    assert isinstance(history, History)
    left = [moment for moment in history.moments if moment.gradients is not None][-1]
    assert [element.value for element in left.data.elements] == [2.0, 3.0]
    assert left.gradients is not None
    assert [element.value for element in left.gradients.elements] == [3.0, 2.0]


def test_it_is_told_which_operations_run_which(sandbox: Sandbox) -> None:
    more = """
        def __neg__(self):
            return self * -1
        def __sub__(self, other):
            return self + (-other)
        def exp(self):
            raise SystemExit
        __radd__ = __add__
    """
    ask = ReadParts(class_name="Value", leaf="Value(x)", data="data", grad="grad")

    (parts,), _, _ = converse(sandbox, job(dedent(VALUE) + indent(dedent(more), "    ")), ask)

    assert isinstance(parts, Parts)
    assert dict(parts.of) == {
        "add": (),
        "sub": ("add", "mul", "neg"),
        "mul": (),
        "neg": ("mul",),
        "exp": (),
        "radd": ("add",),
    }
    assert set(parts.whole) == {"add", "sub", "mul", "neg", "radd"}
    assert parts.inside("sub") == {"add", "mul", "neg"}
    assert parts.inside("log") is None


def test_the_parts_of_operations_are_seen_through_what_decorates_them(sandbox: Sandbox) -> None:
    more = """
        @traced
        def __add__(self, other):
            return Value(self.data + other.data)
        @traced
        def __neg__(self):
            return Value(-self.data)
        @traced
        @traced
        def __sub__(self, other):
            return self + (-other)
    """
    traced = "def traced(run):\n    def inner(*args):\n        return run(*args)\n    return inner\n"
    ask = ReadParts(class_name="Value", leaf="Value(x)", data="data", grad="grad")

    (parts,), _, _ = converse(sandbox, job(traced + dedent(VALUE) + indent(dedent(more), "    ")), ask)

    assert isinstance(parts, Parts)
    assert [parts.inside(op) for op in ("add", "neg", "sub")] == [set(), set(), {"add", "neg"}]
    assert parts.whole == ("mul",)


def test_of_a_class_that_is_missing_nothing_is_told(sandbox: Sandbox) -> None:
    ask = ReadParts(class_name="Value", leaf="Value(x)", data="data", grad="grad")

    (found,), _, _ = converse(sandbox, job("x = 1"), ask)

    assert isinstance(found, Missing)


def test_of_each_class_the_second_program_is_looked_at(sandbox: Sandbox) -> None:
    exact = "(lambda z: z.real)(complex(self.data))"
    other = dedent(VALUE).replace("Value", "Other").replace("self.data + other.data", exact)
    program = run_program(graph("y = a + b", a=2.0, b=3.0))
    calls = [program] * 3 + [program._replace(class_name="Other", leaf="Other(x)")] * 3

    outcomes, _, _ = converse(sandbox, job(dedent(VALUE) + other), *calls)

    noted = [each.notes for each in outcomes if isinstance(each, Numbers)]
    assert noted == [()] * 4 + [("calculates with complex",)] * 2


PUT_OUT = "import sys\nput = getattr(sys, 'set' + 'profile')\n"
LIKE_A_LIST = (
    "class M(type):\n    def __hash__(cls): return hash(list)\n    def __eq__(cls, o): return True\n"
)
LIKE_A_LIST += "class L(metaclass=M): pass\ndef show():\n    x = L()\n    return x\n"
OTHERS = "def make():\n    for _ in range(12):\n        class Other: __slots__ = ()\n"


@pytest.mark.parametrize(
    ("before", "first", "note"),
    [
        ("", "", "calculates with complex"),
        (PUT_OUT, "put(None)", "not seen"),
        (PUT_OUT, "p = sys.getprofile(); put(None); put(p)", "not seen"),
        (LIKE_A_LIST, "show()", "calculates with complex"),
        (OTHERS, "make()", "calculates with complex"),
    ],
    ids=["seen", "put out", "put out and in again", "equal to a list", "many notes"],
)
def test_a_second_program_that_calculates_with_complex_numbers_is_noted_whatever_else_it_does(
    sandbox: Sandbox, before: str, first: str, note: str
) -> None:
    source = before + dedent(VALUE).replace(
        "def backward(self):\n",
        f"def backward(self):\n        {first}\n        z = (0 * self.data - 1) ** 0.5\n",
    )
    program = run_program(graph("y = a * b + a", a=2.0, b=3.0))

    outcomes, _, _ = converse(sandbox, job(source), program, program)

    one, two = outcomes
    assert isinstance(one, Numbers)
    assert isinstance(two, Numbers)
    assert note in two.notes
    assert note not in one.notes


def test_a_class_beside_a_name_of_the_onlookers_is_seen_to_the_end(sandbox: Sandbox) -> None:
    program = run_program(graph("y = a * b + a", a=2.0, b=3.0))

    outcomes, _, _ = converse(sandbox, job("import sys\n" + dedent(VALUE)), program, program)

    assert [each.notes for each in outcomes if isinstance(each, Numbers)] == [(), ()]


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("class Box: pass\ndef step(x):\n    b = Box()\n    fill(b, x)\n", "complex"),
        ("kept = []\ndef step(x): kept[:] = [(0 * x - 1) ** 0.5]\n", "complex"),
        ("kept = {}\ndef step(x): kept[0] = (0 * x - 1) ** 0.5\n", "complex"),
        (
            "from collections import deque\ndef step(x):\n    kept = deque()\n"
            "    kept.append((0 * x - 1) ** 0.5)\n",
            "complex",
        ),
        ("def step(x):\n    for k in (10**40, 10**40 + 1): move(k)\n", "whole numbers of many digits"),
    ],
    ids=["an object", "a list of the module's", "a dict of the module's", "a deque", "whole numbers"],
)
def test_numbers_that_no_variable_of_a_function_is_are_noted_too(
    sandbox: Sandbox, before: str, note: str
) -> None:
    helpers = "def fill(b, x): b.z = (0 * x - 1) ** 0.5\ndef move(k): pass\n"
    source = (
        before
        + helpers
        + dedent(VALUE).replace(
            "def backward(self):\n",
            "def backward(self):\n        for _ in range(101): step(1.0)\n",
        )
    )
    program = run_program(graph("y = a * b + a", a=2.0, b=3.0))

    outcomes, _, _ = converse(sandbox, job(source), program, program)

    assert [each.notes for each in outcomes if isinstance(each, Numbers)] == [
        (),
        (f"calculates with {note}",),
    ]


@pytest.mark.parametrize(
    "before",
    [
        "far = [1j]\ndef step(x): return x\n",
        "import uuid\ndef step(x):\n    k = uuid.UUID(int=2**127 + id(x)).int\n    return k\n",
    ],
    ids=["complex numbers of another exercise", "names of nodes"],
)
def test_of_other_variables_and_of_names_nothing_is_noted(sandbox: Sandbox, before: str) -> None:
    source = before + dedent(VALUE).replace(
        "def backward(self):\n",
        "def backward(self):\n        for i in range(201): step(i + 0.5)\n",
    )
    program = run_program(graph("y = a * b + a", a=2.0, b=3.0))

    outcomes, _, _ = converse(sandbox, job(source), program, program)

    assert [each.notes for each in outcomes if isinstance(each, Numbers)] == [(), ()]
