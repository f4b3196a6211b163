"""Points that the instructor gives instead of the grader, from a file that survives every regrading.

A YAML list or a CSV table of student, check, points and reason. The file is applied anew to every line
of a journal: a report is never changed, the line says what the grader gave and what counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest
from typing import Any, NamedTuple, NoReturn

from grader.batch.line import Head
from grader.batch.roster import as_said, key_of
from grader.batch.tables import rows_of
from grader.errors import UsageError
from grader.model import Verdict
from grader.spec.texts import Texts, read_texts

FIELDS = ("student", "check", "points", "reason")


class Override(NamedTuple):
    """One decision of the instructor's."""

    student: str
    check: str
    points: float
    reason: str


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
    words = (student, name, as_said(student), as_said(name))
    return tuple(dict.fromkeys(key for word in words if (key := key_of(word))))


def parse_overrides(text: str, *, file: str, points_possible: Mapping[str, float]) -> Overrides:
    """Return the decisions in ``text``; UsageError says what is wrong with which.

    ``points_possible`` has the exercise's checks and what each can earn.
    """
    rows = _table(text, file) if _is_table(text, file) else _yaml_rows(text, file)
    found: dict[str, tuple[Override, ...]] = {}
    for number, row in enumerate(rows, 1):
        override = _override(row, f"{file}: entry {number}", points_possible)
        key = key_of(as_said(override.student))
        if any(each.check == override.check for each in found.get(key, ())):
            _fail(f"{file}: entry {number}", f"a second decision on {override.student}'s {override.check}")
        found[key] = (*found.get(key, ()), override)
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
    rows, _ = rows_of(text.partition("\n")[0], file)
    return bool(rows) and {cell.lower() for cell in rows[0]} == {*FIELDS}


def _table(text: str, file: str) -> list[dict[str, Texts]]:
    """Return the entries of a CSV table; where the comma separates no cells it can be a decimal mark."""
    rows, sign = rows_of(text, file)
    header = [cell.lower() for cell in rows[0]] if rows else []
    found: list[dict[str, Texts]] = []
    for row in rows[1:]:
        entry: dict[str, Texts] = dict(zip_longest(header, row[: len(header)], fillvalue=""))
        points = entry.get("points")
        if sign != "," and isinstance(points, str):
            entry["points"] = points.replace(",", ".")
        found.append(entry)
    return found


def _yaml_rows(text: str, file: str) -> list[dict[str, Texts]]:
    document = read_texts(text, file=file) or []
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        _fail(file, f"expected a list of entries with {', '.join(FIELDS)}")
    return [row for row in document if isinstance(row, dict)]


def _override(row: Mapping[str, Texts], where: str, points_possible: Mapping[str, float]) -> Override:
    """Return one decision."""
    unknown = [key for key in row if key not in FIELDS]
    missing = [key for key in FIELDS if not row.get(key)]
    if unknown or missing:
        problem = f"'{unknown[0]}' is no field of it" if unknown else f"its {missing[0]} is missing"
        _fail(where, f"{problem}; expected {', '.join(FIELDS)}")
    student, check, points, reason = (str(row[key]).strip() for key in FIELDS)
    if check not in points_possible:
        _fail(where, f"no check '{check}'; the exercise has {', '.join(points_possible)}")
    try:
        number = float(points)
    except ValueError:
        number = math.nan
    if not 0 <= number <= points_possible[check]:
        _fail(where, f"expected points from 0 to {points_possible[check]:g}, found {points}")
    return Override(student=student, check=check, points=number, reason=reason)


def _fail(where: str, problem: str) -> NoReturn:
    raise UsageError(f"{where}: {problem}")
