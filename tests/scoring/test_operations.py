"""Classes by their operations: right ones have all points, and one fault costs one share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model import CaseResult, DimVerdict, Verdict
from grader.pipeline import grade
from grader.sandbox.runner import Sandbox
from grader.scoring import value_mistakes
from grader.submission import parse_submission
from tests.scoring.graded import ARCHITECTURES, CLOSURES, DEFINED, asked_for, graded, judged, with_change

MUL = """            self.grad += other.data * out.grad
            other.grad += self.data * out.grad"""
ADD = """            self.grad += out.grad
            other.grad += out.grad"""
VISIT = """                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)"""
PREORDER = """                visited.add(v)
                topo.append(v)
                for child in v._prev:
                    build_topo(child)"""
SEED = "        self.grad = 1.0\n        for"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


def operations(sandbox: Sandbox, old: str, new: str, *ask: str) -> CaseResult:
    """Return the case of operations of the lecture's class with a change: one point for each share."""
    shares = (len(ask) or 5) + 1
    return judged(sandbox, with_change(CLOSURES, old, new), *ask, points=shares)


@pytest.mark.parametrize("secret", [b"a", b"b"])
@pytest.mark.parametrize("path", ARCHITECTURES, ids=lambda path: path.stem)
def test_a_right_class_has_all_points_and_no_remark(sandbox: Sandbox, path: Path, secret: bytes) -> None:
    if "numpy" in path.stem:
        pytest.importorskip("numpy")

    result = graded(sandbox, path.read_text(encoding="utf-8"), *DEFINED, secret=secret)

    assert (result.verdict, result.points) == (Verdict.OK, result.points_possible)
    assert (result.flags, result.mistakes, result.expression) == ((), (), ())
    assert {case.message for case in result.cases} == {""}
    assert {dim.verdict for dim in result.watch} == {DimVerdict.OK}


@pytest.mark.parametrize("ask", [(), DEFINED], ids=["needed", "all"])
@pytest.mark.parametrize(
    ("cause", "old", "new"),
    [
        ("node * node", MUL, MUL.replace("other.data *", "self.data *")),
        ("node * node", MUL, MUL.replace("+=", "=")),
        ("node * node", MUL, MUL.replace(" * out.grad", "")),
        ("node ** constant", "self.data ** (other - 1)", "self.data ** other"),
        ("node + node", ADD, ADD.replace("+=", "=")),
        ("node + node", "if v not in visited:", "if True:"),
        ("the backward pass", SEED, "        for"),
        ("the backward pass", SEED, SEED.replace("1.0", "self.data")),
        ("the backward pass", "reversed(topo)", "topo"),
        ("the backward pass", "for node in reversed(topo):\n            node._", "self._"),
        ("the backward pass", VISIT, PREORDER),
        ("the numbers that leaves hold", "self.data = data", "self.data = int(data)"),
        ("numbers of few digits", "self.data = data", "self.data = round(data, 4)"),
        ("the numbers that leaves hold", "self.data = data", "self.data = round(data, 3)"),
        ("node + node", "Value(self.data + other.data", "Value(round(self.data + other.data, 2)"),
        ("gradients that are too large by the same number", "self.grad = 0.0", "self.grad = 1.0"),
        (
            "nodes that are equal or on both sides of an operation",
            "    def __repr__",
            "    def __eq__(self, other):\n        return self.data == other.data\n\n"
            "    def __hash__(self):\n        return hash(self.data)\n\n    def __repr__",
        ),
        (
            "node * constant",
            "Value(other)\n        out = Value(self.data * ",
            "other\n        out = Value(self.data * ",
        ),
    ],
)
def test_one_fault_costs_one_share_whatever_it_breaks(
    sandbox: Sandbox, cause: str, old: str, new: str, ask: tuple[str, ...]
) -> None:
    case = operations(sandbox, old, new, *ask)

    assert case.points_possible - case.points == 1.0
    assert case.verdict in (Verdict.WRONG, Verdict.ERROR)
    assert f": wrong by the fault of {cause}" in case.message
    assert case.message.endswith(", all for one share")


