"""What a batch will do: a row for every student, and what is nobody's."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Sequence
from os import SEEK_END
from typing import IO, Any, NamedTuple, overload

from grader.batch.candidates import File, Other
from grader.batch.entries import Entry
from grader.batch.roster import Student

_LENGTH, _PLACE = 4, 8  # bytes of a record's length and of a place in a plan's file


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
    rows: Sequence[Row]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]  # students whom the roster does not have
    missing: tuple[Student, ...]  # students without a submission
    alike: tuple[str, ...] = ()  # students whose ids differ in case or signs alone, such as "Ada, ada"
    doubtful: bool = False  # whether another layout may have been meant
    groups: tuple[str, ...] = ()  # what a person should know of submissions of several
    otherwise: tuple[str, ...] = ()  # students whom the roster calls otherwise
    several: tuple[str, ...] = ()  # students who can be several of the roster's
    strange: str = ""  # why the roster seems to be that of another class
    shared: tuple[str, ...] = ()  # ids that stand with the names of several people


class Rows(Sequence[Row]):
    """Rows in a file of ours, where they take no memory; each is read when it is asked for."""

    def __init__(self, file: IO[bytes], places: array[int]) -> None:
        self.file, self.places = file, places

    @overload
    def __getitem__(self, number: int) -> Row: ...

    @overload
    def __getitem__(self, number: slice) -> Rows: ...

    def __getitem__(self, number: int | slice) -> Row | Rows:
        if isinstance(number, slice):
            return Rows(self.file, self.places[number])
        return _row(marshal.loads(_record(self.file, self.places[number])))  # noqa: S302 - we wrote it

    def __len__(self) -> int:
        return len(self.places)


def where(rows: Sequence[Row], holds: Callable[[Row], bool]) -> Sequence[Row]:
    """Return the rows of which ``holds`` is true; those in a file stay there."""
    if not isinstance(rows, Rows):
        return tuple(filter(holds, rows))
    kept = (place for place, row in zip(rows.places, rows, strict=True) if holds(row))
    return Rows(rows.file, array("Q", kept))


def write_plan(file: IO[bytes], plan: Plan) -> None:
    """Write a plan into an empty file: a record for each row, one for the rest, and where each begins."""
    places, at = array("Q"), 0
    rest: Any = plan._asdict() | {"rows": (), "missing": tuple(map(tuple, plan.missing))}
    for said in (*map(_said, plan.rows), rest):
        raw = marshal.dumps(said)
        file.write(len(raw).to_bytes(_LENGTH) + raw)
        places.append(at)
        at += _LENGTH + len(raw)
    file.write(places.tobytes() + at.to_bytes(_PLACE))
    file.flush()


def read_plan(file: IO[bytes]) -> Plan:
    """Return the plan that stands in ``file``; its rows are read from there whenever they are asked for."""
    end = file.seek(-_PLACE, SEEK_END)
    begin = file.seek(int.from_bytes(file.read(_PLACE)))
    places = array("Q", file.read(end - begin))
    plan = Plan(**marshal.loads(_record(file, places.pop())))  # noqa: S302 - we wrote it
    return plan._replace(rows=Rows(file, places), missing=tuple(map(Student._make, plan.missing)))


def _record(file: IO[bytes], place: int) -> bytes:
    file.seek(place)
    return file.read(int.from_bytes(file.read(_LENGTH)))


def _said(row: Row) -> tuple[Any, ...]:
    """Return a row as ``marshal`` takes it: it knows plain tuples alone."""
    file = row.file and (tuple(row.file.entry), row.file.inner and tuple(row.file.inner))
    return (*row[:3], file, row.reason, tuple(map(tuple, row.others)), *row[6:])


def _row(said: tuple[Any, ...]) -> Row:
    """Return a row from what was written of it."""
    row = Row._make(said)
    file = row.file and File._make(each and Entry._make(each) for each in row.file)
    return row._replace(file=file, others=tuple(map(Other._make, row.others)))
