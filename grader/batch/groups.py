"""A group's submission counts for every member, as far as a table of the class says who they are.

Course systems name such a submission after the group, and give it the id of one member (Canvas) or of the
group (Moodle), which can be the id of somebody else. So the name decides, and a name that is the
student's own is never taken for a group's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.batch.candidates import Other
from grader.batch.naming import is_called
from grader.batch.roster import Roster, Student, key_of
from grader.batch.rows import Row


def split(rows: Sequence[Row], class_: Roster) -> tuple[list[Row], list[str]]:
    """Return the rows, a group's as one for each member, and what a person should know of groups in words.

    A member who has handed in alone keeps that; of a group with two submissions neither is given to anybody
    but to whom its id names.
    """
    groups = {row: found for row in rows if (found := _members(row, class_))}
    counts = Counter(found[0].group for found in groups.values())
    alone = {student.id: row for row in rows if (student := _student(row, class_)) and row not in groups}
    given: dict[Row, list[Other]] = {}
    split_: list[Row] = []
    said: list[str] = []
    for row in rows:
        members = groups.get(row, ())
        if not members or counts[members[0].group] > 1:
            split_.append(row)
            said += [f"{row.path}: one of several of the group {members[0].group}"] if members else []
            continue
        heirs = [each for each in members if each.id not in alone]
        split_ += [_of_member(row, each, class_) for each in heirs]
        said.append(f"{members[0].group} ({', '.join(each.name or each.id for each in heirs) or 'nobody'})")
        other = Other(row.path, f"of the group {members[0].group}; there is one of the student's own")
        for own in {alone[each.id] for each in members if each.id in alone}:
            given.setdefault(own, []).append(other)
    rows = [row._replace(others=(*row.others, *given.get(row, ()))) for row in split_]
    return _apart(rows), said


def _apart(rows: Sequence[Row]) -> list[Row]:
    """Return the rows; one that bears a member's id by chance is called by its name, that of a group."""
    taken = {row.student for row in rows if row.group}
    return [
        row._replace(student=row.name) if row.name and not row.group and row.student in taken else row
        for row in rows
    ]


def _student(row: Row, class_: Roster) -> Student | None:
    """Return the student whose row it is; the number of a group can be that of somebody else."""
    student = class_.find((row.student, row.name)) if row.student else None
    called = student is not None and is_called(row.name, student.name, student.keys)
    return student if called else None


def _members(row: Row, class_: Roster) -> tuple[Student, ...]:
    """Return whose submission a row is if it bears the name of a group."""
    name = row.name or row.student
    student = class_.find((row.student,)) if row.student else None
    own = student is not None and key_of(name) in student.keys
    return () if own or (not row.name and _holds_students(row, class_)) else class_.members(name)


def _holds_students(row: Row, class_: Roster) -> bool:
    """Tell whether files of a row bear the names of students: it is a lab group's folder, and no team's."""
    paths = [row.path, *(other.path for other in row.others)]
    parts = {part for path in paths for part in path.split("/") if part != row.student}
    return any(class_.find((part, part.partition(".")[0])) is not None for part in parts)


def _of_member(row: Row, member: Student, class_: Roster) -> Row:
    """Return a group's row as one member's; who is named by the row's own id keeps that."""
    student = row.student if class_.find((row.student,)) is member else member.submitted_as
    return row._replace(student=student, name=member.name, group=member.group)
