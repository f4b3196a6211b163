"""What a folder or an archive holds: files that can be read, and items that cannot, each with its reason.

Nothing is unpacked to disk. A name is a path of parts that were checked one by one (``path_parts``), so
a name can point nowhere but into its own source. What is wrong with one item costs that item alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol
from unicodedata import normalize

from grader.errors import SubmissionError

MAX_ENTRIES = 200_000  # of one source; far above any class
MAX_DEPTH = 32
MAX_NAME_CHARS = 1024
LONGEST_SHOWN = 100  # characters of a name in a table

# What operating systems, editors and Python leave beside people's files.
JUNK_FOLDERS = frozenset(
    (
        "__MACOSX",
        "__pycache__",
        ".ipynb_checkpoints",
        ".git",
        ".venv",
        "venv",
        "node_modules",
        ".idea",
        ".vscode",
    )
)
JUNK_FILES = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))

Parts = tuple[str, ...]


class Entry(NamedTuple):
    """A regular file of a source. ``position`` is its place there, ``modified`` its time in seconds."""

    parts: Parts
    size: int
    modified: float
    position: int


class Bad(NamedTuple):
    """An item that cannot be read, and why in words; ``place``: its name says whose it is."""

    parts: Parts
    reason: str
    place: bool = True


class Listing(NamedTuple):
    """All items of a source. ``repositories`` are the folders that hold a ``.git``.

    ``unpacked`` are the bytes that had to be unpacked to see what there is.
    """

    entries: tuple[Entry, ...]
    bad: tuple[Bad, ...]
    repositories: frozenset[Parts] = frozenset()
    unpacked: int = 0


class Source(Protocol):
    """A folder or an archive."""

    def listing(self) -> Listing:
        """Return what there is."""

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return a file's bytes; SubmissionError if it cannot be read or has more than ``limit``."""

    def close(self) -> None:
        """Let go of what is open."""


class UnsafeNameError(Exception):
    """An archive's name for a member points out of the archive, or is none; says why."""


def path_parts(name: str) -> Parts:
    """Return the parts of a member's name; UnsafeNameError if it is no plain path below the archive."""
    if len(name) > MAX_NAME_CHARS:
        raise UnsafeNameError(f"a name of {len(name)} characters; at most {MAX_NAME_CHARS} are read")
    if "\\" in name:
        raise UnsafeNameError("a backslash in its name; pack it again with / between folders")
    if name.startswith("/"):
        raise UnsafeNameError("an absolute path as its name")
    if name[1:2] == ":":
        raise UnsafeNameError("a drive letter in its name")
    if "\0" in name:
        raise UnsafeNameError("a null character in its name")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise UnsafeNameError("'..' in its name")
    if not parts or len(parts) > MAX_DEPTH:
        raise UnsafeNameError("no name" if not parts else f"more than {MAX_DEPTH} folders deep")
    return parts


def unsafe_parts(name: str) -> Parts:
    """Return one part that shows a refused name: as a name it leads nowhere."""
    shown = name if len(name) <= MAX_NAME_CHARS else f"{name[:MAX_NAME_CHARS]}…"
    return (shown or "(no name)",)


def is_junk(parts: Parts) -> bool:
    """Tell whether a path is what machines leave beside people's files."""
    return not JUNK_FOLDERS.isdisjoint(parts) or parts[-1] in JUNK_FILES or parts[-1].startswith(("._", "~$"))


def empty_folders(folders: Iterable[Parts], listing: Listing) -> list[Bad]:
    """Return the folders under which there is nothing: a student's folder can be one."""
    paths = [each.parts for each in listing.entries] + [each.parts for each in listing.bad]
    used = {parts[:depth] for parts in paths for depth in range(1, len(parts) + 1)}
    empty = dict.fromkeys(parts for parts in folders if parts not in used)
    above = {parts[:-1] for parts in empty}
    return [Bad(parts=parts, reason="an empty folder") for parts in empty if parts not in above]


def repository_of(parts: Parts) -> Parts | None:
    """Return the folder whose ``.git`` the path is or lies in, or None."""
    return parts[: parts.index(".git")] if ".git" in parts[1:] else None


def normal(text: str) -> str:
    """Return ``text`` in the one form (NFC) in which equal-looking names are equal."""
    return text if text.isascii() else normalize("NFC", text)


def shown(parts: Parts) -> str:
    """Return the path as a person writes it."""
    return "/".join(parts)


def shortened(name: str) -> str:
    """Return a name as it is, or the beginning and the end of one that is too long to read."""
    if len(name) <= LONGEST_SHOWN:
        return name
    return f"{name[: LONGEST_SHOWN // 2]}…{name[-LONGEST_SHOWN // 2 + 1 :]}"


def too_large(size: int, limit: int) -> SubmissionError:
    """Return the error for a file above the limit; ``size`` is what is known of it."""
    return SubmissionError(f"{size / 2**20:.0f} MiB; at most {limit // 2**20} MiB are read")