@pytest.mark.parametrize(
    ("wrong", "old", "new"),
    [
        ("exp", "self.grad += out.data * out.grad", "self.grad = out.data * out.grad"),
        ("exp", "self.grad += out.data * out.grad", "self.grad += out.data"),
        ("log", "self.grad += out.grad / self.data", "self.grad += 1 / self.data"),
        ("log", "math.log(self.data)", "math.log10(self.data)"),
        ("-node", "return self * -1\n", "return self * 1\n"),
    ],
)
def test_a_fault_of_an_operation_is_its_own(sandbox: Sandbox, wrong: str, old: str, new: str) -> None:
    case = operations(sandbox, old, new)

    assert case.points_possible - case.points == 1.0
    assert case.message == ""
    assert wrong in {dim.name for dim in case.dims if dim.verdict is DimVerdict.WRONG}


@pytest.mark.parametrize("gate", ["1.0", "(out.grad > 0)"])
def test_a_gate_that_is_always_open_is_found(sandbox: Sandbox, gate: str) -> None:
    case = operations(sandbox, "(out.data > 0)", gate, "relu")

    assert (case.verdict, case.points) == (Verdict.WRONG, 1.0)


def test_what_fails_for_an_operation_that_is_missing_is_no_unknown_mistake(sandbox: Sandbox) -> None:
    source = CLOSURES.replace("def __radd__", "def __raddd__").replace(
        "Value(other) - self", "other + (-self)"
    )

    found = graded(sandbox, source, "add", "radd", "rsub")

    assert found.verdict in (Verdict.ERROR, Verdict.MISSING)
    assert "missing: constant + node" in found.cases[-1].message
    assert "known" not in found.message


def test_a_mistake_that_is_not_known_is_told_of_its_operation_beside_whose_fault_it_is(
    sandbox: Sandbox,
) -> None:
    source = with_change(CLOSURES, "self.data ** (other - 1)", "(self.data ** (other - 1) + 0.3)")

    result = graded(sandbox, source)

    (mistake,) = result.mistakes
    assert (mistake.code, mistake.message[:8]) == ("share-off", "x ** k: ")
    assert "wrong by the fault of node ** constant" in result.message
    assert "none of the mistakes that are known" not in result.message


@pytest.mark.parametrize(
    "given_back", ["self.grad = 0.0", "[setattr(v, 'grad', 0.0) for v in topo if v._prev]"]
)
def test_gradients_between_result_and_leaves_may_be_set_to_0_at_the_end(
    sandbox: Sandbox, given_back: str
) -> None:
    run = "        for node in reversed(topo):\n            node._backward()\n"
    source = with_change(CLOSURES, run, f"{run}        {given_back}\n")

    result = graded(sandbox, source)
    broken = graded(sandbox, with_change(source, "+= out.data * out.grad", "+= self.data * out.grad"))

    assert (result.verdict, result.points, result.flags) == (Verdict.OK, result.points_possible, ())
    assert [mistake.code for mistake in broken.mistakes] == ["exp-uses-input"]


CUT = "max(-{0}, min({0}, self.data))"
EXP, LOG, TANH = "Value(math.exp(self.data)", "math.log(self.data)", "(e - 1) / (e + 1)"
POWER = "self.data ** (other - 1)"


@pytest.mark.parametrize(
    ("operation", "old", "new"),
    [
        ("exp", EXP, "Value(math.exp(min(self.data, 5))"),
        ("exp", EXP, "Value(math.exp(max(self.data, -10))"),
        ("log", LOG, "math.log(max(self.data, 1e-3))"),
        ("log", LOG, "math.log(min(self.data, 1000))"),
        ("tanh", TANH, f"math.tanh({CUT.format(3)})"),
        (
            "relu",
            "0 if self.data < 0 else self.data",
            "self.data if self.data > 0 else 0 if self.data > -9 else -9",
        ),
        ("relu", "0 if self.data < 0 else self.data", "max(0, min(6, self.data))"),
        ("pow", POWER, "self.data ** (int(other) - 1 if other > 2 else other - 1)"),
        (
            "truediv",
            "return self * other**-1",
            "if getattr(other, 'data', 0) == 1e-5: other = Value(1e-4)\n        return self * other**-1",
        ),
    ],
)
def test_an_operation_that_is_right_near_1_alone_is_wrong(
    sandbox: Sandbox, operation: str, old: str, new: str
) -> None:
    result = graded(sandbox, with_change(CLOSURES, old, new), *DEFINED)

    assert result.verdict is Verdict.WRONG
    assert [mistake.code for mistake in result.mistakes] == ["wrong-far-from-one"]
    assert result.mistakes[0].message.startswith(value_mistakes.words(operation))
    assert "right is" in result.mistakes[0].evidence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (EXP, "Value(math.exp(min(self.data, 700))"),
        (LOG, "math.log(max(self.data, 1e-12))"),
        (TANH, "math.tanh(self.data)"),
        (TANH, "(1 - math.exp(-2 * self.data)) / (1 + math.exp(-2 * self.data))"),
        (TANH, f"math.tanh({CUT.format(20)})"),
        (TANH, "2 / (1 + math.exp(-2 * self.data)) - 1"),
        ("self.data ** other", "math.copysign(abs(self.data) ** other, self.data if other % 2 == 1 else 1)"),
    ],
)
def test_what_overflows_or_loses_digits_far_away_alone_is_right(sandbox: Sandbox, old: str, new: str) -> None:
    result = graded(sandbox, CLOSURES.replace(old, new, 1), *DEFINED)

    assert (result.verdict, result.points) == (Verdict.OK, result.points_possible)
    assert result.mistakes == ()


