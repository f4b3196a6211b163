"""Points into a gradebook: the instructor's own file of a course system with one column changed.

They import what they exported: identity columns, localised headers, separators and all. So nothing is
made anew here. The file is taken apart, the scores are put into their cells, and every other byte
stays as it was.

A student can be named by any identity that the file has: an id, a login, an address, the full name.
A name that fits several rows, or one row that several names fit, is reported and gets no score.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from grader.batch.entries import normal
from grader.batch.naming import is_called
from grader.batch.roster import NO_STUDENT, shown_as
from grader.batch.sheets import IDENTIFIER, NUMBER, Gradebook, opened
from grader.batch.worksheet import Row, Worksheet, parse
from grader.errors import UsageError
from grader.report.escape import one_line

COMMA = re.compile(r"\d+,\d+")


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


def fill(text: str, scores: Mapping[str, float], *, column: str, file: str = "gradebook") -> Filled:
    """Return ``text`` with the scores in ``column``.

    ``text`` is the file decoded from UTF-8 with its mark and its line ends kept. ``column`` is the
    assignment's title or number in a gradebook of Canvas, the header of the grades in a worksheet of
    Moodle. UsageError if the file is neither, if there is no such column, or if a score is no number.
    """
    book = opened(parse(text, file=file), column, file)
    meant = rows_by_word(book)
    found = {student: meant.get(_key(student), []) for student in scores}
    claims = Counter(rows[0] for rows in found.values() if len(rows) == 1)
    chosen = {student: rows[0] for student, rows in found.items() if len(rows) == 1 and claims[rows[0]] == 1}
    excused = {student for student, row in chosen.items() if is_excused(book, row)}
    filled = {student: row for student, row in chosen.items() if student not in excused}
    written = with_scores(book, {row: scores[student] for student, row in filled.items()}, file)
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
    counts = Counter(map(_key, words))
    doubled = [word for word in words if counts[_key(word)] > 1]
    scores = {word: each.points for word, each in zip(words, scored, strict=True) if word not in doubled}
    filled = fill(text, scores, column=column, file=file)
    both = {word: shown_as(each.id, each.name) for word, each in zip(words, scored, strict=True)}
    return filled._replace(
        unknown=tuple(both[word] for word in filled.unknown),
        ambiguous=(*filled.ambiguous, *dict.fromkeys(doubled)),
    )


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
    values = [book.sheet.rows[row].value(column).removeprefix("#") for column in book.identities]
    words = (*values, _number_of(book, row), *_full_names(book, row))
    return {_key(word) for word in words if word}


def _key(word: str) -> str:
    """Return ``word`` as it is compared: neither case nor the form of a letter counts."""
    return normal(word.strip()).casefold()


def _number_of(book: Gradebook, row: int) -> str:
    """Return the number by which submissions are named: of "Participant 12" that, else the first identity."""
    first = book.sheet.rows[row].value(book.identities[0])
    number = IDENTIFIER.fullmatch(first) if book.numbered else None
    return first.removeprefix("#") if number is None else number[1]


def _full_names(book: Gradebook, row: int) -> tuple[str, ...]:
    """Return the names of a row whose parts stand in two columns; one part alone says nothing."""
    if book.parts is None:
        return ()
    first, last = (book.sheet.rows[row].value(column) for column in book.parts)
    return (f"{first} {last}", f"{last} {first}", f"{last}, {first}") if first and last else ()


def strangers(book: Gradebook, scored: Sequence[Scored]) -> set[str]:
    """Return the ids that are somebody's in the file who is called otherwise there.

    A group's number can be that of a participant. Where all have one name, marking is anonymous.
    """
    if (book.names is None and book.parts is None) or len({each.name for each in scored}) < 2:
        return set()
    rows = {_key(_number_of(book, row)): called(book, row) for row in book.students}
    known = ((each, rows.get(_key(each.id), "")) for each in scored)
    return {each.id for each, name in known if not is_called(each.name, name, ())}


def called(book: Gradebook, row: int) -> str:
    """Return the full name of a row, "" where the file has no column that is known to be that."""
    if book.names is not None:
        return book.sheet.rows[row].value(book.names)
    return next(iter(_full_names(book, row)), "")


def name_of(book: Gradebook, row: int) -> str:
    """Return who a row is in a form that can be shown: the name, and before it a participant's number."""
    first, name = book.sheet.rows[row].value(book.identities[0]), called(book, row)
    return one_line(shown_as(first, name) if book.numbered else name or first)


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
