"""Mistakes in classes, written in several ways and run in a real sandbox: named, or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from grader.sandbox.runner import Sandbox
from grader.scoring import value_mistakes
from grader.scoring.asking import Probed
from grader.scoring.value_mistakes import Named, named
from tests.scoring.class_faults import FAULTS, Exchange
from tests.scoring.classes import RULES, WAYS, applies, text
from tests.scoring.graded import graded, with_change
from tests.scoring.graphs import EXERCISE
from tests.scoring.inquired import probed, tried

pytestmark = pytest.mark.unmeasured

LECTURE = WAYS["lecture"]
ALIKE = {"-x", "x - y"}  # of a class whose x - y is x + (-y), nothing but its text tells one from the other


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


def mistakes_of(sandbox: Sandbox, source: str) -> Named:
    return named(EXERCISE, probed(sandbox, source))


def classes() -> Iterator[tuple[str, str, str, tuple[Exchange, ...]]]:
    """Yield every second fault in one of the ways in which it can be written, each way in its turn."""
    names = list(WAYS)
    for place, (code, operation, exchanged) in enumerate(FAULTS[::2]):
        turned = names[place % len(names) :] + names[: place % len(names)]
        for name in islice((name for name in turned if applies(WAYS[name], *exchanged)), 1):
            yield name, code, operation, exchanged


@pytest.mark.parametrize("way", WAYS)
def test_of_a_right_class_nothing_is_said(sandbox: Sandbox, way: str) -> None:
    assert mistakes_of(sandbox, text(WAYS[way])) == Named(mistakes=(), unknown=False)


@pytest.mark.parametrize(("way", "code", "operation", "exchanged"), list(classes()))
def test_a_mistake_is_named_and_no_other(
    sandbox: Sandbox, way: str, code: str, operation: str, exchanged: tuple[Exchange, ...]
) -> None:
    found = mistakes_of(sandbox, text(WAYS[way], *exchanged))

    assert not found.unknown
    (mistake,) = found.mistakes
    if operation == "neg" and mistake.code == "one-of-several":
        assert way == "dispatch"
        assert all(words in mistake.message for words in ALIKE)
    else:
        assert mistake.code == code
        assert value_mistakes.words(operation) in mistake.message or operation == ""
    assert ("right is" in mistake.evidence) == bool(mistake.evidence)
    assert mistake.evidence


LOOP = "for node in reversed(order):\n            node._backward()\n"
SEED = "        self.grad = 1.0\n"
RUN = "            node._backward()\n"
QUEUE = "for node in (queue := [self]):\n            node._backward()\n            queue += node._prev\n"


@pytest.mark.parametrize(
    ("way", "code", "begins", "exchanged"),
    [
        (
            "lecture",
            "power-brackets",
            "x ** k: ",
            ("pow", RULES["pow"][1], "{x} += {b} * {a} ** {b} - 1 * {g}"),
        ),
        (
            "written out",
            "function-wrong",
            "tanh computes something else: always 0",
            ("tanh", RULES["tanh"][0], "math.tanh(self.grad)"),
        ),
        ("dispatch", "brackets-missing", "tanh: ", ("tanh", RULES["tanh"][1], "{x} += 1 - {o} ** 2 * {g}")),
        (
            "written out",
            "brackets-missing",
            "sigmoid: ",
            ("sigmoid", RULES["sigmoid"][1], "{x} += {o} * 1 - {o} * {g}"),
        ),
        ("dispatch", "nodes-visited-again", "a node", ("frame", LOOP, QUEUE)),
        ("lecture", "calls-itself", "-x: ", ("frame", "return self * -1", "return 0 - self")),
        ("lecture", "calls-itself", "2 + x: ", ("frame", "return self + other", "return other + self")),
        ("lecture", "calls-itself", "x / y: ", ("frame", "return self * other ** -1", "return self / other")),
        ("lecture", "recursion-too-deep", "the backward pass", ("frame", "visit(child)", "visit(node)")),
    ],
)
def test_what_is_written_without_care_is_named(
    sandbox: Sandbox, way: str, code: str, begins: str, exchanged: Exchange
) -> None:
    source = text(WAYS[way], exchanged)
    if code == "recursion-too-deep":
        source = source.replace("seen.add(node)", "pass")

    (mistake,) = mistakes_of(sandbox, source).mistakes

    assert mistake.code == code
    assert mistake.message.startswith(begins)


@pytest.mark.parametrize(
    ("code", "exchanged"),
    [
        ("operands-exchanged", (("{x} += 1 / {b} * {g}", "{y} += 1 / {b} * {g}"), ("{y} += -", "{x} += -"))),
        ("operand-overwritten", (("{y} += -", "{y} = -"),)),
    ],
)
def test_a_mistake_is_named_beside_a_number_that_is_not_wrapped(
    sandbox: Sandbox, code: str, exchanged: Sequence[tuple[str, str]]
) -> None:
    lines = []
    for old, new in exchanged:
        (line,) = (each for each in RULES["truediv"] if old in each)
        lines.append(("truediv", line, line.replace(old, new)))
    wrapped = "other = other if isinstance(other, Value) else Value(other)\n        out = Value(self.data / "
    source = text(WAYS["written out"], *lines).replace(wrapped, "out = Value(self.data / ")

    found = mistakes_of(sandbox, source)

    assert [mistake.code for mistake in found.mistakes] == [code]  # no program needs a number there


@pytest.mark.parametrize("instead", ["raise NotImplementedError", "return None", "return self.data"])
def test_an_operation_that_nobody_asks_for_hides_no_mistake(sandbox: Sandbox, instead: str) -> None:
    source = text(LECTURE, ("exp", "{x} += {o} * {g}", "{x} += {a} * {g}"))

    found = graded(sandbox, source.replace("def tanh(self):", f"def tanh(self):\n        {instead}"))

    assert [each.code for each in found.mistakes] == ["exp-uses-input"]


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ("raise NotImplementedError", "operation-raises"),
        ("return None", "returns-nothing"),
        ("return math.log(self.data)", "operation-raises"),
    ],
)
def test_an_operation_that_never_gives_a_number_is_named_beside_a_mistake_of_others(
    sandbox: Sandbox, instead: str, code: str
) -> None:
    source = text(LECTURE, ("exp", "{x} += {o} * {g}", "{x} += {a} * {g}"))
    source = source.replace("def log(self):", f"def log(self):\n        {instead}")

    found = graded(sandbox, source)

    assert [each.code for each in found.mistakes] == ["exp-uses-input", code]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("exp", "{x} += {o} * {g}", "{x} += {a} * {g}"), ("mul", "{y} += {a} * {g}", "pass")),
        (("log", "{x} += 1 / {a} * {g}", "{x} = 1 / {a} * {g}"), ("exp", "{x} += {o} * {g}", "{x} += {o}")),
        (
            ("add", "{y} += {g}", "{y} = {g}"),
            ("tanh", "{x} += (1 - {o} ** 2) * {g}", "{x} += (1 - {o}) * {g}"),
        ),
    ],
)
def test_two_mistakes_are_named_together(sandbox: Sandbox, first: Exchange, second: Exchange) -> None:
    found = graded(sandbox, text(LECTURE, first, second))

    assert len(found.mistakes) == 2
    for operation, _, _ in (first, second):
        assert any(value_mistakes.words(operation) in mistake.message for mistake in found.mistakes)


@pytest.mark.parametrize(
    ("exchanged", "code", "said"),
    [
        (("log", "{x} += 1 / {a} * {g}", "{x} += {a} ** 1.7 * {g} + 0.3"), "share-off", "log: "),
        (("mul", "{y} += {a} * {g}", "{y} += {a} * {g} ** 3 + {b}"), "share-off", "x * y: "),
        (("add", "{y} += {g}", "{y} += 1.01 * {g}"), "share-off", "x + y: "),
        (("exp", "math.exp({a})", "math.exp({a}) + {a}"), "number-off", "exp: "),
    ],
)
def test_what_no_known_mistake_explains_is_told_of_its_operation(
    sandbox: Sandbox, exchanged: Exchange, code: str, said: str
) -> None:
    found = mistakes_of(sandbox, text(LECTURE, exchanged))

    (mistake,) = found.mistakes
    assert (mistake.code, mistake.message[: len(said)], found.unknown) == (code, said, False)


def test_what_is_wrong_in_no_single_operation_is_unknown(sandbox: Sandbox) -> None:
    run = f"{RUN}            for child in node._prev:\n                child.grad *= 1.5\n"

    assert mistakes_of(sandbox, text(LECTURE, ("frame", RUN, run))) == Named(mistakes=(), unknown=True)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("seed-missing", SEED, ""),
        ("every-gradient-zero", SEED, f"{SEED}        for node in order:\n            node.grad = 0.0\n"),
        ("every-gradient-zero", RUN, f"{RUN}            node.grad = 0.0\n"),
        ("every-gradient-zero", SEED, "        self.grad = 0.0\n"),
        ("walk-does-nothing", RUN, f"            node.grad *= node is self\n{RUN}"),
        (
            "gradient-cleared",
            RUN,
            f"            for child in node._prev:\n                child.grad = 0.0\n{RUN}",
        ),
        (
            "gradients-reset",
            RUN,
            "            for other in order:\n"
            f"                other.grad = other.grad if other is node else 0.0\n{RUN}",
        ),
        (
            "leaves-without-gradient",
            RUN,
            f"{RUN}        for node in order:\n            node.grad = node.grad if node._prev else 0.0\n",
        ),
    ],
)
def test_gradients_that_are_set_to_0_are_told_from_a_missing_start(
    sandbox: Sandbox, code: str, old: str, new: str
) -> None:
    result = graded(sandbox, with_change(text(LECTURE), old, new))

    assert [mistake.code for mistake in result.mistakes] == [code]
    assert "right is" in result.mistakes[0].evidence


@pytest.mark.parametrize("limit", [1, 50])
def test_gradients_that_are_cut_off_are_named(sandbox: Sandbox, limit: int) -> None:
    cut = f"            node.grad = max(-{limit}, min({limit}, node.grad))\n"

    (mistake,) = graded(sandbox, with_change(text(LECTURE), RUN, cut + RUN)).mistakes

    assert mistake.code == "gradient-limited"
    assert f"larger than {limit}:" in mistake.message


@pytest.mark.parametrize(
    ("operation", "place", "line"),
    [
        ("pow", 0, "math.exp({b} * math.log({a}))"),
        ("pow", 1, "math.log({a}); {x} += {b} * {a} ** ({b} - 1) * {g}"),
        ("truediv", 1, "math.log({b}); {x} += 1 / {b} * {g}"),
    ],
)
def test_an_operation_that_fails_for_negative_numbers_is_named(
    sandbox: Sandbox, operation: str, place: int, line: str
) -> None:
    source = text(WAYS["written out"], (operation, RULES[operation][place], line))

    (mistake,) = graded(sandbox, source, "pow", "truediv").mistakes

    assert mistake.code == ("wrong-far-from-one" if operation == "truediv" else "negative-refused")
    assert mistake.message.startswith(f"{value_mistakes.words(operation)}: ")
    assert "ValueError" in mistake.evidence


@pytest.mark.parametrize(
    ("code", "operation", "exchanged"),
    [
        ("log-slope-shifted", "log", (RULES["log"][1], "{x} += 1 / ({a} + 1e-8) * {g}")),
        ("denominator-shifted", "truediv", (RULES["truediv"][0], "{a} / ({b} + 1e-6)")),
    ],
)
def test_small_numbers_that_are_added_are_named(
    sandbox: Sandbox, code: str, operation: str, exchanged: tuple[str, str]
) -> None:
    (mistake,) = mistakes_of(sandbox, text(WAYS["written out"], (operation, *exchanged))).mistakes

    assert (mistake.code, "1e-0" in mistake.message) == (code, True)


@pytest.mark.parametrize("operation", ["mul", "truediv"])
def test_operands_that_an_operation_sets_to_0_before_it_adds_are_named(
    sandbox: Sandbox, operation: str
) -> None:
    first = RULES[operation][1]
    cleared = "{x} = {y} = 0.0; " + first

    (mistake,) = mistakes_of(sandbox, text(WAYS["written out"], (operation, first, cleared))).mistakes

    assert mistake.code == "gradient-cleared"
    assert value_mistakes.words(operation) in mistake.message


EDGES = """
import math
class Value:
    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = data, 0.0, edges
    def __add__(self, o): return made("add", self, o)
    def __radd__(self, o): return made("add", o, self)
    def __sub__(self, o): return made("sub", self, o)
    def __mul__(self, o): return made("mul", self, o)
    def __rmul__(self, o): return made("mul", o, self)
    def __truediv__(self, o): return made("truediv", self, o)
    def __rtruediv__(self, o): return made("truediv", o, self)
    def __neg__(self): return made("neg", self)
    def exp(self): return made("exp", self)
    def log(self): return made("log", self)
    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for operand, _ in node.edges: visit(operand)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node.edges: operand.grad += slope*node.grad
