"""A folder as a source of submissions.

Links are never followed, neither while listing nor while reading: every part of a path is opened
below its parent (``O_NOFOLLOW``), and what was opened is looked at before a byte is read, so that
a pipe, a device or a file that was swapped in between costs that item alone.
"""

from __future__ import annotations

import os
import stat

from grader.batch.entries import MAX_DEPTH, MAX_ENTRIES, Bad, Entry, Listing, Parts, is_junk, too_large
from grader.errors import SubmissionError, UsageError, in_words

_OPEN = os.O_RDONLY | os.O_CLOEXEC
_STEP = _OPEN | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = _OPEN | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe must not be waited for


class Folder:
    """The files below ``path``; only ``path`` itself may be a link."""

    def __init__(self, path: str) -> None:
        self.root = os.open(path, _OPEN | os.O_DIRECTORY)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self.root)

    def listing(self) -> Listing:
        """Return what there is, in the order of the names."""
        return _Walk(self.root).listing()

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return a file's bytes; SubmissionError if it cannot be read or has more than ``limit``."""
        try:
            descriptor = self._open(entry.parts)
        except (OSError, ValueError) as error:
            raise SubmissionError(f"cannot be read: {in_words(error)}") from error
        try:
            with open(descriptor, "rb") as file:
                seen = os.fstat(descriptor)
                if not stat.S_ISREG(seen.st_mode):
                    raise SubmissionError(f"not a regular file but {kind_of(seen.st_mode)}")
                if seen.st_size > limit:
                    raise too_large(seen.st_size, limit)
                raw = file.read(limit + 1)
        except OSError as error:
            raise SubmissionError(f"cannot be read: {in_words(error)}") from error
        if len(raw) > limit:
            raise too_large(len(raw), limit)
        return raw

    def _open(self, parts: Parts) -> int:
        folder = os.dup(self.root)
        try:
            for part in parts[:-1]:
                below = os.open(part, _STEP, dir_fd=folder)
                os.close(folder)
                folder = below
            return os.open(parts[-1], _FILE, dir_fd=folder)
        finally:
            os.close(folder)


class _Walk:
    """One walk through a folder."""

    def __init__(self, root: int) -> None:
        self.entries: list[Entry] = []
        self.bad: list[Bad] = []
        self.repositories: set[Parts] = set()
        self.count = 0
        self.walk(os.dup(root), ())

    def listing(self) -> Listing:
        return Listing(
            entries=tuple(self.entries), bad=tuple(self.bad), repositories=frozenset(self.repositories)
        )

    def walk(self, descriptor: int, above: Parts) -> None:
        """Take in one folder; closes its descriptor."""
        try:
            with os.scandir(descriptor) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            self.bad.append(
                Bad(parts=above or (".",), reason=f"the folder cannot be read: {in_words(error)}")
            )
            return
        else:
            if not items and above:
                self.bad.append(Bad(parts=above, reason="an empty folder"))
            for item in items:
                self.take(item, descriptor, (*above, item.name))
        finally:
            os.close(descriptor)

    def take(self, item: os.DirEntry[str], folder: int, parts: Parts) -> None:
        """Take in one item of a folder."""
        self.count += 1
        if self.count > MAX_ENTRIES:
            raise UsageError(f"more than {MAX_ENTRIES} files and folders; name a smaller folder")
        if item.name == ".git" and parts[:-1]:
            self.repositories.add(parts[:-1])
        if is_junk(parts):
            return
        try:
            if item.is_dir(follow_symlinks=False):
                if len(parts) > MAX_DEPTH:
                    self.bad.append(Bad(parts=parts, reason=f"more than {MAX_DEPTH} folders deep"))
                else:
                    self.walk(os.open(item.name, _STEP, dir_fd=folder), parts)
                return
            seen = item.stat(follow_symlinks=False)
            if stat.S_ISREG(seen.st_mode):
                self.entries.append(Entry(parts, seen.st_size, seen.st_mtime, len(self.entries)))
            else:
                self.bad.append(Bad(parts=parts, reason=f"not a regular file but {kind_of(seen.st_mode)}"))
        except OSError as error:
            self.bad.append(Bad(parts=parts, reason=f"cannot be read: {in_words(error)}"))


def kind_of(mode: int) -> str:
    """Return in words what a file that is no regular one is."""
    kinds = {
        stat.S_IFLNK: "a link",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")
