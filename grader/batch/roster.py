"""Who is in the class: a CSV file of names and ids, as course systems export them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import category, combining

from grader.batch.entries import normal
from grader.batch.tables import table_of
from grader.errors import UsageError

MAX_ROSTER_BYTES = 16 * 2**20
MOST_WORDS = 8  # of a name

_PARTICIPANT = re.compile(r"\D+ (\d+)")  # Moodle's "Participant 1234", in the site's language
NO_STUDENT = ("points possible", "student, test")


class Student(NamedTuple):
    """One line of a roster. ``keys`` are all the words by which submissions may call the student."""

    id: str
    name: str
    keys: tuple[str, ...]
    group: str = ""

    @property
    def submitted_as(self) -> str:
        """Return the id by which course systems name submissions: of "Participant 12" the number."""
        found = _PARTICIPANT.fullmatch(self.id)
        return found[1] if found else self.id


class Roster(NamedTuple):
    """A class. ``by_key`` finds a student by any word that is one student's alone, ``by_group`` a group.

    ``shared`` has the words that mean several students, ``turned`` names with the last words first: Canvas
    calls Ada Lovelace "lovelaceada".
    """

    students: tuple[Student, ...]
    by_key: dict[str, Student]
    by_group: dict[str, tuple[Student, ...]]
    shared: dict[str, tuple[Student, ...]]
    turned: dict[str, tuple[Student, ...]]

    def members(self, group: str) -> tuple[Student, ...]:
        """Return the students of the group of that name; none if two groups have it."""
        return self.by_group.get(key_of(group), ())

    def find(self, words: Iterable[str]) -> Student | None:
        """Return the student whom the first known word means, or None; a turned name if nothing else does."""
        keys = keys_of(words)
        known = next((student for key in keys if (student := self.by_key.get(key)) is not None), None)
        if known is not None or any(key in self.shared for key in keys):
            return known
        return next((found[0] for key in keys if len(found := self.turned.get(key, ())) == 1), None)

    def several(self, words: Iterable[str]) -> tuple[Student, ...]:
        """Return the students whom the first word means that means several; none if no word does."""
        keys = [key_of(word) for word in words]
        shared = next((found for key in keys if (found := self.shared.get(key))), ())
        return shared or next((found for key in keys if (found := self.turned.get(key))), ())

    def doubled(self) -> list[str]:
        """Return the ids that several students have, each with their names."""
        same: dict[str, list[Student]] = defaultdict(list)
        for student in self.students:
            same[key_of(student.id)].append(student)
        return [
            f"{found[0].id} ({' and '.join(each.name or each.id for each in found)})"
            for found in same.values()
            if len(found) > 1
        ]


def shown_as(student: str, name: str) -> str:
    """Return who it is in a list: the id and the name, once if they are the same."""
    return " ".join(dict.fromkeys(filter(None, (student, name))))


def key_of(word: str) -> str:
    """Return ``word`` without what course systems change about a name: case, spaces, signs, loose accents."""
    text = normal(word).casefold()
    if text.isascii():
        return text if text.isalnum() else re.sub(r"[\W_]+", "", text)
    return "".join(char for char in text if char.isalnum() or _spells(char))


def keys_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return words as they are compared, each once; of one of signs alone nothing."""
    return tuple(dict.fromkeys(filter(None, map(key_of, words))))


