"""A tar archive (plain, gzip or bzip2) as a source of submissions, read in memory under caps.

The headers are read here, in one pass and with a bound on each step: the standard library's reader
takes a header's word for the size of names and extended headers, and keeps every member.
"""

from __future__ import annotations

import bz2
import gzip
import os
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

from grader.batch.entries import MAX_ENTRIES, Bad, Entry, Listing, too_large
from grader.batch.members import Members
from grader.errors import SubmissionError

BLOCK = 512
INNER_MEMBERS = 10_000
MAX_HEADER_BYTES = 64 * 2**10  # of a long name or an extended header
MAX_RECORDS = 256  # of an extended header: what is known of one file
UNPACKED_BYTES = 8 * 2**30  # of a compressed archive: what lies behind is not reached
INNER_UNPACKED_BYTES = 256 * 2**20  # of an archive inside
_REGULAR = (b"0", b"\0", b"7")
_KINDS = {b"1": "a hard link", b"2": "a link", b"3": "a device", b"4": "a device", b"6": "a named pipe"}
_UNREADABLE = (OSError, EOFError, zlib.error, ValueError)


class _Header(NamedTuple):
    """One header block. ``place`` is where the member's bytes begin."""

    name: str
    size: int
    modified: float
    kind: bytes
    place: int


class _DamagedError(Exception):
    """What follows in the archive cannot be told apart any more."""


class Tar:
    """The members of a tar archive in an open binary file; SubmissionError if it is none."""

    def __init__(self, file: IO[bytes], *, inner: bool = False) -> None:
        self.raw = file
        self.most = INNER_UNPACKED_BYTES if inner else UNPACKED_BYTES
        self.members = INNER_MEMBERS if inner else MAX_ENTRIES
        self.file = _unpacking(file)
        try:
            first = self.file.read(BLOCK)
            _ = first.strip(b"\0") and _parse(first, 0)
        except (_DamagedError, *_UNREADABLE) as error:
            self.close()
            raise SubmissionError(f"neither a zip nor a tar archive that can be read: {error}") from error

    def close(self) -> None:
        """Let go of the archive."""
        self.file.close()
        self.raw.close()

    def listing(self) -> Listing:
        """Return what there is, in the archive's order; where it is damaged, the items before that."""
        members = Members()
        try:
            for header in self._headers():
                self._take(header, members)
        except (_DamagedError, *_UNREADABLE) as error:
            members.bad.append(Bad(("(the rest of the archive)",), f"cannot be read: {error}", place=False))
        return members.listing()._replace(unpacked=self._unpacked())

    def _unpacked(self) -> int:
        """Return how many bytes were unpacked since the archive's beginning."""
        return 0 if self.file is self.raw else self.file.tell()

    def _take(self, header: _Header, members: Members) -> None:
        is_folder = header.kind == b"5" or (header.kind in _REGULAR and header.name.endswith("/"))
        if is_folder and not header.name.strip("./"):
            return  # "./" is what many archives begin with
        parts = members.parts_of(header.name)
        if parts is None:
            return
        if is_folder:
            members.folders.append(parts)
        elif header.kind not in _REGULAR:
            members.refuse(parts, f"not a regular file but {_KINDS.get(header.kind, 'something else')}")
        else:
            # So that an archive which is opened anew can be read without a list of what it holds.
            members.entries.append(Entry(parts, header.size, header.modified, position=header.place))

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return a member's bytes; SubmissionError if it cannot be read or has more than ``limit``."""
        if entry.size > limit:
            raise too_large(entry.size, limit)
        try:
            self.file.seek(entry.position)
            raw = self.file.read(entry.size)
        except _UNREADABLE as error:
            raise SubmissionError(f"cannot be unpacked: {error}") from error
        if len(raw) < entry.size:
            raise SubmissionError("cannot be unpacked: the archive ends before it")
        return raw

    def _headers(self) -> Iterator[_Header]:
        """Yield the headers, long names put in their places."""
        place, count = 0, 0
        name, size = "", -1
        while (header := self._header(place)) is not None:
            count += 1
            if count > self.members:
                raise _DamagedError(f"more than {self.members} members")
            place = header.place + -(-header.size // BLOCK) * BLOCK
            if header.kind in b"LKxg":
                text = self._extended(header)
                if header.kind == b"L":
                    name = text.rstrip(b"\0").decode("utf-8", "surrogateescape")
                elif header.kind == b"x":
                    name, size = _pax(text, name, size)
                continue
            if size >= 0:
                header = header._replace(size=size)
                place = header.place + -(-size // BLOCK) * BLOCK
            yield header._replace(name=name or header.name)
            name, size = "", -1

    def _header(self, place: int) -> _Header | None:
        """Return the header at ``place``, None at the archive's end."""
        if place > self.most and self.file is not self.raw:
            raise _DamagedError(f"more than {self.most >> 20} MiB when unpacked")
        self.file.seek(place)
        block = self.file.read(BLOCK)
        return _parse(block, place + BLOCK) if block.strip(b"\0") else None

    def _extended(self, header: _Header) -> bytes:
        """Return the text of a long name or an extended header."""
        if header.size > MAX_HEADER_BYTES:
            raise _DamagedError(f"a header of {header.size} bytes")
        return self.file.read(header.size)


def _unpacking(file: IO[bytes]) -> IO[bytes]:
    magic = file.read(3)
    file.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    return cast("IO[bytes]", bz2.BZ2File(file)) if magic == b"BZh" else file


def _parse(block: bytes, place: int) -> _Header:
    """Return what a header block says; _DamagedError if its checksum is not right."""
    if len(block) < BLOCK:
        raise _DamagedError("it ends within a header")
    told = _number(block[148:156])
    if told != sum(block[:148]) + 8 * 32 + sum(block[156:]):
        raise _DamagedError("a header whose checksum is wrong")
    name = block[:100].partition(b"\0")[0]
    prefix = block[345:500].partition(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    path = prefix + b"/" + name if prefix else name
    kind = block[156:157]
    size = 0 if kind in b"123456" and kind != b"\0" else _number(block[124:136])
    return _Header(
        name=path.decode("utf-8", "surrogateescape"),
        size=size,
        modified=float(_number(block[136:148])),
        kind=kind,
        place=place,
    )


def _number(field: bytes) -> int:
    """Return a number of a header: octal digits, or bytes if its first bit is set."""
    if field[0] & 0x80:
        value = int.from_bytes(field[1:], "big")
    else:
        digits = field.partition(b"\0")[0].strip()
        if digits.strip(b"01234567"):
            raise _DamagedError("a header whose numbers are none")
        value = int(digits or b"0", 8)
    if value > 2**62:
        raise _DamagedError("a header with a size beyond any file")
    return value


def _pax(text: bytes, name: str, size: int) -> tuple[str, int]:
    """Return path and size as an extended header gives them, else those from before."""
    start = records = 0
    while start < len(text):
        records += 1
        length, _, _ = text[start : start + 7].partition(b" ")
        end = start + int(length) if length.isdigit() and len(length) < 7 else 0
        if not start < end <= len(text) or records > MAX_RECORDS:
            raise _DamagedError("an extended header that is none")
        key, _, value = text[start + len(length) + 1 : end - 1].partition(b"=")
        if key == b"path":
            name = value.decode("utf-8", "surrogateescape")
        elif key == b"size" and value.isdigit() and len(value) < 19:
            size = int(value)
        start = end
    return name, size


def open_tar(path: str) -> Tar:
    """Return the archive at ``path``."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    return Tar(open(descriptor, "rb"))
