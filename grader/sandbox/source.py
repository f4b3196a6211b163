"""The source that the host sends first, and a process that looks like a fresh interpreter to it."""

from __future__ import annotations

import builtins
import sys
from typing import NamedTuple

from grader.sandbox import (
    allowed,
    bodies,
    examine,
    imports,
    leftover,
    order,
    protocol,
    standin,
    waiting,
    warned,
)
from grader.sandbox.cells import Cells
from grader.sandbox.ipython import modules_written
from grader.sandbox.names import decorated_classes
from grader.sandbox.nodes import NodeNames

# The worker's own frames below the student's code: they must not eat into the 1000 of plain Python.
_OWN_FRAMES = 30


class Source(NamedTuple):
    """What the host sends first."""

    form: str
    parts: list[tuple[str, str]]
    entry_points: tuple[str, ...]
    names: tuple[str, ...]
    functions: dict[str, tuple[str, ...]]
    node_names: list[NodeNames]
    modules: frozenset[str]
    forbidden: frozenset[str]
    at_end: bool
    ended_by: tuple[int, ...]  # the cells that ended a worker, three times what is not to be run at all


def source_of(payload: bytes) -> Source:
    """Return the first message taken apart."""
    form, parts, entry_points, names, functions, nodes, modules, forbidden, *rest = protocol.heard(payload)
    node_names = [NodeNames(*each) for each in nodes]
    kinds = frozenset(modules), frozenset(forbidden)
    return Source(form, parts, entry_points, names, functions, node_names, *kinds, *rest)


def prepare(source: Source) -> Cells:
    """Examine the source and make the process look like a fresh interpreter to it."""
    cells = bodies.opened(examine.cells_of(source.form, source.parts), source.entry_points)
    given_up: dict[str, int] = {}
    if source.ended_by:
        whole, cells = cells, leftover.shortened(cells, source.ended_by, source.entry_points)
        given_up = leftover.given_up(whole, cells, source.entry_points)
    named = frozenset(allowed.named_in([text for _, text in source.parts], source.modules))
    if source.modules and not named:
        imports.hide(source.modules)
    imports.install(named, source.forbidden, modules_written(source.parts))
    trees = [cell.tree for cell in cells if "@" in cell.text]
    decorated = frozenset(name for tree in trees if tree is not None for name in decorated_classes(tree))
    order.force(decorated)
    warned.install(frozenset(cell.filename for cell in cells))
    waiting.install([text for _, text in source.parts])
    builtins.input = lambda *_: ""
    sys.breakpointhook = lambda *_, **__: None
    # Of scripts too: many are notebooks that were saved as such.
    builtins.display = lambda *_, **__: None  # type: ignore[attr-defined]
    builtins.get_ipython = lambda: standin.StandIn("IPython", standin.ABSENT)  # type: ignore[attr-defined]
    sys.argv = [cells[0].filename if cells else "submission"]
    sys.setrecursionlimit(1000 + _OWN_FRAMES)
    made = Cells(cells, source.entry_points, source.names, source.node_names)
    made.given_up, made.at_end = given_up, source.at_end
    return made
