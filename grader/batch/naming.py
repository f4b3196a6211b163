"""Rows of a plan with the names of a roster, and where the two do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from grader.batch.entries import normal
from grader.batch.roster import Roster, Student, key_of, shown_as
from grader.batch.rows import Row


class Named(NamedTuple):
    """The rows, and what the roster says of the class beside them."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()  # students whom it does not have
    missing: tuple[Student, ...] = ()  # its students without a row
    otherwise: tuple[str, ...] = ()  # students whom it calls otherwise than the files do


def name_rows(rows: Sequence[Row], roster: Roster) -> Named:
    """Return the rows with the roster's names.

    A row keeps the id that its layout gave it: it must not change when somebody joins the class.
    """
    named: list[Row] = []
    unknown: list[str] = []
    otherwise: list[str] = []
    present: set[str] = set()
    told = len({row.name for row in rows if row.name}) > 1  # else it is one word for all: "Participant"
    for row in rows:
        student = roster.find((row.student, row.name)) if row.student else None
        if student is None:
            named.append(row)
            unknown += [shown_as(row.student, row.name)] if row.student else []
            continue
        present.add(student.id)
        if told and not is_called(row.name, student.name, student.keys):
            otherwise.append(f"{row.student} {row.name}: there {student.name}")
            named.append(row)  # an id of a group can be that of somebody else: the name would hide it
            continue
        named.append(row._replace(name=student.name or row.name))
    missing = tuple(student for student in roster.students if student.id not in present)
    return Named(tuple(named), tuple(unknown), missing, tuple(otherwise))


def is_called(name: str, known: str, keys: Iterable[str]) -> bool:
    """Tell whether ``name`` can be that of who is ``known`` so or by ``keys``; "" can be anybody's.

    The parts of a name come in any order, with and without signs between them, and some can be left out.
    """
    one, two = (_parts_of(each) for each in (name, known))
    if not (one and two) or one <= two or two <= one:
        return True
    left = key_of(name)
    for part in sorted(two, key=len, reverse=True):
        left = left.replace(part, "", 1)
    letters = sorted(key_of(name))
    return not left or any(letters == sorted(key_of(key)) for key in (known, *keys))


def _parts_of(name: str) -> set[str]:
    """Return the words of a name, as the roster compares them."""
    return {key for word in re.findall(r"\w+", normal(name)) if (key := key_of(word))}