def test_leaves_that_are_cut_off_are_wrong_far_away(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "self.data = data", "self.data = max(-1000, min(1000, data))")

    result = graded(sandbox, source)

    assert [mistake.message for mistake in result.mistakes] == [
        "a leaf: right for numbers near 1, wrong for larger, smaller or negative ones"
    ]


def test_what_rounded_numbers_make_an_operation_raise_is_no_error_of_its_own(sandbox: Sandbox) -> None:
    result = graded(sandbox, with_change(CLOSURES, "self.data = data", "self.data = round(data, 4)"))

    assert (result.verdict, result.error) == (Verdict.WRONG, None)
    assert "by the fault of numbers of few digits" in result.message


def test_one_node_on_both_sides_is_not_said_to_be_two_that_are_equal(sandbox: Sandbox) -> None:
    once = ADD.replace("            other.grad", "            if other is not self: other.grad")

    result = graded(sandbox, with_change(CLOSURES, ADD, once))

    assert [mistake.code for mistake in result.mistakes] == ["same-node-once"]
    assert "or on both sides of an operation" in result.message


def test_where_nothing_is_right_that_is_said(sandbox: Sandbox) -> None:
    case = operations(sandbox, SEED, f"{SEED} node in topo:\n            node.grad = 0.0\n        for")

    assert (case.points, case.message) == (0, "no operation gives what it should, so that none has its share")


@pytest.mark.parametrize("number", ["1e-13", "5e-324", "1e17", "1e308", "float('inf')", "None", "'x'"])
@pytest.mark.parametrize("leaf", ["data", "0.5", "float('nan')"])
def test_a_class_whose_gradients_are_all_one_number_has_no_share(
    sandbox: Sandbox, leaf: str, number: str
) -> None:
    run = "            node._backward()\n"
    source = with_change(CLOSURES, run, f"            node.grad = {number}\n")
    source = with_change(source, "self.data = data", f"self.data = data if _children else {leaf}")

    assert judged(sandbox, source, points=6).points == 0


@pytest.mark.parametrize("ask", [("add",), ("mul",), ("neg", "sub", "mul")])
@pytest.mark.parametrize(
    ("leaf", "data"), [("0.5", "2.0"), ("1.0", "1.0"), ("1e-14", "0.0"), ("data", "data"), ("0.0", "0.0")]
)
def test_a_class_that_calculates_nothing_has_no_share(
    sandbox: Sandbox, leaf: str, data: str, ask: tuple[str, ...]
) -> None:
    source = f"""class Value:
    def __init__(self, data):
        self.data, self.grad = {leaf}, 0.0

    def same(self, *_):
        out = Value(self.data)
        out.data = {data.replace("data", "self.data")}
        return out

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __truediv__ = __neg__ = exp = log = same

    def backward(self):
        self.grad = 1.0
"""

    assert judged(sandbox, source, *ask, points=4).points == 0


@pytest.mark.parametrize("places", ["0", "1", "2"])
def test_leaves_that_are_cut_to_few_places_are_one_fault(sandbox: Sandbox, places: str) -> None:
    case = operations(sandbox, "self.data = data", f"self.data = round(data, {places})", *DEFINED)

    assert case.points_possible - case.points == 1.0


