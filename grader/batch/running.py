"""The run of a batch: every row of the plan gets its line in the journal, by the shortest way there is.

A line that is there already stays. A report made from the same bytes in the same circumstances is used
again, whoever handed them in. Everything else goes to the engine, one submission at a time as it
has room, so that the memory does not depend on how many there are.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from grader.batch import overrides as deciding
from grader.batch.candidates import File
from grader.batch.index import Index
from grader.batch.journal import Journal
from grader.batch.line import NOT_SAID, Circumstances, Head, Line, head_of, now
from grader.batch.overrides import Overrides
from grader.batch.rows import Row
from grader.batch.summary import Class
from grader.digest import sha256_hex
from grader.engines.seam import PULSE_S, Done, Engine, Task
from grader.errors import SubmissionError
from grader.report.document import plain
from grader.report.escape import visible
from grader.submission import MAX_NAME


class Setting(NamedTuple):
    """What a run needs to know beside the rows. ``read`` returns a file's bytes or raises SubmissionError."""

    read: Callable[[File], bytes]
    circumstances: Circumstances
    overrides: Overrides
    shard: str = ""  # such as "0/4", of a part of a class


class Counts(NamedTuple):
    """How the lines came about."""

    graded: int = 0
    taken_over: int = 0  # they were in the journal
    shared: int = 0  # a group's report was there, of the same file
    copied: int = 0  # another student's report was there, of the same bytes
    unread: int = 0  # there was nothing to grade

    @property
    def total(self) -> int:
        """Return the number of lines."""
        return sum(self)


class Batch:
    """One run over ``rows``."""

    def __init__(self, rows: Sequence[Row], setting: Setting, journal: Journal, index: Index) -> None:
        self.rows, self.setting, self.journal, self.index = rows, setting, journal, index
        self.counts = Counts()
        self.found = Class()  # of the lines, as they came
        self.codes: set[int] = set()
        self.places: list[int] = []  # of the rows' lines, as they came
        self.waiting: dict[str, list[Head]] = {}  # by digest: who waits for the report on these bytes
        self.digests: dict[int, str] = {}  # of the tasks on their way

    def run(self, engine: Engine) -> Iterator[Done | None]:
        """Bring every row to its line; yield what the engine does, for a caller who shows it."""
        for done in engine(self.tasks()):
            if done is not None:
                self.finish(done)
            self.journal.sync(patient=done is not None)
            yield done

    def tasks(self) -> Iterator[Task | None]:
        """Yield what has to be run, None where nothing is for a while; all else gets its line on the way."""
        yielded_s = time.monotonic()
        for number, row in enumerate(self.rows):
            task = self.task_of(number, row)
            if task is not None or time.monotonic() - yielded_s > PULSE_S:
                yield task
                yielded_s = time.monotonic()

    def task_of(self, number: int, row: Row) -> Task | None:
        """Return what has to be run for a row; None where it has its line now, or waits for a task's."""
        try:
            raw = b"" if row.file is None else self.setting.read(row.file)
        except SubmissionError as error:
            row, raw = row._replace(file=None, reason=str(error)), b""
        if row.file is None:
            self.settle(self.head(row, ""), b"", kind="unread")
            return None
        digest = sha256_hex(raw)
        head = self.head(row, digest)
        place = self.index.report_for(head)
        if place is not None:
            self.copy(head, self.journal.read(place))
            return None
        if digest in self.waiting:
            self.waiting[digest].append(head)
            return None
        self.waiting[digest], self.digests[number] = [head], digest
        return Task(number=number, name=name_of(row), raw=raw)

    def head(self, row: Row, digest: str) -> Head:
        """Return a line's head as it will stand in the journal."""
        setting = self.setting
        head = plain(head_of(row, digest, setting.circumstances, setting.shard, len(self.rows)))
        assert isinstance(head, dict)
        return head

    def finish(self, done: Done) -> None:
        """Write the lines of all who handed in what the engine has just done."""
        first, *others = self.waiting.pop(self.digests.pop(done.number))
        said = {
            "exit_code": done.exit_code,
            "reason": visible(done.problem),
            "points": done.points if done.report else None,
            "points_possible": done.points_possible if done.report else None,
            "checks": json.loads(done.checks),
        }
        line = Line(head=first | said, report=done.report)
        self.settle(line.head, line.report, kind="unread" if done.exit_code == 2 else "graded")
        for head in others:
            self.copy(head, line)

    def copy(self, head: Head, line: Line) -> None:
        """Write a student's line with the report of another one, or of an earlier run."""
        name, other = (each["path"].rpartition("/")[2][:MAX_NAME] for each in (head, line.head))
        report, reason = line.report, line.head["reason"]
        if name != other:
            reason = f"{name}{reason.removeprefix(other)}" if reason.startswith(f"{other}: ") else reason
            report = renamed(line, name) if line.has_report() else report
        checks = line.head["checks"]
        said = {
            "exit_code": line.head["exit_code"],
            "reason": reason,
            "points": sum(check["points"] for check in checks) if line.has_report() else None,
            "points_possible": line.head["points_possible"],
            "checks": checks,
        }
        shared = "shared" if head["path"] == line.head["path"] else "copied"
        own = head["student"]["id"] == line.head["student"]["id"]
        self.settle(head | said, report, kind="taken_over" if own else shared)

    def settle(self, head: Head, report: bytes, *, kind: str) -> None:
        """Write a line, unless it is there already."""
        student = head["student"]
        decided = self.setting.overrides
        head = deciding.apply(decided.of(student["id"], student["name"]), head, decided.points_possible)
        self.codes.add(head["exit_code"])
        place = self.index.place_of(head)
        if place is not None:
            there = self.journal.read(place)
            if there.head | NOT_SAID == head | NOT_SAID:
                self.note(place, there.head, kind if kind == "graded" else "taken_over")
                return
        line = Line(head=head | {"finished": now()}, report=report)
        place = self.journal.append(line.render())
        self.index.note(head, place, has_report=line.has_report())
        self.note(place, line.head, kind)

    def note(self, place: int, head: Head, kind: str) -> None:
        """Take in one line that stands in the journal."""
        self.places.append(place)
        self.found.add(head)
        self.counts = self.counts._replace(**{kind: getattr(self.counts, kind) + 1})

    def heads(self) -> Iterator[Head]:
        """Yield the head of every line of this run, from the disk."""
        for line in self.lines():
            yield line.head

    def lines(self) -> Iterator[Line]:
        """Yield every line of this run, from the disk."""
        for place in self.places:
            yield self.journal.read(place)


def name_of(row: Row) -> str:
    """Return what a submission is called in its report: the file's own name."""
    return row.path.rpartition("/")[2][:MAX_NAME]


def renamed(line: Line, name: str) -> bytes:
    """Return a report under another submission's name."""
    document = line.document()
    document["submission"]["name"] = name
    return json.dumps(document, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def exit_code(codes: set[int]) -> int:
    """Return the command's exit code: what cannot be used before our failures before what is not ok."""
    return next((code for code in (2, 3, 1) if code in codes), 0)
