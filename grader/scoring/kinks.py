"""What a gradient can be at a kink: ``relu`` and ``abs`` have a slope on each side of 0.

Where the graph passes such a step, its derivatives are taken for every choice of sides. Between the
smallest and the largest of them lies what is called a subgradient. Torch chooses the slope 0 at both.
"""

from __future__ import annotations

from itertools import product

from grader.model import Number
from grader.scoring import tape
from grader.scoring.target import Quantity, Target

# The slopes on the left and on the right of 0.
SIDES = {"relu": (0.0, 1.0), "abs": (-1.0, 1.0)}
# Of more kinks than this the further ones are taken on the left, or on the right, all at once.
APART = 10


def ranges(target: Target) -> tuple[tuple[float, float] | None, ...]:
    """Return the least and the greatest one-sided derivative of each dim; None where it has but one.

    A gradient is a product of slopes, summed over the ways to the root: it is linear in the slope of each
    step, so that its extremes are met where every kink is on one of its sides.
    """
    values = tape.run(target.graph)
    found = kinks_of(target, values)
    if not found:
        return (None,) * len(target.reads)
    sweeps = [tape.backward(target.graph, values, slopes) for slopes in _choices(target, found)]
    spans = []
    for read in target.reads:
        slopes = [gradients[read.step] for gradients in sweeps]
        several = read.quantity is Quantity.GRAD and min(slopes) != max(slopes)
        spans.append((min(slopes), max(slopes)) if several else None)
    return tuple(spans)


def kinks_of(target: Target, values: list[Number]) -> tuple[int, ...]:
    """Return the steps that are at their kink."""
    steps = enumerate(target.graph.steps)
    return tuple(index for index, step in steps if step.op in SIDES and values[step.operands[0]] == 0)


def _choices(target: Target, found: tuple[int, ...]) -> list[dict[int, float]]:
    """Return the slopes to try: each kink on either side."""
    sides = [SIDES[target.graph.steps[index].op] for index in found]
    rest = [dict(zip(found[APART:], chosen, strict=True)) for chosen in zip(*sides[APART:], strict=True)]
    near = [dict(zip(found, chosen, strict=False)) for chosen in product(*sides[:APART])]
    return [{**first, **second} for first in near for second in rest or [{}]]
