"""What single operations do wrong, where no known mistake explains it: told as it was seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.model import CheckResult, Verdict
from grader.sandbox.runner import Sandbox
from tests.scoring import designs
from tests.scoring.graded import CLOSURES, DEFINED, graded, with_change


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


# Every way to the leaves is followed, with the gradient that came this way: a sum needs no order.
WAYS = """
import math

class Value:
    def __init__(self, data, way=lambda g: None):
        self.data, self.grad, self.way = data, 0.0, way

    def arrive(self, g):
        self.grad += g
        self.way(g)

    def backward(self):
        self.arrive(1.0)

    @staticmethod
    def of(x):
        return x if isinstance(x, Value) else Value(x)

    def made(self, number, slope):
        return Value(number, lambda g: self.arrive(slope * g))

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, lambda g: (self.arrive(g), other.arrive(g)))

    def __sub__(self, other):
        other = Value.of(other)
        return Value(self.data - other.data, lambda g: (self.arrive(g), other.arrive(-g)))

    def __mul__(self, other):
        other = Value.of(other)
        x, y = self.data, other.data
        return Value(x * y, lambda g: (self.arrive(y * g), other.arrive(x * g)))

    def __truediv__(self, other):
        other = Value.of(other)
        x, y = self.data, other.data
        return Value(x / y, lambda g: (self.arrive(g / y), other.arrive(-g * x / y**2)))

    def __pow__(self, k):
        return self.made(self.data**k, k * self.data ** (k - 1))

    def __neg__(self):
        return self.made(-self.data, -1.0)

    def exp(self):
        return self.made(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self.made(math.log(self.data), 1 / self.data)

    def tanh(self):
        return self.made(math.tanh(self.data), 1 - math.tanh(self.data) ** 2)

    def relu(self):
        return self.made(max(0.0, self.data), float(self.data > 0))

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return Value.of(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return Value.of(other) / self
"""


# What has come is added up at last, from 1.
GATHERED = """
    @property
    def grad(self):
        return 1.0 + sum(self.__dict__.get("come", ()))

    def arrive(self, g):
        self.__dict__.setdefault("come", []).append(g)
"""
OPERAND_GETS = "where the gradient of the result is 1, the gradient that the operand gets is wrong"


def wrong(sandbox: Sandbox, old: str, new: str, source: str = WAYS) -> CheckResult:
    """Return the result of a class in which a text is replaced."""
    result = graded(sandbox, with_change(source, old, new), *DEFINED)
    assert result.verdict is not Verdict.OK
    return result


def test_a_right_class_is_told_nothing(sandbox: Sandbox) -> None:
    result = graded(sandbox, WAYS, *DEFINED)

    assert (result.verdict, result.mistakes, result.flags, result.message) == (Verdict.OK, (), (), "")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            "Value(self.data + other.data,",
            "Value(self.grad + other.data,",
            "number-off",
            "x + y: the number of the result is wrong: it is the number of the second operand",
        ),
        (
            "math.tanh(self.data), 1 -",
            "math.tanh(self.grad), 1 -",
            "number-off",
            "tanh: the number of the result is wrong: it is 0 wherever it was tried on leaves",
        ),
        (
            "max(0.0, self.data), float",
            "0.0, float",
            "number-off",
            "relu: the number of the result is wrong: it is 0 wherever it was tried on leaves",
        ),
        (
            "math.exp(self.data), math",
            "2.5 * math.exp(self.data), math",
            "number-off",
            "exp: the number of the result is wrong",
        ),
        (
            "made(-self.data, -1.0)",
            "made(-self.data, -1.5)",
            "share-off",
            "-x: where the gradient of the result is 1, the gradient that the operand gets is wrong",
        ),
        (
            "k * self.data ** (k - 1)",
            "1.5 * k * self.data ** (k - 1)",
            "share-off",
            f"x ** k: {OPERAND_GETS}: it is 3/2 times what it should be",
        ),
        (
            "other.arrive(-g))",
            "other.arrive(-1.5 * g))",
            "share-off",
            f"x - y: {OPERAND_GETS.replace('operand', 'second operand')}: it is -1.5 and should be -1",
        ),
        (
            "k * self.data ** (k - 1)",
            "k + self.data ** (k - 1)",
            "share-off",
            f"x ** k: {OPERAND_GETS}: it is k + x**(k - 1)",
        ),
        (
            "1 - math.tanh(self.data) ** 2",
            "1 - self.data * math.tanh(self.data)",
            "share-off",
            f"tanh: {OPERAND_GETS}: it is 1 - x * out",
        ),
        (
            "1 - math.tanh(self.data) ** 2",
            "1.5 - math.tanh(self.data) ** 2",
            "share-off",
            f"tanh: {OPERAND_GETS}: it is 0.5 too large",
        ),
        (
            "(self.arrive(y * g), other.arrive(x * g))",
            "(self.arrive(y * g + 1), other.arrive(x * g + 2))",
            "share-off",
            "x * y: where the gradient of the result is 1, the gradient that each operand gets is wrong",
        ),
        (
            "made(math.log(self.data), 1 / self.data)",
            "made(math.log(self.data), 1 / self.missing)",
            "operation-raises",
            "log: AttributeError: 'Value' object has no attribute 'missing'",
        ),
        (
            "max(0.0, self.data), float",
            "self.data / (self.data > 0), float",
            "operation-raises",
            "relu: ZeroDivisionError: float division by zero",
        ),
        (
            "math.exp(self.data), math.exp(self.data)",
            "math.exp(min(self.data, 1.0)), math.exp(self.data)",
            "number-off",
            "exp: the number of the result is wrong",
        ),
        (
            "other = Value.of(other)\n        x, y = self.data, other.data\n        return Value(x / y",
            "other = Value.of(other)\n        x, y = self.data, other.data\n        other.data = 1 / y\n"
            "        return Value(x / y",
            "changes-operand",
            "x / y: the operand itself is changed",
        ),
        (
            "other.arrive(x * g)",
            "other.arrive(x / g)",
            "operand-chain-factor-divides",
            "x * y: in the share of the second operand the local derivative is divided by the gradient",
        ),
        (
            "other.arrive(x * g)",
            "other.arrive(x * g**3)",
            "wrong-below-another",
            "x * y: right as the last operation of a program, wrong where another one uses its result",
        ),
        (
            "return self.made(math.exp(self.data), math.exp(self.data))",
            "return (self if self.way is Value.__init__.__defaults__[0] else Value(self.data)).made("
            "math.exp(self.data), math.exp(self.data))",
            "wrong-above-another",
            "exp: right where it was tried on leaves, wrong where it works on the results of others",
        ),
        (
            "self.way(g)",
            "self.way(g) / 0",
            "every-program-raises",
            "TypeError: unsupported operand type(s) for /: 'NoneType' and 'int', whatever is computed",
        ),
        (
            "self.grad += g",
            "self.grad *= g",
            "every-gradient-zero",
            "after the backward pass every gradient is 0",
        ),
    ],
)
def test_what_was_seen_of_one_operation_is_told(
    sandbox: Sandbox, old: str, new: str, code: str, said: str
) -> None:
    result = wrong(sandbox, old, new)

    (mistake,) = result.mistakes
    assert (mistake.code, mistake.message[: len(said)]) == (code, said)
    assert "none of the mistakes" not in result.message


def test_no_operation_changes_leaves_that_never_held_their_numbers(sandbox: Sandbox) -> None:
    rounded = "struct.unpack('f', struct.pack('f', data))[0]"
    source = with_change(WAYS, "self.way = data,", f"self.way = {rounded},").replace("math.", "struct.math.")
    source = source.replace("import math", "import struct\nstruct.math = None")

    result = graded(sandbox, source, *DEFINED)

    assert "changes-operand" not in [each.code for each in result.mistakes]


def test_what_operations_have_from_those_that_they_are_made_of_is_left_out(sandbox: Sandbox) -> None:
    own = "Value(self.data - other.data, lambda g: (self.arrive(g), other.arrive(-g)))"
    source = with_change(
        WAYS, f"other = Value.of(other)\n        return {own}", "return self + -Value.of(other)"
    )
    source = source.replace(
        "self.data, self.grad, self.way = data, 0.0, way", "self.data, self.way = data, way"
    )
    source = source.replace("    def arrive(self, g):\n        self.grad += g\n", GATHERED)

    (mistake,) = graded(sandbox, source, *DEFINED).mistakes

    assert mistake.code == "gradients-shifted"
    assert mistake.message.endswith("each leaf's gradient is 1 too large")


def test_where_one_node_twice_goes_wrong_no_operation_is_blamed(sandbox: Sandbox) -> None:
    looked_up = "other = Value.of(other)\n        {}[other] if self is other else None"
    source = WAYS.replace("other = Value.of(other)", looked_up)

    (mistake,) = graded(sandbox, source, *DEFINED).mistakes

    assert mistake.code == "wrong-on-both-sides"
    assert mistake.evidence == "y = a + a with a = 0.7: KeyError, right is y = 1.4"


@pytest.mark.parametrize(
    ("sign", "method"),
    [("-1 * self", "__rmul__"), ("0 - self", "__rsub__"), ("(1 / self) ** -1", "__rtruediv__")],
)
def test_a_number_on_the_left_without_the_method_for_it_is_named(
    sandbox: Sandbox, sign: str, method: str
) -> None:
    source = with_change(WAYS, "self.made(-self.data, -1.0)", sign)
    head, _, body = source.partition(f"    def {method}(self, other):\n")

    (mistake,) = graded(sandbox, f"{head}{body.partition(chr(10))[2]}", "neg", "exp").mistakes

    assert mistake.code == "reflected-missing"
    assert mistake.message.startswith(f"-x: the class has no {method}, ")


def test_an_operation_that_runs_itself_for_plain_numbers_alone_is_said_so(sandbox: Sandbox) -> None:
    other = "other = Value.of(other)\n        x, y = self.data, other.data\n        return Value(x * y"
    again = f"if not isinstance(other, Value):\n            return self * other\n        {other}"
    negative = with_change(WAYS, "self.made(-self.data, -1.0)", "self * -1")

    (mistake,) = wrong(sandbox, other, again, negative).mistakes

    assert mistake.message == "x * 2: the operation calls itself without end: RecursionError"


@pytest.mark.parametrize(
    ("sub", "neg", "code", "said"),
    [
        # What may be a plain number is a node before it gets its minus sign.
        ("self + (-Value.of(other))", "self", "returns-operand", "-x: "),
        ("self + (-Value.of(other))", "self.made(-self.data, 1.0)", "opposite-sign", "-x: "),
        ("self + (-Value.of(other))", "self.made(-self.data, -1.5)", "share-off", "-x: "),
    ],
)
def test_what_is_made_of_a_wrong_operation_is_not_blamed(
    sandbox: Sandbox, sub: str, neg: str, code: str, said: str
) -> None:
    own = "Value(self.data - other.data, lambda g: (self.arrive(g), other.arrive(-g)))"
    source = with_change(WAYS, f"other = Value.of(other)\n        return {own}", f"return {sub}")

    (mistake,) = wrong(sandbox, "self.made(-self.data, -1.0)", neg, source).mistakes

    assert (mistake.code, mistake.message[: len(said)]) == (code, said)


def test_an_operation_that_is_made_of_another_behind_a_function_is_not_blamed(sandbox: Sandbox) -> None:
    function = "return Value(x * y, lambda g: (self.arrive(y * g), other.arrive(x * g)))\n"
    times = f"def times(self, other):\n    x, y = self.data, other.data\n    {function}"
    source = with_change(
        WAYS, f"x, y = self.data, other.data\n        {function}", "return times(self, other)\n"
    )
    source = with_change(source, "self.made(-self.data, -1.0)", "times(self, Value(-1.0))")

    (mistake,) = wrong(sandbox, "self.arrive(y * g)", "self.arrive(1.5 * y * g)", source + times).mistakes

    assert mistake.message.startswith(
        "x * y: where the gradient of the result is 1, the gradient that the first "
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            "self.grad += out.data * out.grad",
            "self.grad += out.data",
            "chain-factor-missing",
            "exp: ",
        ),
        (
            "        self.grad += out.grad\n",
            "        self.grad = out.grad\n",
            "operand-overwritten",
            "x + y: ",
        ),
    ],
)
def test_a_node_that_tanh_makes_once_and_uses_twice_is_simulated_so(
    sandbox: Sandbox, old: str, new: str, code: str, said: str
) -> None:
    head, tanh, rest = CLOSURES.partition("    def tanh(self):\n")
    body = "        e = (2 * self).exp()\n        return (e - 1) / (e + 1)\n"
    source = head + tanh + body + rest[rest.index("\n    def ") :]
    assert old in source

    (mistake,) = graded(sandbox, source.replace(old, new, 1), *DEFINED).mistakes

    assert (mistake.code, mistake.message[: len(said)]) == (code, said)


def test_an_operation_beside_another_mistake_is_not_told(sandbox: Sandbox) -> None:
    source = with_change(WAYS, "self.grad += g", "self.grad += g + (0.01 if g == -1.5 else 0)")

    result = wrong(sandbox, "made(-self.data, -1.0)", "made(-self.data, -1.25)", source)

    assert result.mistakes == ()
    assert "none of the mistakes that are known" in result.message


def test_numbers_that_lost_a_few_digits_are_not_blamed_on_operations(sandbox: Sandbox) -> None:
    source = WAYS.replace("self.data, self.grad", 'self.data = float(f"{data:.9g}")\n        _, self.grad')

    assert not {each.code for each in graded(sandbox, source, "exp", "neg").mistakes} & {"number-off"}


def test_a_factor_that_one_number_tells_is_none(sandbox: Sandbox) -> None:
    source = with_change(CLOSURES, "(out.data > 0) * out.grad", "out.data * (out.grad > 0)")

    (mistake,) = graded(sandbox, source, *DEFINED).mistakes

    assert mistake.code == "share-off"
    assert mistake.message.startswith(f"relu: {OPERAND_GETS}")
    assert "times" not in mistake.message


def test_where_nodes_that_are_used_again_go_wrong_that_is_told(sandbox: Sandbox) -> None:
    source = with_change(designs.slopes(), "below.grad += slope", "below.grad += below.grad + slope")

    (mistake,) = graded(sandbox, source, *DEFINED).mistakes

    assert mistake.code == "wrong-where-used-again"
    assert "right is" in mistake.evidence