RULES = {
    "add": (lambda a, b: a + b, lambda a, b, o: (1.0, 1.0)),
    "sub": (lambda a, b: a - b, lambda a, b, o: (1.0, -1.0)),
    "mul": (lambda a, b: a*b, lambda a, b, o: (b, a)),
    "truediv": (lambda a, b: a/b, lambda a, b, o: (1/b, -a/b**2)),
    "neg": (lambda a: -a, lambda a, o: (-1.0,)),
    "exp": (lambda a: math.exp(a), lambda a, o: (o,)),
    "log": (lambda a: math.log(a), lambda a, o: (1/a,)),
}
def lift(x): return x if isinstance(x, Value) else Value(x)
def made(name, *operands):
    operands = [lift(each) for each in operands]
    numbers = [each.data for each in operands]
    forward, slopes = RULES[name]
    result = forward(*numbers)
    return Value(result, tuple(zip(operands, slopes(*numbers, result))))
"""
ADDED = "for operand, slope in node.edges: operand.grad += slope*node.grad"


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("gradient-to-result", "operand.grad += slope*node.grad", "node.grad += slope*node.grad"),
        ("same-node-once", ADDED, ADDED.replace("node.edges", "dict(node.edges).items()")),
        ("operand-not-remembered", "in node.edges: visit", "in node.edges[:1]: visit"),
        ("operand-not-remembered", "in node.edges: visit", "in node.edges[-1:]: visit"),
        ("gradients-rounded", ADDED, f"{ADDED}; operand.grad = round(operand.grad, 4)"),
        ("gradients-rounded", ADDED, f"{ADDED}; operand.grad = int(operand.grad)"),
        ("seed-other-number", "self.grad = 1.0", "self.grad = 7.5"),
        ("seed-too-late", f"{ADDED}\n", f"{ADDED}\n        self.grad = 1.0\n"),
        ("number-is-gradient", "            ", ""),
        ("operands-mixed-up", "(1/b, -a/b**2)", "(1/a, -b/a**2)"),
        ("quotient-sign", "-a/b**2", "a/b**2"),
        ("returns-operand", 'return made("add", o, self)', "return self"),
        ("function-wrong", 'return made("add", o, self)', 'return made("mul", o, self)'),
        ("function-wrong", "math.exp(a)", "sum(a**k/math.factorial(k) for k in range(9))"),
        ("function-wrong", "a/b,", "a//b if type(a) is type(b) is int else a/b,"),
        (
            "changes-operand",
            "    result = forward(*numbers)\n",
            "    result = forward(*numbers)\n    if name == 'neg': operands[0].data = result\n",
        ),
        ("constants-cut-to-integers", "else Value(x)", "else Value(int(x))"),
    ],
)
def test_what_classes_with_functions_on_their_edges_have_wrong_is_named(
    sandbox: Sandbox, code: str, old: str, new: str
) -> None:
    source = EDGES
    if code == "seed-too-late":
        source = source.replace("        self.grad = 1.0\n", "")
    if code == "number-is-gradient":
        old = new = ADDED
        source = source.replace(
            ADDED, "for operand, slope in node.edges: operand.grad += (slope or node.grad)*node.grad"
        )
        source = source.replace("lambda a, o: (o,)", "lambda a, o: (0.0,)")
        old = new = "class Value:"

    found = mistakes_of(sandbox, source.replace(old, new))

    assert [mistake.code for mistake in found.mistakes] == [code]
    assert found.mistakes[0].evidence


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("gradient-overwritten", "self.grad = up"),
        ("nodes-visited-again", "self.grad += up; up = self.grad"),
    ],
)
def test_a_recursion_along_the_edges_is_told_by_what_it_does(sandbox: Sandbox, code: str, body: str) -> None:
    start, end = EDGES.index("    def backward"), EDGES.index("RULES = {")
    recursion = f"""    def backward(self, up=1.0):
        {body}
        for operand, slope in self.edges: operand.backward(slope*up)