def test_leaves_whose_numbers_are_of_a_class_of_their_own_are_one_fault(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "class Value:", "class Number(float):\n    pass\n\n\nclass Value:")
    source = with_change(source, "self.data = data", "self.data = data if _children else Number(data)")

    assert judged(sandbox, source, *DEFINED, points=15).points == 14


@pytest.mark.parametrize(
    "sum_of_both", ["self.data + other.data + 1e-4", "(self.data + other.data) * 1.00001"]
)
def test_a_sum_that_is_off_by_little_is_no_lack_of_digits(sandbox: Sandbox, sum_of_both: str) -> None:
    case = operations(sandbox, "Value(self.data + other.data", f"Value({sum_of_both}")

    assert (case.points, case.points_possible) == (5, 6)
    assert "wrong by the fault of node + node" in case.message


@pytest.mark.parametrize("ask", [(), ("neg",), ("add",), ("exp",)], ids=["needed", "neg", "add", "exp"])
@pytest.mark.parametrize("leaf", ["1.0", "0.5", "2 * data", "int(data)"])
@pytest.mark.parametrize("passed_on", ["1.0", "self.local"])
def test_wrong_leaves_do_not_excuse_gradients_that_are_passed_on_by_nobody(
    sandbox: Sandbox, passed_on: str, leaf: str, ask: tuple[str, ...]
) -> None:
    source = f"""import math


class Value:
    def __init__(self, data, local=1.0, operands=()):
        self.data = data if operands else {leaf}
        self.grad, self.local, self.operands = 0.0, local, operands

    def made(self, data, local, *others):
        return Value(data, local, (self, *others))

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, 1.0, other)

    def __radd__(self, other):
        return self + other

    def __truediv__(self, other):
        return self.made(self.data / other.data, 1.0, other)

    def __neg__(self):
        return self.made(-self.data, -1.0)

    def exp(self):
        return self.made(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self.made(math.log(self.data), 1 / self.data)

    def backward(self):
        for node in self.operands:
            node.grad = {passed_on}
            node.backward()
"""

    assert judged(sandbox, source, *ask, points=6).points == 0


def test_an_operation_that_is_right_at_0_alone_is_not_excused_by_leaves_that_hold_0(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "self.grad += out.data * out.grad", "self.grad += out.grad")
    source = with_change(source, "self.data = data", "self.data = data if _children else int(data)")

    assert judged(sandbox, source, "exp", points=6).points == 0


@pytest.mark.parametrize("start", ["self.grad += 1.0", "self.grad = self.grad + 1", "self.grad = 1"])
def test_the_gradient_of_the_result_may_be_added_to_what_it_was(sandbox: Sandbox, start: str) -> None:
    result = graded(sandbox, with_change(CLOSURES, "self.grad = 1.0", start))

    assert (result.verdict, result.points, result.flags) == (Verdict.OK, result.points_possible, ())


def test_two_faults_cost_two_shares(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "self.grad += out.data * out.grad", "self.grad += out.data")
    source = with_change(source, MUL, MUL.replace("+=", "="))

    case = judged(sandbox, source, *DEFINED, points=15)

    assert case.points == 13


def test_what_nobody_asked_for_costs_nothing_and_is_told(sandbox: Sandbox) -> None:
    case = operations(sandbox, "(1 - t**2) * out.grad", "(1 - t) * out.grad")

    assert (case.verdict, case.points) == (Verdict.OK, case.points_possible)
    assert case.message == "not asked for, wrong, at no cost: tanh"


def test_what_nobody_asked_for_may_be_missing(sandbox: Sandbox) -> None:
    start, end = CLOSURES.index("    def tanh"), CLOSURES.index("    def backward")

    result = graded(sandbox, CLOSURES[:start] + CLOSURES[end:])

    assert (result.verdict, result.points) == (Verdict.OK, result.points_possible)


def test_a_missing_operation_costs_its_share(sandbox: Sandbox) -> None:
    case = operations(sandbox, "def __radd__", "def reflected")

    assert (case.verdict, case.points) == (Verdict.MISSING, 5)
    assert case.message == "missing: constant + node"


def test_what_is_made_of_a_missing_operation_is_its_fault(sandbox: Sandbox) -> None:
    case = operations(sandbox, "def __radd__", "def reflected", *DEFINED)

    assert case.points == 14
    assert "constant - node: wrong by the fault of constant + node, all for one share" in case.message


