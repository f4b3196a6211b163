"""A CSV file of somebody else, taken apart so that it can be put together again byte for byte.

Python's csv module forgets how a cell was quoted and how a line ended. Here every cell keeps its own
text, and only a cell that is replaced is written anew.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from grader.errors import UsageError

MARK = "\ufeff"
DELIMITERS = ",;\t"
BREAK = re.compile(r"\r\n|\n|\r")
QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")(.*)', re.DOTALL)
# A cell in quotes, or a plain one that does not begin with a quote; and what ends it. Text behind the quotes
# belongs to the cell if they are closed in their line: else the quote of a later cell has closed them.
CELL = {
    sign: re.compile(
        rf'("[^"\r\n]*(?:""[^"\r\n]*)*"(?!")[^{sign}\r\n]*|"[^"]*(?:""[^"]*)*"(?!") *|(?!")[^{sign}\r\n]*)'
        rf"({sign}|\r\n|\n|\r|\Z)"
    )
    for sign in DELIMITERS
}


class Cell(NamedTuple):
    """One cell: as it stands in the file, and what it means."""

    raw: str
    value: str


class Row(NamedTuple):
    """One row with its line end; ``line`` counts from 1."""

    cells: tuple[Cell, ...]
    end: str
    line: int

    def value(self, column: int) -> str:
        """Return the text of a cell without the spaces around it, "" where the row is too short."""
        return self.cells[column].value.strip() if column < len(self.cells) else ""

    def with_value(self, column: int, value: str, delimiter: str) -> Row:
        """Return the row with one cell changed; it stays quoted if it was."""
        cells = list(self.cells)
        cells[column] = Cell(raw=quoted(value, cells[column].raw, delimiter), value=value)
        return self._replace(cells=tuple(cells))


class Worksheet(NamedTuple):
    """A CSV file. ``mark`` is the byte order mark, if there was one."""

    mark: str
    delimiter: str
    rows: tuple[Row, ...]

    def text(self) -> str:
        """Return the file's text."""
        lines = (self.delimiter.join(cell.raw for cell in row.cells) + row.end for row in self.rows)
        return self.mark + "".join(lines)


def quoted(value: str, old: str, delimiter: str) -> str:
    """Return ``value`` as a cell, quoted if it has to be or if the old cell was."""
    if old.startswith('"') or any(char in value for char in f'"\r\n{delimiter}'):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return value


def parse(text: str, *, file: str) -> Worksheet:
    """Return the worksheet in ``text``, whose line ends are those of the file.

    The delimiter is the one that finds the most cells in the first row. UsageError if a quote is
    never closed.
    """
    mark = MARK if text.startswith(MARK) else ""
    body = text[len(mark) :]
    first = BREAK.split(body, maxsplit=1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows: list[Row] = []
    place, line = 0, 1
    while place < len(body):
        cells, end, place = row_at(body, place, delimiter)
        if cells is None:
            raise UsageError(f"{file}: line {line}: a quote is never closed; is the file complete?")
        rows.append(Row(cells=cells, end=end, line=line))
        line += sum(len(BREAK.findall(cell.raw)) for cell in cells) + 1
    return Worksheet(mark=mark, delimiter=delimiter, rows=tuple(rows))


def row_at(body: str, place: int, delimiter: str) -> tuple[tuple[Cell, ...] | None, str, int]:
    """Return the row that begins at ``place``, its line end and where the next one begins.

    The cells are None if one of them does not end.
    """
    cells = []
    while match := CELL[delimiter].match(body, place):
        raw, end = match.groups()
        cells.append(Cell(raw=raw, value=value_of(raw)))
        place = match.end()
        if end != delimiter:
            return tuple(cells), end, place
    return None, "", place


def value_of(raw: str) -> str:
    """Return what a cell means: its text without the quotes around it."""
    match = QUOTED.fullmatch(raw)
    return raw if match is None else match[1].replace('""', '"') + match[2]
