"""How hard each part of an exercise is for a class, and how well it tells the strong from the weak."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from grader.batch.line import ANSWERED, Head
from grader.model import Verdict

FEWEST = 3  # a correlation of two is always 1


class Item(NamedTuple):
    """A check, or one dim of it. ``discrimination`` is None where it cannot be told.

    It is the correlation between being right here and the points of all other checks, from -1 to 1.
    """

    check: str
    dim: str  # "" for the whole check
    failing: int
    total: int  # who was judged; of a dim, who gave an answer
    discrimination: float | None


class Mark(NamedTuple):
    """One student's result in one item."""

    right: bool
    rest: float  # the points in all other checks


def analyse(heads: Iterable[Head]) -> list[Item]:
    """Return every check with its dims that anybody failed, in the order of the exercise."""
    marks: dict[str, list[Mark]] = {}
    wrong: dict[str, list[tuple[frozenset[str], float]]] = {}
    for head in heads:
        for check in head["checks"]:
            if check["verdict"] == Verdict.NOT_JUDGED:
                continue
            rest = sum(each["points"] for each in head["checks"] if each is not check)
            marks.setdefault(check["id"], []).append(Mark(check["verdict"] == Verdict.OK, rest))
            if check["verdict"] in ANSWERED:
                wrong.setdefault(check["id"], []).append((frozenset(check["wrong_dims"]), rest))
    found = []
    for name, each in marks.items():
        found.append(item(name, "", each))
        answers = wrong.get(name, [])
        dims = sorted({dim for failed, _ in answers for dim in failed})
        found += [
            item(name, dim, [Mark(dim not in failed, rest) for failed, rest in answers]) for dim in dims
        ]
    return found


def item(check: str, dim: str, marks: Sequence[Mark]) -> Item:
    """Return what the marks of one item say."""
    failing = sum(not mark.right for mark in marks)
    return Item(check, dim, failing, len(marks), discrimination(marks))


def discrimination(marks: Sequence[Mark]) -> float | None:
    """Return the correlation of being right with the rest, None where either is the same for all."""
    right, rest = [float(mark.right) for mark in marks], [mark.rest for mark in marks]
    if len(marks) < FEWEST or len(set(right)) < 2 or len(set(rest)) < 2:
        return None
    return statistics.correlation(right, rest)