def test_a_walk_level_by_level_is_a_fault_of_graphs_alone(sandbox: Sandbox) -> None:
    start = CLOSURES.index("    def backward")
    levels = """    def backward(self):
        self.grad = 1.0
        order = [self]
        for node in order:
            order += [child for child in node._prev if child not in order]
        for node in order:
            node._backward()
"""

    case = judged(sandbox, CLOSURES[:start] + levels, *DEFINED, points=15)

    assert case.points == 14
    assert [dim.name for dim in case.dims if dim.verdict is DimVerdict.WRONG] == [
        "how many graphs of several are right"
    ]


def test_whole_numbers_divide_as_numbers_do(sandbox: Sandbox) -> None:
    by_int = "return self * other**-1"
    floors = "return Value(self.data // other.data) if type(self.data) is int else self * other**-1"

    case = operations(sandbox, by_int, floors)

    assert case.points == 5
    assert "node / node" in {dim.name for dim in case.dims if dim.verdict is DimVerdict.WRONG}


def test_a_class_of_several_faults_with_nothing_right_has_no_share(sandbox: Sandbox) -> None:
    case = operations(sandbox, "def __init__(self, data", "def __init__(self, one, two, data")

    assert (case.verdict, case.points) == (Verdict.ERROR, 0)


def test_single_operations_show_the_smallest_expression(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "self.grad += out.data * out.grad", "self.grad = out.data * out.grad")

    result = graded(sandbox, source)

    assert result.cases[0].verdict is Verdict.OK
    assert len(result.expression) <= 3
    assert any("exp" in node.text for node in result.expression)


@pytest.mark.parametrize(
    "backward",
    [
        "pass",
        "self.grad = 1.0",
        "self.gradients(lambda node: 1.0)",
        "self.gradients(lambda node: 5.0)",
        "self.gradients(lambda node: node.data)",
        "self.gradients(lambda node: None)",
    ],
)
def test_numbers_without_derivatives_have_no_share(sandbox: Sandbox, backward: str) -> None:
    start = CLOSURES.index("    def backward")
    every = (
        "    def gradients(self, made):\n        self.grad = made(self)\n"
        "        for node in self._prev:\n            node.gradients(made)\n\n"
    )
    source = f"{CLOSURES[:start]}{every}    def backward(self):\n        {backward}\n"

    assert judged(sandbox, source, points=6).points <= 1
    assert judged(sandbox, source, *DEFINED, points=15).points <= 1


def test_the_starters_class_has_no_share(sandbox: Sandbox) -> None:
    start, end = CLOSURES.index("    def __mul__"), CLOSURES.index("    def backward")

    result = graded(sandbox, CLOSURES[:start] + CLOSURES[end:])

    assert (result.verdict, result.points) == (Verdict.NOT_ATTEMPTED, 0)


def test_the_seed_of_a_case_draws_its_graphs_again(sandbox: Sandbox) -> None:
    first, again, other = (graded(sandbox, CLOSURES, secret=each).cases[-1] for each in (b"a", b"a", b"b"))

    assert first.answers == again.answers != other.answers
    assert first.answers[0][0].name == "seed"


@pytest.mark.parametrize(("error", "flags"), [(0.0, []), (1e-15, []), (3e-13, ["inexact-gradients"])])
def test_gradients_that_are_off_by_more_than_rounding_are_flagged(
    sandbox: Sandbox, error: float, flags: list[str]
) -> None:
    nearly = f"\nmath_exp = math.exp\nmath.exp = lambda x: math_exp(x)*(1 + {error})\n"

    result = graded(sandbox, CLOSURES + nearly)

    assert result.verdict is Verdict.OK
    assert [flag.code for flag in result.flags] == flags


def test_lost_digits_are_flagged_beside_an_operation_that_is_wrong_far_away(sandbox: Sandbox) -> None:
    nearly = "\nmath_log, math_exp = math.log, math.exp\nmath.log = lambda x: math_log(x)*(1 + 3e-13)\n"
    nearly += "math.exp = lambda x: math_exp(min(x, 9))\n"

    result = graded(sandbox, CLOSURES + nearly)

    assert result.verdict is Verdict.WRONG
    assert [flag.code for flag in result.flags] == ["inexact-gradients"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("(out.data > 0)", "(out.data > 1)"), ("0 if self.data < 0 else", "0 if self.data < -0.5 else")],
)
def test_a_relu_that_bends_elsewhere_is_wrong(sandbox: Sandbox, old: str, new: str) -> None:
    result = graded(sandbox, with_change(CLOSURES, old, new), "relu")

    assert result.verdict is Verdict.WRONG
    assert [each.message.partition(":")[0] for each in result.mistakes] == ["relu"]


