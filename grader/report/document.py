"""The report as JSON, version 1: ``report.schema.json`` beside this file describes it.

The keys stand in a fixed order. Numbers that JSON lacks are the texts "nan", "inf" and "-inf".
Two runs differ in the part ``timing`` and nowhere else.
"""

from __future__ import annotations

import json
from itertools import repeat
from typing import TypeAlias

from grader.model import CaseResult, CellOutcome, CheckResult, DimResult, Evidence, Raised, Report, Tally
from grader.report.escape import visible
from grader.report.outcome import exit_code, for_audience

SCHEMA_VERSION = 1
MOST_WRITTEN = 512  # results of a kind that are kept as text; when there are more, all are forgotten

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def render(report: Report) -> str:
    """Return the report as JSON in ASCII, ended by a line end."""
    seen = for_audience(report)
    checks, cells = map(check_document, seen.checks), map(cell_document, seen.cells)
    return written(report_document(seen, list(checks), list(cells)))


def written(document: object) -> str:
    """Return a document as JSON in ASCII, ended by a line end, that holds no order to a CI system."""
    text = json.dumps(plain(document), indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("##", "#\\u0023") + "\n"  # it stands in texts alone


class Lines:
    """Writes reports on one line each, without its end: for files that hold many reports.

    A check's result that comes again, as the same object, costs once, and so does what became of a cell.
    """

    def __init__(self) -> None:
        # With the result itself, whose identity nothing else may get meanwhile.
        self.written: dict[tuple[int, str], tuple[CheckResult, str]] = {}
        self.cells: dict[CellOutcome, str] = {}

    def render(self, report: Report) -> str:
        """Return a report's JSON on one line, without its end."""
        seen = for_audience(report)
        said = f"{report.audience}/{report.hidden_inputs}"
        parts = {
            "checks": ",".join(map(self.check, report.checks, seen.checks, repeat(said))),
            "cells": ",".join(map(self.cell, seen.cells)),
        }
        members = (
            f'"{key}":[{parts[key]}]' if key in parts else f'"{key}":{_compact(value)}'
            for key, value in report_document(seen, [], []).items()
        )
        return f"{{{','.join(members)}}}"

    def check(self, result: CheckResult, seen: CheckResult, said: str) -> str:
        """Return the JSON of a check's result as its audience sees it, which ``said`` tells."""
        key = id(result), said
        if key not in self.written:
            if len(self.written) >= MOST_WRITTEN:
                self.written = {}
            self.written[key] = result, _compact(check_document(seen))
        return self.written[key][1]

    def cell(self, outcome: CellOutcome) -> str:
        """Return the JSON of what became of a cell."""
        if outcome not in self.cells:
            if len(self.cells) >= MOST_WRITTEN:
                self.cells = {}
            self.cells[outcome] = _compact(cell_document(outcome))
        return self.cells[outcome]


def _compact(value: object) -> str:
    """Return a part of a report as JSON in ASCII without spaces."""
    return json.dumps(plain(value), separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def plain(value: object) -> Json:
    """Return ``value`` as JSON can hold it: no NaN, no infinity, no unseen character."""
    match value:
        case str():
            return visible(str(value))
        case float() if value != value or value in (float("inf"), float("-inf")):
            return repr(value)
        case None | bool() | int() | float():
            return value
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            raise TypeError(f"a report cannot hold {type(value).__name__}")


def report_document(report: Report, checks: list[object], cells: list[object]) -> dict[str, object]:
    """Return the report's document, in the schema's order, with those of its checks and cells."""
    return {
        "schema_version": SCHEMA_VERSION,
        "exercise": {
            "id": report.exercise_id,
            "title": report.exercise_title,
            "digest": report.exercise_digest,
        },
        "submission": {"name": report.submission_name, "sha256": report.submission_sha256},
        "grader": {"version": report.grader_version, "python": report.python_version},
        "reference": {"source": report.reference, "torch": report.torch_version},
        "sandbox": {"level": report.level, "walls": report.walls, "deadline_s": report.deadline_s},
        "hidden_inputs": report.hidden_inputs,
        "audience": report.audience,
        "points": report.points,
        "points_possible": report.points_possible,
        "checks": checks,
        "comparisons": [
            {
                "dim": comparison.dim,
                "one_sided": comparison.one_sided,
                "symmetric": comparison.symmetric,
                "difference": comparison.symmetric - comparison.one_sided,
            }
            for comparison in report.comparisons
        ],
        "cells": cells,
        "output": {"text": report.output, "bytes": report.output_bytes},
        "exit_code": exit_code(report),
        "timing": report.usage._asdict(),
    }


def check_document(check: CheckResult) -> dict[str, object]:
    """Return one check; it is hidden where all of its cases are."""
    return {
        "id": check.id,
        "kind": check.kind,
        "title": check.title,
        "entry_point": check.entry_point,
        "visibility": visibility(hidden=bool(check.cases) and all(case.hidden for case in check.cases)),
        "verdict": check.verdict,
        "points": check.points,
        "points_possible": check.points_possible,
        "message": check.message,
        "error": None if check.error is None else check.error._asdict(),
        "flags": [flag._asdict() for flag in check.flags],
        "evidence": [evidence_document(item) for item in check.evidence],
        "mistakes": [mistake._asdict() for mistake in check.mistakes],
        "expression": [node._asdict() for node in check.expression],
        "curve": [point._asdict() for point in check.curve],
        "cases": [case_document(case) for case in check.cases],
        "watch": [dim_document(dim) for dim in check.watch],
        **({} if check.decision is None else {"decision": check.decision._asdict()}),
    }


def case_document(case: CaseResult) -> dict[str, object]:
    """Return one case. ``tally`` stands for the inputs and dims that are withheld."""
    return {
        "id": case.id,
        "visibility": visibility(hidden=case.hidden),
        "verdict": case.verdict,
        "points": case.points,
        "points_possible": case.points_possible,
        "tolerance": case.tolerance._asdict(),
        "message": case.message,
        "origin": case.origin,
        "inputs": [[item._asdict() for item in inputs] for inputs in case.answers],
        "dims": [dim_document(dim) for dim in case.dims],
        "tally": tally_document(case.tally),
        "rule": case.rule,
    }


def tally_document(tally: Tally | None) -> dict[str, int] | None:
    """Return the tally of a case whose inputs are withheld, else None."""
    return None if tally is None else tally._asdict()


def dim_document(dim: DimResult) -> dict[str, object]:
    """Return one number beside the right ones."""
    return {**dim._asdict(), "kink": None if dim.kink is None else dim.kink._asdict()}


def evidence_document(item: Evidence) -> dict[str, object]:
    """Return one observation under the key of its type, so that the text "nan" stays a text."""
    if isinstance(item.value, str):
        return {"name": item.name, "text": item.value}
    return {"name": item.name, "points" if isinstance(item.value, tuple) else "number": item.value}


def cell_document(cell: CellOutcome) -> dict[str, object]:
    """Return one cell and what became of it: ``raised`` or ``ended`` holds the reason."""
    return {
        "label": cell.label,
        "state": cell.state,
        "retried": cell.retried,
        "raised": cell.error._asdict() if isinstance(cell.error, Raised) else None,
        "ended": None if cell.error is None or isinstance(cell.error, Raised) else cell.error._asdict(),
    }


def visibility(*, hidden: bool) -> str:
    """Return the schema's word for it."""
    return "hidden" if hidden else "visible"
