"""How a class is used: the exercise's names first, else those that the class itself has."""

from __future__ import annotations

import textwrap

import pytest

from grader.model import Ended, History, Interface, Missing, Raised, ReadHistory, ReadInterface
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import converse, job, values
from tests.sandbox.test_programs import VALUE, graph, run_program

ASK = ReadInterface(class_name="Value", leaf="Value(x)", data="data", grad="grad")
PRODUCT = run_program(graph("y = a * b + a", a=2.0, b=3.0))
RIGHT = [2.0, 4.0, 3.0, 2.0, 8.0, 1.0]


def renamed(**names: str) -> str:
    """Return the source of a right class with other names in it."""
    source = VALUE
    for old, new in names.items():
        source = source.replace(old, new)
    return source


def with_init(signature: str, call: str) -> str:
    """Return a right class whose ``__init__`` has another signature, and which calls itself so."""
    return (
        VALUE.replace("(self, data, _children=())", f"(self, {signature})")
        .replace("Value(other)", call.format("other", "()"))
        .replace(
            "Value(self.data + other.data, (self, other))",
            call.format("self.data + other.data", "(self, other)"),
        )
        .replace(
            "Value(self.data * other.data, (self, other))",
            call.format("self.data * other.data", "(self, other)"),
        )
    )


def test_a_class_with_the_exercises_names_is_used_by_them(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job(VALUE), ASK)

    assert outcomes == [
        Interface(
            class_name="Value", data="data", grad="grad", backward="backward", operations=("add", "mul")
        )
    ]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (
            "\n    import torch"
            + renamed(backward="backprop", **{"class Value": "class Value(torch.nn.Module)"}),
            ("Value", "data", "grad", "backprop"),
        ),
        (renamed(Value="Scalar"), ("Scalar", "data", "grad", "backward")),
        (renamed(Value="MyNumber"), ("MyNumber", "data", "grad", "backward")),
        (renamed(**{".data": ".v", ".grad": ".derivative"}), ("Value", "v", "derivative", "backward")),
        (renamed(**{".data": ".zahl", ".grad": ".gradient"}), ("Value", "zahl", "gradient", "backward")),
        (renamed(backward="backprop"), ("Value", "data", "grad", "backprop")),
        (renamed(backward="backaward"), ("Value", "data", "grad", "backaward")),
    ],
)
def test_other_names_are_found_and_told(
    sandbox: Sandbox, source: str, names: tuple[str, str, str, str]
) -> None:
    source = source.replace("_backprop", "_backward").replace("_backaward", "_backward")

    outcomes, _, _ = converse(sandbox, job(source), ASK, PRODUCT)

    assert isinstance(outcomes[0], Interface)
    assert outcomes[0][:4] == names
    assert values(outcomes[1]) == RIGHT


@pytest.mark.parametrize(
    "source",
    [
        with_init("data, _children, _op", "Value({}, {}, '')"),
        with_init("label, data, _children=()", "Value('', {}, {})"),
        with_init("*, data, _children=()", "Value(data={}, _children={})"),
        with_init("data, requires_grad, _children=()", "Value({}, True, {})"),
        with_init("label='', data=0.0, _children=()", "Value('', {}, {})"),
        with_init("data, requires_grad=False, _children=()", "Value({}, True, {})").replace(
            "data, 0.0", "data, 0.0 if requires_grad else None"
        ),
    ],
    ids=[
        *("all required", "label first", "by name only", "a switch", "label first with defaults"),
        "a switch that is off",
    ],
)
def test_a_leaf_is_made_as_the_class_asks_for_it(sandbox: Sandbox, source: str) -> None:
    outcomes, _, _ = converse(sandbox, job(source), PRODUCT)

    assert values(outcomes[0]) == RIGHT


