"""What of a student's files may be the submission, and what cannot be it and why; archives are opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from fnmatch import fnmatchcase
from typing import NamedTuple

from grader.batch.entries import Entry, Source, shown
from grader.batch.layouts import Claim
from grader.batch.sources import ARCHIVES, UNOPENED, is_archive, open_inner
from grader.errors import SubmissionError
from grader.submission import MAX_FILE_BYTES, SUFFIXES, without_added

MAX_INNER = 2000  # files of one submission that is an archive
MAX_ARCHIVES = 20  # of one student that are opened
MAX_UNPACKED = 128 * 2**20  # bytes, to see what is in a student's archives: beyond it no other is opened
NO_CODE = "not a .py or .ipynb file"
_UNREAD = (
    "an archive within an archive; it is not opened",
    f"an archive of a kind that is not opened, unlike {', '.join(ARCHIVES)}",
)


class File(NamedTuple):
    """A file of the source, or a file inside one that is an archive."""

    entry: Entry
    inner: Entry | None = None

    @property
    def path(self) -> str:
        """Return where it is, as a person writes it."""
        return shown(self.entry.parts + (self.inner.parts if self.inner else ()))


class Candidate(NamedTuple):
    """A file that may be the submission, and what the names say of it."""

    file: File
    claim: Claim


class Other(NamedTuple):
    """A file or item that is not graded, and why; ``unread`` if that is because it cannot be read."""

    path: str
    reason: str
    unread: bool = False


Names = tuple[str, ...]
Read = Callable[[File], bytes]


class Rule(NamedTuple):
    """What is asked of a file: its name (a pattern, or nothing), and the names that it should define."""

    pattern: str = ""
    entry_points: Names = ()
    copies: bool = False  # "-1" before the suffix counts copies, as in Canvas


class Reader:
    """Reads files of a source; an archive in it stays open for all that is read from it in a row."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.opened: tuple[Entry, Source] | None = None

    def read(self, file: File) -> bytes:
        """Return the bytes of a file; SubmissionError if it cannot be read."""
        if file.inner is None:
            return self.source.read(file.entry, MAX_FILE_BYTES)
        if self.opened is None or self.opened[0] != file.entry:
            self.close()
            self.opened = file.entry, open_inner(self.source.read(file.entry, MAX_FILE_BYTES))
        return self.opened[1].read(file.inner, MAX_FILE_BYTES)

    def close(self) -> None:
        """Let go of the archive that is open."""
        if self.opened is not None:
            self.opened[1].close()
            self.opened = None


def read_file(source: Source, file: File) -> bytes:
    """Return the bytes of a file, in its archive if it is in one; SubmissionError if it cannot be read."""
    with closing(Reader(source)) as reader:
        return reader.read(file)


def candidates(
    source: Source, claimed: Sequence[tuple[Entry, Claim]], rule: Rule
) -> tuple[list[Candidate], list[Other]]:
    """Return the files that may be the submission, and the others with their reasons."""
    found: list[Candidate] = []
    others: list[Other] = []
    archives = _Archives(source)
    for entry, claim in claimed:
        if is_archive(entry.parts):
            try:
                inside, refused = archives.open(entry)
            except SubmissionError as error:
                others.append(Other(shown(entry.parts), str(error), unread=True))
                continue
            others += refused
            files = [File(entry=entry, inner=inner) for inner in inside]
            named = [(file, claim._replace(file=file.path.rpartition("/")[2])) for file in files]
        else:
            named = [(File(entry=entry), claim)]
        for file, said in named:
            reason = refusal(file, said, rule)
            if reason:
                others.append(Other(file.path, reason, unread=reason in _UNREAD))
            else:
                found.append(Candidate(file=file, claim=said))
    return found, others


def refusal(file: File, claim: Claim, rule: Rule) -> str:
    """Return why a file cannot be the submission by its name, or nothing."""
    if file.inner is not None and is_archive(file.inner.parts):
        return _UNREAD[0]
    called = (claim.file, without_added(claim.file))
    if called[0].lower().endswith(UNOPENED):
        return _UNREAD[1]
    if not called[1].lower().endswith(SUFFIXES):
        return NO_CODE
    if rule.pattern and not any(fnmatchcase(each, rule.pattern) for each in called):
        return f"its name is not such as {rule.pattern}"
    return ""


class _Archives:
    """The archives of one student: how many were opened so far, and what that took."""

    def __init__(self, source: Source) -> None:
        self.source, self.opened, self.unpacked = source, 0, 0

    def open(self, entry: Entry) -> tuple[list[Entry], list[Other]]:
        """Return the files inside an archive, and its items that cannot be read."""
        self.opened += 1
        if self.opened > MAX_ARCHIVES:
            raise SubmissionError(f"more than {MAX_ARCHIVES} archives")
        if self.unpacked > MAX_UNPACKED:
            raise SubmissionError(f"archives of more than {MAX_UNPACKED >> 20} MiB when unpacked")
        archive = open_inner(self.source.read(entry, MAX_FILE_BYTES))
        try:
            listing = archive.listing()
        finally:
            archive.close()
        self.unpacked += listing.unpacked
        if len(listing.entries) > MAX_INNER:
            raise SubmissionError(
                f"an archive of {len(listing.entries)} files; at most {MAX_INNER} are looked at"
            )
        bad = [Other(shown(entry.parts + each.parts), each.reason, unread=True) for each in listing.bad]
        return list(listing.entries), bad
