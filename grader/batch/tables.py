"""A small table of the caller's, as spreadsheets of all countries write CSV."""

from __future__ import annotations

import csv

from grader.errors import UsageError

NO_SIGN = "\x1f"  # between cells of one column alone


def rows_of(text: str, file: str) -> tuple[list[list[str]], str]:
    """Return the rows that are not empty, without spaces around the cells, and the sign between them.

    The header decides which sign it is: names below it have commas too. UsageError if it is no table.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    first = next(filter(str.strip, lines), "")
    sign = max(f"{NO_SIGN},;\t", key=first.count)
    reader = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    try:
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        line = reader.line_num
        raise UsageError(f"{file}: line {line}: {error}; is a quote before it never closed?") from error
    return [row for row in rows if any(row)], sign
