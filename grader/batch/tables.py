"""A small table of the caller's, as spreadsheets of all countries write CSV."""

from __future__ import annotations

import csv
import io

from grader.errors import UsageError

NO_SIGN = "\x1f"  # between cells of one column alone


def rows_of(text: str, file: str) -> tuple[list[list[str]], str]:
    """Return the rows that are not empty, without spaces around the cells, and the sign between them.

    The header decides which sign it is: names below it have commas too. UsageError if it is no table.
    """
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    first = next(filter(str.strip, lines), "")
    sign = max(f"{NO_SIGN},;\t", key=first.count)
    reader = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    rows, begun = [], 0
    try:
        for row in reader:
            if reader.line_num > begun + 1:  # a cell of several lines is a quote that is closed where it ends
                list(csv.reader(lines[begun : reader.line_num], reader.dialect, strict=True))
            rows.append([" ".join(cell.split()) for cell in row])
            begun = reader.line_num
    except csv.Error as error:
        raise UsageError(f"{file}: line {begun + 1}: {error}; is a quote in it never closed?") from error
    return [row for row in rows if any(row)], sign
