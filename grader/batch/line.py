"""One line of a journal: what became of one student's submission, with the report.

``grader/report/journal.schema.json`` describes it. The report stands last, so that the rest can be read
without it: a class's table needs no more.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import isfinite
from typing import Any, NamedTuple

from grader import __version__
from grader.batch.rows import Row
from grader.digest import sha256_hex
from grader.errors import UsageError
from grader.model import AnswerKey, Exercise, Verdict
from grader.report.document import plain
from grader.report.escape import one_line

SCHEMA_VERSION = 1
ANSWERED = frozenset((Verdict.OK, Verdict.WRONG))
_REPORT = b',"report":'  # inside a text its quotes would be escaped

Head = dict[str, Any]
# When and where it was said, and beside how many others: no part of what a line says.
NOT_SAID: Head = {"finished": "", "shard": "", "planned": 0}


class Circumstances(NamedTuple):
    """What decides a report beside the submission: equal circumstances, equal report."""

    exercise_id: str
    exercise_digest: str
    grader_version: str
    inputs_digest: str
    audience: str


class Line(NamedTuple):
    """A line as it stands in a journal: everything but the report, and the report's JSON or ``null``."""

    head: Head
    report: bytes

    def render(self) -> bytes:
        """Return the line with its end."""
        head = json.dumps(plain(self.head), separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return b"%b%b%b}\n" % (head[:-1].encode("ascii"), _REPORT, self.report or b"null")

    def has_report(self) -> bool:
        """Tell whether the submission was graded."""
        return self.report not in (b"", b"null")

    def document(self) -> dict[str, Any]:
        """Return the report; UsageError where it is no report."""
        try:
            found = json.loads(self.report)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise UsageError(f"{one_line(self.head['student']['id'])}: a line without a report")
        return found


def circumstances_of(exercise: Exercise, key: AnswerKey, audience: str) -> Circumstances:
    """Return the circumstances; the inputs are part of them, for a secret may have drawn some."""
    inputs = [(case.check_id, case.case_id, [each.inputs for each in case.answers]) for case in key.cases]
    return Circumstances(
        exercise_id=exercise.id,
        exercise_digest=exercise.digest,
        grader_version=__version__,
        inputs_digest=sha256_hex(repr(inputs).encode()),
        audience=audience,
    )


def head_of(row: Row, sha256: str, circumstances: Circumstances, shard: str, planned: int) -> Head:
    """Return the part of a line that is known before anything is run."""
    return {
        "schema_version": SCHEMA_VERSION,
        "student": {"id": row.student, "name": row.name},
        "path": row.path,
        "late": row.late,
        "shard": shard,
        "planned": planned,
        "submission_sha256": sha256,
        **circumstances._asdict(),
        "exit_code": 2,
        "reason": row.reason,
        "points": None,
        "points_possible": None,
        "checks": [],
        "overrides": [],
        "others": [{"path": other.path, "reason": other.reason} for other in row.others],
        "finished": "",
    }


def now() -> str:
    """Return the time as a line tells it, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_line(raw: bytes) -> Line:
    """Return the line in ``raw``; ValueError if it is none of ours, the report itself unread."""
    if not raw.isascii() or b"\0" in raw:
        raise ValueError("a damaged line: a journal holds ASCII alone")
    head, found, report = raw.rstrip(b"\n").partition(_REPORT)
    if not found or not report.endswith(b"}"):
        raise ValueError("not a line of a journal")
    try:
        said = json.loads(head + b"}", parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        raise ValueError("a damaged line: not JSON") from error
    if not isinstance(said, dict) or said.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"not a line of version {SCHEMA_VERSION}")
    student = said.get("student")
    texts = ("path", "submission_sha256", *Circumstances._fields, "reason", "finished")
    if (
        not isinstance(student, dict)
        or not all(isinstance(student.get(key), str) for key in ("id", "name"))
        or not all(isinstance(said.get(key), str) for key in texts)
        or not isinstance(said.get("shard", ""), str)
        or not isinstance(said.get("planned", 0), int)
        or not all(isinstance(said.get(key), list) for key in ("checks", "overrides", "others"))
        or not all(isinstance(said.get(key), int | float | None) for key in ("points", "points_possible"))
        or said.get("exit_code") not in (0, 1, 2, 3)
    ):
        raise ValueError("a line that lacks what every line has")
    identity(said).encode("utf-8", "surrogateescape")  # raises where no name of a file can be such
    return Line(head=said, report=report[:-1])


def _finite(digits: str) -> float:
    """Return a number of a line; ValueError for infinity and what is no number."""
    number = float(digits)
    if not isfinite(number):
        raise ValueError("no number")
    return number


def identity(head: Head) -> str:
    """Return whose line it is: the student, or the item that is nobody's."""
    student = head["student"]["id"]
    return f"s{student}" if student else f"p{head['path']}"


def whose(head: Head) -> str:
    """Return whose line it is, for a person: the student's id, or the path of an item that is nobody's."""
    return str(head["student"]["id"] or head["path"])


def run_of(head: Head) -> tuple[str, ...]:
    """Return what decided the report: lines that agree in it hold the same one."""
    return (head["submission_sha256"], *(head[field] for field in Circumstances._fields))