def test_the_backward_pass_may_be_a_function(sandbox: Sandbox) -> None:
    source = (
        VALUE.replace("def backward(self)", "def run(self)")
        + """
    def backprop(node):
        node.run()
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), ASK, PRODUCT)

    assert isinstance(outcomes[0], Interface)
    assert outcomes[0].backward == "backprop"
    assert values(outcomes[1]) == RIGHT


EXP = """
        def {name}(self):
            import math
            out = Value(math.exp(self.data), (self,))
            def _backward():
                self.grad += out.data * out.grad
            out._backward = _backward
            return out
"""


def test_a_function_of_nodes_stands_for_a_method(sandbox: Sandbox) -> None:
    source = VALUE + EXP.format(name="elevate") + "    def exp(v):\n        return v.elevate()\n"

    outcomes, _, _ = converse(
        sandbox, job(source), ASK, run_program(graph("y = (a + b).exp()", a=1.0, b=-1.0))
    )

    assert isinstance(outcomes[0], Interface)
    assert "exp" in outcomes[0].operations
    assert values(outcomes[1]) == [1.0, 1.0, -1.0, 1.0, 1.0, 1.0]


def test_a_function_of_plain_numbers_does_not(sandbox: Sandbox) -> None:
    source = VALUE + "    def exp(x):\n        return 2.718281828459045**x\n"

    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = (a + b).exp()", a=1.0, b=-1.0)))

    assert isinstance(outcomes[0], Missing)
    assert outcomes[0].reason == "Value has no method exp"


@pytest.mark.parametrize(("name", "decorator"), [("ln", ""), ("log", "@staticmethod")])
def test_a_logarithm_of_another_name_or_form_is_used(sandbox: Sandbox, name: str, decorator: str) -> None:
    source = (
        VALUE
        + f"""
        {decorator}
        def {name}(self):
            import math
            out = Value(math.log(self.data), (self,))
            def _backward():
                self.grad += out.grad / self.data
            out._backward = _backward
            return out
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), run_program(graph("y = (a + b).log()", a=1.0, b=3.0)))

    assert values(outcomes[0])[1::2] == [0.25, 0.25, 1.0]


@pytest.mark.parametrize(
    "changed",
    [
        {"def backward(self)": "def run(self, x)"},
        {"def backward(self)": "def show(self):\n            print(self)\n        def run(self, x)"},
        {
            "def backward(self)": "def show(self):\n            pass\n        def run(self, x)",
            "__add__": "add",
        },
    ],
)
def test_a_class_without_a_backward_pass_is_missing_it(sandbox: Sandbox, changed: dict[str, str]) -> None:
    outcomes, _, _ = converse(sandbox, job(renamed(**changed)), run_program(graph("y = a * b", a=2.0, b=3.0)))

    assert isinstance(outcomes[0], Missing)
    assert outcomes[0].reason == "Value has no method backward"


@pytest.mark.parametrize("slots", ["", "__slots__ = ('data', 'neigung', 'rest')"])
def test_a_backward_pass_and_gradients_of_any_name_are_found_by_what_they_do(
    sandbox: Sandbox, slots: str
) -> None:
    source = f"""
        class Value:
            {slots}
            def __init__(self, data, parents=()):
                self.data, self.neigung, self.rest = data, 0.0, parents
            def __add__(self, other):
                return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
            def __mul__(self, other):
                return Value(self.data * other.data, ((self, other.data), (other, self.data)))
            def exp(self):
                self.neigung = 1.0
            def __enter__(self):
                self.neigung = 1.0
            def ableiten(self):
                self.neigung = 5.0
            def ableiten_nach(self, x):
                self.neigung = 1.0
            def zurück(self, neigung=1.0):
                self.neigung += neigung
                for parent, slope in self.rest:
                    parent.zurück(neigung * slope)
    """
    outcomes, _, _ = converse(sandbox, job(source), PRODUCT, ASK)

    assert values(outcomes[0]) == RIGHT
    assert isinstance(outcomes[1], Interface)
    assert (outcomes[1].grad, outcomes[1].backward) == ("neigung", "zurück")


