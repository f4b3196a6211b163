"""An expression on the student's class: its right numbers, and the smaller ones that are part of it.

The right values and gradients come from the tape, so that any expression has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from math import isfinite
from typing import NamedTuple

from grader.model import Graph, Number, Step
from grader.scoring import tape
from grader.scoring.target import Quantity, Read, Target
from grader.spec.language import SYMBOLS
from grader.spec.program import constants

TOGETHER = 48  # expressions that are tried in one go at most
LEVELS = 3
LARGE = 200  # steps; what is larger is not looked at node by node


Written = tuple[tuple[Step, ...], tuple[str, ...]]  # steps and their names


class Expression(NamedTuple):
    """A graph whose steps have names, with the right number and gradient of each step."""

    graph: Graph
    names: tuple[str, ...]
    values: tuple[float, ...]
    gradients: tuple[float, ...]
    fixed: frozenset[int]  # steps that are plain numbers

    @property
    def nodes(self) -> tuple[int, ...]:
        """Return the steps that are nodes of the student's class."""
        return tuple(step for step in range(len(self.names)) if step not in self.fixed)

    @property
    def operations(self) -> tuple[int, ...]:
        """Return the nodes that are made by an operation."""
        return tuple(step for step in self.nodes if self.graph.steps[step].operands)

    @property
    def size(self) -> tuple[int, int]:
        """Return (operations, steps): what is to become small."""
        return len(self.operations), len(self.names)

    def text(self, index: int) -> str:
        """Return how a node is made, as Python writes it; a leaf is its number."""
        step = self.graph.steps[index]
        operands = [
            repr(_plain(self.values[each])) if each in self.fixed else self.names[each]
            for each in step.operands
        ]
        if not operands:
            return repr(step.value)
        if step.op in SYMBOLS:
            return f"{operands[0]} {SYMBOLS[step.op]} {operands[1]}"
        if step.op in ("neg", "pos"):
            return f"{'-' if step.op == 'neg' else '+'}{operands[0]}"
        return f"{operands[0]}.{step.op}()"


def expression_of(graph: Graph) -> Expression | None:
    """Return the expression below the root of ``graph``; None if it has no finite numbers or is too large."""
    named = {
        step: name if binding.scalar else f"{name}[{place}]"
        for binding in reversed(graph.names)
        for name in (binding.name,)
        for place, step in enumerate(binding.steps)
    }
    names = tuple(named.get(step, "") for step in range(len(graph.steps)))
    if len(graph.steps) > LARGE:
        return None
    return _evaluated(*_below(graph.steps, names, graph.root))


def _below(steps: Sequence[Step], names: tuple[str, ...], root: int) -> Written:
    """Return the steps that ``root`` depends on, numbered anew, ``root`` last."""
    needed = {root}
    for index in range(root, -1, -1):
        if index in needed:
            needed.update(steps[index].operands)
    place = {index: new for new, index in enumerate(sorted(needed))}
    kept = tuple(
        steps[index]._replace(operands=tuple(place[operand] for operand in steps[index].operands))
        for index in place
    )
    return kept, tuple(names[index] for index in place)


def _evaluated(steps: tuple[Step, ...], names: tuple[str, ...]) -> Expression | None:
    """Return an expression with its right numbers, None where it has none."""
    graph = Graph(steps=steps, names=(), root=len(steps) - 1)
    places = range(len(steps))
    reads = tuple(Read(step, quantity) for quantity in (Quantity.DATA, Quantity.GRAD) for step in places)
    fixed = constants(graph)
    if graph.root in fixed:
        return None
    try:
        numbers = tape.answers(Target(graph=graph, dims=("",) * len(reads), reads=reads))
    except (ArithmeticError, ValueError):
        return None
    if not all(map(isfinite, numbers)):
        return None
    half = len(steps)
    return Expression(
        graph=graph, names=_all_named(names), values=numbers[:half], gradients=numbers[half:], fixed=fixed
    )


def _all_named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``names`` with "n3" for the third that has none."""
    return tuple(name or f"n{place + 1}" for place, name in enumerate(names))


# --- smaller ones -----------------------------------------------------------------------------


def parts(expression: Expression) -> list[Expression]:
    """Return every operation of an expression with up to three levels below it, smallest first."""
    found = [
        _cut(expression, root, _levels(expression, root, levels))
        for root in expression.operations
        for levels in range(1, LEVELS + 1)
    ]
    return _smaller(found, expression)


def reductions(expression: Expression) -> list[Expression]:
    """Return what is left if one operation is cut off, left out, or made the root, smallest first."""
    operations, root = expression.operations, expression.graph.root
    kept = frozenset(operations)
    inner = [step for step in operations if step != root]
    found = [_cut(expression, step, kept) for step in inner]
    found += [_cut(expression, root, kept - {step}) for step in inner]
    found += [
        _without(expression, step, operand)
        for step in operations
        for operand in expression.graph.steps[step].operands
        if operand not in expression.fixed
    ]
    return _smaller(found, expression)


def _smaller(found: Iterable[Written], than: Expression) -> list[Expression]:
    """Return the smallest of ``found`` that have numbers; those are computed for no others."""
    different = dict(sorted(set(found), key=lambda each: (_operations_of(each[0]), len(each[0]), each)))
    sound = (_evaluated(*each) for each in different.items() if each[0][-1].operands)
    return list(islice((each for each in sound if each is not None and each.size < than.size), TOGETHER))


def _operations_of(steps: tuple[Step, ...]) -> int:
    return sum(bool(step.operands) for step in steps)


def _levels(expression: Expression, root: int, levels: int) -> frozenset[int]:
    """Return the operations that are fewer than ``levels`` steps away from ``root``."""
    level = {root}
    found: set[int] = set()
    for _ in range(levels):
        found |= level
        level = {operand for step in level for operand in expression.graph.steps[step].operands}
    return frozenset(found & set(expression.operations))


def _cut(expression: Expression, root: int, kept: frozenset[int]) -> Written:
    """Return the expression below ``root``, operations that are not ``kept`` as leaves of their number."""
    steps = [
        step
        if index in kept or not step.operands
        else Step(op="const" if index in expression.fixed else "leaf", value=expression.values[index])
        for index, step in enumerate(expression.graph.steps)
    ]
    return _below(steps, expression.names, root)


def _without(expression: Expression, left_out: int, instead: int) -> Written:
    """Return the expression with one operation replaced by one of its operands."""
    steps = tuple(
        step._replace(operands=tuple(instead if each == left_out else each for each in step.operands))
        for step in expression.graph.steps
    )
    root = instead if left_out == expression.graph.root else expression.graph.root
    return _below(steps, expression.names, root)


def _plain(number: float) -> Number:
    """Return a constant as people write it: 2 for 2.0."""
    return int(number) if number == int(number) and abs(number) < 1e15 else number
