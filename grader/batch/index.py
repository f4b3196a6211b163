"""What a journal already holds, small enough for a class of any size: places in the file, no reports."""

from __future__ import annotations

from grader.batch.journal import places
from grader.batch.line import Head, identity, parse_line, run_of
from grader.digest import sha256_hex


class Index:
    """Where the last line of each student begins, and a line for each report that can be used again."""

    def __init__(self) -> None:
        self.last: dict[bytes, int] = {}
        self.reports: dict[bytes, int] = {}
        self.damaged = 0

    def load(self, descriptor: int) -> None:
        """Take in all lines of an open journal; those that are none of ours are counted."""
        for place, raw in places(descriptor):
            try:
                line = parse_line(raw)
            except ValueError:
                self.damaged += 1
                continue
            self.note(line.head, place, has_report=line.has_report())

    def note(self, head: Head, place: int, *, has_report: bool) -> None:
        """Take in one line. What the grader failed to judge is run again, so its report is no use."""
        self.last[_short(identity(head))] = place
        if has_report and head["exit_code"] != 3:
            self.reports[_short(*run_of(head))] = place

    def place_of(self, head: Head) -> int | None:
        """Return where the last line of the same student begins."""
        return self.last.get(_short(identity(head)))

    def report_for(self, head: Head) -> int | None:
        """Return the place of a line whose report was made from the same submission in the same way."""
        return self.reports.get(_short(*run_of(head)))


def _short(*words: str) -> bytes:
    """Return sixteen bytes for ``words``, as good as the words themselves and much smaller."""
    return bytes.fromhex(sha256_hex("\0".join(words).encode("utf-8", "surrogateescape"))[:32])
