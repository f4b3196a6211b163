"""How a class may make its operations: written out, or of one another; those that faults make different."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice, product

from grader.memory import remembered
from grader.model import Graph
from grader.scoring.value_rules import BINARY, DIRECTIONS, FORMS, RULES, Tree
from grader.spec.program import constants

MOST = 96  # ways to make all operations of one graph that are tried
MOST_WAYS = 24  # ways to make one operation, the shortest ones
FEW = 6  # where the walk is wrong, and how operations are made matters little

Trees = Mapping[str, Tree]


@cache
def expansions(op: str) -> tuple[Tree, ...]:
    """Return the shortest ways to make an operation of those that are written out, itself first."""
    return tuple(sorted(_ways(op), key=_size)[:MOST_WAYS])


@cache
def _ways(op: str) -> tuple[Tree, ...]:
    """Return all ways that are known to make an operation: itself, then as people write it."""
    own: Tree = (op, "x") if op in _ONE else (op, "x", "y")
    known = FORMS.get(op, ())
    found: dict[Tree, None] = dict.fromkeys((own, *known))
    for form in known:
        found.update((_as_python_runs(each), None) for each in _expanded(form, frozenset((op,))))
    return tuple(found)


def _size(tree: Tree) -> int:
    return 1 + sum(_size(each) for each in tree if isinstance(each, tuple))


_ONE = frozenset(
    (*("neg", "pos", "abs", "exp", "log", "tanh", "relu", "sigmoid"), *("sin", "cos", "sqrt", "tan"))
) | {"sinh", "cosh"}


@cache
def _expanded(tree: Tree, above: frozenset[str]) -> tuple[Tree, ...]:
    """Return a tree with each of its operations written out or made of others, in the shortest ways."""
    op = str(tree[0])
    below = [_expanded(each, above) if isinstance(each, tuple) else (each,) for each in tree[1:]]
    found: list[Tree] = []
    for operands in product(*below):
        found.append((op, *operands))
        if op in above:
            continue
        for form in FORMS.get(op, ()):
            if not operations_in(form) & above:
                found += [_put(each, operands) for each in _expanded(form, above | {op})]
    return tuple(sorted(dict.fromkeys(found), key=_size)[:MOST_WAYS])


def _put(tree: Tree, operands: tuple[object, ...]) -> Tree:
    """Return ``tree`` with its x and y replaced."""
    given = {"x": operands[0], "y": operands[-1]}
    return tuple(
        _put(each, operands)
        if isinstance(each, tuple)
        else given.get(each, each)
        if place and isinstance(each, str)
        else each
        for place, each in enumerate(tree)
    )


def _as_python_runs(tree: Tree) -> Tree:
    """Return the same where plain numbers make a number, and one on a node's left the reflected operation.

    A number that stood on the left was made a node before.
    """
    op = str(tree[0])
    operands = [_number_or_tree(each) for each in tree[1:]]
    is_left = op in BINARY and isinstance(tree[1], tuple) and isinstance(operands[0], float)
    return (f"r{op}" if is_left else op, *operands)


def _number_or_tree(operand: object) -> object:
    if not isinstance(operand, tuple):
        return operand
    op, *operands = _as_python_runs(operand)
    numbers = [each for each in operands if isinstance(each, float)]
    if op in DIRECTIONS or len(numbers) < len(operands):
        return (op, *operands)
    return RULES[str(op)].forward(numbers[0], numbers[-1])


@cache
def operations_in(tree: Tree) -> frozenset[str]:
    """Return the operations of a tree."""
    below = (operations_in(each) for each in tree[1:] if isinstance(each, tuple))
    return frozenset((str(tree[0]),)).difference(DIRECTIONS).union(*below)


@cache
def uses_once(tree: Tree) -> bool:
    """Return whether a node that an operation makes inside is used there again: then the order matters."""
    return tree[0] == "once" or any(uses_once(each) for each in tree[1:] if isinstance(each, tuple))


@cache
def operations_of(graph: Graph) -> frozenset[str]:
    """Return the operations that a class needs for a graph; "radd" for ``0 + node``."""
    return frozenset(op for op, _ in _applied(graph))


@cache
def _applied(graph: Graph) -> frozenset[tuple[str, tuple[bool, ...]]]:
    """Return the operations that make the nodes of a graph, and which of their operands are plain numbers."""
    fixed = constants(graph)
    found: set[tuple[str, tuple[bool, ...]]] = set()
    for index, step in enumerate(graph.steps):
        if step.operands and index not in fixed:
            plain = tuple(operand in fixed for operand in step.operands)
            found.add((f"r{step.op}" if plain[0] else step.op, plain))
    return frozenset(found)


@remembered(8000, held=2)
def on_numbers(graph: Graph, trees: Trees) -> frozenset[str]:
    """Return the operations that take a plain number on their right, made so, in a graph."""
    made = ((trees.get(op) or _ways(op)[0], plain) for op, plain in _applied(graph))
    return frozenset[str]().union(*(_on_numbers(tree, plain)[1] for tree, plain in made))


@cache
def _on_numbers(tree: object, plain: tuple[bool, ...]) -> tuple[bool, frozenset[str]]:
    """Return whether a tree or leaf is a plain number, and its operations that take one on their right."""
    if not isinstance(tree, tuple):
        return {"x": plain[0], "y": plain[-1]}.get(str(tree), True), frozenset()
    op, *below = tree
    operands = [_on_numbers(each, plain) for each in below]
    numbers = [is_number for is_number, _ in operands]
    inside = frozenset[str]().union(*(found for _, found in operands))
    if op in DIRECTIONS:
        return op == "once" and numbers[0], inside
    return all(numbers), inside | {op} if numbers[-1] and not all(numbers) else inside


@cache
def reach(graph: Graph) -> frozenset[str]:
    """Return the operations that may take part in a graph, in whatever way others are made of them."""
    return frozenset(name for op in operations_of(graph) for name in may_run(op))


@cache
def may_run(op: str) -> frozenset[str]:
    """Return the operations that one may be made of, and itself."""
    return frozenset[str]().union(*map(operations_in, expansions(op)))


@cache
def different(op: str, touched: frozenset[str]) -> tuple[Tree, ...]:
    """Return the ways to make ``op`` that differ where the rules of ``touched`` do; all if it is empty.

    What has a rule of its own to be changed is written out. A way without any of these is the right one,
    whatever it is: one stands for all of them.
    """
    if not touched:
        return _ways(op)[:FEW]
    if op in touched:
        return expansions(op)[:1]
    kept = [tree for tree in expansions(op) if operations_in(tree) & touched]
    right = [tree for tree in expansions(op) if not operations_in(tree) & touched]
    return (*right[:1], *kept)


@cache
def made_of(op: str, inside: frozenset[str]) -> tuple[Tree, ...]:
    """Return the ways to make ``op`` that run the operations ``inside``, no more and no fewer.

    Itself where nothing is inside or nothing known runs these.
    """
    own, *others = _ways(op)
    return tuple(tree for tree in others if operations_in(tree) == inside)[:FEW] or (own,)


@remembered(8000)
def variants(graph: Graph, touched: frozenset[str]) -> tuple[Trees, ...]:
    """Return the ways to make the operations of a graph, as far as they can give different numbers."""
    operations = sorted(operations_of(graph))
    ways = (different(op, touched) for op in operations)
    return tuple(dict(zip(operations, chosen, strict=True)) for chosen in islice(product(*ways), MOST))
