"""Random graphs of a few operations: the same seed and the same operations draw the same graphs.

Numbers stay of moderate size and away from the edges of domains and from kinks, so that every right class
agrees with the tape. Leaves with equal numbers, whole numbers on the left, nodes that are used early and
late: what single operations cannot show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite

from grader.model import Graph, Number
from grader.scoring import tape
from grader.scoring.shapes import REFLECTED, WITH_NUMBER, Sketch, of_two
from grader.scoring.target import Quantity, Read, Target
from grader.spec.sampling import uniform_of

GRAPHS = 8
MOST_OPERATIONS = 7
_LARGEST, _SMALLEST, _STEEPEST = 20.0, 1e-2, 1e3
_NUMBERS: tuple[Number, ...] = (1, 2, 3, -2, 0.5, 1.5)
_EXPONENTS: tuple[Number, ...] = (2, 3, 0.5, -1, 1.5)
_ATTEMPTS = 12

# Where an operation has a moderate value and slope, by its last operand; for pow by its base.
_DOMAINS: dict[str, Callable[[float], bool]] = {
    "truediv": lambda x: abs(x) > 0.4,
    "pow": lambda x: 0.3 < x < 3.0,
    "exp": lambda x: -4.0 < x < 1.5,
    "log": lambda x: 0.25 < x < 20.0,
    "sqrt": lambda x: 0.25 < x < 20.0,
    "relu": lambda x: abs(x) > 0.05,
    "tanh": lambda x: abs(x) < 3.0,
    "sigmoid": lambda x: abs(x) < 3.0,
}


def graphs_of(seed: int, operations: Sequence[str]) -> tuple[Graph, ...]:
    """Return the graphs that ``seed`` draws, each of "add" and some of the operations, such as "radd"."""
    return tuple(_graphs(seed, tuple(operations)))


def _graphs(seed: int, operations: tuple[str, ...]) -> Iterator[Graph]:
    others = [each for each in operations if each != "add"] or ["add"]
    dealt = 0  # operations are dealt like cards, so that each of them has its graphs
    for number in range(GRAPHS):
        draw = Draw(f"graph {number} of {seed}")
        count = 1 + number % len(others)
        some = [others[(dealt + place) % len(others)] for place in range(count)]
        dealt += count
        graph = next(filter(None, (_graph(draw, some) for _ in range(_ATTEMPTS))), None)
        if graph is not None:
            yield graph


class Draw:
    """A stream of chances."""

    def __init__(self, label: str) -> None:
        self.uniform = uniform_of(label)

    def chance(self, share: float) -> bool:
        """Return true in ``share`` of all draws."""
        return next(self.uniform) < share

    def below(self, bound: int) -> int:
        """Return a whole number from 0 on."""
        return int(next(self.uniform) * bound)

    def shuffled(self, items: Sequence[str]) -> list[str]:
        """Return the items in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]


def _graph(draw: Draw, operations: Sequence[str]) -> Graph | None:
    """Return one graph, None where its slopes are too steep or nothing could be drawn."""
    sketch = Sketch()
    nodes: dict[int, float] = {}  # the nodes with their numbers, in order
    for _ in range(2 + draw.below(2)):
        equal = bool(nodes) and draw.chance(0.25)
        size = round(0.25 + 1.75 * next(draw.uniform), 3)
        value = list(nodes.values())[-1] if equal else size if draw.chance(0.7) else -size
        nodes[sketch.leaf(value)] = value
    leaves = len(nodes)
    more = max(0, 3 + draw.below(MOST_OPERATIONS - 2) - len(operations))
    others = [[*operations, "add"][draw.below(len(operations) + 1)] for _ in range(more)]
    for operation in draw.shuffled([*operations, *others]):
        _add_operation(draw, sketch, nodes, operation)
    if len(nodes) == leaves:
        return None
    _gather(sketch, list(nodes))
    graph = sketch.graph()
    return graph if _is_moderate(graph) else None


def _add_operation(draw: Draw, sketch: Sketch, nodes: dict[int, float], operation: str) -> None:
    """Add one operation to the sketch, if a few attempts find operands for it."""
    for _ in range(_ATTEMPTS):
        x, y = _drawn_node(draw, sketch, nodes), _drawn_node(draw, sketch, nodes)
        number = (_EXPONENTS if operation == "pow" else _NUMBERS)[draw.below(5)]
        op = WITH_NUMBER.get(operation, REFLECTED.get(operation, operation))
        values: list[Number] = [nodes[x]]
        if of_two(operation):
            values.append(nodes[y])
        elif operation in WITH_NUMBER:
            values.append(number)
        elif operation in REFLECTED:
            values.insert(0, number)
        value = _value(op, values)
        if value is None:
            continue
        operands = [x, y] if of_two(operation) else [x]
        if operation in WITH_NUMBER:
            operands.append(sketch.number(number))
        elif operation in REFLECTED:
            operands.insert(0, sketch.number(number))
        nodes[sketch.made(op, *operands)] = value
        return


def _drawn_node(draw: Draw, sketch: Sketch, nodes: dict[int, float]) -> int:
    """Return one of the nodes: any in half of the draws, else one that is not used yet."""
    places = list(nodes)
    if draw.chance(0.5):
        used = {operand for step in sketch.steps for operand in step.operands}
        places = [place for place in places if place not in used] or places
    return places[draw.below(len(places))]


def _value(op: str, operands: list[Number]) -> float | None:
    """Return the value of an operation, None where it is not moderate."""
    inside = _DOMAINS.get(op)
    if inside is not None and not inside(operands[0 if op == "pow" else -1]):
        return None
    value = float(tape.compute(op, operands))
    return value if op == "relu" or _SMALLEST < abs(value) < _LARGEST else None


def _gather(sketch: Sketch, nodes: list[int]) -> None:
    """Add up all nodes that nothing uses, so that every leaf has its part in the root."""
    used = {operand for step in sketch.steps for operand in step.operands}
    left = [node for node in nodes if node not in used]
    total = left[0]
    for node in left[1:]:
        total = sketch.made("add", total, node)


def _is_moderate(graph: Graph) -> bool:
    """Return whether no gradient is too large to be compared closely."""
    reads = tuple(Read(step, Quantity.GRAD) for step, each in enumerate(graph.steps) if each.op != "const")
    gradients = tape.answers(Target(graph=graph, dims=("",) * len(reads), reads=reads))
    return all(isfinite(gradient) and abs(gradient) < _STEEPEST for gradient in gradients)
