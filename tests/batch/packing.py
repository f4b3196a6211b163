"""Folders and archives built from a table of names, for the tests of everything that reads them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from grader.batch import collecting
from grader.batch.candidates import Rule
from grader.batch.layouts import Hints
from grader.batch.roster import Roster
from grader.batch.rows import Plan, Row
from grader.batch.sources import open_source

Pack = Callable[[Path, Mapping[str, bytes]], Path]

NO_HINTS, GRADF = Hints(), Rule(entry_points=("gradf",))
CODE = b"def gradf(a, b, c):\n    return [0, 0, 0]\n"


def folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return path


def tarred(path: Path, files: Mapping[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def plan_of(
    path: Path,
    hints: Hints = NO_HINTS,
    rule: Rule = GRADF,
    roster: Roster | None = None,
) -> Plan:
    source = open_source(str(path))
    try:
        return collecting.collect(source, hints, rule, collecting.Class(roster))
    finally:
        source.close()


def rows_of(plan: Plan) -> dict[str, Row]:
    return {row.student or row.path: row for row in plan.rows}


def chosen(plan: Plan) -> dict[str, str]:
    """Return the file that is graded for each student, and of the others the reason."""
    return {row.student or row.path: row.path if row.file else f"! {row.reason}" for row in plan.rows}
