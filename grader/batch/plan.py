"""The plan as a table: every student, the file that would be graded, and what is left aside and why."""

from __future__ import annotations

from grader.batch.collecting import Plan, Row
from grader.report.escape import one_line

HEAD = ("student", "name", "file", "note")
WIDEST = 60


def render(plan: Plan, *, title: str) -> str:
    """Return the plan as text."""
    graded = sum(row.file is not None for row in plan.rows)
    lines = [
        f"{one_line(title)}: {graded} of {len(plan.rows)} can be graded",
        f"layout {plan.layout}: {one_line(plan.why)}",
        "",
    ]
    rows = sorted(plan.rows, key=lambda row: (row.student, row.path))
    lines += _table([HEAD, *(_cells(row) for row in rows)])
    for row in rows:
        if row.others and row.file is not None:
            lines += ["", f"{one_line(row.student)} also handed in:"]
            lines += [f"  {one_line(other.path)}: {one_line(other.reason)}" for other in row.others]
    lines += _list("ignored, no submission by its name", plan.ignored)
    lines += _list("students whose ids are almost the same", plan.alike)
    lines += _list("not in the roster", plan.unknown)
    lines += _list("no submission of", [f"{each.id} {each.name}".strip() for each in plan.missing])
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    note = f"not judged: {row.reason}" if row.file is None else ""
    others = f"{len(row.others)} more" if row.others and row.file else ""
    noted = ", ".join(filter(None, ("late" if row.late else "", note, others)))
    return (row.student or "(nobody)", row.name, row.path, noted)


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows in columns; the last one is as long as it is."""
    escaped = [[one_line(cell) for cell in row] for row in rows]
    widths = [min(WIDEST, max(len(row[column]) for row in escaped)) for column in range(len(HEAD) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in escaped
    ]


def _list(title: str, items: tuple[str, ...] | list[str]) -> list[str]:
    return ["", f"{title}:", *(f"  {one_line(item)}" for item in items)] if items else []
