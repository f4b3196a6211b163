"""Whether the gradients of a class are those of a walk in which every node has one turn, in whatever order.

Theory of operation. Where all operations are right, the order in which nodes pass on what they have got is
all that can be wrong. A node whose turn comes before anything has arrived passes on nothing, as one that has
no turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.model import Graph, Parts
from grader.scoring import alone, tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.observed import Observation
from grader.spec.program import constants

MOST = 8  # nodes that pass on; of more there are too many orders
_SEVERAL = 3  # probes that are wrong

Edges = Mapping[int, Sequence[tuple[int, float]]]


def are_out_of_order(seen: Sequence[Observation], parts: Parts | None) -> bool:
    """Return whether each probe has an order of its nodes that gives what was seen, though several are wrong.

    What an operation is made of has turns of its own, which nobody sees: such probes say nothing. Nor is it
    the order if nothing arrives at all, or if one operation is always wrong by itself and another one never.
    """
    told = [
        each
        for each in seen
        if each.probe and not any(parts is not None and parts.inside(op) for op in each.operations)
    ]
    wrong = [each for each in told if each.wrong]
    arriving = any(alone.arrives(each) for each in told if each.operations)
    if len(wrong) < _SEVERAL or not arriving or _is_of_one_operation(told):
        return False
    return all(map(_has_an_order, wrong))


def _is_of_one_operation(seen: Sequence[Observation]) -> bool:
    """Return whether one operation by itself is always wrong and another never, in graphs of one form."""
    forms: dict[tuple[tuple[int, ...], ...], list[list[bool]]] = {}
    for own in alone.on_leaves(seen).values():
        form = tuple(step.operands for step in own[0].graph.steps)
        forms.setdefault(form, []).append([each.wrong for each in own])
    return any(any(map(all, wrong)) and not all(map(any, wrong)) for wrong in forms.values())


def _has_an_order(seen: Observation) -> bool:
    """Return whether some order of the nodes gives what was seen."""
    edges = _edges(seen.graph)
    if isinstance(seen.found, str) or len(edges) > MOST:
        return False
    gradients = [0.0] * len(seen.graph.steps)
    gradients[seen.graph.root] = 1.0
    return _can_become(gradients, edges, seen)


def _edges(graph: Graph) -> Edges:
    """Return the operands of every node that is made of others, with the slopes by them."""
    fixed, values = constants(graph), tape.run(graph)
    return {
        index: [
            (operand, tape.slope(graph, values, index, place))
            for place, operand in enumerate(step.operands)
            if operand not in fixed
        ]
        for index, step in enumerate(graph.steps)
        if step.operands and index not in fixed
    }


def _can_become(gradients: Sequence[float], waiting: Edges, seen: Observation) -> bool:
    """Return whether these gradients are what was seen, or become that when those ``waiting`` pass on."""
    if _are_seen(gradients, seen):
        return True
    for index, edges in waiting.items():
        if gradients[index]:
            after = list(gradients)
            for operand, slope in edges:
                after[operand] += slope * gradients[index]
            if _can_become(after, {each: waiting[each] for each in waiting if each != index}, seen):
                return True
    return False


def _are_seen(gradients: Sequence[float], seen: Observation) -> bool:
    """Return whether all numbers are right and the gradients these, where the class has some."""
    assert not isinstance(seen.found, str)
    for step, (number, gradient), (right, _) in zip(seen.reads, seen.found, seen.right, strict=True):
        if number is None or not agree(number, right, STRICT):
            return False
        if gradient is None and seen.graph.steps[step].operands:
            continue
        if gradient is None or not agree(gradient, gradients[step], STRICT):
            return False
    return True
