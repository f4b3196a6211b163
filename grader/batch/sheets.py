"""What kind of gradebook a worksheet is: where it says who is who, and in which column the points stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from grader.batch.roster import FIRST, IDS, LAST, NAMES, key_of
from grader.batch.worksheet import Row, Worksheet
from grader.errors import UsageError
from grader.report.escape import one_line

CANVAS_IDENTITIES = frozenset(
    ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID")
)
POSSIBLE = "Points Possible"  # in the row of the assignments' points
ALONE = frozenset((*IDS, *NAMES, "displayid"))  # titles of what says by itself who it is
IDENTIFIER = re.compile(r"\D+?(\d+)")  # "Participant 1234", in any language
TITLE = re.compile(r"(.*) \((\d+)\)", re.DOTALL)  # "Autodiff 1 (4321)"
BLACKBOARD = re.compile(r"(.*) \[Total Pts: .*\](?: [^|]*)?\|(\w+)", re.DOTALL)
BRIGHTSPACE = re.compile(r"(.*) Points Grade <.*>", re.DOTALL)
WORTH = re.compile(r"(?:Total Pts: (?:up to )?|MaxPoints:)(\d+(?:[.,]\d+)?)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SHORTEST_WORD = 6  # for a participant, in any language in Latin letters
MOST_ABOVE = 10  # lines above the titles: Sakai puts the assignment's there


class Gradebook(NamedTuple):
    """A file of which it is known where names and scores stand."""

    sheet: Worksheet
    students: tuple[int, ...]  # the rows of students
    identities: tuple[int, ...]  # the columns that say who it is
    column: int  # the column of the scores
    maximum: int | None  # the column of the greatest score that is allowed
    possible: str = ""  # what the file says of all students' points in that column
    names: int | None = None  # the column of the full names, where a number beside them says who it is
    parts: tuple[int, int] | None = None  # the columns of first and last names, where names stand in two
    numbered: bool = False  # whether the first identity is "Participant 12", and submissions are named by 12


def opened(sheet: Worksheet, column: str, file: str) -> Gradebook:
    """Return the gradebook in a worksheet, by the rules of Canvas, of Moodle, or of a table with titles."""
    header = headers(sheet)
    if "Section" in header and "ID" in header[:3]:
        return canvas(sheet, column, file)
    if is_moodles(sheet):
        return moodle(sheet, column, file)
    start = next((place for place, row in enumerate(sheet.rows[:MOST_ABOVE]) if is_header(row)), None)
    if start is not None:
        return table(sheet, start, column, file)
    raise UsageError(
        f"{file}: expected a gradebook of Canvas (Student, ID, …, Section), a grading worksheet of Moodle "
        "(Identifier, …) or a table with titles such as 'Username', 'Student ID' or 'Email', found the "
        f"headers {listed(header)}"
    )


def is_moodles(sheet: Worksheet) -> bool:
    """Tell whether every row begins with the same word and a number; "s001" and "#1001" are other ids."""
    found = [IDENTIFIER.fullmatch(row.value(0)) for row in sheet.rows[1:] if not is_blank(row)]
    words = {each[0][: each.start(1)] if each is not None else "" for each in found}
    return len(words) == 1 and all(len(word) >= SHORTEST_WORD or not word.isascii() for word in words)


def is_header(row: Row) -> bool:
    """Tell whether a row has titles, and says by them who the students below are."""
    known = [cell for cell in row.cells if key_of(cell.value) in ALONE]
    return bool(known) and len(row.cells) > 1


def parts_of(header: list[str]) -> tuple[int, int] | None:
    """Return the columns of first and last names, None where a name does not stand in two."""
    titles = [key_of(title) for title in header]
    first, last = (
        next((place for place, title in enumerate(titles) if title in words), None) for words in (FIRST, LAST)
    )
    return None if first is None or last is None else (first, last)


def canvas(sheet: Worksheet, column: str, file: str) -> Gradebook:
    """Return a gradebook of Canvas: students are the rows that say who it is, but for the points possible."""
    header = headers(sheet)
    last = header.index("Section")
    who = tuple(place for place in range(last) if header[place] in CANVAS_IDENTITIES)
    place = place_of(header, column, file, after=last)
    possible = next((row.value(place) for row in sheet.rows if row.value(0) == POSSIBLE), None)
    if possible is not None and not any(map(str.isdigit, possible)):
        raise UsageError(
            f"{file}: '{one_line(header[place])}' is no assignment's column: where its points should stand, "
            f"Canvas says {one_line(possible) or 'nothing'}"
        )
    return Gradebook(
        sheet=sheet,
        students=tuple(
            place
            for place, row in enumerate(sheet.rows)
            if place > 0 and any(map(row.value, who)) and row.value(0) != POSSIBLE
        ),
        identities=who,
        column=place,
        maximum=None,
        possible=possible or "",
    )


def moodle(sheet: Worksheet, column: str, file: str) -> Gradebook:
    """Return a worksheet of Moodle: every row is a student, identities stand left of the grade."""
    header = headers(sheet)
    place = place_of(header, column, file, after=0)
    students = tuple(row for row in range(1, len(sheet.rows)) if not is_blank(sheet.rows[row]))
    limits = [sheet.rows[row].value(place + 1) for row in students]
    scale = next((limit for limit in limits if limit and not any(map(str.isdigit, limit))), "")
    if scale and not any(map(NUMBER.fullmatch, limits)):
        raise UsageError(
            f"{file}: '{column}' is graded by a scale ({listed([scale])}), which points do not fit into; "
            "let the assignment be graded by points, export the file again"
        )
    return Gradebook(
        sheet=sheet,
        students=students,
        identities=tuple(range(place)),
        column=place,
        maximum=place + 1 if all(NUMBER.fullmatch(limit) for limit in limits) else None,
        names=1 if place > 1 else None,
        numbered=True,
    )


def table(sheet: Worksheet, start: int, column: str, file: str) -> Gradebook:
    """Return a table whose titles say who is who, as Blackboard, Brightspace and Sakai export it.

    Its titles may stand below a few lines of others.
    """
    header = [cell.value.strip() for cell in sheet.rows[start].cells]
    who = tuple(place for place, title in enumerate(header) if key_of(title) in ALONE)
    parts = parts_of(header)
    taken = {*who, *(parts or ())}
    others = ["" if each in taken else title for each, title in enumerate(header)]
    place = place_of(others, column, file, after=-1)
    worth = WORTH.search(header[place])
    names = next((each for each in who if key_of(header[each]) in NAMES), None)
    return Gradebook(
        sheet=sheet,
        students=tuple(
            row for row in range(start + 1, len(sheet.rows)) if any(map(sheet.rows[row].value, who))
        ),
        identities=who,
        column=place,
        maximum=None,
        possible=worth[1] if worth else "",
        names=names if parts is None else None,
        parts=parts,
    )


def headers(sheet: Worksheet) -> list[str]:
    """Return the titles of the columns."""
    return [cell.value.strip() for cell in sheet.rows[0].cells] if sheet.rows else []


def is_blank(row: Row) -> bool:
    """Return whether nothing stands in a row."""
    return not any(cell.value.strip() for cell in row.cells)


def place_of(header: list[str], column: str, file: str, *, after: int) -> int:
    """Return the place of a column right of ``after``: by its title, or by the number in its title."""
    places = [place for place in range(after + 1, len(header)) if column in titles(header[place])]
    if len(places) == 1:
        return places[0]
    if places:
        same = listed([header[place] for place in places])
        raise UsageError(f"{file}: expected one column '{column}', found {same}; give the whole title")
    others = [title for title in header[after + 1 :] if title and key_of(title) not in ALONE]
    found = listed(others) if others else "columns that say who is who, and none of an assignment"
    again = "" if others else "; create the assignment in the course system, export the file again"
    raise UsageError(f"{file}: expected a column '{column}', found {found}{again}")


def titles(header: str) -> Iterator[str]:
    """Return what a column can be called: its whole title, the title without what follows it, its number."""
    yield header
    match = TITLE.fullmatch(header) or BLACKBOARD.fullmatch(header) or BRIGHTSPACE.fullmatch(header)
    if match is not None:
        yield from match.groups()


def listed(names: list[str]) -> str:
    """Return names as a list in words, cut short."""
    shown = ", ".join(f"'{one_line(name)[:80]}'" for name in names[:12])
    return (shown or "nothing") + (", …" if len(names) > 12 else "")
