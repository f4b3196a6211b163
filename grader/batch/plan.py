"""The plan as a table: every student, the file that would be graded, and what is left aside and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

from grader.batch.candidates import Other
from grader.batch.entries import normal, shortened
from grader.batch.phrases import first_of
from grader.batch.roster import shown_as
from grader.batch.rows import Plan, Row
from grader.report.escape import JOINERS, inert, one_line

HEAD = ("student", "name", "file", "note")
OTHERWISE = (
    "called otherwise in the roster or gradebook; of a group, a roster's column 'group' says who it is"
)
BY_NAME = "of several files the name alone decided; --file names the one that is meant"
SHARED = "ids with the names of several people, each name a row of its own"
WIDEST = 60  # of a column
MOST = 10  # files named of those that were left aside for one reason


def render(plan: Plan, *, title: str) -> str:
    """Return the plan as text."""
    graded = sum(row.file is not None for row in plan.rows)
    lines = [
        f"{one_line(title)}: {graded} of {len(plan.rows)} can be graded",
        f"layout {plan.layout}: {one_line(plan.why)}",
        "",
    ]
    rows = sorted(plan.rows, key=lambda row: (row.student, row.path))
    lines += _table([HEAD, *(_cells(row) for row in rows)])
    for students, others in _alike(rows):
        lines += ["", f"{first_of([*map(one_line, students)], MOST)} also handed in:", *_others(others)]
    lines += _list(BY_NAME, by_name(plan.rows))
    lines += _list("submissions of groups, and who they count for", plan.groups)
    lines += _list(OTHERWISE, plan.otherwise)
    lines += _list("ignored, no submission by its name", plan.ignored)
    lines += _list("students whose ids are almost the same", plan.alike)
    lines += _list(SHARED, plan.shared)
    lines += _list("the roster seems to be that of another class", [plan.strange] if plan.strange else [])
    lines += _list("can be several students of the roster", plan.several)
    lines += _list("not in the roster", plan.unknown)
    lines += _list("no submission of", [shown_as(each.id, each.name) for each in plan.missing])
    return "\n".join(map(inert, lines)) + "\n"


def by_name(rows: Sequence[Row]) -> list[str]:
    """Return whose file was chosen by nothing but its name, and which one it is."""
    return [f"{row.student}: {row.path}" for row in rows if row.by_name]


def _cells(row: Row) -> tuple[str, ...]:
    reason = row.reason.removeprefix(f"{row.path}: ").removesuffix(f"; found {row.path}")
    note = f"not judged: {reason}" if row.file is None else ""
    others = f"{len(row.others)} more" if row.others and row.file else ""
    group = f"of {row.group}" if row.group else ""
    noted = ", ".join(filter(None, ("late" if row.late else "", group, note, others)))
    return (*map(shortened, (row.student or "(nobody)", row.name, row.path)), noted)


def _alike(rows: Iterable[Row]) -> list[tuple[list[str], tuple[Other, ...]]]:
    """Return who handed in what else; who have the same beside their work, as from one template, together."""
    found: dict[tuple[Other, ...], list[Row]] = {}
    for row in rows:
        if row.others and row.file is not None:
            below = tuple(other._replace(path=_below(other.path, row.student)) for other in row.others)
            found.setdefault(below, []).append(row)
    return [
        ([row.student for row in same], below if len(same) > 1 else same[0].others)
        for below, same in found.items()
    ]


def _below(path: str, student: str) -> str:
    """Return a path below the folder that bears the student's name, or the whole path."""
    parts = path.split("/")
    place = next((place for place, part in enumerate(parts[:-1]) if student in normal(part)), None)
    return path if place is None else "/".join(parts[place + 1 :])


def _others(others: Sequence[Other]) -> list[str]:
    """Return a line for each file; those that can be no submission share one, for there may be many."""
    by_reason: dict[str, list[str]] = {}
    for other in others:
        by_reason.setdefault(other.reason, []).append(one_line(other.path))
    lines = []
    for reason, paths in by_reason.items():
        if len(paths) == 1:
            lines.append(f"  {paths[0]}: {one_line(reason)}")
            continue
        lines.append(f"  {one_line(reason)}: {first_of(paths, MOST)}")
    return lines


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows in columns; the last one is as long as it is."""
    escaped = [[one_line(cell) for cell in row] for row in rows]
    widths = [min(WIDEST, max(_width(row[column]) for row in escaped)) for column in range(len(HEAD) - 1)]
    return ["  ".join([*map(_padded, row[:-1], widths), row[-1]]).rstrip() for row in escaped]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: letters of East Asia are twice as wide."""
    if text.isascii():
        return len(text)
    shown = [char for char in text if not combining(char) and char not in JOINERS]
    return sum(1 + (east_asian_width(char) in "WF") for char in shown)


def _list(title: str, items: tuple[str, ...] | list[str]) -> list[str]:
    return ["", f"{title}:", *(f"  {one_line(item)}" for item in items)] if items else []