def test_gradients_of_any_name_that_are_wrong_are_found_by_what_the_backward_pass_changes(
    sandbox: Sandbox,
) -> None:
    source = """
        class Value:
            def __init__(self, data, parents=()):
                self.data, self.used, self.neigung, self.rest = data, 0, 0.0, parents
            def __mul__(self, other):
                return Value(self.data * other.data, ((self, other.data), (other, self.data)))
            def __add__(self, other):
                self.used += 1
                return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
            def backward(self, neigung=2.0):
                self.neigung += neigung
                for parent, slope in self.rest:
                    parent.backward(neigung * slope)
    """
    outcomes, _, _ = converse(sandbox, job(source), PRODUCT, ASK)

    assert values(outcomes[0])[1::2] == [2 * each for each in RIGHT[1::2]]
    assert isinstance(outcomes[1], Interface)
    assert outcomes[1].grad == "neigung"


def test_a_gradient_that_is_a_function_without_arguments_is_asked(sandbox: Sandbox) -> None:
    source = """
        class Value:
            def __init__(self, data, parents=()):
                self.data, self.parents, kept = data, parents, []
                self.keep, self.grad = kept.append, lambda: sum(kept)
            def __add__(self, other):
                return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
            def __mul__(self, other):
                return Value(self.data * other.data, ((self, other.data), (other, self.data)))
            def backward(self, gradient=1.0):
                self.keep(gradient)
                for parent, slope in self.parents:
                    parent.backward(gradient * slope)
    """
    outcomes, _, _ = converse(sandbox, job(source), PRODUCT)

    assert values(outcomes[0]) == RIGHT


def test_gradients_that_are_nodes_by_design_are_read(sandbox: Sandbox) -> None:
    source = (
        VALUE.replace("self.grad = data, 0.0", "self.grad = data, None")
        + """
    class Value(Value):
        def backward(self):
            self.grad = Value(1.0)
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), PRODUCT)

    assert values(outcomes[0]) == [2.0, None, 3.0, None, 8.0, 1.0]


def test_a_gradient_that_became_a_node_by_mistake_is_no_number(sandbox: Sandbox) -> None:
    source = (
        VALUE.replace("self.grad += other.data * out.grad", "self.grad += other * out.grad")
        + """
        def __radd__(self, other):
            return self + other
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), PRODUCT)

    assert values(outcomes[0])[1] is None


def test_what_the_students_own_cell_left_is_read_by_their_names(sandbox: Sandbox) -> None:
    source = (
        renamed(**{"Value": "Scalar", ".data": ".v", ".grad": ".d"})
        + """
    logits = [Scalar(2.0), Scalar(3.0)]
    loss = logits[0] * logits[1]
    loss.backward()
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="logits"))

    assert isinstance(outcomes[0], History)
    last = outcomes[0].moments[-1]
    assert last.gradients is not None
    assert [element.value for element in last.data.elements] == [2.0, 3.0]
    assert [element.value for element in last.gradients.elements] == [3.0, 2.0]


def test_a_class_of_another_module_is_no_class_of_the_submission(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("from fractions import Fraction"), ASK, PRODUCT)

    assert isinstance(outcomes[0], Missing)
    assert isinstance(outcomes[1], Missing)
    assert outcomes[1].reason == "the submission does not define Value"


def test_a_class_whose_constructor_fails_answers_with_its_error(sandbox: Sandbox) -> None:
    source = VALUE.replace("self.data, self.grad = data, 0.0", "raise RuntimeError('no')")

    outcomes, _, _ = converse(sandbox, job(source), ASK, PRODUCT)

    assert isinstance(outcomes[0], Interface)
    assert isinstance(outcomes[1], Raised)
    assert outcomes[1].message == "no"


@pytest.mark.parametrize("said", ["'a b'", "'grad\\n'"])
def test_a_name_that_no_attribute_can_have_ends_the_worker(sandbox: Sandbox, said: str) -> None:
    source = (
        VALUE
        + f"""
    setattr(Value, "back" + {said}, Value.backward)
    del Value.backward
    """
    )

    outcomes, _, _ = converse(sandbox, job(source), ASK)

    assert isinstance(outcomes[0], Ended)
    assert "a name that no attribute can have" in outcomes[0].figure


def test_numbers_of_numpy_are_read(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")
    source = VALUE.replace("= data, 0.0", "= np.array(data), np.zeros(())")

    outcomes, _, _ = converse(sandbox, job("import numpy as np\n" + textwrap.dedent(source)), PRODUCT)

    assert values(outcomes[0]) == RIGHT
