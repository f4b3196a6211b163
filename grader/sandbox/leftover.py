"""What is left of cells that have ended a worker, for the next one to run. Runs in the worker."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from grader.sandbox.examine import Cell
from grader.sandbox.names import names_of
from grader.sandbox.units import DEFINITIONS, Units

_LOOPS = (ast.While, ast.For, ast.AsyncFor)


def shortened(cells: Sequence[Cell], ended_by: Sequence[int], entry_points: Sequence[str]) -> list[Cell]:
    """Return the cells; of one that has ended a worker what answers need, and what may be left of it.

    Where two cells have ended a worker, no time is left for what no answer needs, and of every other cell
    that alone stays too.
    """
    units, last = Units(cells), len(cells) - 1
    is_long = units.is_long()
    parts = [part for name in entry_points for part in ([] if is_long else units.slice_for(name, last))]
    needed = {id(statement) for _, part in parts for statement in part.body}
    found = list(cells)
    everywhere = len(set(ended_by)) > 1 and not is_long
    # A worker can say that it ran any cell.
    for index in range(len(cells)) if everywhere else {*ended_by}.intersection(range(len(cells))):
        cell, body = cells[index], units.statements(index)
        kept = _left_of(body, needed, ended_by.count(index))
        if len(kept) < len(body):
            made = Cell(cell.label, cell.filename, cell.source, cell.flags)
            found[index] = made.take_tree(ast.Module(kept, []))
    return found


def _left_of(body: list[ast.stmt], needed: Collection[int], times: int) -> list[ast.stmt]:
    """Return the statements that run again of a cell which has ended so many workers.

    Nothing of one statement, nor where answers need a loop that waits for something: that may be what has no
    end, and half of an answer is none. If answers need definitions alone, all that stands before a loop runs
    once more, for what a student has computed counts as well. Of a cell that is told three times, nothing.
    """
    kept = [each for each in body if id(each) in needed]
    if times == 0:
        return kept
    defined = all(isinstance(each, (*DEFINITIONS, ast.Import, ast.ImportFrom)) for each in kept)
    if len(body) == 1 or times > (2 if defined else 1) or any(isinstance(each, ast.While) for each in kept):
        return []
    loops = [at for at, each in enumerate(body) if isinstance(each, _LOOPS) and id(each) not in needed]
    if times == 1 and defined and loops:
        return [each for at, each in enumerate(body) if at < loops[0] or id(each) in needed]
    return kept


def given_up(before: Sequence[Cell], after: Sequence[Cell], names: Sequence[str]) -> dict[str, int]:
    """Return which cell was to bind each of some names, where the statement is left out and no other does."""
    found: dict[str, int] = {}
    for index, (whole, part) in enumerate(zip(before, after, strict=True)):
        if whole is not part and whole.tree is not None and part.tree is not None:
            left = {id(statement) for statement in part.tree.body}
            binds = names_of([each for each in whole.tree.body if id(each) not in left]).binds
            found.update(dict.fromkeys(binds.intersection(names), index))
    return found
