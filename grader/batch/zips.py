"""A zip archive as a source of submissions, read in memory under caps that do not trust its headers.

The list of members is bounded before it is parsed, a member's bytes while they are inflated. Only
stored and deflated members are read: the other methods of compression cannot be bounded step by step.
"""

from __future__ import annotations

import io
import os
import stat
import sys
import time
import zipfile
import zlib
from contextlib import suppress
from typing import IO

from grader.batch.entries import MAX_ENTRIES, Entry, Listing, too_large
from grader.batch.folders import kind_of
from grader.batch.members import Members
from grader.errors import SubmissionError

DIRECTORY_BYTES = 16 * 2**20  # of the list of members: some hundred thousand names
INNER_DIRECTORY_BYTES = 2**20  # of an archive inside
_ENCRYPTED, _UTF8 = 0x1, 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)


class _Bounded(io.BufferedReader):
    """A file of which nobody reads more than ``most`` bytes at once: the list of members is one such read."""

    most = DIRECTORY_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.most:
            raise zipfile.BadZipFile(f"its list of members has more than {self.most >> 20} MiB")
        return super().read(size)


class Zip:
    """The members of a zip archive in an open binary file; SubmissionError if it is none."""

    def __init__(self, file: IO[bytes], *, inner: bool = False) -> None:
        self.file = _Bounded(file)  # type: ignore[arg-type]  # a binary file is raw enough for it
        self.file.most = INNER_DIRECTORY_BYTES if inner else DIRECTORY_BYTES
        try:
            self.zip = zipfile.ZipFile(self.file)
        except _UNREADABLE as error:
            self.file.close()
            found = str(error)[:1].lower() + str(error)[1:]
            if found == "file is not a zip file":  # it begins as one
                found = "its end is missing; is the file complete?"
            raise SubmissionError(f"not a zip archive that can be read: {found}") from error
        self.file.most = sys.maxsize  # members have bounds of their own

    def close(self) -> None:
        """Let go of the archive."""
        self.zip.close()
        self.file.close()

    def listing(self) -> Listing:
        """Return what there is, in the archive's order."""
        members = Members()
        infos = self.zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise SubmissionError(f"an archive of {len(infos)} members; at most {MAX_ENTRIES} are read")
        for position, info in enumerate(infos):
            name = name_of(info)
            parts = members.parts_of(name)
            if parts is None:
                continue
            reason = refusal(info)
            if name.endswith("/"):
                members.folders.append(parts)
            elif reason:
                members.refuse(parts, reason)
            else:
                members.entries.append(Entry(parts, info.file_size, modified(info), position))
        return members.listing()

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return a member's bytes; SubmissionError if it cannot be read or has more than ``limit``."""
        info = self.zip.infolist()[entry.position]
        if info.file_size > limit:
            raise too_large(info.file_size, limit)
        try:
            with self.zip.open(info) as member:
                raw = member.read(limit + 1)
        except zipfile.BadZipFile as error:
            raise SubmissionError(
                "cannot be unpacked: damaged, its name or bytes are not what the archive's list says"
            ) from error
        except _UNREADABLE as error:
            raise SubmissionError(f"cannot be unpacked: {error}") from error
        if len(raw) > limit:
            raise too_large(len(raw), limit)
        return raw


def name_of(info: zipfile.ZipInfo) -> str:
    r"""Return a member's name: what is not marked as UTF-8 is that all the same if it can be.

    Old tools of Windows write ``\`` between folders: so it is read where no ``/`` is in the name.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name if "/" in name else name.replace("\\", "/")


def refusal(info: zipfile.ZipInfo) -> str:
    """Return why a member is not read, or nothing."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):  # 0: packed where there are no such modes
        return f"not a regular file but {kind_of(mode)}"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; pack it again without a password"
    if info.compress_type not in _METHODS:
        return f"packed with method {info.compress_type}; pack it again as a plain zip"
    return ""


def modified(info: zipfile.ZipInfo) -> float:
    """Return when a member was changed last, in seconds of this machine's time zone; 0 if it is no date."""
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def open_zip(path: str) -> Zip:
    """Return the archive at ``path``."""
    return Zip(open(path, "rb", buffering=0, opener=_regular))


def _regular(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
