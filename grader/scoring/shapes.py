"""Graphs of one operation, made so that one number tells what is wrong with it.

``used_twice``: ``t = a + b; w = u(t) + u(t); h = w + w; y = h + h`` has the gradient 8 u'(t) at both leaves.
A class that overwrites gradients has half of it, one that forgets the chain rule a quarter, one that visits a
node for every use of it three halves. All contributions are equal, so that their order does not matter.

``alone`` and ``chained``, ``u(a)`` and ``u(u(a))``, need no ``+``: they tell whether an operation is right
where ``+`` or the order of the backward pass is not.

``wide`` sums an operation over numbers of all sizes, as far as every right way to compute it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.model import Graph, Number, Step

# The numbers of a, b and, for a second operand, c, d; t = a + b lies inside of every domain.
_LEFT = (0.8125, 0.5)  # exact in single precision, not where two or three decimals are kept
_RIGHT = (1.375, 0.625)
_CONSTANT = 3
_ALONE = (2.75, 1.25, 0.75)  # log(log(2.75)) exists
# Where a function that is cut off, shifted or right for some numbers alone is seen to be so, and where the
# exponential of twice the number is no overflow. Operands in pairs, of pow and reflected ones with a
# plain number.
WIDE: dict[str, tuple[tuple[Number, ...], ...]] = {
    "add": ((2e4, -3e4), (-5e6, 40.0), (0.004, 1e-5)),
    "mul": ((300.0, -70.0), (0.004, 5000.0), (0.0, 3.5)),
    "truediv": ((300.0, -70.0), (-0.02, 40.0), (2.0, 1e-5)),
    "radd": ((-40.0, 2.5),),
    "rtruediv": ((-70.0, 3), (0.004, -0.5)),
    "pow": ((12.5, 2), (-2.5, 2), (-1.5, 3), (-0.8, -1), (0.02, 0.5), (7.5, 2.5), (40.0, -2)),
    "exp": ((30.0,), (-12.0,)),
    "log": ((1e-5,), (5e6,)),
    "tanh": ((-15.0,), (-5.0,), (7.0,)),
    "sigmoid": ((-18.0,), (-7.0,), (7.0,)),
    "relu": ((-300.0,), (-0.03,), (0.04,), (300.0,)),
    "sin": ((-40.0,), (200.0,)),
    "cos": ((-40.0,), (200.0,)),
    "sqrt": ((1e-4,), (5e6,)),
}
WITH_NUMBER = {"addc": "add", "subc": "sub", "mulc": "mul", "truedivc": "truediv", "pow": "pow"}
_STEEP = ("mul", "truediv", "rmul", "rtruediv", "pow", "exp", "tanh", "sigmoid", "sin", "cos")
_TWO_NODES = ("add", "sub", "mul", "truediv")
REFLECTED = {"radd": "add", "rsub": "sub", "rmul": "mul", "rtruediv": "truediv"}


class Sketch:
    """A graph in the making: every method adds a step and returns its place."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def leaf(self, value: Number) -> int:
        """Add a leaf."""
        return self._step(Step(op="leaf", value=value))

    def number(self, value: Number) -> int:
        """Add a plain number."""
        return self._step(Step(op="const", value=value))

    def made(self, op: str, *operands: int) -> int:
        """Add an operation on earlier steps."""
        return self._step(Step(op=op, operands=operands))

    def graph(self) -> Graph:
        """Return the graph, with the last step for its root."""
        return Graph(steps=tuple(self.steps), names=(), root=len(self.steps) - 1)

    def _step(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1


Unit = Callable[[Sketch, int, int], int]


def of_two(operation: str) -> bool:
    """Return whether an operation takes two nodes."""
    return operation in _TWO_NODES


def unit(operation: str) -> Unit:
    """Return what adds one operation to a sketch, on its first operand, or on both."""
    if operation in WITH_NUMBER:
        return lambda sketch, x, _: sketch.made(WITH_NUMBER[operation], x, sketch.number(_CONSTANT))
    if operation in REFLECTED:
        return lambda sketch, x, _: sketch.made(REFLECTED[operation], sketch.number(_CONSTANT), x)
    if of_two(operation):
        return lambda sketch, x, y: sketch.made(operation, x, y)
    return lambda sketch, x, _: sketch.made(operation, x)


def used_twice(operation: str, made: Unit | None = None, *, scale: float = 1) -> Graph:
    """Return the graph in which an operation, or ``made`` in its place, is used twice; leaves come first.

    The first operand is ``scale`` times what it is otherwise.
    """
    sketch = Sketch()
    left = [sketch.leaf(scale * value) for value in _LEFT]
    right = [sketch.leaf(value) for value in _RIGHT] if of_two(operation) else left
    x = sketch.made("add", *left)
    y = sketch.made("add", *right) if of_two(operation) else x
    use = made or unit(operation)
    sum_of_both = sketch.made("add", use(sketch, x, y), use(sketch, x, y))
    double = sketch.made("add", sum_of_both, sum_of_both)
    sketch.made("add", double, double)
    return sketch.graph()


def wide(operation: str, made: Unit | None = None) -> Graph:
    """Return the sum of an operation, or of ``made`` in its place, over the numbers of ``WIDE``."""
    return _sum_over(WIDE[operation], operation, made)


def apart(operation: str) -> tuple[Graph, ...]:
    """Return the graphs of an operation on each of the numbers of ``WIDE`` by itself."""
    return tuple(_sum_over((each,), operation, None) for each in WIDE[operation])


def _sum_over(numbers: tuple[tuple[Number, ...], ...], operation: str, made: Unit | None) -> Graph:
    sketch = Sketch()
    nodes = 2 if of_two(operation) else 1
    leaves = [[sketch.leaf(value) for value in each[:nodes]] for each in numbers]
    parts = []
    for (x, *rest), (_, *given) in zip(leaves, numbers, strict=True):
        use = made or _with_number(operation, given)
        parts.append(use(sketch, x, rest[0] if rest else x))
    total = parts[0]
    for part in parts[1:]:
        total = sketch.made("add", total, part)
    return sketch.graph()


def _with_number(operation: str, given: list[Number]) -> Unit:
    """Return what adds an operation whose number is ``given``, if it has one."""
    if operation == "pow":
        return _by_number("pow", given[0])
    return _number_by(REFLECTED[operation], given[0]) if operation in REFLECTED else unit(operation)


def distinct() -> Graph:
    """Return the graph of ``+`` in which nodes are used twice, near and far, and no two numbers are equal."""
    sketch = Sketch()
    a, b, c, d = (sketch.leaf(value) for value in (*_LEFT, *_RIGHT))
    node = sketch.made("add", a, b)
    way = sketch.made("add", node, c)
    sketch.made("add", sketch.made("add", node, sketch.made("add", way, d)), way)
    return sketch.graph()


def detour() -> Graph:
    """Return the graph of ``+`` that reaches a node by a short way and by a long one.

    A backward pass that goes level by level passes it on before all has arrived.
    """
    sketch = Sketch()
    a, b = (sketch.leaf(value) for value in _LEFT)
    node = sketch.made("add", a, b)
    way = node
    for other in (b, a, b):
        way = sketch.made("add", way, other)
    sketch.made("add", node, way)
    return sketch.graph()


# The operands of the nodes behind leaves 0 and 1.
_TANGLED = (
    *((0, 1), (2, 2), (2, 2), (4, 1), (2, 5), (6, 0), (3, 7)),
    *((8, 6), (4, 9), (10, 0), (4, 11), (1, 12), (2, 13)),
)


def tangle() -> Graph:
    """Return the graph of ``+`` in which most nodes are used early and late, on either side, or twice by one.

    A backward pass in any order that is not right for every graph goes wrong here, as far as such orders are
    known, whichever operand it takes first: by depths that are not the longest, by visits that are noted too
    early, by uses that are counted otherwise than they are taken off.
    """
    sketch = Sketch()
    for value in _LEFT:
        sketch.leaf(value)
    for left, right in _TANGLED:
        sketch.made("add", left, right)
    return sketch.graph()


def twins(operations: Sequence[str]) -> Graph:
    """Return the sum of every operation on leaves, and once more on other leaves of the same numbers.

    A class that keeps results by their numbers gives the second ones nothing. One that keeps them by the
    number of one operand shows it where a leaf of the first meets one of the second, in either order. Each
    result is used by an operation that is steeper than ``+``, if there is one: along every way back there
    arrives another gradient than 1, a negative one where it is a factor or divided.
    """
    sketch = Sketch()
    outer = next((each for each in _STEEP if each in operations), "")
    numbers = {each: (_LEFT[0], _RIGHT[0])[: 1 + of_two(each)] for each in operations}
    both = [
        [[sketch.leaf(number) for number in (*own, *[-_RIGHT[1]] * of_two(outer))] for _ in range(2)]
        for own in numbers.values()
    ]
    parts = []
    for operation, (one, other) in zip(numbers, both, strict=True):
        second = of_two(operation)
        uses = [(each[0], each[second], each[-1]) for each in (one, other)]
        if second:
            uses += [(one[0], other[1], one[-1]), (other[1], one[0], other[-1])]
        for left, right, leaf in uses:
            part = unit(operation)(sketch, left, right)
            parts.append(unit(outer)(sketch, part, leaf) if outer else part)
    total = parts[0]
    for part in parts[1:]:
        total = sketch.made("add", total, part)
    return sketch.graph()


def alone(operation: str) -> Graph:
    """Return the graph of a single operation on leaves."""
    return _in_a_row(operation, times=1)


def chained(operation: str) -> Graph:
    """Return the graph of an operation on what it made itself."""
    return _in_a_row(operation, times=2)


def _in_a_row(operation: str, *, times: int) -> Graph:
    sketch = Sketch()
    leaves = [sketch.leaf(value) for value in _ALONE[: times + 1 if of_two(operation) else 1]]
    node = leaves[0]
    for other in leaves[1:] or [node] * times:
        node = unit(operation)(sketch, node, other)
    return sketch.graph()


def whole_numbers(operation: str) -> Graph:
    """Return the graph of an operation on leaves that are whole numbers, 3 and 2."""
    sketch = Sketch()
    leaves = [sketch.leaf(value) for value in (3, 2)[: 2 if of_two(operation) else 1]]
    unit(operation)(sketch, leaves[0], leaves[-1])
    return sketch.graph()


def _by_number(op: str, value: Number) -> Unit:
    return lambda sketch, x, _: sketch.made(op, x, sketch.number(value))


def _number_by(op: str, value: Number) -> Unit:
    return lambda sketch, x, _: sketch.made(op, sketch.number(value), x)


def _leaf_by(op: str) -> Unit:
    return lambda sketch, x, _: sketch.made(op, sketch.leaf(_CONSTANT), x)


def _second(op: str, inner: Unit) -> Unit:
    """Return ``x op inner(y)``."""
    return lambda sketch, x, y: sketch.made(op, x, inner(sketch, y, y))


def _after(outer: Unit, inner: Unit) -> Unit:
    """Return ``outer(inner(x))``."""

    def made(sketch: Sketch, x: int, y: int) -> int:
        node = inner(sketch, x, y)
        return outer(sketch, node, node)

    return made


def _tanh(sketch: Sketch, x: int, _: int) -> int:
    e = sketch.made("exp", sketch.made("mul", x, sketch.number(2)))
    above, below = sketch.made("sub", e, sketch.number(1)), sketch.made("add", e, sketch.number(1))
    return sketch.made("truediv", above, below)


_NEG = (_by_number("mul", -1), _number_by("mul", -1), _number_by("sub", 0))
_TO_MINUS_1 = _by_number("pow", -1)


def _tanh_of_both(sketch: Sketch, x: int, _: int) -> int:
    e, inverse = sketch.made("exp", x), sketch.made("exp", sketch.made("neg", x))
    return sketch.made("truediv", sketch.made("sub", e, inverse), sketch.made("add", e, inverse))


def _tanh_from_one(sketch: Sketch, x: int, _: int) -> int:
    e = sketch.made("exp", sketch.made("mul", x, sketch.number(2)))
    below = sketch.made("add", e, sketch.number(1))
    return sketch.made("sub", sketch.number(1), sketch.made("truediv", sketch.number(2), below))


# How people make an operation of others.
MADE_OF: dict[str, tuple[Unit, ...]] = {
    "radd": (unit("addc"), _leaf_by("add")),
    "neg": _NEG,
    "sub": tuple(_second("add", inner) for inner in (unit("neg"), *_NEG[:2])),
    "rsub": (
        _after(unit("radd"), unit("neg")),
        _after(unit("addc"), unit("neg")),
        _after(unit("radd"), _NEG[0]),
        _after(unit("addc"), _NEG[0]),
        _after(unit("neg"), unit("subc")),
        _leaf_by("sub"),
    ),
    "rmul": (unit("mulc"), _leaf_by("mul")),
    "truediv": (_second("mul", _TO_MINUS_1), _second("mul", _number_by("truediv", 1))),
    "rtruediv": (
        _after(unit("rmul"), _TO_MINUS_1),
        _after(unit("mulc"), _TO_MINUS_1),
        _leaf_by("truediv"),
    ),
    "tanh": (_tanh, _tanh_of_both, _tanh_from_one),
    "sigmoid": (
        _after(_number_by("truediv", 1), _after(_by_number("add", 1), _after(unit("exp"), unit("neg")))),
    ),
    "sqrt": (_by_number("pow", 0.5),),
    "addc": (unit("radd"),),
    "subc": (_by_number("add", -_CONSTANT),),
    "mulc": (unit("rmul"),),
    "truedivc": (_after(_by_number("mul", _CONSTANT**-1), lambda sketch, x, _: x),),
}
