"""What each student of a class gets back: a file of their own in a folder, as students see the report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from grader.batch import lookup
from grader.batch.candidates import File
from grader.batch.line import Head, Line, identity, whose
from grader.batch.rows import Row
from grader.batch.running import name_of
from grader.digest import sha256_hex
from grader.errors import SubmissionError, UsageError
from grader.model import Report, Submission
from grader.submission import parse_submission

ENDINGS = {
    "csv": ".csv",
    "gradescope": ".json",
    "html": ".html",
    "json": ".json",
    "junit": ".xml",
    "markdown": ".md",
    "prairielearn": ".json",
    "text": ".txt",
}
_LONGEST = 50  # characters of a name, of at most four bytes each
# Everything but letters, digits and these has a meaning for some file system, shell or terminal.
_UNSAFE = re.compile(r"[^\w.@+-]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # of Windows


class Handout(NamedTuple):
    """One student's report, None where nothing was judged; ``name`` is the file's, without its ending."""

    name: str
    head: Head
    report: Report | None


def handouts(lines: Iterable[Line], journal: str) -> Iterator[Handout]:
    """Yield what each line's student gets: the report as students see it, with what was decided."""
    taken: set[str] = set()
    for line in lines:
        name = _own_name(line.head, taken)
        try:
            report = lookup.decided(line, journal)._replace(audience="student")
        except UsageError:
            report = None
        yield Handout(name, line.head, report)


def handed_in(row: Row | None, head: Head, read: Callable[[File], bytes]) -> Submission | None:
    """Return what a line's student handed in, None if it is not there any more as it was graded."""
    if row is None or row.file is None:
        return None
    try:
        raw = read(row.file)
        same = sha256_hex(raw) == head["submission_sha256"]
        return parse_submission(raw, name=name_of(row)) if same else None
    except SubmissionError:
        return None


def _own_name(head: Head, taken: set[str]) -> str:
    """Return a name that no other student's file has, whatever file system it is written to."""
    who = whose(head)
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", who)).strip("._-")[:_LONGEST]
    if _DEVICE.fullmatch(name):
        name = name.replace(".", "_")
    if name != who or name.casefold() in taken or _DEVICE.fullmatch(name):
        name = f"{name}-{sha256_hex(identity(head).encode('utf-8', 'backslashreplace'))[:8]}".lstrip("-")
    taken.add(name.casefold())
    return name
