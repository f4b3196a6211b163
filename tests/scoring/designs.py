"""Classes of unusual design, as text: each makes its operations of the same table of rules."""

from __future__ import annotations

# What an operation computes, and its slopes. x, y: numbers of the operands; o: number of the result.
RULES: dict[str, tuple[str, ...]] = {
    "add": ("x + y", "1.0", "1.0"),
    "mul": ("x * y", "y", "x"),
    "truediv": ("x / y", "1 / y", "-x / y ** 2"),
    "exp": ("math.exp(x)", "o"),
    "log": ("math.log(x)", "1 / x"),
}
_OTHERS = """
    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -1 * other

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return Value(other) / self
"""
_WRAP = "        other = other if isinstance(other, Value) else Value(other)\n"


def tape(**changed: tuple[str, ...]) -> str:
    """Return a class that notes every step on one list for all and walks that list back."""
    methods = ""
    for op, (forward, *slopes) in (RULES | changed).items():
        two = len(slopes) == 2
        numbers = f"x{', y' if two else ''}, o = self.data, {'other.data, ' if two else ''}out.data"
        methods += (
            f"    def {_name(op)}(self{', other' if two else ''}):\n{_WRAP if two else ''}"
            f"        out = Value({_of_nodes(forward)})\n"
            f"        def back():\n            {numbers}\n"
            + "".join(
                f"            {node}.grad {_adding(slope)} * out.grad\n"
                for node, slope in zip(("self", "other"), slopes, strict=False)
            )
            + "        TAPE.append(back)\n        return out\n\n"
        )
    return f"{_TAPE}{methods}{_OTHERS}"


def _adding(slope: str) -> str:
    return slope if slope.startswith("=") else f"+= ({slope})"


def _of_nodes(forward: str) -> str:
    return forward.replace("x", "self.data").replace("y", "other.data").replace("eself.datap", "exp")


_TAPE = """
import math

TAPE = []

class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0

    def backward(self):
        self.grad = 1.0
        for back in reversed(TAPE):
            back()

"""


def forward(**changed: tuple[str, ...]) -> str:
    """Return a class that carries derivatives forward: no node between result and leaves has a gradient."""
    return f"{_FORWARD}{_with_slopes('Value.mixed(o, {pairs})', changed)}{_OTHERS}"


_FORWARD = """
import math

class Value:
    def __init__(self, data, parts=None):
        self.data = data
        self.grad = 0.0
        self.parts = {self: 1.0} if parts is None else parts

    @staticmethod
    def mixed(o, *pairs):
        parts = {}
        for node, slope in pairs:
            for leaf, part in node.parts.items():
                parts[leaf] = parts.get(leaf, 0.0) + slope * part
        return Value(o, parts)

    def backward(self):
        for leaf, part in self.parts.items():
            leaf.grad += part
        self.grad = 1.0

"""


def slopes(number: str = "data", **changed: tuple[str, ...]) -> str:
    """Return a class whose operations note their slopes at once, of the result before it is in a node."""
    head = _SLOPES.replace("self.data = data", f"self.data = {number}")
    return f"{head}{_with_slopes('Value(o, ({pairs},))', changed)}{_OTHERS}"


_SLOPES = """
import math

class Value:
    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = edges

    def backward(self):
        found, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for below, _ in node.edges:
                    visit(below)
                found.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(found):
            for below, slope in node.edges:
                below.grad += slope * node.grad

"""


def _with_slopes(made: str, changed: dict[str, tuple[str, ...]]) -> str:
    methods = ""
    for op, (forward, *slopes) in (RULES | changed).items():
        two = len(slopes) == 2
        pairs = ", ".join(
            f"({node}, {slope})" for node, slope in zip(("self", "other"), slopes, strict=False)
        )
        methods += (
            f"    def {_name(op)}(self{', other' if two else ''}):\n{_WRAP if two else ''}"
            f"        x{', y' if two else ''} = self.data{', other.data' if two else ''}\n"
            f"        o = {forward}\n        return {made.format(pairs=pairs)}\n\n"
        )
    return methods


def shared(**changed: tuple[str, ...]) -> str:
    """Return a class whose operations are all made by one function."""
    lines = "".join(
        f"    {_name(op)} = operation(lambda x, y: {forward}, "
        + ", ".join(f"lambda x, y, o: {slope}" for slope in slopes)
        + ")\n"
        for op, (forward, *slopes) in (RULES | changed).items()
    )
    return f"{_SHARED}{lines}{_OTHERS}"


_SHARED = """
import math

def operation(forward, *slopes):
    def method(self, *rest):
        nodes = [each if isinstance(each, Value) else Value(each) for each in (self, *rest)]
        x, y = nodes[0].data, nodes[-1].data
        out = Value(forward(x, y))
        out.nodes, out.slopes = nodes, slopes
        return out
    return method

class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.nodes, self.slopes = (), ()

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
            for below, slope in zip(node.nodes, node.slopes):
                below.grad += slope(node.nodes[0].data, node.nodes[-1].data, node.data) * node.grad

"""


def _name(op: str) -> str:
    return op if op in ("exp", "log") else f"__{op}__"


def places(count: str, counted: str = "") -> str:
    """Return a class whose nodes are places in lists: ``count`` is the next, ``counted`` counts on."""
    head = _PLACES.replace("COUNTED", counted).replace("COUNT", count)
    return f"{head}{_with_slopes('Value(o, ({pairs},))', {})}{_OTHERS}"


_PLACES = """
import array
import itertools
import math

NUMBERS, EDGES, GRADS = [], [], {}
LETTERS = array.array("b")

class Value:
    made = 0
    places = itertools.count()

    def __init__(self, data, edges=()):
        self.place = COUNT
        COUNTED
        NUMBERS.append(data)
        EDGES.append(edges)

    data = property(lambda self: NUMBERS[self.place])
    grad = property(lambda self: GRADS.get(self.place, 0.0))

    def backward(self):
        GRADS.clear()
        GRADS[self.place] = 1.0
        for place in range(self.place, -1, -1):
            for below, slope in EDGES[place]:
                GRADS[below.place] = below.grad + slope * GRADS.get(place, 0.0)

"""
