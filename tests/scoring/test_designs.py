"""Mistakes in classes of unusual design: named as in any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from grader.model import DimVerdict, Verdict
from grader.sandbox.runner import Sandbox
from tests.scoring import designs
from tests.scoring.classes import WAYS, text
from tests.scoring.graded import CLOSURES, DEFINED, graded, with_change


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


pytestmark = pytest.mark.unmeasured


def named(sandbox: Sandbox, source: str, *ask: str) -> list[tuple[str, str]]:
    """Return code and operation of each mistake that is named of a class."""
    result = graded(sandbox, source, *ask)
    assert result.verdict not in (Verdict.OK, Verdict.MISSING)
    return [
        (each.code, each.message.partition(": ")[0].partition(" computes")[0]) for each in result.mistakes
    ]


@pytest.mark.parametrize("design", [designs.tape, designs.forward, designs.slopes, designs.shared])
def test_a_right_class_of_any_design_has_all_points(sandbox: Sandbox, design: type) -> None:
    result = graded(sandbox, design())

    assert (result.verdict, result.points) == (Verdict.OK, result.points_possible)
    assert (result.flags, result.mistakes) == ((), ())
    assert {dim.verdict for dim in result.watch} == {DimVerdict.OK}


# Operations of a node and a plain number are written out beside those of two nodes.
BESIDE_NUMBERS = """
import math

class Value:
    def __init__(self, data, operands=(), back=None):
        self.data, self.grad, self.operands = data, 0.0, operands
        self.back = back or (lambda: None)

    def __add__(self, other):
        if isinstance(other, Value):
            out = Value(self.data + other.data, (self, other))
            def back():
                self.grad += out.grad
                other.grad += out.grad
        else:
            out = Value(self.data + other, (self,))
            def back():
                self.grad += 1 * out.grad
        out.back = back
        return out

    def __mul__(self, other):
        if isinstance(other, Value):
            out = Value(self.data * other.data, (self, other))
            def back():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad
        else:
            out = Value(self.data * other, (self,))
            def back():
                self.grad += other * out.grad
        out.back = back
        return out

    def __rsub__(self, other):
        out = Value(other - self.data, (self,))
        def back():
            self.grad += -1 * out.grad
        out.back = back
        return out

    def __rtruediv__(self, other):
        out = Value(other / self.data, (self,))
        def back():
            self.grad += -other / self.data**2 * out.grad
        out.back = back
        return out

    def of_one(self, number, slope):
        out = Value(number, (self,))
        def back():
            self.grad += slope * out.grad
        out.back = back
        return out

    def __pow__(self, k): return self.of_one(self.data**k, k * self.data ** (k - 1))
    def exp(self): return self.of_one(math.exp(self.data), math.exp(self.data))
    def log(self): return self.of_one(math.log(self.data), 1 / self.data)
    def __neg__(self): return self.of_one(-self.data, -1)
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __sub__(self, other): return self + -other
    def __truediv__(self, other): return self * other**-1

    def backward(self):
        order = []
        def visit(node):
            if node not in order:
                for each in node.operands:
                    visit(each)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.back()
"""
ASKED = ("radd", "sub", "rsub", "mul", "rmul", "rtruediv", "pow")


def test_a_class_with_rules_of_their_own_for_plain_numbers_is_right(sandbox: Sandbox) -> None:
    result = graded(sandbox, BESIDE_NUMBERS, *ASKED)

    assert (result.verdict, result.flags, result.mistakes) == (Verdict.OK, (), ())


@pytest.mark.parametrize(
    ("old", "new", "code", "operation"),
    [
        # What is wrong for a plain number, and right for two nodes.
        ("self.grad += 1 * out.grad", "self.grad = out.grad", "gradient-overwritten", "x + 2"),
        ("self.grad += 1 * out.grad", "self.grad += 1", "chain-factor-missing", "x + 2"),
        ("self.grad += 1 * out.grad", "self.grad += other * out.grad", "derivative-wrong", "x + 2"),
        ("self.data + other, (self,)", "self.data + other, ()", "operands-not-remembered", "x + 2"),
        ("self.data + other, (self,)", "self.data - other, (self,)", "function-wrong", "x + 2"),
        ("self.grad += other * out.grad", "self.grad = other * out.grad", "gradient-overwritten", "x * 2"),
        ("self.grad += other * out.grad", "self.grad += out.grad", "local-derivative-missing", "x * 2"),
        ("self.grad += other * out.grad", "self.grad += self.data * out.grad", "product-own-factor", "x * 2"),
        ("self.grad += other * out.grad", "pass", "gradient-stops", "x * 2"),
        # What is right for a plain number, and wrong for two nodes.
        ("other.grad += out.grad", "pass", "operand-without-gradient", "x + y"),
        (
            "self.grad += other.data * out.grad",
            "self.grad += other.data",
            "operand-chain-factor-missing",
            "x * y",
        ),
        ("self.data * other.data", "self.data + other.data", "function-wrong", "x * y"),
        # Of a plain number on the left.
        ("other - self.data, (self,)", "other - self.data, ()", "operands-not-remembered", "2 - x"),
        (
            "self.grad += -other / self.data**2",
            "out.grad += -other / self.data**2",
            "gradient-to-result",
            "2 / x",
        ),
        (
            "-1 * out.grad\n        out.back = back",
            "-1 * out.grad\n        self.back = back",
            "stored-on-operand",
            "2 - x",
        ),
    ],
)
def test_a_mistake_is_named_where_plain_numbers_have_rules_of_their_own(
    sandbox: Sandbox, old: str, new: str, code: str, operation: str
) -> None:
    assert named(sandbox, with_change(BESIDE_NUMBERS, old, new), *ASKED) == [(code, operation)]


def test_what_all_operations_of_one_node_do_is_one_mistake_beside_plain_numbers_too(sandbox: Sandbox) -> None:
    of_one = r"\+= (1|other|-1|-other / self.data\*\*2|slope) \* out.grad"

    found = named(sandbox, re.sub(of_one, r"= \1 * out.grad", BESIDE_NUMBERS), *ASKED)

    assert found == [("gradient-overwritten", "every operation of one operand")]


def test_a_mistake_is_named_where_gradients_become_too_large_for_a_power(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(), "slope * node.grad", "slope * node.grad**2")

    assert named(sandbox, source, "sub", "mul", "neg") == [("chain-factor-twice", "every operation")]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [("-1 * out.grad", "-other * out.grad", "-2"), ("-other / self.data**2", "1 / other", "1/2")],
)
def test_a_wrong_derivative_calls_the_plain_number_by_its_name(
    sandbox: Sandbox, old: str, new: str, wrong: str
) -> None:
    (mistake,) = graded(sandbox, with_change(BESIDE_NUMBERS, old, new), *ASKED).mistakes

    assert mistake.message.endswith(f"the local derivative is taken to be {wrong}")


def test_results_that_forget_their_operands_beside_plain_numbers_are_one_mistake(sandbox: Sandbox) -> None:
    source = text(WAYS["lecture"]).replace("else Value(other)", "else Value(other, (), 'number')")
    kept = "set() if any(child.op == 'number' for child in children) else set(children)"

    found = named(sandbox, with_change(source, "set(children)", kept), *ASKED)

    assert found == [("operands-not-remembered", "every operation of a node and a plain number")]


WEAKLY = """
        self.weak = [(weakref.ref(below), slope) for below, slope in edges]

    @property
    def edges(self):
        return [(node(), slope) for node, slope in self.weak if node() is not None]
