"""An exercise file on its way to being valid: its values, where each stands, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from grader.errors import Place, Problem, SpecError

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]  # ("checks", 0, "cases", 1, "points")
Spot: TypeAlias = tuple[int, int]  # line and column, from 0

# What YAML 1.1, and so the parser's marks, take for the end of a line.
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
FOUND_LENGTH = 60  # of what is quoted in a message
LINE_LENGTH = 300  # a longer line is not shown: its caret would be lost in it
PROBLEMS = 1_000  # nobody mends more at once, and a file of rubbish has a million


class Draft:
    """The plain document of a file, the places of its keys and values, and the problems so far.

    A path is *broken* once a problem was reported there. ``value`` and its typed relatives return
    None for what is missing, broken or holds something broken, so that each rule can look at just
    what it needs and every problem is found in one go.
    """

    def __init__(self, text: str, *, file: str) -> None:
        self.file = file
        self.lines = LINE_END.split(text)
        self.document: Plain = None
        self.keys: dict[Path, Spot] = {}
        self.values: dict[Path, Spot] = {}
        self.styles: dict[Path, str] = {}  # of texts: "|", ">", a quote, or "" for plain
        self._problems: set[Problem] = set()
        self._broken: set[Path] = set()
        self._unsound: set[Path] = set()  # all that is broken, or holds something broken

    # --- problems -----------------------------------------------------------------------------

    def report(self, path: Path, message: str, *, at_key: bool = False) -> None:
        """Note a problem at the value of ``path``, or at its key."""
        spots = self.keys if at_key else self.values
        self.report_at(spots.get(path) or self.values.get(path) or (0, 0), message)
        self._break(path)

    def report_missing(self, path: Path, message: str) -> None:
        """Note that the key ``path`` is missing; the place is the mapping that should have it."""
        owner = path[:-1]
        self.report_at(self.keys.get(owner) or self.values.get(owner) or (0, 0), message)
        self._break(path)

    def report_inside(self, path: Path, line: int, column: int, message: str) -> None:
        """Note a problem at ``line`` and ``column``, from 1, of the text at ``path``."""
        self.report_at(self._spot_inside(path, line, column), message)
        self._break(path)

    def report_at(self, spot: Spot, message: str) -> None:
        """Note a problem at a place of the file."""
        line, column = spot
        text = self.lines[line] if line < len(self.lines) else ""
        text = text if len(text) <= LINE_LENGTH else ""
        place = Place(file=self.file, line=line + 1, column=column + 1)
        self._problems.add(Problem(place=place, message=message, text=text))

    def raise_problems(self) -> None:
        """Raise SpecError with all problems in the file's order, if there are any."""
        problems = sorted(self._problems, key=lambda each: (each.place, each.message))
        if len(problems) > PROBLEMS:
            more = f"and {len(problems) - PROBLEMS} more problems from here on"
            problems[PROBLEMS:] = [problems[PROBLEMS]._replace(message=more)]
        if problems:
            raise SpecError(tuple(problems))

    def is_broken(self, path: Path) -> bool:
        """Return whether a problem was reported at ``path`` or above it."""
        return any(path[:length] in self._broken for length in range(len(path) + 1))

    def _break(self, path: Path) -> None:
        self._broken.add(path)
        self._unsound.update(path[:length] for length in range(len(path) + 1))

    def _spot_inside(self, path: Path, line: int, column: int) -> Spot:
        """Return where a place of a text stands in the file: its line at least, if lines were kept."""
        start_line, start_column = self.values[path]
        text, style = self.value_of(path), self.styles.get(path, "")
        source = LINE_END.split(text)[line - 1 : line] if isinstance(text, str) else []
        if style == "|" and start_line + line < len(self.lines):
            indent = self.lines[start_line + line].find(source[0]) if source else 0
            return start_line + line, max(indent, 0) + column - 1
        first = self.lines[start_line][start_column + len(style) :]
        if style != ">" and source and first.startswith(source[0]):  # no escapes, no folding
            return start_line, start_column + len(style) + column - 1
        return start_line, start_column

    # --- values -------------------------------------------------------------------------------

    def value_of(self, path: Path) -> Plain:
        """Return whatever stands at ``path``, broken or not; None if nothing does."""
        value = self.document
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def value(self, path: Path) -> Plain:
        """Return the value at ``path`` if it is there and nothing in it is broken, else None."""
        return None if path in self._unsound or self.is_broken(path) else self.value_of(path)

    def text(self, path: Path) -> str | None:
        """Return the sound text at ``path``, else None."""
        value = self.value(path)
        return value if isinstance(value, str) else None

    def number(self, path: Path) -> int | float | None:
        """Return the sound number at ``path``, else None."""
        value = self.value(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def items(self, path: Path) -> list[Plain] | None:
        """Return the sound list at ``path``, else None."""
        value = self.value(path)
        return value if isinstance(value, list) else None

    def texts(self, path: Path) -> tuple[str, ...] | None:
        """Return the sound list of texts at ``path``, else None."""
        items = self.items(path)
        return None if items is None else tuple(item for item in items if isinstance(item, str))

    def mapping(self, path: Path) -> dict[str, Plain] | None:
        """Return the sound mapping at ``path``, else None."""
        value = self.value(path)
        return value if isinstance(value, dict) else None

    def children(self, path: Path) -> list[Path]:
        """Return the paths of all items at ``path``, broken or not; none if ``path`` itself is."""
        value = None if self.is_broken(path) else self.value_of(path)
        if isinstance(value, dict):
            return [(*path, key) for key in value]
        return [(*path, index) for index in range(len(value))] if isinstance(value, list) else []

    def has(self, path: Path) -> bool:
        """Return whether the file has the key ``path``, whatever stands there."""
        return path in self.values


def describe(value: Plain) -> str:
    """Return what was found, in a few words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            short = value if len(value) <= FOUND_LENGTH else value[:FOUND_LENGTH] + "…"
            return f"the text {short!r}"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "a mapping"
        case _:
            return f"the number {value!r}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'kind'?", or the known names if none is close."""
    from difflib import get_close_matches  # slow to import, and only a wrong file needs it

    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; expected one of {', '.join(names)}" if names else ""
