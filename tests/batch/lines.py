"""Lines of journals built by hand."""

from __future__ import annotations

import json
from pathlib import Path

from grader.batch.line import Circumstances, Head, Line
from grader.report import document
from tests.report import builder

HERE = Circumstances("micrograd", "e" * 64, "0.1.0", "1" * 64, "instructor")
REPORT = document.Lines().render(builder.report())
CHECK = {"id": "gradf", "verdict": "wrong", "points": 1.0, "points_possible": 3.0, "wrong_dims": ["df/da"]}


def head(student: str = "ada", **changes: object) -> Head:
    said: Head = {
        "schema_version": 1,
        "student": {"id": student, "name": ""},
        "path": f"{student}/hw.py",
        "late": False,
        "submission_sha256": "a" * 64,
        **HERE._asdict(),
        "exit_code": 1,
        "reason": "",
        "points": 1.0,
        "points_possible": 3.0,
        "checks": [CHECK],
        "overrides": [],
        "others": [],
        "finished": "2024-05-01T10:00:00.000Z",
    }
    return said | changes


def line(student: str = "ada", report: str = REPORT, **changes: object) -> Line:
    return Line(head=head(student, **changes), report=report.encode())


def journal(path: Path, *lines: Line) -> Path:
    path.write_bytes(b"".join(each.render() for each in lines))
    return path


def report_with(**changes: object) -> str:
    return document.Lines().render(builder.report(**changes))  # type: ignore[arg-type]


def documents(path: Path) -> list[Head]:
    return [json.loads(raw) for raw in path.read_bytes().splitlines()]