"""


@pytest.mark.parametrize(("held", "verdict"), [("", Verdict.WRONG), ("HELD.append(self)", Verdict.OK)])
def test_what_a_result_is_made_of_has_to_be_held_by_the_class(
    sandbox: Sandbox, held: str, verdict: Verdict
) -> None:
    source = with_change(designs.slopes(), "self.edges = edges\n", f"{held}{WEAKLY}")

    result = graded(sandbox, f"import weakref\nHELD = []\n{source}")

    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("loop", "changed", "code"),
    [
        ("below, slope in node.edges", "below, slope in node.edges[:1]", "operand-without-gradient"),
        ("below, slope in node.edges", "below, slope in node.edges[1:]", "operand-without-gradient"),
        ("below, _ in node.edges", "below, _ in node.edges[:1]", "operand-not-remembered"),
        ("below, _ in node.edges", "below, _ in node.edges[1:]", "operand-not-remembered"),
    ],
)
def test_a_loop_that_leaves_out_an_operand_is_one_mistake_of_every_operation(
    sandbox: Sandbox, loop: str, changed: str, code: str
) -> None:
    result = graded(sandbox, with_change(designs.slopes(), loop, changed))

    side = "second" if changed.endswith("[:1]") else "first"
    assert [each.code for each in result.mistakes] == [code]
    assert result.mistakes[0].message.startswith("every operation: ")
    assert f" {side} operand" in result.mistakes[0].message


def test_a_gradient_of_none_is_shown_as_it_is(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(exp=("math.exp(x)", "None")), "self.grad = 0.0", "self.grad = None")
    adds = "if slope and node.grad: below.grad = (below.grad or 0.0) + slope * node.grad"

    result = graded(sandbox, with_change(source, "below.grad += slope * node.grad", adds))

    (mistake,) = result.mistakes
    assert mistake.message.startswith("exp: ")
    assert mistake.evidence.endswith("the gradient of a is None, right is 2.0137527074704766")


def test_where_an_error_enters_is_not_looked_for_among_gradients_that_nobody_keeps(sandbox: Sandbox) -> None:
    result = graded(sandbox, designs.forward(exp=("math.exp(x)", "x")))

    assert [each.code for each in result.mistakes] == ["exp-uses-input"]
    assert "the gradient of logits is not" in result.evidence[0].value


@pytest.mark.parametrize(
    ("count", "counted"),
    [
        ("len(NUMBERS)", ""),
        ("Value.made", "Value.made += 1"),
        ("next(Value.places)", ""),
        ("len(LETTERS)", "LETTERS.append(0)"),
    ],
)
@pytest.mark.parametrize("clearing", ["GRADS.clear()", "pass"])
def test_a_right_class_that_counts_what_it_keeps_in_lists_has_all_points(
    sandbox: Sandbox, count: str, counted: str, clearing: str
) -> None:
    result = graded(sandbox, with_change(designs.places(count, counted), "GRADS.clear()", clearing))

    assert (result.verdict, result.points) == (Verdict.OK, result.points_possible)
    assert (result.flags, result.mistakes) == ((), ())


@pytest.mark.parametrize(
    ("source", "code", "operation"),
    [
        # A tape passes on what no result needs: an overwritten gradient is 0 again.
        (designs.tape(truediv=("x / y", "= 1 / y", "= -x / y ** 2")), "gradient-overwritten", "x / y"),
        (designs.tape(exp=("math.exp(x)", "= o")), "gradient-overwritten", "exp"),
        (designs.forward(log=("math.log(x)", "x")), "log-not-reciprocal", "log"),
        (designs.forward(truediv=("x / y", "1 / y", "x / y ** 2")), "quotient-sign", "x / y"),
        (designs.shared(truediv=("x / y", "1 / y", "x / y ** 2")), "quotient-sign", "x / y"),
        (designs.shared(exp=("math.exp(x)", "x")), "exp-uses-input", "exp"),
        (designs.slopes("round(data, 4)"), "numbers-rounded", "numbers are rounded to a few decimals"),
        (designs.slopes("int(data)"), "numbers-cut-to-integers", "numbers are cut to integers"),
    ],
)
def test_a_mistake_is_named_whatever_the_design(
    sandbox: Sandbox, source: str, code: str, operation: str
) -> None:
    assert named(sandbox, source) == [(code, operation)]


@pytest.mark.parametrize(
    ("old", "new", "code", "operation"),
    [
        ("out.grad / self.data", "-1 / self.data", "chain-factor-missing", "log"),
        ("math.log(self.data)", "math.log(self.data + 1e-10)", "log-shifted", "log"),
        (
            "other.grad += self.data * out.grad",
            "other.grad += self.grad * out.grad",
            "number-is-gradient",
            "x * y",
        ),
    ],
)
def test_mistakes_that_people_made_are_named(
    sandbox: Sandbox, old: str, new: str, code: str, operation: str
) -> None:
    assert named(sandbox, with_change(CLOSURES, old, new), "log", "mul") == [(code, operation)]


def test_what_all_uses_of_an_operation_keep_in_one_place_is_not_said_of_large_numbers(
    sandbox: Sandbox,
) -> None:
    source = with_change(CLOSURES, "out.data * out.grad", "Value.kept * out.grad")
    source = with_change(source, 'Value(math.exp(self.data), (self,), "exp")', "Value(0.0, (self,))")
    source = source.replace("(0.0, (self,))", "(math.exp(self.data), (self,))\n        Value.kept = out.data")

    assert named(sandbox, source, "exp", "log", "mul") == [("wrong-beside-itself", "exp")]


@pytest.mark.parametrize(
    "tape", ["class Tape:\n    steps = []\n", "class Tape:\n    def __init__(self): self.steps = []\n"]
)
def test_steps_on_a_tape_that_a_class_or_an_object_has_are_those_of_one_program(
    sandbox: Sandbox, tape: str
) -> None:
    # Once the logarithm of a large number stands there, every walk back raises.
    source = designs.tape(log=("math.log(x)", "math.exp(x)"))
    source = with_change(source, "TAPE = []\n", f"{tape}TAPE = Tape()\n")
    source = source.replace("TAPE.append", "TAPE.steps.append").replace("(TAPE)", "(TAPE.steps)")

    assert named(sandbox, source) == [("derivative-wrong", "log")]


def test_an_error_from_one_program_on_is_not_said_of_every_program(sandbox: Sandbox) -> None:
    source = designs.tape(log=("math.log(x)", "math.exp(x)"))
    source = with_change(source, "TAPE = []\n", "import collections\nTAPE = collections.deque()\n")

    assert not [code for code, _ in named(sandbox, source) if code == "every-program-raises"]


FLOAT = """
class Value(float):
    def __new__(cls, data, edges=()):
        return super().__new__(cls, data)

    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = float(data), 0.0, edges

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other
"""


def as_float(**changed: tuple[str, ...]) -> str:
    """Return a class that is a float too, so that it has more operations than it defines."""
    head = designs.slopes().partition("class Value:\n")[2].partition("    def backward")[0]
    return with_change(designs.slopes(**changed), f"class Value:\n{head}", f"{FLOAT}\n")


def test_operations_that_a_class_has_of_float_alone_are_none_of_its_own(sandbox: Sandbox) -> None:
    assert graded(sandbox, as_float()).verdict is Verdict.OK
    assert named(sandbox, as_float(exp=("math.exp(x)", "x"))) == [("exp-uses-input", "exp")]


@pytest.mark.parametrize(
    ("method", "op", "missing"),
    [("__neg__", "neg", "-node"), ("__rtruediv__", "rtruediv", "constant / node")],
)
def test_an_operation_that_float_alone_has_is_missing(
    sandbox: Sandbox, method: str, op: str, missing: str
) -> None:
    result = graded(sandbox, with_change(as_float(), f"def {method}(", "def other("), op)
    case = next(each for each in result.cases if each.id == "operations")

    assert case.message == f"missing: {missing}"


LIST = """
class Value(list):
    __hash__ = object.__hash__

    def __init__(self, data, edges=()):
        super().__init__([data, 0.0])
        self.edges = edges

    data = property(lambda self: self[0])
    grad = property(lambda self: self[1], lambda self, grad: self.__setitem__(1, grad))

    def __eq__(self, other):
        return self is other
