"""Whose file is this? The layouts in which course systems hand out submissions.

A layout claims a path for a student, from the names of folders and files alone, never from what a
file says. The layout is the first that claims nine tenths of the files; what it does not claim
is shown as nobody's. Where names leave a choice, no two students can become one: an id is cut
only where all names have the same beginning.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from grader.batch.entries import Listing, Parts, normal
from grader.batch.sources import ARCHIVES, UNOPENED
from grader.submission import SUFFIXES, without_added

SHARE = 0.9  # of the files that a layout has to claim
METADATA = "submission_metadata.yml"  # of a Gradescope export

_ANONYMOUS = re.compile(r"(?:(?P<late>LATE)_)?anon_(?P<id>[A-Za-z0-9]+)_\d+_(?P<file>.+)", re.DOTALL)
_CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?:\d+_(?P<file>.+)|(?P<kind>text|link)\.html)", re.DOTALL
)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assign(?:submission|feedback)_[a-z]+?(?:_(?P<file>.*))?", re.DOTALL
)
_BLACKBOARD = re.compile(
    r"(?P<head>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
)
_GRADESCOPE = re.compile(r"submission_(\d+)")
_WORK = (*SUFFIXES, *ARCHIVES, *UNOPENED)


class Claim(NamedTuple):
    """What a path says: whose it is, the file's own name, and when it was handed in as sortable text.

    A ``receipt`` was put there by the course system and not by the student.
    """

    student: str
    file: str
    name: str = ""
    attempt: str = ""
    late: bool = False
    receipt: bool = False


Claims: TypeAlias = Callable[[Parts], tuple[Claim, ...]]
Beside: TypeAlias = Callable[[Parts], str]  # what the system put beside submissions: its name, else ""


def nothing(_: Parts) -> str:
    """Say that a system put nothing beside submissions."""
    return ""


class Layout(NamedTuple):
    """A layout that was recognised, and why in words; ``doubtful`` where another may have been meant."""

    name: str
    why: str
    claims: Claims
    beside: Beside = nothing
    doubtful: bool = False


class Hints(NamedTuple):
    """What the caller says beside the names: a layout, the assignment, a pattern, Gradescope's metadata."""

    layout: str = ""
    assignment: str = ""
    name_regex: str = ""
    own: tuple[str, ...] = ()  # names of the batch's own files in the folder that it reads
    submitters: tuple[tuple[str, tuple[Claim, ...]], ...] = ()  # by folder; each Claim without a file
    folder: str = ""  # what the source itself is called


# --- one reader per course system: the path below the common folder → claims ------------------------


def canvas(parts: Parts) -> tuple[Claim, ...]:
    """Read a name of Canvas's "Download Submissions"."""
    found = None if len(parts) > 1 else _ANONYMOUS.fullmatch(parts[0]) or _CANVAS.fullmatch(parts[0])
    if found is None:
        return ()
    named = found.groupdict()
    file = named["file"] or f"{named['kind']}.html"
    return (Claim(student=found["id"], name=named.get("name") or "", file=file, late=bool(found["late"])),)


def moodle(parts: Parts) -> tuple[Claim, ...]:
    """Read a name of Moodle's "Download all submissions", in folders or without."""
    found = _MOODLE.fullmatch(parts[0])
    if found is None:
        return ()
    file = parts[-1] if len(parts) > 1 else found["file"] or parts[0]
    return (Claim(student=found["id"], name=found["name"], file=file),)


def blackboard_of(assignment: str) -> Claims:
    """Return the reader of Blackboard's names, all of which begin with ``assignment``."""

    def blackboard(parts: Parts) -> tuple[Claim, ...]:
        found = None if len(parts) > 1 else _BLACKBOARD.fullmatch(parts[0])
        if found is None or not found["head"].startswith(assignment):
            return ()
        student = found["head"][len(assignment) :]
        file, receipt = found["file"] or parts[0], found["file"] is None
        claim = Claim(student=student, file=file, attempt=found["time"], receipt=receipt)
        return (claim,) if student else ()

    return blackboard