"""
    right = recursion.replace(body, "self.grad += up")

    assert mistakes_of(sandbox, EDGES[:start] + right + EDGES[end:]) == Named(mistakes=(), unknown=False)
    (mistake,) = mistakes_of(sandbox, EDGES[:start] + recursion + EDGES[end:]).mistakes
    assert mistake.code == code


@pytest.mark.parametrize(
    ("code", "operation", "exchanged"),
    [
        ("brackets-missing", "tanh", ((1, "{x} += {g} * 1 - {o} ** 2"),)),
        ("brackets-missing", "sigmoid", ((1, "{x} += {g} * {o} * 1 - {o}"),)),
        ("power-brackets", "pow", ((1, "{x} += {g} * {b} * {a} ** {b} - 1"),)),
        (
            "function-wrong",
            "pow",
            ((0, "{a} ** int({b})"), (1, "{x} += int({b}) * {a} ** (int({b}) - 1) * {g}")),
        ),
        ("derivative-wrong", "pow", ((1, "{x} += int({b}) * {a} ** (int({b}) - 1) * {g}"),)),
        ("function-wrong", "tanh", ((0, "abs(math.tanh({a}))"),)),
    ],
)
def test_other_slips_of_one_operation_are_named(
    sandbox: Sandbox, code: str, operation: str, exchanged: tuple[tuple[int, str], ...]
) -> None:
    lines = [(operation, RULES[operation][place], line) for place, line in exchanged]

    (mistake,) = mistakes_of(sandbox, text(WAYS["written out"], *lines)).mistakes

    assert mistake.code == code
    assert mistake.message.startswith(value_mistakes.words(operation))


@pytest.mark.parametrize(
    ("method", "body", "wrong"),
    [
        ("__rsub__", "return Value(other) + self", "2 - x computes something else: constant + node"),
        ("__rsub__", "return -(self + other)", "2 - x computes something else: the sum with another sign"),
        ("__rtruediv__", "return self * other", "2 / x computes something else: constant * node"),
    ],
)
def test_a_reflected_operation_that_is_another_one_is_named(
    sandbox: Sandbox, method: str, body: str, wrong: str
) -> None:
    source = text(WAYS["written out"])
    start = source.index(f"def {method}")
    end = source.index("\n\n", start) if "\n\n" in source[start:] else len(source)
    changed = source[:start] + f"def {method}(self, other):\n        {body}\n" + source[end:]

    assert [mistake.message for mistake in mistakes_of(sandbox, changed).mistakes] == [wrong]


@pytest.mark.parametrize("code", ["gradient-overwritten", "chain-factor-missing"])
def test_what_all_functions_have_wrong_is_said_once(sandbox: Sandbox, code: str) -> None:
    exchanged = [
        (op, line, line.replace("+=", "=") if code == "gradient-overwritten" else line.replace(" * {g}", ""))
        for op in ("exp", "log", "tanh", "relu", "sigmoid", "pow")
        for line in RULES[op][1:]
    ]

    (mistake,) = mistakes_of(sandbox, text(LECTURE, *exchanged)).mistakes

    assert (mistake.code, mistake.message.split(":")[0]) == (code, "every function and power")


def test_an_operation_that_is_wrong_far_away_is_not_blamed_for_what_is_wrong_without_it(
    sandbox: Sandbox,
) -> None:
    refuses = "        if data == 0.0 and not children: raise TypeError\n        self.data = data\n"
    source = with_change(text(WAYS["written out"]), "        self.data = data\n", refuses)

    result = graded(sandbox, source, "mul")

    assert not result.mistakes
    assert "none of the mistakes" in result.message


def test_gradients_of_single_precision_are_named(sandbox: Sandbox) -> None:
    single = "import struct\ndef single(x): return struct.unpack('f', struct.pack('f', x))[0]\n"
    source = single + EDGES.replace(ADDED, f"{ADDED}; operand.grad = single(operand.grad)")

    assert [mistake.code for mistake in mistakes_of(sandbox, source).mistakes] == [
        "gradients-in-single-precision"
    ]


@pytest.mark.parametrize(
    ("code", "exchanged"),
    [
        (
            "run-for-each-operand",
            ("                order.append(node)\n", "                    order.append(node)\n"),
        ),
        ("result-run-for-all", ("            node._backward()\n", "            self._backward()\n")),
        ("gradient-starts-from-none", ("self.grad = 0.0", "self.grad = None")),
        ("function-wrong", ("return self + other\n", "return self + 0\n")),
        ("function-wrong", ("return self + other\n", "return Value(other)\n")),
        ("function-wrong", ("return self + other\n", "return self + other + other\n")),
    ],
)
def test_slips_in_the_frame_are_named(sandbox: Sandbox, code: str, exchanged: tuple[str, str]) -> None:
    found = mistakes_of(sandbox, with_change(text(LECTURE), *exchanged))

    assert [mistake.code for mistake in found.mistakes] == [code]
    assert found.mistakes[0].evidence


@pytest.mark.parametrize(
    ("code", "operation", "exchanged"),
    [
        ("chain-factor-divides", "log", (1, "{x} += 1 / ({a} * {g})")),
        ("chain-factor-absolute", "log", (1, "{x} += 1 / {a} * abs({g})")),
        ("operand-chain-factor-absolute", "mul", (2, "{y} += {a} * abs({g})")),
        ("derivative-wrong", "truediv", (2, "{y} += -{a} / {b}*2 * {g}")),
        ("function-wrong", "exp", (0, "round(math.exp({a}), 3)")),
        ("function-wrong", "exp", (0, "math.sinh({a})")),
    ],
)
def test_more_slips_of_one_operation_are_named(
    sandbox: Sandbox, code: str, operation: str, exchanged: tuple[int, str]
) -> None:
    place, line = exchanged
    source = text(WAYS["written out"], (operation, RULES[operation][place], line))

    (mistake,) = mistakes_of(sandbox, source).mistakes

    assert mistake.code == code
    assert mistake.message.startswith(value_mistakes.words(operation))


def test_gradients_that_are_one_object_are_named(sandbox: Sandbox) -> None:
    source = EDGES.replace("data, 0.0, edges", "data, SHARED, edges").replace(
        "class Value:", "SHARED = [0.0]\nclass Value:"
    )
    source = source.replace("self.grad = 1.0", "self.grad[0] = 1.0").replace(
        "operand.grad += slope*node.grad", "operand.grad[0] += slope*node.grad[0]"
    )

    assert [mistake.code for mistake in mistakes_of(sandbox, source).mistakes] == ["gradients-shared"]


@pytest.mark.parametrize(
    ("ops", "others", "named_as"),
    [
        (("exp",), (), ["exp: "]),
        (("log", "exp"), (), ["exp: ", "log: "]),
        (("mul",), (), ["x * y: "]),
        (("add",), (), ["x + y: "]),
        (("tanh",), (("exp", "{x} += {o} * {g}", "{x} += {a} * {g}"),), ["tanh: "]),
    ],
    ids=["one", "two", "others-made-of-it", "sums", "beside-another-mistake"],
)
def test_an_operation_that_returns_nothing_is_named(
    sandbox: Sandbox, ops: tuple[str, ...], others: tuple[Exchange, ...], named_as: list[str]
) -> None:
    source = text(LECTURE, *others)
    for op in ops:
        line = f"out._backward = _backward  # {op}\n"
        assert f"{line}        return out" in source
        source = source.replace(f"{line}        return out", line)

    found = [each for each in mistakes_of(sandbox, source).mistakes if each.code == "returns-nothing"]

    assert [each.message for each in found] == [f"{words}the result is None" for words in named_as]
    assert all(": y is None, right is y = " in each.evidence for each in found)


def test_what_stands_in_the_place_of_a_number_is_not_said_to_be_none(sandbox: Sandbox) -> None:
    a_node = ("exp", "math.exp({a})", "self"), ("exp", "{x} += {o} * {g}", "{x} += math.exp({a}) * {g}")

    (mistake,) = mistakes_of(sandbox, text(LECTURE, *a_node)).mistakes

    assert mistake.evidence == "y = a.exp() with a = 0.7: y is no number, right is 2.0137527074704766"


def test_a_walk_that_asks_none_for_its_backward_pass_is_no_operation_that_returns_nothing(
    sandbox: Sandbox,
) -> None:
    source = f"{text(LECTURE)}\n    def backward(self):\n        None.backward()\n"

    (mistake,) = mistakes_of(sandbox, source).mistakes

    assert mistake.code == "every-program-raises"
    assert mistake.evidence == "y = a + a with a = 0.7: AttributeError, right is y = 1.4"  # the first probe's


def test_the_evidence_is_the_smallest_program_that_shows_it(sandbox: Sandbox) -> None:
    found = mistakes_of(sandbox, text(LECTURE, ("exp", "{x} += {o} * {g}", "{x} += {a} * {g}")))

    (mistake,) = found.mistakes
    assert mistake.evidence == (
        "y = a.exp() with a = 0.7: the gradient of a is 0.7, right is 2.0137527074704766"
    )


def test_a_missing_operation_is_no_mistake(sandbox: Sandbox) -> None:
    source = text(LECTURE).replace("def tanh", "def other")

    assert mistakes_of(sandbox, source) == Named(mistakes=(), unknown=False)


@pytest.mark.parametrize(
    ("code", "exchanged"),
    [
        ("class-in-single-precision", ("frame", "self.data = data", "self.data = single(data)")),
        ("gradient-no-number", ("log", "{x} += 1 / {a} * {g}", "{x} += self ** -1 * {g}")),
    ],
)
def test_what_is_true_whatever_the_cause_is_said(sandbox: Sandbox, code: str, exchanged: Exchange) -> None:
    single = "import struct\ndef single(x):\n    return struct.unpack('f', struct.pack('f', x))[0]\n"

    found = mistakes_of(sandbox, single + text(LECTURE, exchanged))

    assert [mistake.code for mistake in found.mistakes] == [code]
    assert "right is" in found.mistakes[0].evidence


NEGATION = """
    def __neg__(self):
        out = Value(-self.data, (self,))
        def _backward():
            self.grad += SIGN out.grad
        out._backward = _backward
        return out
    def __sub__(self, other):
        return self + (-other)