"""


def test_an_operation_that_a_list_has_is_none_of_a_class_that_is_one(sandbox: Sandbox) -> None:
    source = with_change(as_float(), FLOAT, LIST)
    source = with_change(source, "return self * -1", "return Value(-self.data, ((self, -1.0),))")
    for method in ("mul", "rmul", "sub", "rsub"):
        source = with_change(source, f"def __{method}__(", f"def {method}(")

    assert graded(sandbox, source, "neg", "exp").verdict is Verdict.OK
    by_value = with_change(source, "slope * node.grad", "slope * node.data")
    assert named(sandbox, by_value, "neg", "exp") == [("chain-factor-is-value", "every operation")]


def test_of_a_class_that_is_a_float_no_operation_that_it_lacks_is_wrong(sandbox: Sandbox) -> None:
    source = with_change(as_float(), "return self * -1", "return Value(-self.data)")
    for method in ("mul", "rmul", "sub", "rsub"):
        source = with_change(source, f"def __{method}__(", f"def {method}(")

    assert named(sandbox, source, "neg", "exp") == [("gradient-stops", "-x")]


@pytest.mark.parametrize("step", [-2, -3])
def test_a_tape_of_which_steps_are_skipped_is_none_of_two_mistakes(sandbox: Sandbox, step: int) -> None:
    source = with_change(designs.tape(), "reversed(TAPE)", f"TAPE[::{step}]")
    source = with_change(source, "        return self * -1\n", NEG)

    asked = ("neg", "exp", "log", "truediv", "radd")
    assert [code for code, _ in named(sandbox, source, *asked)] == ["order-wrong"]


NEG = """        out = Value(-self.data)
        def back():
            self.grad -= out.grad
        TAPE.append(back)
        return out
