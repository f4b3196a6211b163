"""Points into a gradebook: the instructor's own file of Canvas or Moodle with one column changed.

Both import what they exported: identity columns, localised headers, separators and all. So nothing is
made anew here. The file is taken apart, the scores are put into their cells, and every other byte
stays as it was.

A student can be named by any identity that the file has: an id, a login, an address, the full name.
A name that fits several rows, or one row that several names fit, is reported and gets no score.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from grader.batch.naming import is_called
from grader.batch.roster import NO_STUDENT, shown_as
from grader.batch.worksheet import Row, Worksheet, parse
from grader.errors import UsageError
from grader.report.escape import html, one_line

CANVAS_IDENTITIES = frozenset(
    ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID")
)
IDENTIFIER = re.compile(r"\D+?(\d+)")  # "Participant 1234", in any language
TITLE = re.compile(r"(.*) \((\d+)\)", re.DOTALL)  # "Autodiff 1 (4321)"
COMMA = re.compile(r"\d+,\d+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Feedback(NamedTuple):
    """What is said to each student, and the column for it, such as Moodle's "Feedback comments"."""

    column: str
    texts: Mapping[str, str]


class Scored(NamedTuple):
    """A student of the class with points that count."""

    id: str
    name: str
    points: float


class Filled(NamedTuple):
    """The file's new text, and who of whom was found in it."""

    text: str
    filled: tuple[str, ...]  # students whose score now stands in the file
    missing: tuple[str, ...]  # students of the file without a score, by name: their cells are as before
    unknown: tuple[str, ...]  # students with a score who are not in the file
    ambiguous: tuple[str, ...]  # students who fit several rows, or whose row others fit too
    excused: tuple[str, ...]  # students whom the instructor has excused: their cells are as before


class Gradebook(NamedTuple):
    """A file of which it is known where names and scores stand."""

    sheet: Worksheet
    students: tuple[int, ...]  # the rows of students
    identities: tuple[int, ...]  # the columns that say who it is
    column: int  # the column of the scores
    maximum: int | None  # the column of the greatest score that is allowed
    possible: str = ""  # what the file says of all students' points in that column
    names: int | None = None  # the column of the full names, where a number beside them says who it is


def fill(
    text: str,
    scores: Mapping[str, float],
    *,
    column: str,
    feedback: Feedback | None = None,
    file: str = "gradebook",
) -> Filled:
    """Return ``text`` with the scores in ``column``.

    ``text`` is the file decoded from UTF-8 with its mark and its line ends kept. ``column`` is the
    assignment's title or number in a gradebook of Canvas, the header of the grades in a worksheet of
    Moodle. UsageError if the file is neither, if there is no such column, or if a score is no number.
    """
    book = opened(parse(text, file=file), column, file)
    meant = rows_by_word(book)
    found = {student: meant.get(student.strip().casefold(), []) for student in scores}
    claims = Counter(rows[0] for rows in found.values() if len(rows) == 1)
    chosen = {student: rows[0] for student, rows in found.items() if len(rows) == 1 and claims[rows[0]] == 1}
    excused = {student for student, row in chosen.items() if is_excused(book, row)}
    filled = {student: row for student, row in chosen.items() if student not in excused}
    written = with_scores(book, {row: scores[student] for student, row in filled.items()}, file)
    if feedback is not None:
        texts = {row: feedback.texts[each] for each, row in filled.items() if each in feedback.texts}
        written = with_feedback(book._replace(sheet=written), texts, feedback.column, file)
    return Filled(
        text=written.text(),
        filled=tuple(filled),
        missing=tuple(
            name
            for row in book.students
            if row not in claims and (name := name_of(book, row)).casefold() not in NO_STUDENT
        ),
        unknown=tuple(student for student, rows in found.items() if not rows),
        ambiguous=tuple(student for student, rows in found.items() if rows and student not in chosen),
        excused=tuple(student for student in chosen if student in excused),
    )


