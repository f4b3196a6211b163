"""Points that the instructor gives instead of the grader, from a file that survives every regrading.

A YAML list or a CSV table of student, check, points and reason. The file is applied anew to every line
of a journal: a report is never changed, the line says what the grader gave and what counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from grader.batch.line import Head
from grader.batch.roster import as_said, key_of, keys_of
from grader.batch.tables import Table, table_of
from grader.errors import Place, Problem, SpecError, UsageError
from grader.model import Verdict
from grader.spec.draft import LINE_END, LINE_LENGTH, Spot
from grader.spec.texts import Texts, read_texts, spots_of

FIELDS = ("student", "check", "points", "reason")
MOST = 100  # problems that are listed: nobody mends more at once


class Override(NamedTuple):
    """One decision of the instructor's."""

    student: str
    check: str
    points: float
    reason: str


class _Wrong(NamedTuple):
    """What is wrong with an entry of the file, counted from 0: in a field of it, or as a whole ("")."""

    entry: int
    field: str
    message: str


class Overrides(NamedTuple):
    """All decisions, by student: an id or a name, as the plan shows them."""

    by_student: dict[str, tuple[Override, ...]]
    points_possible: Mapping[str, float] = {}  # of the exercise's checks

    def of(self, student: str, name: str) -> tuple[Override, ...]:
        """Return the decisions on one student, those by id and those by name."""
        return tuple(each for key in words_of(student, name) for each in self.by_student.get(key, ()))

    def ambiguous(self, students: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return the words by which the file names several students, or one of them twice for one check."""
        meant: Counter[str] = Counter()
        several: set[str] = set()
        for pair in students if self.by_student else ():
            words = words_of(*pair)
            meant.update(key for key in words if key in self.by_student)
            checks = Counter(each.check for each in self.of(*pair))
            if max(checks.values(), default=0) > 1:
                several.update(words)
        several.update(key for key, count in meant.items() if count > 1)
        return tuple(each[0].student for key, each in self.by_student.items() if key in several)

    def without(self, words: Collection[str]) -> Overrides:
        """Return the decisions but for those under ``words``."""
        kept = {key: each for key, each in self.by_student.items() if each[0].student not in words}
        return self._replace(by_student=kept)

    def strangers(self, students: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return whom the file names and the class does not have."""
        left = set(self.by_student)
        for pair in students if left else ():
            left.difference_update(words_of(*pair))
        return tuple(each[0].student for key, each in self.by_student.items() if key in left)


NONE = Overrides({})


def words_of(student: str, name: str) -> tuple[str, ...]:
    """Return the words, as the roster compares them, by which a student can be named."""
    return keys_of((student, name, as_said(student), as_said(name)))


def parse_overrides(text: str, *, file: str, points_possible: Mapping[str, float]) -> Overrides:
    """Return the decisions in ``text``; SpecError says where everything stands that is wrong.

    ``points_possible`` has the exercise's checks and what each can earn.
    """
    table = table_of(text, file) if _is_table(text, file) else None
    rows = _yaml_rows(text, file) if table is None else _table_rows(table, file)
    found: dict[str, tuple[Override, ...]] = {}
    wrong: list[_Wrong] = []
    for number, row in enumerate(rows):
        override = _override(number, row, points_possible)
        if isinstance(override, _Wrong):
            wrong.append(override)
            continue
        key = key_of(as_said(override.student))
        if any(each.check == override.check for each in found.get(key, ())):
            problem = f"a second decision on {override.student}'s {override.check}"
            wrong.append(_Wrong(number, "student", problem))
        found[key] = (*found.get(key, ()), override)
    if wrong:
        raise SpecError(tuple(_problems(wrong[:MOST], text, file, table)))
    return Overrides(found, points_possible)


def apply(
    overrides: tuple[Override, ...], head: Head, points_possible: Mapping[str, float] | None = None
) -> Head:
    """Return a line's head with what the instructor decided: the points that count, and why.

    Of a submission that was not graded, the checks (``points_possible``) are noted as not judged, so
    that the line says which of them are left.
    """
    if not overrides:
        return head
    if not head["checks"] and points_possible:
        head = head | {"checks": [_open_check(*each) for each in points_possible.items()]}
        head["points_possible"] = sum(points_possible.values())
    graded = {
        check["id"]: check["points"] for check in head["checks"] if check.get("verdict") != Verdict.NOT_JUDGED
    }
    points: dict[str, Any] = graded | {each.check: each.points for each in overrides}
    noted = [
        {
            "check": each.check,
            "points": each.points,
            "points_graded": graded.get(each.check),
            "reason": each.reason,
        }
        for each in overrides
    ]
    return head | {"points": sum(points.values()), "overrides": noted}


def _open_check(name: str, points_possible: float) -> dict[str, object]:
    """Return a check of a line as it stands where nothing was graded."""
    return {
        "id": name,
        "verdict": Verdict.NOT_JUDGED.value,
        "points": 0.0,
        "points_possible": points_possible,
        "wrong_dims": [],
    }


def undecided(head: Head, checks: Iterable[str]) -> tuple[str, ...]:
    """Return those of the exercise's checks that neither the grader nor the instructor has judged."""
    judged = {check["id"] for check in head["checks"] if check["verdict"] != Verdict.NOT_JUDGED}
    judged |= {each["check"] for each in head["overrides"]}
    return tuple(check for check in checks if check not in judged)


def _is_table(text: str, file: str) -> bool:
    """Tell whether the text is CSV, by the file's name or, where that says nothing, by its header."""
    if file.lower().endswith((".csv", ".yaml", ".yml")):
        return file.lower().endswith(".csv")
    rows = table_of(text.partition("\n")[0], file).rows
    return bool(rows) and set(_titles(rows[0])) == {*FIELDS}


def _titles(header: list[str]) -> list[str]:
    return [cell.lower() for cell in header]


def _table_rows(table: Table, file: str) -> list[Texts]:
    """Return the entries of a table; where the comma separates no cells it can be a decimal mark."""
    titles = _titles(table.rows[0]) if table.rows else [*FIELDS]
    if {*titles} - {""} != {*FIELDS}:
        expected = f"expected the columns {', '.join(FIELDS)}, found {', '.join(table.rows[0])}"
        raise SpecError((_problem(file, (table.begins[0], 0), expected, table.lines),))
    found: list[Texts] = []
    for row in table.rows[1:]:
        entry: dict[str, Texts] = {title: cell for title, cell in zip(titles, row, strict=False) if title}
        points = entry.get("points")
        if table.sign != "," and isinstance(points, str):
            entry["points"] = points.replace(",", ".")
        found.append(entry)
    return found


def _yaml_rows(text: str, file: str) -> list[Texts]:
    document = read_texts(text, file=file) or []
    if not isinstance(document, list):
        raise UsageError(f"{file}: expected a list of entries with {', '.join(FIELDS)}")
    return document


def _override(number: int, row: Texts, points_possible: Mapping[str, float]) -> Override | _Wrong:
    """Return one decision, or what is wrong with it."""
    said = row if isinstance(row, dict) else {}
    for key in said:
        if key not in FIELDS:
            return _Wrong(number, key, f"'{key}' is no field of it; expected {', '.join(FIELDS)}")
    for key in FIELDS:
        if not said.get(key):
            return _Wrong(number, "", f"its {key} is missing; expected {', '.join(FIELDS)}")
    student, check, points, reason = (str(said[key]).strip() for key in FIELDS)
    if check not in points_possible:
        return _Wrong(number, "check", f"no check '{check}'; the exercise has {', '.join(points_possible)}")
    try:
        given = float(points)
    except ValueError:
        given = math.nan
    if not 0 <= given <= points_possible[check]:
        expected = f"expected points from 0 to {points_possible[check]:g}, found {points}"
        return _Wrong(number, "points", expected)
    return Override(student=student, check=check, points=given, reason=reason)


def _problems(wrong: Sequence[_Wrong], text: str, file: str, table: Table | None) -> Iterator[Problem]:
    """Yield what is wrong with its place and its line."""
    spots, lines = (spots_of(text), LINE_END.split(text)) if table is None else (_spots(table), table.lines)
    for number, field, message in wrong:
        yield _problem(file, spots[number].get(field, spots[number][""]), message, lines)


def _problem(file: str, spot: Spot, message: str, lines: Sequence[str]) -> Problem:
    line, column = spot
    text = lines[line].rstrip("\r\n") if len(lines[line]) <= LINE_LENGTH else ""
    return Problem(Place(file, line + 1, column + 1), message, text)


def _spots(table: Table) -> list[dict[str, Spot]]:
    """Return for each row below the header where its cells stand, and under "" where it begins."""
    found: list[dict[str, Spot]] = []
    for row, begin in zip(table.rows[1:], table.begins[1:], strict=True):
        found.append({"": (begin, 0)})
        column, line = 0, table.lines[begin]
        for title, cell in zip(_titles(table.rows[0]), row, strict=False):
            column = max(line.find(cell, column), column)
            found[-1][title] = begin, column
            column += len(cell)
    return found