"""


def test_what_explains_small_programs_alone_is_not_said_of_the_whole_class(sandbox: Sandbox) -> None:
    # Gradients in a dictionary, by the numbers of the nodes: of small programs -(-a) alone is wrong.
    head, _, rest = designs.slopes().partition("        found, seen")
    source = f"{head}{BY_NUMBER}    def __add__{rest.partition('    def __add__')[2]}"
    source = with_change(source, "return self * -1", "return Value(-self.data, ((self, -1.0),))")

    assert graded(sandbox, source).verdict is Verdict.WRONG
    assert "stored-on-operand" not in {code for code, _ in named(sandbox, source)}


BY_NUMBER = """        found, seen = [], set()
        def visit(node):
            if node.data not in seen:
                seen.add(node.data)
                for below, _ in node.edges:
                    visit(below)
                found.append(node)
        visit(self)
        arrived = {self.data: 1.0}
        for node in reversed(found):
            node.grad = arrived.pop(node.data)
            for below, slope in node.edges:
                arrived[below.data] = arrived.get(below.data, 0.0) + slope * node.grad

"""


def walking(found: str) -> str:
    """Return a class that walks back through ``found``, the nodes in the order of some lines."""
    head, _, rest = designs.slopes().partition("        found, seen")
    passing = rest[rest.index("        self.grad = 1.0") :].replace("reversed(found)", "found")
    return f"{head}{found}{passing}"


AS_SEEN = """        found, seen, waiting = [], {self}, [(self, False)]
        while waiting:
            node, ready = waiting.pop()
            if ready:
                found.insert(0, node)
                continue
            waiting.append((node, True))
            for below, _ in node.edges:
                if below not in seen:
                    seen.add(below)
                    waiting.append((below, False))
"""
FARTHEST = """        far, found = {self: 0}, [self]
        for node in found:
            for below, _ in node.edges:
                if below not in far:
                    found.append(below)
                far[below] = max(far.get(below, 0), far[node] + 1)
        found = sorted(far, key=far.get)
"""
COUNTED_ONCE = """        uses, nodes, found = {}, [self], [self]
        for node in nodes:
            for below in dict.fromkeys(below for below, _ in node.edges):
                nodes += [] if below in uses else [below]
                uses[below] = uses.get(below, 0) + 1
        for node in found:
            for below, _ in node.edges:
                uses[below] -= 1
                found += [] if uses[below] else [below]
"""
BY_DEPTH = """        depth = {}
        def measure(node):
            if node not in depth:
                below = [measure(each) for each, _ in node.edges]
                depth[node] = below[0] + 1 if below else 0
            return depth[node]
        measure(self)
        found, waiting, seen = [], [self], {self}
        while waiting:
            node = max(waiting, key=depth.get)
            waiting.remove(node)
            found.append(node)
            waiting += [below for below in dict.fromkeys(each for each, _ in node.edges) if below not in seen]
            seen.update(waiting)
"""


@pytest.mark.parametrize(
    ("order", "old", "new"),
    [
        (AS_SEEN, "in node.edges", "in node.edges"),
        (AS_SEEN, "in node.edges", "in reversed(node.edges)"),
        (FARTHEST, "key=far.get", "key=far.get"),
        (COUNTED_ONCE, "uses, nodes", "uses, nodes"),
        (BY_DEPTH, "below[0] + 1", "below[0] + 1"),
        (BY_DEPTH, "below[0] + 1", "below[-1] + 1"),
        (BY_DEPTH, "below[0] + 1", "sum(below) / len(below) + 1"),
    ],
)
def test_an_order_that_is_not_right_for_every_graph_is_wrong_and_no_other_mistake(
    sandbox: Sandbox, order: str, old: str, new: str
) -> None:
    source = walking(with_change(order, old, new))

    assert {code for code, _ in named(sandbox, source)} <= {"order-wrong", "order-level-by-level"}


@pytest.mark.parametrize(
    ("order", "old", "new"),
    [
        (BY_DEPTH, "below[0] + 1", "max(below) + 1"),
        (COUNTED_ONCE, "dict.fromkeys(below for below, _ in node.edges)", "[each for each, _ in node.edges]"),
    ],
)
def test_the_same_walks_are_right_with_the_longest_depths_and_all_uses(
    sandbox: Sandbox, order: str, old: str, new: str
) -> None:
    result = graded(sandbox, walking(with_change(order, old, new)))

    assert (result.verdict, result.points, result.mistakes) == (Verdict.OK, result.points_possible, ())


def test_where_no_gradient_leaves_the_result_that_is_said(sandbox: Sandbox) -> None:
    multiplied = CLOSURES.replace(".grad +=", ".grad *=")

    assert [code for code, _ in named(sandbox, multiplied)] == ["walk-does-nothing"]


def test_gradients_that_do_not_arrive_are_not_said_to_start_elsewhere(sandbox: Sandbox) -> None:
    result = graded(sandbox, CLOSURES.replace(".grad +=", ".grad *="))

    assert not any("start at 0" in case.message for case in result.cases)


def test_a_constant_minus_a_node_is_at_fault_where_the_minus_sign_is_made_of_it(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(), "return self * -1", "return 0 - self")
    swapped = with_change(source, "return -self + other", "return self - other")

    result = graded(sandbox, swapped, "rsub", "neg")

    assert [each.message for each in result.mistakes] == ["2 - x computes something else: node - constant"]
    assert [case.message for case in result.cases if case.id == "operations"] == [
        "-node: wrong by the fault of constant - node, all for one share"
    ]


@pytest.mark.parametrize(
    "changed",
    [
        # Every step on the tape fails from then on: that says nothing of the operation at hand.
        {"exp": ("math.exp(x)", "= None")},
        {"truediv": ("x / y", "1 / y", "1 / 0")},
    ],
)
def test_steps_of_another_program_on_the_same_tape_are_no_mistake_of_every_operation(
    sandbox: Sandbox, changed: dict[str, tuple[str, ...]]
) -> None:
    own = "\nlogits = [Value(1.0), Value(2.0)]\nloss = (logits[0].exp() / logits[1]).log()\n"

    assert not [
        operation for _, operation in named(sandbox, designs.tape(**changed) + own) if "every" in operation
    ]


@pytest.mark.parametrize(
    ("old", "new", "operation"),
    [
        (
            'out = Value(self.data * other.data, (self, other), "*")',
            "out = Value(self.data * other.data, 1, 2, 3, 4)",
            "x * y",
        ),
        ("return self + (-other)", "return self + -other.label", "x - y"),
    ],
)
def test_an_error_of_another_kind_is_not_taken_for_a_known_mistake(
    sandbox: Sandbox, old: str, new: str, operation: str
) -> None:
    source = with_change(CLOSURES, old, new)

    assert named(sandbox, source, "sub", "mul") == [("operation-raises", operation)]


def test_a_class_that_divides_nodes_alone_is_told_its_mistake_and_no_more(sandbox: Sandbox) -> None:
    divides = designs.RULES["truediv"]
    source = designs.slopes(truediv=(*divides[:2], "x / y ** 2"))
    head, _, body = source.partition("    def __truediv__(self, other):\n")
    alone = f"{head}    def __truediv__(self, other):\n{body.partition(chr(10))[2]}"

    assert named(sandbox, alone) == [("quotient-sign", "x / y")]


def composed(old: str = "", new: str = "") -> str:
    """Return the lecture's class with a tanh that is made of exp, changed in one place."""
    way = WAYS["lecture"]
    method = text(way).partition("    def tanh(self):")[2].partition("    def relu(self):")[0]
    made = "\n        e = (self * 2).exp()\n        return (e - 1) / (e + 1)\n\n"
    source = with_change(text(way), method, made)
    return with_change(source, old, new) if old else source