def check(text: str, points: float, *, column: str, file: str) -> str:
    """Return what a person should know of the file before it is filled in, "" if nothing.

    UsageError where ``fill`` would raise it, or where the file does not allow as many points.
    """
    book = opened(parse(text, file=file), column, file)
    worth = [number(book.possible)]
    for row in (book.sheet.rows[place] for place in book.students):
        limit = limit_of(book, row)
        worth.append(limit)
        if limit is not None and points > limit:
            raise UsageError(
                f"{file}: line {row.line}: allows at most {limit:g} points, the exercise has {points:g}; "
                "raise the assignment's maximum, export the file again"
            )
    other = next((each for each in worth if each not in (None, points)), None)
    if other is None:
        return ""
    return f"{file}: '{column}' is worth {other:g} points there, the exercise {points:g}; they are not scaled"


def fill_class(text: str, scored: Sequence[Scored], *, column: str, file: str) -> Filled:
    """Return ``text`` with the points of a class; who is not found by the id may be by the name.

    A name that several of them have, or that is the id of another, is nobody's.
    """
    by_id = {each.id: each.points for each in scored}
    unknown = {*fill(text, by_id, column=column, file=file).unknown}
    unknown |= strangers(opened(parse(text, file=file), column, file), scored)
    words = [each.name if each.id in unknown and each.name else each.id for each in scored]
    counts = Counter(word.strip().casefold() for word in words)
    doubled = [word for word in words if counts[word.strip().casefold()] > 1]
    scores = {word: each.points for word, each in zip(words, scored, strict=True) if word not in doubled}
    filled = fill(text, scores, column=column, file=file)
    both = {word: shown_as(each.id, each.name) for word, each in zip(words, scored, strict=True)}
    return filled._replace(
        unknown=tuple(both[word] for word in filled.unknown),
        ambiguous=(*filled.ambiguous, *dict.fromkeys(doubled)),
    )


# --- what kind of file it is ----------------------------------------------------------------


def opened(sheet: Worksheet, column: str, file: str) -> Gradebook:
    """Return the gradebook in a worksheet, by the rules of Canvas or of Moodle."""
    header = headers(sheet)
    if "Section" in header and "ID" in header[:3]:
        return canvas(sheet, column, file)
    if len(sheet.rows) > 1 and all(
        IDENTIFIER.fullmatch(row.value(0)) for row in sheet.rows[1:] if not is_blank(row)
    ):
        return moodle(sheet, column, file)
    raise UsageError(
        f"{file}: expected a gradebook of Canvas (Student, ID, …, Section) or a grading worksheet of Moodle "
        f"(Identifier, …), found the headers {listed(header)}"
    )