def test_what_needs_a_module_that_the_grader_lacks_is_neither_wrong_nor_blamed(
    sandbox: Sandbox,
) -> None:
    asked = asked_for("exp", "add", "log")
    exercise = asked.exercise._replace(modules=("scipy",))
    source = with_change(CLOSURES, "math.exp(self.data), (self,)", "scipy.exp(self.data), (self,)")
    submission = parse_submission(f"import scipy\n{source}".encode(), name="student.py")

    report = grade(submission, exercise, asked.key, run=sandbox.run, audience="instructor")

    result = report.checks[0]
    case = next(case for case in result.cases if case.id == "operations")
    assert (result.verdict, result.mistakes, result.expression) == (Verdict.NOT_JUDGED, (), ())
    assert [(dim.name, dim.verdict) for dim in case.dims] == [("node + node", "OK"), ("log", "OK")]


def test_a_class_that_keeps_results_by_their_numbers_is_wrong(sandbox: Sandbox) -> None:
    kept = "        if self.data in KEPT:\n            return KEPT[self.data]\n"
    source = with_change(CLOSURES, "    def exp(self):\n", f"    def exp(self):\n{kept}")
    source = with_change(source, '(self,), "exp")\n', '(self,), "exp")\n        KEPT[self.data] = out\n')

    result = graded(sandbox, f"KEPT = {{}}\n{source}", "exp", "log")

    assert (result.verdict, result.mistakes) == (
        Verdict.WRONG,
        (),
    )  # and no operation is told another mistake


@pytest.mark.parametrize(
    ("op", "key"),
    [
        ("mul", "id(self), getattr(other, 'data', other)"),
        ("add", "id(self), getattr(other, 'data', other)"),
        ("add", "self.data, id(other)"),
        ("truediv", "id(self), getattr(other, 'data', other)"),
        ("truediv", "frozenset((id(self), id(other))), 0"),
    ],
)
def test_a_class_that_keeps_results_by_the_number_of_an_operand_or_in_any_order_is_wrong(
    sandbox: Sandbox, op: str, key: str
) -> None:
    kept = f"""
MADE, KEPT = Value.__{op}__, {{}}

def keeping(self, other):
    key = {key}
    if key not in KEPT:
        KEPT[key] = MADE(self, other), self, other
    return KEPT[key][0]

Value.__{op}__ = keeping
"""

    assert graded(sandbox, f"{CLOSURES}\n{kept}", "add", "mul", "truediv").verdict is Verdict.WRONG


def test_small_gradients_that_are_twice_the_right_ones_are_not_said_to_have_few_digits(
    sandbox: Sandbox,
) -> None:
    again = "            node._backward()\n        for node in self._prev:\n            node._backward()\n"
    source = with_change(CLOSURES, "            node._backward()\n", again)

    result = graded(sandbox, source, *DEFINED)

    assert result.verdict is Verdict.WRONG
    assert "few digits" not in str(result.cases)


def test_numbers_cut_where_they_are_large_are_not_said_to_be_the_fault_of_equal_nodes(
    sandbox: Sandbox,
) -> None:
    source = with_change(CLOSURES, "self.data = data", "self.data = min(max(data, -10.0), 10.0)")

    assert "nodes that are equal" not in str(graded(sandbox, source, *DEFINED).cases)


def test_a_leaf_has_a_gradient_if_it_takes_part_and_need_not_have_one_before(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "        self.grad = 0.0\n", "")
    source = with_change(
        source,
        "        self.grad = 1.0\n",
        "        for v in topo:\n            v.grad = 0\n        self.grad = 1.0\n",
    )

    result = graded(sandbox, source, *DEFINED)

    assert (result.verdict, result.flags, result.points) == (Verdict.OK, (), result.points_possible)


def test_gradients_of_the_wrong_sign_are_not_too_large_by_the_same_number(sandbox: Sandbox) -> None:
    result = graded(sandbox, CLOSURES.replace("+=", "-="), *DEFINED)

    assert [each.code for each in result.mistakes] == ["opposite-sign"]
    assert "by the same number" not in result.message