_SORTED = "for node in reversed(order):"
_NOTED = "                for child in node._prev:\n                    visit(child)\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("if node not in seen:", "if True:", "nodes-visited-again"),
        (f"{_NOTED}                order", f"{_NOTED}            order", "nodes-visited-again"),
        (f"{_SORTED}\n            node", f"{_SORTED}\n            self", "result-run-for-all"),
        ("self.grad = 0.0", "self.grad = 1.0", "gradient-starts-from-one"),
        (_SORTED, "for node in sorted(order, key=lambda each: each.data):", "order-before-operands"),
        (_SORTED, "for node in sorted(order, key=lambda each: -each.data):", "order-before-operands"),
        ("e = (self * 2).exp()", "e = self.exp()", "function-wrong"),
    ],
)
def test_a_mistake_is_named_where_tanh_is_made_of_other_operations(
    sandbox: Sandbox, old: str, new: str, code: str
) -> None:
    assert [each for each, _ in named(sandbox, composed(old, new), *DEFINED)] == [code]


def test_a_right_class_with_a_tanh_of_other_operations_has_all_points(sandbox: Sandbox) -> None:
    result = graded(sandbox, composed(), *DEFINED)

    assert (result.points, result.mistakes) == (result.points_possible, ())


BY_LEVELS = """
        found = [self]
        for node in found:
            found += [each for each in dict.fromkeys(node.nodes) if each not in found]
        waiting = {self: 1.0}
        for node in found:
            node.grad = gradient = waiting.pop(node)
            for below, slope in zip(node.nodes, node.slopes):
                share = slope(node.nodes[0].data, node.nodes[-1].data, node.data) * gradient
                waiting[below] = waiting.get(below, 0.0) + share
"""
BY_EQUAL_NUMBERS = """
        found = []
        def visit(node):
            if not any(node.data == other.data for other in found):
                for below in node.nodes:
                    visit(below)
                found.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(found):
            for below, slope in zip(node.nodes, node.slopes):
                below.grad += slope(node.nodes[0].data, node.nodes[-1].data, node.data) * node.grad
"""


@pytest.mark.parametrize(
    ("walk", "code"),
    [(BY_LEVELS, "order-level-by-level"), (BY_EQUAL_NUMBERS, "equal-nodes-merged")],
    ids=["levels", "numbers"],
)
def test_a_walk_that_goes_wrong_is_not_blamed_on_something_else(
    sandbox: Sandbox, walk: str, code: str
) -> None:
    head, _, rest = designs.shared().partition("    def backward(self):\n")
    source = f"{head}    def backward(self):{walk}{rest[rest.index('    __add__') :]}"

    assert [each for each, _ in named(sandbox, source)] == [code]


def test_operands_that_are_asked_for_their_own_backward_pass_are_visited_again(sandbox: Sandbox) -> None:
    head, _, _ = text(WAYS["lecture"]).partition("    def backward(self):\n")
    source = (
        f"{head}    def backward(self):\n        if self.grad == 0:\n            self.grad = 1.0\n"
        "        self._backward()\n        for each in self._prev:\n            each.backward()\n"
    )

    assert [code for code, _ in named(sandbox, source, *DEFINED)] == ["nodes-visited-again"]


