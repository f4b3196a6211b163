"""Rows of a plan with the names of a roster, and where the two do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import category, normalize

from grader.batch.entries import shortened
from grader.batch.roster import Roster, Student, key_of, shown_as
from grader.batch.rows import Row

MOST_PARTS = 20  # of a name; nobody has more


class Named(NamedTuple):
    """The rows, and what the roster says of the class beside them."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()  # students whom it does not have
    missing: tuple[Student, ...] = ()  # its students without a row
    otherwise: tuple[str, ...] = ()  # students whom it calls otherwise than the files do
    several: tuple[str, ...] = ()  # students who can be several of it, and who
    strange: str = ""  # why it seems to be that of another class


def name_rows(rows: Sequence[Row], roster: Roster) -> Named:
    """Return the rows with the roster's names.

    A row keeps the id that its layout gave it: it must not change when somebody joins the class.
    """
    told = len({row.name for row in rows if row.name}) > 1  # else it is one word for all: "Participant"
    found = [(row, roster.find((row.student, row.name)) if row.student else None) for row in rows]
    lacking = [
        (row, roster.several((row.student, row.name))) for row, known in found if row.student and not known
    ]
    unknown = [row for row, among in lacking if not among]
    present = {each.id for _, among in lacking for each in among}
    present |= {student.id for _, student in found if student is not None}
    named: list[Row] = []
    otherwise: list[str] = []
    for row, student in found:
        if student is None:
            named.append(row)
        elif told and not is_called(row.name, student.name, student.keys):
            otherwise.append(f"{row.student} {shortened(row.name)}: there {shortened(student.name)}")
            named.append(row)  # an id of a group can be that of somebody else: the name would hide it
        else:
            named.append(row._replace(name=student.name or row.name))
    if len(unknown) > 1 and roster.students and not present:
        return Named(tuple(named), strange=_strange(unknown, roster))
    missing = tuple(student for student in roster.students if student.id not in present)
    strangers = tuple(sorted(shown_as(row.student, row.name) for row in unknown))
    several = tuple(
        f"{shown_as(row.student, row.name)}: {' or '.join(shown_as(each.id, each.name) for each in among)}"
        for row, among in lacking
        if among
    )
    return Named(tuple(named), strangers, missing, tuple(otherwise), several)


def _strange(unknown: Sequence[Row], roster: Roster) -> str:
    """Return in words that no submission is that of a student of the roster, with one of each."""
    there, here = (
        shown_as(each, shortened(name))
        for each, name in (
            (roster.students[0].id, roster.students[0].name),
            (unknown[0].student, unknown[0].name),
        )
    )
    return (
        f"none of its {len(roster.students)} students is named by any of the {len(unknown)} submissions: "
        f"there '{there}', here '{here}'; give one with a column of such ids or names"
    )


def is_called(name: str, known: str, keys: Iterable[str]) -> bool:
    """Tell whether ``name`` can be that of who is ``known`` so or by ``keys``; "" can be anybody's.

    The parts of a name come in any order; with no signs between them, the last can stand first. Some can be
    left out, and so can accents.
    """
    one, two = (_parts_of(each) for each in (name, known))
    if not (one and two) or {*one} <= {*two} or {*two} <= {*one}:
        return True
    joined = "".join(one)
    whole = ("".join(two), *(_bare(key) for key in keys))
    turned = any(len(joined) == len(key) and joined in key * 2 for key in whole)
    return turned or _is_joined(joined, two)


def _is_joined(text: str, parts: list[str]) -> bool:
    """Tell whether ``text`` is some of the parts in their order, which may begin at any of them.

    Of more parts than a name has, all in their order.
    """
    if len(parts) > MOST_PARTS:
        return text == "".join(parts)
    for turn in range(len(parts)):
        ends = {0}
        for part in parts[turn:] + parts[:turn]:
            ends |= {end + len(part) for end in ends if text.startswith(part, end)}
        if len(text) in ends:
            return True
    return False


def _parts_of(name: str) -> list[str]:
    """Return the words of a name without accents."""
    return [key for word in re.split(r"[\W_]+", _bare_signs(name)) if (key := _bare(word))]


def _bare(word: str) -> str:
    """Return a word as the roster compares it, without accents."""
    return key_of(_bare_signs(word))


def _bare_signs(text: str) -> str:
    """Return a text without accents and other marks, its signs and spaces kept."""
    if text.isascii():
        return text
    return "".join(char for char in normalize("NFKD", text) if category(char)[0] != "M")