def gradescope_of(submitters: dict[str, tuple[Claim, ...]]) -> Claims:
    """Return the reader of Gradescope's export: a submission of several counts for each of them."""

    def gradescope(parts: Parts) -> tuple[Claim, ...]:
        known = submitters.get(parts[0])
        if known is not None:
            return tuple(claim._replace(file=parts[-1]) for claim in known)
        found = _GRADESCOPE.fullmatch(parts[0])
        return () if found is None else (Claim(student=parts[0], file=parts[-1]),)

    return gradescope


def clones_of(prefix: str) -> Claims:
    """Return the reader of cloned repositories, ``<assignment>-<student>/``."""

    def clones(parts: Parts) -> tuple[Claim, ...]:
        student = parts[0].removeprefix(prefix)
        if not parts[0].startswith(prefix) or not student:
            return ()
        return (Claim(student=student, file=parts[-1]),)

    return clones


def plain(parts: Parts) -> tuple[Claim, ...]:
    """Read a folder of our own: a folder or a file for each student."""
    if len(parts) > 1:
        return (Claim(student=parts[0], file=parts[-1]),)
    stem = os.path.splitext(without_added(parts[0]))[0]
    if stem.lower().endswith(".tar"):
        stem = os.path.splitext(stem)[0]
    return (Claim(student=stem, file=parts[0]),) if stem else ()


def by_regex(pattern: re.Pattern[str]) -> Claims:
    """Return the reader of names by a pattern of the caller's, searched in the whole path."""

    def named(parts: Parts) -> tuple[Claim, ...]:
        found = pattern.search("/".join(parts))
        groups = {} if found is None else {key: value or "" for key, value in found.groupdict().items()}
        if not groups.get("student_id"):
            return ()
        name = f"{groups.get('first_name', '')} {groups.get('last_name', '')}".strip()
        file, attempt = groups.get("file_id") or parts[-1], sortable(groups.get("timestamp", ""))
        return (Claim(student=groups["student_id"], name=name, file=file, attempt=attempt),)

    return named


def sortable(text: str) -> str:
    """Return ``text`` so that its numbers sort as numbers: an attempt 10 comes after an attempt 9."""
    return re.sub(r"\d+", lambda found: found[0].zfill(20), text)


# --- what names have in common -----------------------------------------------------------------------


def common_prefix(names: Iterable[str], separator: str) -> str:
    """Return the common beginning of ``names`` up to its last ``separator``; of one name, before its last."""
    found = sorted(set(names))
    if not found:
        return ""
    first, last = found[0], found[-1]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind(separator, 0, same) + 1]


def blackboard_heads(paths: Sequence[Parts]) -> set[str]:
    """Return the parts of Blackboard's names that name assignment and student."""
    return {found["head"] for parts in paths if (found := _BLACKBOARD.fullmatch(parts[0]))}


def below(base: Parts, claims: Claims) -> Claims:
    """Return a reader for paths that all begin with ``base``; names come in normal form."""

    def within(parts: Parts) -> tuple[Claim, ...]:
        if base and parts[: len(base)] != base:
            return ()
        rest = parts[len(base) :]
        if not "".join(rest).isascii():
            rest = tuple(map(normal, rest))
        return claims(rest) if rest else ()

    return within


def beside_below(base: Parts, own: Beside) -> Beside:
    """Return ``own`` for paths that all begin with ``base``."""
    if own is nothing:
        return nothing

    def within(parts: Parts) -> str:
        return own(parts[len(base) :]) if parts[: len(base)] == base and parts[len(base) :] else ""

    return within


def bases(listing: Listing) -> list[Parts]:
    """Return the folders that hold everything: the root, and each that is alone in the one above.

    Beside it there may be notes and lists, which can be no submissions.
    """
    paths = [entry.parts for entry in listing.entries] + [bad.parts for bad in listing.bad if bad.place]
    found: list[Parts] = [()]
    while True:
        depth = len(found[-1]) + 1
        counted = (parts for parts in paths if len(parts) > depth or may_be_submission(parts[-1]))
        first = next(counted, ())
        others = any(len(parts) <= depth or parts[:depth] != first[:depth] for parts in counted)
        if len(first) <= depth or others:
            return found
        found.append(first[:depth])


def may_be_submission(name: str) -> bool:
    """Tell whether a file can be a submission by its name: what has no suffix may be a folder."""
    return without_added(name).lower().endswith(_WORK) or "." not in name