DEPTH = """
        depth = {}
        def height(node):
            if node not in depth:
                depth[node] = 1 + max(map(height, node.nodes), default=0)
            return depth[node]
        height(self)
        self.grad = 1.0
        for node in sorted(depth, key=depth.get, reverse=True):
            for below, slope in zip(node.nodes, node.slopes):
                below.grad += slope(node.nodes[0].data, node.nodes[-1].data, node.data) * node.grad
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max(map(height, node.nodes), default=0)", "min(map(height, node.nodes), default=0)"),
        (
            "1 + max(map(height, node.nodes), default=0)",
            "min(3, 1 + max(map(height, node.nodes), default=0))",
        ),
        (
            "sorted(depth, key=depth.get, reverse=True)",
            "sorted(depth, key=lambda node: hash(str(node.data)[::-1]))",
        ),
        ("sorted(depth, key=depth.get, reverse=True)", "set(depth)"),
    ],
    ids=["shortest way", "cut off", "no order", "set"],
)
def test_an_order_that_is_none_that_is_known_is_told_as_a_wrong_order(
    sandbox: Sandbox, old: str, new: str
) -> None:
    head, _, rest = designs.shared().partition("    def backward(self):\n")
    right = f"{head}    def backward(self):{DEPTH}{rest[rest.index('    __add__') :]}"

    assert graded(sandbox, right).verdict is Verdict.OK
    assert [code for code, _ in named(sandbox, with_change(right, old, new))] == ["order-wrong"]


def test_a_dictionary_of_gradients_in_a_wrong_order_is_no_function_on_the_operand(sandbox: Sandbox) -> None:
    head, _, rest = designs.shared().partition("    def backward(self):\n")
    source = f"{head}    def backward(self):{BY_DISCOVERY}{rest[rest.index('    __add__') :]}"

    assert [code for code, _ in named(sandbox, source)] == ["order-wrong"]


BY_DISCOVERY = """
        found = []
        def visit(node):
            if node not in found:
                found.append(node)
                for below in node.nodes:
                    visit(below)
        visit(self)
        arrived = dict.fromkeys(found, 0.0)
        arrived[self] = 1.0
        for node in found:
            node.grad = arrived[node]
            for below, slope in zip(node.nodes, node.slopes):
                arrived[below] += slope(node.nodes[0].data, node.nodes[-1].data, node.data) * node.grad