"""
SUBTRACTION = """
    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other.data, (self, other))
        def _backward():
            self.grad += out.grad
            other.grad += SIGN out.grad
        out._backward = _backward
        return out
    def __neg__(self):
        return Value(0.0) - self
"""
FEW = """
import math
class Value:
    def __init__(self, data, kids=()):
        self.data, self.grad, self.kids, self._backward = data, 0.0, kids, lambda: None
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out
    def exp(self):
        out = Value(math.exp(self.data), (self,))
        def _backward():
            self.grad += out.data * out.grad
        out._backward = _backward
        return out
    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for kid in node.kids:
                    visit(kid)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
"""


@pytest.mark.parametrize(("made", "operation"), [(NEGATION, "-x"), (SUBTRACTION, "x - y")])
def test_of_two_operations_the_one_is_named_that_the_other_is_made_of(
    sandbox: Sandbox, made: str, operation: str
) -> None:
    right = FEW + made.replace("SIGN", "-")
    wrong = FEW + made.replace("SIGN", "")

    assert mistakes_of(sandbox, right) == Named(mistakes=(), unknown=False)
    (mistake,) = mistakes_of(sandbox, wrong).mistakes
    assert mistake.code != "one-of-several"
    assert mistake.message.startswith(f"{operation}: ")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "        out.send = send\n        return out\n\n    def __pow__",
            "        return out\n\n    def __pow__",
            "gradient-stops",
        ),
        (
            "self.gradient += slope * out.gradient",
            "out.gradient += slope * out.gradient",
            "gradient-to-result",
        ),
        ("slope * out.gradient", "slope * self.gradient", "chain-factor-is-own"),
        (
            "self.gradient += slope * out.gradient",
            "self.gradient += out.gradient",
            "local-derivative-missing",
        ),
        ("Value(number, {self}, op)", "Value(number, (), op)", "operands-not-remembered"),
    ],
)
def test_a_mistake_in_what_makes_all_functions_is_one_of_theirs(
    sandbox: Sandbox, old: str, new: str, code: str
) -> None:
    source = (Path(__file__).parent / "architectures" / "levels.py").read_text(encoding="utf-8")
    assert old in source

    (mistake,) = mistakes_of(sandbox, source.replace(old, new, 1)).mistakes

    assert mistake.code == code
    assert mistake.message.startswith("every operation of one operand: ")


POWER = """
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out
    def __pow__(self, k):
        out = Value(self.data ** k, (self,))
        def _backward():
            self.grad += self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out
"""
QUOTIENT = """
    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = HELP(Value(self.data / other.data, (self, other)))
        def _backward():
            self.grad += out.grad / other.data
            other.grad += self.data / other.data ** 2 * out.grad
        out._backward = _backward
        return out
"""


@pytest.mark.parametrize(
    ("helped", "codes"),
    [
        ("", ["power-factor-missing", "quotient-sign"]),
        ("helped", ["power-factor-missing"]),  # behind a function the one may run the other
    ],
)
def test_an_operation_that_was_seen_to_run_no_other_has_a_mistake_of_its_own(
    sandbox: Sandbox, helped: str, codes: list[str]
) -> None:
    source = FEW + POWER + QUOTIENT.replace("HELP", helped) + "\ndef helped(node): return node"

    found = mistakes_of(sandbox, source)

    assert sorted(each.code for each in found.mistakes) == codes


def test_without_knowing_what_is_made_of_what_neither_is_blamed(sandbox: Sandbox) -> None:
    (mistake,) = named(EXERCISE, Probed(tried(sandbox, FEW + NEGATION.replace("SIGN", "")))).mistakes

    assert mistake.code == "one-of-several"