def as_said(name: str) -> str:
    """Return a name as people say it: of "Lovelace, Ada" it is "Ada Lovelace"."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def _spells(char: str) -> bool:
    """Tell whether a mark is a vowel or another part of a word, as in the scripts of India and Thailand.

    Accents that stand alone, the points of Hebrew and Arabic and what chooses an emoji's look are not.
    """
    if category(char) not in ("Mn", "Mc") or "\ufe00" <= char <= "\ufe0f":
        return False
    return not (10 <= combining(char) <= 36 or combining(char) >= 200)


def _titles(*titles: str) -> tuple[str, ...]:
    """Return titles of columns as they are compared."""
    return tuple(dict.fromkeys(map(key_of, titles)))


# Columns that say who somebody is, in the words of the course systems; grades are none of them. Titles are
# compared as names are: "StudentID", "Student ID#" and "student_id" are one.
IDS = _titles(
    "student id", "id", "sid", "canvas user id", "user id", "login id", "sis user id", "sis login id",
    "login", "username", "netid", "github username", "identifier", "id number", "student number",
    "student id number", "integration id", "org defined id", "email", "email address", "mail",
    "matrikelnummer", "matr.-nr.", "matrikel-nr.", "benutzername", "kennung", "id-nummer", "e-mail-adresse",
    "num\u00e9ro d'identification", "identifiant", "adresse de courriel", "adresse e-mail",
    "nombre de usuario", "n\u00famero de id", "direcci\u00f3n de correo", "correo electr\u00f3nico",
)  # fmt: skip
NAMES = _titles(
    "student", "name", "full name", "student name", "display name", "sortable name",
    "vollst\u00e4ndiger name", "nom complet", "nombre completo",
)  # fmt: skip
FIRST = _titles("first name", "given name", "vorname", "pr\u00e9nom", "nombre")
LAST = _titles(
    "last name", "surname", "family name",
    "nachname", "familienname", "nom", "nom de famille", "apellido", "apellidos",
)  # fmt: skip
_GROUPS = _titles(
    "group name", "group", "groups", "team", "team name",
    "gruppe", "groupe", "grupo", "gruppo", "groep", "grupp", "grupa",
)  # fmt: skip


def parse_roster(text: str, *, file: str) -> Roster:
    """Return the class in a CSV file's text; UsageError if no column says who is who."""
    rows = table_of(text, file).rows
    if not rows:
        raise UsageError(f"{file}: the roster is empty; expected a CSV file with a line for each student")
    header = [key_of(cell) for cell in rows[0]]
    if not {*IDS, *NAMES, *FIRST, *LAST}.intersection(header):
        if len(rows[0]) > 1:
            raise UsageError(
                f"{file}:1: no column says who is who; expected a header with one of "
                f"'student_id', 'name', 'email' or a course system's own, found {', '.join(rows[0])[:200]}"
            )
        header, rows = ["id"], [[], *rows]
    return _index([student for row in rows[1:] if (student := _student(header, row)) is not None])


def _student(header: Sequence[str], row: Sequence[str]) -> Student | None:
    """Return the student of one row, None if it holds no student."""
    cells = {title: cell for title, cell in zip(header, row, strict=False) if cell}
    ids = [cells[title].removeprefix("#") for title in IDS if title in cells]  # Brightspace's "#1001"
    ids += [found[1] for cell in ids if (found := _PARTICIPANT.fullmatch(cell))]
    first, last, name = (_first(cells, titles) for titles in (FIRST, LAST, NAMES))
    if first and not last:
        last = name  # "Name, Vorname"
    if first or not name:
        name = f"{first} {last}".strip()
    if not (ids or name) or name.casefold() in NO_STUDENT:
        return None
    words = [*ids, name, *((f"{last} {first}",) if first and last else ())]
    words.append(as_said(name))
    words += [word.partition("@")[0] for word in ids if "@" in word]
    return Student(ids[0] if ids else name, name, keys_of(words), group=_first(cells, _GROUPS))


def _first(cells: dict[str, str], titles: Iterable[str]) -> str:
    """Return the cell under the first of some titles that has one, "" if none has."""
    return next((cells[title] for title in titles if title in cells), "")


def _index(listed: list[Student]) -> Roster:
    """Return the roster; a word that means two students, or two groups, means nobody."""
    students = _each_once(listed)
    meant: dict[str, list[Student]] = defaultdict(list)
    turned: dict[str, list[Student]] = defaultdict(list)
    groups: dict[str, list[tuple[str, Student]]] = defaultdict(list)
    for student, rows in students:
        for key in student.keys:
            meant[key].append(student)
        for key in _turns(student.name):
            turned[key].append(student)
        for each in rows:
            if key_of(each.group):
                groups[key_of(each.group)].append((each.group, student))
    return Roster(
        students=tuple(student for student, _ in students),
        by_key={key: found[0] for key, found in meant.items() if len(found) == 1},
        by_group={
            key: tuple({each.id: each for _, each in found}.values())
            for key, found in groups.items()
            if len({name for name, _ in found}) == 1
        },
        shared={key: tuple(found) for key, found in meant.items() if len(found) > 1},
        turned={key: tuple(found) for key, found in turned.items()},
    )


def _turns(name: str) -> set[str]:
    """Return a name as it reads from each of its words on, the ones before at the end."""
    words = name.split()[:MOST_WORDS]
    return {key_of("".join(words[turn:] + words[:turn])) for turn in range(1, len(words))}


def _each_once(listed: Iterable[Student]) -> list[tuple[Student, list[Student]]]:
    """Return each student once, with their rows: a gradebook has one for every section that somebody is in.

    Two of one name without an id may be two people.
    """
    same: dict[tuple[str, ...], list[Student]] = defaultdict(list)
    for place, each in enumerate(listed):
        own = str(place) if each.id == each.name else ""
        same[key_of(each.id), key_of(each.name), own].append(each)
    found = []
    for rows in same.values():
        keys = tuple(dict.fromkeys(key for each in rows for key in each.keys))
        group = next((each.group for each in rows if each.group), "")
        found.append((rows[0]._replace(keys=keys, group=group), rows))
    return found