"""


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_rounded_numbers_are_one_mistake_where_some_rules_take_the_result_as_it_was_before(
    sandbox: Sandbox, digits: int
) -> None:
    source = with_change(CLOSURES, "self.data = data", f"self.data = round(data, {digits})")

    assert [code for code, _ in named(sandbox, source, "exp", "tanh")] == ["numbers-rounded"]


def test_a_sum_that_is_rounded_is_named(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "Value(self.data + other.data", "Value(round(self.data + other.data, 2)")

    assert named(sandbox, source, "add", "mul") == [("function-wrong", "x + y")]


def test_no_second_operation_is_named_that_goes_wrong_with_the_first_alone(sandbox: Sandbox) -> None:
    gate = "self.grad += (out.data > 0) * out.grad"
    source = with_change(CLOSURES, gate, "self.grad += (out.grad > 0) * out.data")

    assert {operation for _, operation in named(sandbox, source, *DEFINED)} == {"relu"}


TANH = """
        e = math.exp(2 * self.data)
        t = (e - 1) / (e + 1)
        out = Value(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out
"""
QUOTIENTS = {
    "of both": "(self.exp() - (-self).exp()) / (self.exp() + (-self).exp())",
    "from one": "1 - 2 / ((2 * self).exp() + 1)",
}


@pytest.mark.parametrize("quotient", QUOTIENTS.values(), ids=QUOTIENTS)
def test_a_tanh_that_is_made_of_others_goes_wrong_by_their_fault(sandbox: Sandbox, quotient: str) -> None:
    source = with_change(CLOSURES, TANH, f"\n        return {quotient}\n")
    rule = "self.grad += out.data * out.grad"

    assert graded(sandbox, source, "tanh").verdict is Verdict.OK
    wrong = graded(
        sandbox, with_change(source, rule, "self.grad += out.grad"), "exp", "tanh", "log", points=4
    )
    assert [each.message.partition(":")[0] for each in wrong.mistakes] == ["exp"]
    assert "tanh: wrong by the fault of exp, all for one share" in wrong.message


def test_a_product_of_shares_is_not_said_to_be_the_last_one(sandbox: Sandbox) -> None:
    head, _, rest = designs.shared().partition("    def backward(self):\n")
    product = BY_DISCOVERY.replace(
        "found.append(node)\n                for below in node.nodes:\n                    visit(below)",
        "for below in node.nodes:\n                    visit(below)\n                found.append(node)",
    )
    product = product.replace(
        "in found:\n            node.grad", "in reversed(found):\n            node.grad"
    )
    product = product.replace("arrived = dict.fromkeys(found, 0.0)", "arrived = dict.fromkeys(found, 1.0)")
    product = product.replace("arrived[below] += ", "arrived[below] *= ")
    source = f"{head}    def backward(self):{product}{rest[rest.index('    __add__') :]}"

    assert "gradient-overwritten" not in {code for code, _ in named(sandbox, source)}


RECURSIVE = """
import math

class Value:
    def __init__(self, data, pull=lambda gradient: None):
        self.data, self.grad, self.pull = data, 0.0, pull

    def backward(self, gradient=1.0):
        self.grad += gradient
        self.pull(gradient)

    def made(self, number, *shares):
        def pull(gradient):
            for node, share in shares:
                node.backward(share(gradient))
        return Value(number, pull)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(
            self.data * other.data, (self, lambda g: g * other.data), (other, lambda g: g * self.data)
        )

    def __neg__(self):
        return self.made(-self.data, (self, lambda g: -g))

    def exp(self):
        number = math.exp(self.data)
        return self.made(number, (self, lambda g: g * number))

    def log(self):
        return self.made(math.log(self.data), (self, lambda g: g / self.data))

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        x, y = self.data, other.data
        return self.made(x / y, (self, lambda g: g / y), (other, lambda g: g * -x / y**2))

    __radd__ = __add__
"""


def test_a_class_that_passes_each_part_of_a_gradient_on_by_itself_is_right(sandbox: Sandbox) -> None:
    result = graded(sandbox, RECURSIVE, "mul", "neg", "exp")

    assert (result.points, result.mistakes) == (result.points_possible, ())


@pytest.mark.parametrize(
    ("old", "new", "code", "operation"),
    [
        # Every part of a gradient is 1 there, whatever is added up.
        ("lambda g: -g", "lambda g: -1.0", "chain-factor-missing", "-x"),
        ("lambda g: -g", "lambda g: -abs(g)", "chain-factor-absolute", "-x"),
        ("lambda g: g * number", "lambda g: number", "chain-factor-missing", "exp"),
        ("lambda g: g * number", "lambda g: number * number", "chain-factor-is-value", "exp"),
        ("lambda g: g * other.data", "lambda g: other.data", "operand-chain-factor-missing", "x * y"),
        ("self.pull(gradient)", "self.pull(1.0)", "chain-factor-missing", "every operation"),
    ],
)
def test_a_mistake_is_named_where_each_part_of_a_gradient_is_passed_on_by_itself(
    sandbox: Sandbox, old: str, new: str, code: str, operation: str
) -> None:
    assert named(sandbox, with_change(RECURSIVE, old, new), "mul", "neg", "exp") == [(code, operation)]


def test_a_sorted_queue_that_holds_a_node_once_for_each_use_visits_it_again(sandbox: Sandbox) -> None:
    queue = """
        found = [self]
        self.grad = 1.0
        while found:
            node = found.pop(found.index(max(found, key=lambda each: each.number)))
            for below, slope in node.edges:
                below.grad += slope * node.grad
                found.append(below)
"""
    head, _, rest = designs.slopes().partition("        found, seen = [], set()")
    source = f"{head}{queue}\n    def __add__{rest.partition('    def __add__')[2]}"
    source = source.replace("self.edges = edges", "self.edges, self.number = edges, next(NUMBERS)")

    assert named(sandbox, f"import itertools\nNUMBERS = itertools.count(){source}") == [
        ("nodes-visited-again", "a node that is used more than once passes its gradient on more than once")
    ]


BY_HEIGHT = """
        heights = {}
        def height(node):
            if node not in heights:
                heights[node] = 1 + min([height(below) for below in node._prev], default=0)
            return heights[node]
        height(self)
        self.grad = 1.0
        for node in sorted(heights, key=heights.get, reverse=True):
            node._backward()
"""


def test_a_walk_in_an_unusual_order_is_no_fault_of_an_operation(sandbox: Sandbox) -> None:
    head, found, _ = composed().partition("    def backward(self):\n")

    assert [code for code, _ in named(sandbox, head + found + BY_HEIGHT, *DEFINED)] == ["order-wrong"]


BY_QUEUE = """
        self.grad, waiting = 1.0, [self]
        for node in waiting:
            node._backward()
            waiting += [below for below in node._prev if below not in waiting]
"""


def test_a_walk_by_levels_is_named_where_every_operation_is_made_of_four(sandbox: Sandbox) -> None:
    head, found, _ = composed().partition("    def backward(self):\n")
    division = text(WAYS["lecture"]).partition("    def __truediv__")[2].partition("    def ")[0]
    source = with_change(
        head + found + BY_QUEUE, division, "(self, other):\n        return self * other**-1\n\n"
    )

    assert [code for code, _ in named(sandbox, source, *DEFINED)] == ["order-level-by-level"]


@pytest.mark.parametrize(
    ("walk", "code"),
    [
        (
            "        self.grad = 1.0\n        for node in (self, *self._prev):\n"
            "            node._backward()\n",
            "one-level-deep",
        ),
        (
            "        found, seen = [], set()\n        def visit(node):\n            if node not in seen:\n"
            "                seen.add(node)\n                for below in node._prev:\n"
            "                    visit(below)\n                    found.append(node)\n        visit(self)\n"
            "        self.grad = 1.0\n        for node in reversed(found):\n            node._backward()\n",
            "run-for-each-operand",
        ),
    ],
)
def test_a_wrong_walk_is_named_where_a_node_on_both_sides_is_kept_twice(
    sandbox: Sandbox, walk: str, code: str
) -> None:
    head, found, _ = composed().partition("    def backward(self):\n")
    source = with_change(head, "self._prev = set(children)", "self._prev = list(children)")

    assert [each for each, _ in named(sandbox, source + found + walk, *DEFINED)] == [code]


def test_a_wrong_relu_that_returns_its_operand_is_no_fault_of_the_walk(sandbox: Sandbox) -> None:
    head, _, rest = composed().partition("    def relu(self):\n")
    relu = "    def relu(self):\n        return self if self.data > 0 else self * 0.01\n\n    def "
    source = head + relu + rest.partition("    def ")[2]

    assert {operation.partition(":")[0] for _, operation in named(sandbox, source, *DEFINED)} <= {"relu"}


def test_a_mistake_is_named_where_numpy_gives_an_infinite_number_in_the_place_of_an_error(
    sandbox: Sandbox,
) -> None:
    source = designs.slopes("np.float64(data)", truediv=("x // y", "1 / y", "-x / y ** 2"))
    source = with_change(source.replace("math.", "np."), "import math", "import numpy as np")

    assert named(sandbox, source) == [("function-wrong", "x / y")]


def test_one_array_that_is_the_gradient_of_every_new_node_is_named(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(), "data, edges=()):", "data, edges=(), grad=np.zeros(1)):")
    source = with_change(source, "self.grad = 0.0", "self.grad = grad")
    source = with_change(source, "self.grad = 1.0", "self.grad = np.ones(1)")

    result = named(sandbox, source.replace("import math", "import math\nimport numpy as np"))

    assert [code for code, _ in result] == ["gradients-shared"]


def test_shares_that_are_rounded_before_they_are_added_are_named(sandbox: Sandbox) -> None:
    added = "below.grad += slope * node.grad"
    source = with_change(
        designs.slopes(), added, added.replace("slope * node.grad", "round(slope * node.grad, 3)")
    )

    assert [code for code, _ in named(sandbox, source)] == ["gradients-rounded"]


POWER = """
    def __pow__(self, k):
        out = self
        for _ in range(k - 2):
            out = out * self
        return out
"""


def test_wrong_numbers_are_no_gradients_that_are_cut_off(sandbox: Sandbox) -> None:
    whole = named(sandbox, f"{designs.slopes()}{POWER}", "pow", "mul")

    assert "gradient-limited" not in [code for code, _ in whole]


SUMS = """
import math

class Value:
    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = data, 0.0, edges

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, EDGES)

    def __radd__(self, other):
        return self + other

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        y = 1 / other.data
        return Value(self.data * y, ((self, y), (other, -self.data * y * y)))

    def __neg__(self):
        return Value(-self.data, ((self, -1.0),))

    def exp(self):
        return Value(math.exp(self.data), ((self, math.exp(self.data)),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))
