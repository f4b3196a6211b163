"""The journal of a batch: JSON Lines, one line for each submission, written the moment it is done.

Lines are appended whole, and brought to the disk in groups at most a tenth of a second apart: whatever
ends the batch costs no more than what was on its way. A line that was torn is known by its missing end
and dropped. Of several lines of one student the last counts; those before are its history.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress

from grader.batch.line import Line, parse_line
from grader.errors import GraderError, UsageError, in_words

SYNC_S = 0.1
CHUNK = 2**20
MAX_LINE_BYTES = 64 * 2**20
BEGIN = b'{"schema_version":'


class JournalError(GraderError):
    """The journal cannot be written: what is in it stays, and the same command goes on from there."""


class Journal:
    """A journal open for appending, by this process alone; UsageError if it cannot be that."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            # Marks are somebody's own business: the owner alone may read them.
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{path}: the journal cannot be opened: {in_words(error)}; -o names another place"
            ) from error
        try:
            if not stat.S_ISREG(os.fstat(self.descriptor).st_mode):
                raise UsageError(f"{path}: the journal has to be a regular file")
            self._lock()
        except BaseException:
            os.close(self.descriptor)
            raise
        self.end = os.fstat(self.descriptor).st_size
        self.synced_s = 0.0
        self.dirty = False

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Bring the last lines to the disk and let go of the file; a journal of nothing is taken away."""
        with suppress(OSError):
            if self.dirty:
                os.fsync(self.descriptor)
            if not os.fstat(self.descriptor).st_size:
                os.unlink(self.path)
        os.close(self.descriptor)

    def _lock(self) -> None:
        import fcntl

        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                f"{self.path}: another batch is writing this journal; name another with -o"
            ) from error
        except OSError:
            return  # some network file systems have no locks

    def begins_as_one(self) -> bool:
        """Tell whether the file begins as a journal does, or is empty or as a power cut leaves one."""
        begin = os.pread(self.descriptor, len(BEGIN), 0).rstrip(b"\0")
        return BEGIN.startswith(begin)

    def drop_torn(self) -> int:
        """Cut off a last line that has no end; return its length."""
        whole = _whole(self.descriptor, self.end)
        torn = self.end - whole
        if torn:
            os.ftruncate(self.descriptor, whole)
            self.end = whole
        return torn

    def append(self, line: bytes) -> int:
        """Write a whole line; return where it begins. JournalError leaves the lines before as they were."""
        place = self.end
        try:
            left = memoryview(line)
            while left:
                left = left[os.write(self.descriptor, left) :]
        except OSError as error:
            self._undo(place)
            raise self._failed(error) from error
        self.dirty = True
        self.end += len(line)
        self.sync(patient=True)
        return place

    def _failed(self, error: OSError) -> JournalError:
        return JournalError(
            f"{self.path}: the journal cannot be written: {in_words(error)}; "
            "what is in it stays: make room and give the same command again"
        )

    def sync(self, *, patient: bool) -> None:
        """Bring what was written to the disk; ``patient``: not sooner than a moment after the last time.

        JournalError if that fails: some file systems find out only then that they are full.
        """
        now = time.monotonic()
        if self.dirty and not (patient and now - self.synced_s < SYNC_S):
            try:
                os.fsync(self.descriptor)
            except OSError as error:
                raise self._failed(error) from error
            self.synced_s, self.dirty = now, False

    def _undo(self, place: int) -> None:
        with suppress(OSError):
            os.ftruncate(self.descriptor, place)
        self.end, self.dirty = place, False

    def read(self, place: int) -> Line:
        """Return the line that begins at ``place``, which was written or read before."""
        return read_line(self.descriptor, place)


def read_line(descriptor: int, place: int) -> Line:
    """Return the line of a journal that begins at ``place``."""
    pieces: list[bytes] = []
    while chunk := os.pread(descriptor, CHUNK // 16, place):
        head, end, _ = chunk.partition(b"\n")
        pieces.append(head)
        if end:
            break
        place += len(chunk)
    return parse_line(b"".join(pieces))


def places(descriptor: int) -> Iterator[tuple[int, bytes]]:
    """Yield where every whole line begins, and its bytes; a torn last line is left out."""
    place, rest, base = 0, bytearray(), 0
    while chunk := os.pread(descriptor, CHUNK, base):
        base += len(chunk)
        rest += chunk
        start = 0
        while (end := rest.find(b"\n", start)) >= 0:
            yield place, bytes(rest[start:end])
            place += end + 1 - start
            start = end + 1
        del rest[:start]
        if len(rest) > MAX_LINE_BYTES:
            raise UsageError(f"not a journal: a line of more than {MAX_LINE_BYTES >> 20} MiB")


def _whole(descriptor: int, size: int) -> int:
    """Return the length of the whole lines of a file."""
    end = size
    while end > 0:
        begin = max(0, end - CHUNK)
        found = os.pread(descriptor, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0
