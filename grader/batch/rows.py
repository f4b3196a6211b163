"""What a batch will do: a row for every student, and what is nobody's."""

from __future__ import annotations

from typing import NamedTuple

from grader.batch.candidates import File, Other
from grader.batch.roster import Student


class Row(NamedTuple):
    """One student's part of the plan. ``student`` is "" for an item that is nobody's."""

    student: str
    name: str
    path: str  # of the file, or of the item that stands in its place
    file: File | None
    reason: str  # why there is nothing to grade
    others: tuple[Other, ...]
    late: bool = False
    group: str = ""  # whose submission it is, where it is not the student's alone
    by_name: bool = False  # whether nothing but the name told the file from another one


class Plan(NamedTuple):
    """What a batch will do. ``ignored`` are files that no layout claims and that can be no submission."""

    layout: str
    why: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]  # students whom the roster does not have
    missing: tuple[Student, ...]  # students without a submission
    alike: tuple[str, ...] = ()  # students whose ids differ in case or signs alone
    doubtful: bool = False  # whether another layout may have been meant
    groups: tuple[str, ...] = ()  # what a person should know of submissions of several
    otherwise: tuple[str, ...] = ()  # students whom the roster calls otherwise
    several: tuple[str, ...] = ()  # students who can be several of the roster's
    strange: str = ""  # why the roster seems to be that of another class
    shared: tuple[str, ...] = ()  # ids that stand with the names of several people