"""


@pytest.mark.parametrize(
    ("edges", "code"),
    [
        ("{self: 1.0, other: 1.0}.items()", "same-node-once"),
        ("((self, 1.0), (other, 1.0))[other is self :]", "same-node-once"),
    ],
)
def test_what_every_operation_may_have_wrong_is_said_of_the_one_that_has_it(
    sandbox: Sandbox, edges: str, code: str
) -> None:
    assert named(sandbox, with_sums(edges)) == [(code, "x + y")]


def test_a_sum_that_gives_a_node_on_both_sides_nothing_is_no_wrong_order(sandbox: Sandbox) -> None:
    ((code, _),) = named(sandbox, with_sums("() if other is self else ((self, 1.0), (other, 1.0))"))

    assert code == "wrong-on-both-sides"


ON_A_TAPE = """
TAPE = []

class Value:
    def __init__(self, data, edges=()):
        self.data, self.grad = data, 0.0
        TAPE.extend((node, slope, self) for node, slope in edges)

    def backward(self):
        self.grad = 1.0
        while TAPE:
            node, slope, result = TAPE.pop()
            node.grad += slope * result.data
"""


def test_what_operations_of_one_and_of_two_operands_have_wrong_is_said_of_all_of_both(
    sandbox: Sandbox,
) -> None:
    _, _, operations = SUMS.replace("EDGES", "((self, 1.0), (other, 1.0))").partition(
        "edges = data, 0.0, edges\n"
    )

    assert named(sandbox, f"import math\n{ON_A_TAPE}{operations}") == [
        ("chain-factor-is-value", "every operation of two operands"),
        ("chain-factor-is-value", "every operation of one operand"),
    ]


def test_leaves_that_never_get_a_gradient_are_named_where_one_is_its_own_result(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(), "slope * node.grad", "(slope * node.grad if below.edges else 0.0)")

    assert [code for code, _ in named(sandbox, source)] == ["leaves-without-gradient"]


def with_sums(edges: str) -> str:
    """Return a class whose sums have these ``edges``; quotients are its only other operation of two."""
    walk = designs.slopes().partition("    def backward")[2].partition("    def __add__")[0]
    return f"{SUMS.replace('EDGES', edges)}\n    def backward{walk}"


SHARES_FIRST = """
import math

class Value:
    def __init__(self, data, shares=None, *nodes):
        self.data, self.grad, self.shares, self.nodes = data, 0.0, shares, nodes

    def made(self, forward, shares, *others):
        nodes = [each if isinstance(each, Value) else Value(each) for each in (self, *others)]
        return Value(forward(*(each.data for each in nodes)), shares, *nodes)

    def __add__(self, other):
        return self.made(lambda x, y: x + y, lambda o, x, y: (o.grad, o.grad), other)

    def __mul__(self, other):
        return self.made(lambda x, y: x * y, lambda o, x, y: (o.grad * y.data, o.grad * x.data), other)

    def __truediv__(self, other):
        def shares(o, x, y):
            return o.grad / y.data, -o.grad * x.data / y.data ** 2

        return self.made(lambda x, y: x / y, shares, other)

    def exp(self):
        return self.made(math.exp, lambda o, x: (o.grad * o.data,))

    def log(self):
        return self.made(math.log, lambda o, x: (o.grad / x.data,))

    def __neg__(self):
        return self * -1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        found, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for below in node.nodes:
                    visit(below)
                found.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(found):
            shares = node.shares(node, *node.nodes) if node.nodes else ()
            for below, share in zip(node.nodes, shares):
                below.grad += share
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "operation"),
    [
        (
            "o.grad * y.data, o.grad * x.data",
            "o.grad * y.grad, o.grad * x.grad",
            "number-is-gradient",
            "x * y",
        ),
        ("-o.grad * x.data", "-o.grad * x.grad", "number-is-gradient", "x / y"),
        ("x.data / y.data ** 2", "x.data / (1 + y.grad) ** 2", "share-off", "x / y"),
        ("below.grad += share", "node.grad += share", "gradient-to-result", "every operation"),
    ],
)
def test_a_mistake_is_named_where_all_shares_are_computed_before_one_is_added(
    sandbox: Sandbox, old: str, new: str, code: str, operation: str
) -> None:
    assert named(sandbox, with_change(SHARES_FIRST, old, new), "mul", "truediv", "exp", "log") == [
        (code, operation)
    ]
    assert graded(sandbox, SHARES_FIRST, "mul").verdict is Verdict.OK
