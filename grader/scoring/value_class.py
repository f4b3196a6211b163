"""A class that differentiates, simulated: the numbers that a graph gives on it, with whatever faults it has.

No code of a student runs here. The simulation has what their classes have: nodes with a number and a
gradient, rules that pass gradients on, and a walk over the nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from grader.model import Graph
from grader.scoring.value_rules import REFLECTED, RESULT, RULES, At, Rule, Tree

Pair = tuple[float, float]  # number and gradient of a node
MOST_VISITS = 5_000
ORDERS = ("left", "right")  # which operand a walk takes first
TAPE = "tape"  # another order: every node that was made, the result's or not, latest first


class ValueClass(NamedTuple):
    """A class: its rules and how it walks back."""

    rules: Mapping[str, Rule] = RULES
    walk: str = "topological"
    seed: Callable[[float, float], float] = lambda number, gradient: 1.0
    seeds_all: bool = False  # every node that the walk comes to starts from 1 again
    seeds_zero: bool = False  # so does every one whose gradient is 0 then
    made: Callable[[float], float] | None = None  # what the constructor makes of a number
    wrapped: Callable[[float], float] | None = None  # what becomes of a plain number that is made a node
    unmade: frozenset[str] = frozenset()  # operations that keep the number of their result as it was before
    apart: frozenset[str] = frozenset()  # operations that have another rule for a plain number on the right
    start: float = 0.0  # the gradient of a new node
    by_value: bool = False  # nodes with equal numbers are taken for one
    closes: bool = False  # a node has what had arrived in its turn: what comes later is lost
    # Whose gradients are set to 0 again: "others" of each node that passes on, "leaves" or "inputs" at last.
    resets: str = ""


class Failing(Exception):
    """The simulated class raises. ``types`` are the names of what it may raise.

    ``about`` are texts of which one is in the message.
    """

    def __init__(self, *types: str, about: tuple[str, ...] = ("",)) -> None:
        super().__init__(*types)
        self.types = types
        self.about = about

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failing) and (self.types, self.about) == (other.types, other.about)

    def __hash__(self) -> int:
        return hash((self.types, self.about))


class Node:
    """A node of the simulated class."""

    __slots__ = ("data", "grad", "kept", "operands", "passes", "rule", "unmade")

    def __init__(self, data: float, grad: float, rule: Rule | None, operands: tuple[Node, ...]) -> None:
        self.data, self.grad, self.rule, self.operands = data, grad, rule, operands
        self.kept: tuple[Node, ...] = ()  # the operands that it remembers
        self.unmade: float | None = None
        self.passes: Node | None = self  # whose gradient is passed on in its turn


def numbers(
    graph: Graph,
    reads: Sequence[int],
    value_class: ValueClass,
    *,
    trees: Mapping[str, Tree],
    order: str = "left",
) -> tuple[Pair, ...]:
    """Return number and gradient of every step in ``reads``; Failing where the class raises.

    ``trees`` says which operations are made of others, and how.
    """
    try:
        nodes = _forward(graph, value_class, trees)
        root = nodes[graph.root]
        assert isinstance(root, Node)
        _backward(root, value_class, order, nodes)
    except (ArithmeticError, ValueError) as error:
        raise Failing(type(error).__name__) from None
    pairs = [nodes[step] for step in reads]
    return tuple((each.data, each.grad) if isinstance(each, Node) else (each, 0.0) for each in pairs)


def _forward(graph: Graph, value_class: ValueClass, trees: Mapping[str, Tree]) -> list[Node | float]:
    nodes: list[Node | float] = []
    for step in graph.steps:
        if not step.operands:
            value = step.value
            nodes.append(_node(value_class, value) if step.op == "leaf" else value)
            continue
        x, *rest = (nodes[operand] for operand in step.operands)
        y = rest[0] if rest else 0.0
        if not isinstance(x, Node) and not isinstance(y, Node):
            nodes.append(RULES[step.op].forward(x, y))
            continue
        op = step.op if isinstance(x, Node) else f"r{step.op}"
        nodes.append(_made(value_class, trees.get(op) or (op, "x", "y")[: 2 + bool(rest)], x, y))
    return nodes


def _node(value_class: ValueClass, number: float) -> Node:
    return Node(value_class.made(number) if value_class.made else number, value_class.start, None, ())


def _wrapped(value_class: ValueClass, number: float) -> Node:
    return _node(value_class, value_class.wrapped(number) if value_class.wrapped else number)


Made = dict[Tree, "Node | float"]


def _made(
    value_class: ValueClass, tree: Tree, x: Node | float, y: Node | float, once: Made | None = None
) -> Node | float:
    """Return the node that an operation makes of its operands; the leaves of ``tree`` are x, y, numbers.

    ``once`` holds what was made already, if of all that is equal there is one node.
    """
    op, *below = tree
    if once is not None and tree in once:
        return once[tree]
    if op == "once":
        once = {}
    operands: list[Node | float] = []
    for each in below:
        if isinstance(each, tuple):
            operands.append(_made(value_class, each, x, y, once))
        elif isinstance(each, str):
            operands.append(x if each == "x" else y)
        else:
            assert isinstance(each, float)
            operands.append(each)
    found = _of_operands(value_class, str(op), operands)
    if once is not None:
        once[tree] = found
    return found


def _of_operands(value_class: ValueClass, op: str, operands: list[Node | float]) -> Node | float:
    """Return what an operation makes of its operands, or what a direction says to take."""
    if op == "once":
        return operands[0]
    plain = [each for each in operands if not isinstance(each, Node)]
    if op == "node":
        return _wrapped(value_class, plain[0]) if plain else operands[0]
    if len(plain) == len(operands):  # Python's own numbers
        return RULES[op].forward(plain[0], plain[-1])
    if op in value_class.apart and not isinstance(operands[-1], Node):
        op = f"{op}c"
    return _apply(value_class, value_class.rules[op], op, operands)


def _apply(value_class: ValueClass, rule: Rule, op: str, operands: list[Node | float]) -> Node:
    exponent = operands[1] if op == "pow" else None
    given = operands[:1] if op == "pow" else operands
    nodes = _as_nodes(value_class, rule, given)
    if rule.returned is not None:
        return nodes[rule.returned]
    x = nodes[0]
    own = nodes[-1 if op in REFLECTED else 0]  # whose method is called
    y = exponent if exponent is not None else nodes[-1].data
    assert not isinstance(y, Node)
    number = _computed(rule, x.data, y)
    if rule.in_place or rule.spoils:
        own.data = number
    if rule.in_place:
        return own
    out = _node(value_class, number)
    if op in value_class.unmade:
        out.unmade = number
    out.rule, out.operands = rule, tuple(nodes)
    if rule.on_operand:
        out.passes, own.passes = None, out
    out.kept = tuple(each for each, linked in zip(nodes, rule.linked, strict=False) if linked)
    if exponent is not None:
        out.operands = (x, Node(y, 0.0, None, ()))
    return out


def _as_nodes(value_class: ValueClass, rule: Rule, given: Sequence[Node | float]) -> list[Node]:
    """Return the operands, plain numbers made nodes."""
    nodes: list[Node] = []
    for place, each in enumerate(given):
        # A method is called on a node: a number on the left was made one before.
        if not isinstance(each, Node) and not rule.wraps and place:
            raise Failing("AttributeError", "TypeError", about=("int", "float"))
        nodes.append(each if isinstance(each, Node) else _wrapped(value_class, each))
    return nodes


def _computed(rule: Rule, x: float, y: float) -> float:
    """Return the number of an operation."""
    number = rule.forward(x, y)
    if isinstance(number, complex):
        raise Failing("TypeError")
    return number


# --- the way back -----------------------------------------------------------------------------


def _pass_on(node: Node) -> None:
    """Let a node pass its gradient on, or that of another whose function it has."""
    out = node.passes
    rule = out.rule if out is not None else None
    if out is None or rule is None or not rule.stored:
        return
    if rule.called:
        raise Failing("TypeError", about=("'NoneType' object is not callable",))
    x, y = out.operands[0], out.operands[-1]
    if rule.clears:
        x.grad = y.grad = 0.0
    both = rule.once and x is y and None not in rule.shares
    left_out = int(not rule.right_first) if both else None
    number = out.data if out.unmade is None else out.unmade
    up, slopes = out.grad, (x.grad, y.grad)
    for place in (1, 0) if rule.right_first else (0, 1):
        share = rule.shares[place]
        if share is None or place == left_out:
            continue
        receiver = out if rule.receivers[place] == RESULT else (x, y)[rule.receivers[place]]
        if not rule.at_once:
            up, slopes = out.grad, (x.grad, y.grad)
        part = share(At(x.data, y.data, number, up, slopes[place], slopes))
        if isinstance(part, complex):  # such as the root of a negative number
            raise Failing("TypeError")
        receiver.grad = part if rule.overwrites[place] else receiver.grad + part


def _backward(root: Node, value_class: ValueClass, order: str, steps: Sequence[Node | float]) -> None:
    def below(node: Node) -> Iterable[Node]:
        return node.kept[::-1] if order == "right" else node.kept

    root.grad = value_class.seed(root.data, root.grad)
    if value_class.walk in _BY_EDGES:
        _along(root, _BY_EDGES[value_class.walk])
        return
    walk = _WALKS[value_class.walk]
    key: Callable[[Node], object] = (lambda node: node.data) if value_class.by_value else id
    walked = _all_made(steps) if order == TAPE else walk(root, below, key)
    arrived = _pass_all_on(walked, value_class)
    if value_class.closes:
        for node, gradient in arrived.items():
            node.grad = gradient
    if value_class.resets in ("leaves", "inputs"):
        kept = root if value_class.resets == "inputs" else None
        _reset(node for node in walked if node.rule is None and node is not kept)


def _pass_all_on(walked: Sequence[Node], value_class: ValueClass) -> dict[Node, float]:
    """Let all nodes pass their gradients on; return what had arrived at each in its turn."""
    arrived: dict[Node, float] = {}
    for node in walked:
        arrived[node] = node.grad
        if value_class.seeds_all or (value_class.seeds_zero and not node.grad):
            node.grad = 1.0
        if value_class.resets == "others":
            _reset(other for other in walked if other is not node)
        _pass_on(node)
    return arrived


def _reset(nodes: Iterable[Node]) -> None:
    for node in nodes:
        node.grad = 0.0


# backward(gradient) as a recursion along the edges: of what a node has and what comes, what it has then and
# what it passes on.
_BY_EDGES: dict[str, Callable[[float, float], Pair]] = {
    "edges": lambda total, more: (total + more, more),
    "edges-assigned": lambda total, more: (more, more),
    "edges-total": lambda total, more: (total + more, total + more),
}


def _along(root: Node, arriving: Callable[[float, float], Pair]) -> None:
    """Pass a gradient on along every way, one edge after the other."""
    waiting, visits = [(root, root.grad)], 0
    root.grad = 0.0
    while waiting:
        node, gradient = waiting.pop()
        visits += 1
        if visits > MOST_VISITS:
            raise Failing("RecursionError")
        node.grad, passed = arriving(node.grad, gradient)
        waiting += _edges(node, passed)


def _edges(node: Node, gradient: float) -> list[tuple[Node, float]]:
    """Return the operands of a node, the last one first, with what each gets of a gradient."""
    rule = node.rule
    if rule is None or not rule.stored:
        return []
    x, y = node.operands[0], node.operands[-1]
    at = At(x.data, y.data, node.data, gradient, 0.0)
    pairs = [((x, y)[place], share(at)) for place, share in enumerate(rule.shares) if share is not None]
    return pairs[::-1]


Below = Callable[[Node], Iterable[Node]]
Key = Callable[[Node], object]


def _postorder(root: Node, below: Below, key: Key) -> list[Node]:
    found: list[Node] = []
    seen: set[object] = set()

    def visit(node: Node) -> None:
        if key(node) not in seen:
            seen.add(key(node))
            for child in below(node):
                visit(child)
            found.append(node)

    visit(root)
    return found


def _postorder_unmarked(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the post-order of a search that knows a node as seen when it is done with it, not before."""
    found: list[Node] = []
    done: set[object] = set()

    def visit(node: Node) -> None:
        if key(node) not in done:
            for child in below(node):
                visit(child)
            found.append(node)
            done.add(key(node))

    visit(root)
    return found