def canvas(sheet: Worksheet, column: str, file: str) -> Gradebook:
    """Return a gradebook of Canvas: students are the rows with an id, below the points possible."""
    header = headers(sheet)
    last = header.index("Section")
    numbers = [place for place, title in enumerate(header) if title == "ID"]
    place = place_of(header, column, file, after=last)
    possible = next((row.value(place) for row in sheet.rows if row.value(0) == "Points Possible"), "")
    if possible and not any(map(str.isdigit, possible)):
        raise UsageError(
            f"{file}: '{one_line(header[place])}' is no assignment's column: where its points should stand, "
            f"Canvas says {one_line(possible)}"
        )
    return Gradebook(
        sheet=sheet,
        students=tuple(
            place
            for place, row in enumerate(sheet.rows)
            if place > 0 and row.value(numbers[0]) and row.value(0) != "Points Possible"
        ),
        identities=tuple(place for place in range(last) if header[place] in CANVAS_IDENTITIES),
        column=place,
        maximum=None,
        possible=possible,
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
    raise UsageError(f"{file}: expected a column '{column}', found {listed(header[after + 1 :])}")


def titles(header: str) -> Iterator[str]:
    """Return what a column can be called: its whole title, the title without its number, the number."""
    yield header
    match = TITLE.fullmatch(header)
    if match is not None:
        yield from match.groups()


def listed(names: list[str]) -> str:
    """Return names as a list in words, cut short."""
    shown = ", ".join(f"'{one_line(name)[:80]}'" for name in names[:12])
    return (shown or "nothing") + (", …" if len(names) > 12 else "")


# --- who is who -----------------------------------------------------------------------------


def rows_by_word(book: Gradebook) -> dict[str, list[int]]:
    """Return for everything that students are called in any of the identity columns the rows it fits."""
    meant: dict[str, list[int]] = {}
    for row in book.students:
        for word in identities(book, row):
            meant.setdefault(word, []).append(row)
    return meant


def identities(book: Gradebook, row: int) -> set[str]:
    """Return all that the student of a row can be called."""
    values = [book.sheet.rows[row].value(column) for column in book.identities]
    numbers = [match[1] for match in map(IDENTIFIER.fullmatch, values[:1]) if match is not None]
    return {value.casefold() for value in (*values, *numbers) if value}


def strangers(book: Gradebook, scored: Sequence[Scored]) -> set[str]:
    """Return the ids that are a participant's number in Moodle's worksheet, who is called otherwise there.

    A group's number can be that of a participant. Where all have one name, marking is anonymous.
    """
    if book.names is None or len({each.name for each in scored}) < 2:
        return set()
    rows = {}
    for row in book.students:
        number = IDENTIFIER.fullmatch(book.sheet.rows[row].value(0))
        if number is not None:
            rows[number[1]] = book.sheet.rows[row].value(book.names)
    return {each.id for each in scored if each.id in rows and not is_called(each.name, rows[each.id], ())}


def name_of(book: Gradebook, row: int) -> str:
    """Return the first identity of a row, in a form that can be shown."""
    return one_line(book.sheet.rows[row].value(0))


def is_excused(book: Gradebook, row: int) -> bool:
    """Return whether the cell holds Canvas's word that no score is wanted."""
    return book.sheet.rows[row].value(book.column) in ("EX", "N/A")


# --- what is written ------------------------------------------------------------------------


def with_scores(book: Gradebook, scores: Mapping[int, float], file: str) -> Worksheet:
    """Return the worksheet with a score in each of the rows; the same number stays as it is written."""
    sheet = book.sheet
    rows = list(sheet.rows)
    mark = decimal_mark(book)
    for place, score in scores.items():
        row = checked_row(rows[place], book.column, file)
        written = number_text(score, limit_of(book, row), f"{file}: line {row.line}", mark)
        if number(row.value(book.column)) != number(written):
            rows[place] = row.with_value(book.column, written, sheet.delimiter)
    return sheet._replace(rows=tuple(rows))


def with_feedback(book: Gradebook, texts: Mapping[int, str], column: str, file: str) -> Worksheet:
    """Return the worksheet with the texts as HTML in their column: the platform shows it as such."""
    sheet = book.sheet
    place = place_of(headers(sheet), column, file, after=book.column)
    rows = list(sheet.rows)
    for each, text in texts.items():
        row = checked_row(rows[each], place, file)
        rows[each] = row.with_value(place, f"<pre>{html(text)}</pre>", sheet.delimiter)
    return sheet._replace(rows=tuple(rows))


def checked_row(row: Row, column: int, file: str) -> Row:
    """Return a row that has the column."""
    if column >= len(row.cells):
        raise UsageError(
            f"{file}: line {row.line}: expected at least {column + 1} cells, found {len(row.cells)}"
        )
    return row


def number_text(score: float, limit: float | None, place: str, mark: str) -> str:
    """Return a score with two decimals, as both platforms compare them."""
    if not isfinite(score) or score < 0:
        raise UsageError(f"{place}: expected a score of 0 or more, found {score!r}")
    if limit is not None and round(score, 2) > limit:
        raise UsageError(f"{place}: expected a score of at most {limit:g}, found {score:g}")
    return f"{abs(score):.2f}".replace(".", mark)


def limit_of(book: Gradebook, row: Row) -> float | None:
    """Return the greatest score that the row allows, None if it does not say."""
    return None if book.maximum is None else number(row.value(book.maximum))


def decimal_mark(book: Gradebook) -> str:
    """Return the decimal mark of the file's own numbers: a comma where one is found, else a point."""
    columns = [book.column] if book.maximum is None else [book.column, book.maximum]
    values = [row.value(column) for row in book.sheet.rows for column in columns]
    return "," if any(COMMA.fullmatch(value) for value in values) else "."


def number(text: str) -> float | None:
    """Return the number that a cell holds, with either decimal mark, else None."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
