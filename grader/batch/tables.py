"""A small table of the caller's, as spreadsheets of all countries write CSV."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from grader.errors import UsageError

NO_SIGN = "\x1f"  # between cells of one column alone


class Table(NamedTuple):
    """The rows that are not empty, without spaces around the cells; ``begins`` are their lines, from 0."""

    rows: list[list[str]]
    begins: list[int]
    lines: list[str]
    sign: str  # between the cells


def table_of(text: str, file: str) -> Table:
    """Return the table in a text.

    The header decides which sign it is: names below it have commas too. UsageError if it is no table.
    """
    # One more, so that a quote which is never closed is one of several lines in the last of them too.
    lines = [*io.StringIO(text.removeprefix("\ufeff"), newline=""), "\n"]
    first = next(filter(str.strip, lines), "")
    sign = max(f"{NO_SIGN},;\t", key=first.count)
    reader = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    table, begun = Table([], [], lines, sign), 0
    try:
        for row in reader:
            if reader.line_num > begun + 1:  # a cell of several lines is a quote that is closed where it ends
                list(csv.reader(lines[begun : reader.line_num], reader.dialect, strict=True))
            if any(cell.strip() for cell in row):
                table.rows.append([" ".join(cell.split()) for cell in row])
                table.begins.append(begun)
            begun = reader.line_num
    except csv.Error as error:
        raise UsageError(f"{file}: line {begun + 1}: {error}; is a quote in it never closed?") from error
    return table