def _by_number(nodes: list[Node], sign: float) -> list[Node]:
    return sorted(nodes, key=lambda node: sign * node.data)


def _all_made(steps: Sequence[Node | float]) -> list[Node]:
    """Return every node that was made, latest first."""
    made: dict[Node, None] = {}
    for step in steps:
        if isinstance(step, Node) and step not in made:
            made.update(dict.fromkeys(_postorder(step, lambda node: node.operands, id)))
    return list(made)[::-1]


def _preorder(root: Node, below: Below, key: Key) -> list[Node]:
    found: list[Node] = []
    seen: set[object] = set()

    def visit(node: Node) -> None:
        if key(node) not in seen:
            seen.add(key(node))
            found.append(node)
            for child in below(node):
                visit(child)

    visit(root)
    return found


def _every_path(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the nodes in the order of a recursion that remembers nothing."""
    return _paths(root, below, lambda node: list(below(node)))


def _every_child(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the same where a node's operands are a set: a node on both sides is there once."""
    return _paths(root, below, lambda node: list(dict.fromkeys(below(node))))


def _paths(root: Node, below: Below, children: Callable[[Node], list[Node]]) -> list[Node]:
    found: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if len(found) > MOST_VISITS:
            raise Failing("RecursionError")
        waiting += children(node)[::-1]
    return found


def _without_memory(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the reversed post-order of a search that marks nothing as seen."""
    found: list[Node] = []

    def visit(node: Node) -> None:
        if len(found) > MOST_VISITS:
            raise Failing("RecursionError")
        for child in dict.fromkeys(below(node)):
            visit(child)
        found.append(node)

    visit(root)
    return found[::-1]


def _for_each_use(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the reversed order of a search that adds a node behind each of its operands."""
    found: list[Node] = []
    seen: set[object] = set()

    def visit(node: Node) -> None:
        if key(node) not in seen:
            seen.add(key(node))
            for child in below(node):
                visit(child)
                found.append(node)

    visit(root)
    return found[::-1]


def _for_each_operand(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the same where a node's operands are a set."""
    return _for_each_use(root, lambda node: list(dict.fromkeys(below(node))), key)


def _level_by_level(root: Node, below: Below, key: Key) -> list[Node]:
    found, seen = [root], {key(root)}
    for node in found:
        for child in below(node):
            if key(child) not in seen:
                seen.add(key(child))
                found.append(child)
    return found


def _level_by_level_again(root: Node, below: Below, key: Key) -> list[Node]:
    return _levels(root, lambda node: list(dict.fromkeys(below(node))))


def _level_by_level_every_path(root: Node, below: Below, key: Key) -> list[Node]:
    """Return the same where a node on both sides is there twice."""
    return _levels(root, below)


def _levels(root: Node, children: Below) -> list[Node]:
    found = [root]
    for node in found:
        found += children(node)
        if len(found) > MOST_VISITS:
            raise Failing("RecursionError")
    return found


def _latest_first_every_path(root: Node, below: Below, key: Key) -> list[Node]:
    """Return each node once for every path to it, behind all that use it: a queue that is sorted."""
    places = {node: place for place, node in enumerate(_postorder(root, below, key))}
    return sorted(_levels(root, below), key=places.__getitem__, reverse=True)


def _from_stack(root: Node, below: Below, key: Key) -> list[Node]:
    waiting, found, seen = [root], [], set()
    while waiting:
        node = waiting.pop()
        if key(node) not in seen:
            seen.add(key(node))
            found.append(node)
            waiting += below(node)
    return found


_WALKS: dict[str, Callable[[Node, Below, Key], list[Node]]] = {
    "topological": lambda *given: _postorder(*given)[::-1],
    "unmarked": lambda *given: _postorder_unmarked(*given)[::-1],
    "largest-first": lambda *given: _by_number(_postorder(*given), -1.0),
    "smallest-first": lambda *given: _by_number(_postorder(*given), 1.0),
    "largest-first-or-root": lambda *given: _by_number(_postorder(*given)[::-1], -1.0),
    "smallest-first-or-root": lambda *given: _by_number(_postorder(*given)[::-1], 1.0),
    "forward": _postorder,
    "preorder": _preorder,
    "preorder-reversed": lambda *given: _preorder(*given)[::-1],
    "every-path": _every_path,
    "every-child": _every_child,
    "without-memory": _without_memory,
    "level-by-level": _level_by_level,
    "level-by-level-again": _level_by_level_again,
    "level-by-level-every-path": _level_by_level_every_path,
    "latest-first-every-path": _latest_first_every_path,
    "stack": _from_stack,
    "for-each-operand": _for_each_operand,
    "for-each-use": _for_each_use,
    "root-for-all": lambda root, below, key: [root] * len(_postorder(root, below, key)),
    "root-alone": lambda root, below, key: [root],
    "root-and-operands": lambda root, below, key: [root, *dict.fromkeys(below(root))],
    "root-and-each-operand": lambda root, below, key: [root, *below(root)],
    "without-root": lambda *given: _postorder(*given)[-2::-1],
    "nothing": lambda root, below, key: [],
}
