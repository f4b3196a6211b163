"""Journals of several machines → one: in any order, as often as wanted, nothing lost and nothing doubled.

All lines are kept, each once, ordered by student and time, so that the last line of a student counts as in
every journal. The same students graded twice with different results are said to be in conflict.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from hashlib import blake2b
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from grader.batch.journal import places, read_line
from grader.batch.line import NOT_SAID, Head, Line, identity, parse_line, run_of
from grader.batch.phrases import counted
from grader.batch.shards import Shard, absent, number_of, shard_said
from grader.errors import UsageError, in_words

_TIMING = b',"timing":'  # the last part of a report, and the only one that differs between two runs


class Found(NamedTuple):
    """A line of one of the files, by what is needed to order it."""

    who: str
    finished: str
    content: bytes
    result: bytes
    run: bytes
    circumstances: bytes  # the run without the submission: equal in all lines of one batch
    failed: bool
    shard: str
    planned: int
    file: int
    place: int


class Unfinished(NamedTuple):
    """A journal whose batch was interrupted: ``there`` of the ``planned`` lines are in one of the files."""

    path: str
    shard: Shard
    there: int
    planned: int


class Merged(NamedTuple):
    """What a merge did, and what its caller has to be told."""

    lines: int
    students: int
    doubled: int
    conflicts: tuple[str, ...]  # students graded in the same way with different results
    damaged: tuple[str, ...]  # places of lines that are none
    absent: tuple[Shard, ...]  # of those that the lines come from
    unfinished: tuple[Unfinished, ...]


def merge(paths: Sequence[str], output: str) -> Merged:
    """Write all lines of the journals at ``paths`` to ``output``, which is replaced at the end at once."""
    with ExitStack() as stack:
        descriptors = [open_journal(path, stack) for path in paths]
        damaged: list[str] = []
        found: list[Found] = []
        for number, descriptor in enumerate(descriptors):
            before = len(found), len(damaged)
            found += _lines(descriptor, number, paths[number], damaged)
            require_journal(paths[number], lines=len(found) - before[0], damaged=len(damaged) - before[1])
        kept = _each_once(found)
        _require_held(output, {(line.who, line.content) for line in kept})
        _write(output, (read_line(descriptors[line.file], line.place) for line in kept))
    return Merged(
        lines=len(kept),
        students=len({line.who for line in kept}),
        doubled=len(found) - len(kept),
        conflicts=_conflicts(found),
        damaged=tuple(damaged),
        absent=tuple(absent((line.shard, line.who[1:]) for line in found)),
        unfinished=tuple(_unfinished(found, paths)),
    )


def open_journal(path: str, stack: ExitStack) -> int:
    """Return a descriptor of a journal, which the stack closes; UsageError if it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        stack.callback(os.close, descriptor)
        os.pread(descriptor, 1, 0)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: the journal cannot be read: {in_words(error)}") from error
    return descriptor


def require_journal(path: str, *, lines: int, damaged: int) -> None:
    """Raise UsageError for a file of which no line is one of a journal."""
    if damaged and not lines:
        raise UsageError(f"{path}: not a journal; expected a file that grade batch wrote")


def _require_held(output: str, kept: set[tuple[str, bytes]]) -> None:
    """Raise UsageError if what is at ``output`` is no journal, or has a line that would be lost."""
    if not os.path.exists(output) or not os.path.getsize(output):
        return
    with ExitStack() as stack:
        damaged: list[str] = []
        there = list(_lines(open_journal(output, stack), 0, output, damaged))
    if not there:
        raise UsageError(f"{output}: this file is there already and no journal; name another with -o")
    lost = sum((line.who, line.content) not in kept for line in there)
    if lost:
        raise UsageError(
            f"{output}: is there already with {counted(lost, 'line')} that no journal "
            "given here has; name another with -o, or give it among the journals"
        )


def _lines(descriptor: int, number: int, path: str, damaged: list[str]) -> Iterator[Found]:
    """Yield the lines of one file; those that are none are noted by their number."""
    for count, (place, raw) in enumerate(places(descriptor), 1):
        try:
            line = parse_line(raw)
        except ValueError as error:
            damaged.append(f"{path}:{count}: {error}")
            continue
        yield Found(
            who=identity(line.head),
            finished=line.head["finished"],
            content=_digest(line.head | NOT_SAID, line.report),
            result=_digest({key: line.head[key] for key in ("exit_code", "checks")}, line.report),
            run=_short(run_of(line.head)),
            circumstances=_short(run_of(line.head)[1:]),
            failed=line.head["exit_code"] == 3,
            shard=line.head.get("shard", ""),
            planned=line.head.get("planned", 0),
            file=number,
            place=place,
        )


def _digest(head: Head, report: bytes) -> bytes:
    """Return the digest of a line without its times."""
    return blake2b(repr(head).encode() + report.rpartition(_TIMING)[0], digest_size=16).digest()


def _short(words: tuple[str, ...]) -> bytes:
    return blake2b(repr(words).encode(), digest_size=16).digest()


def _each_once(found: Sequence[Found]) -> list[Found]:
    """Return every line once, the later of two that say the same, in the order of a journal."""
    latest: dict[tuple[str, bytes], Found] = {}
    for line in sorted(found, key=lambda line: (line.finished, line.content, line.shard, line.planned)):
        latest[line.who, line.content] = line
    return sorted(latest.values(), key=lambda line: (line.who, line.finished, line.content))


def _conflicts(found: Sequence[Found]) -> tuple[str, ...]:
    """Return the students whom two files grade in the same way with different results."""
    last: dict[tuple[str, int], Found] = {(line.who, line.file): line for line in found}
    results: dict[tuple[str, bytes], set[bytes]] = {}
    for line in last.values():
        if not line.failed:  # what the grader could not judge is no result
            results.setdefault((line.who, line.run), set()).add(line.result)
    return tuple(sorted({who[1:] for (who, _), seen in results.items() if len(seen) > 1}))


def unfinished(path: str, descriptor: int) -> Iterator[Unfinished]:
    """Yield the journal for each shard of which its batch has left students."""
    yield from _unfinished(list(_lines(descriptor, 0, path, [])), [path])


def _unfinished(found: Sequence[Found], paths: Sequence[str]) -> Iterator[Unfinished]:
    """Yield the journals of whose last batch some students are in no file at all, by shards.

    A class that is graded anew, by another exercise or grader, has a line for each student before that.
    """
    last: dict[tuple[int, Shard], Found] = {}
    for line in sorted(found, key=lambda line: line.finished):
        last[line.file, shard_said(line.shard)] = line
    everyone = {(line.who[1:], line.circumstances) for line in found}
    there = {
        total: Counter((number_of(student, total), circumstances) for student, circumstances in everyone)
        for total in {shard.total for _, shard in last}
    }
    for (file, shard), line in last.items():
        count = there[shard.total][shard.number, line.circumstances]
        if count < line.planned:
            yield Unfinished(paths[file], shard, count, line.planned)


def _write(path: str, lines: Iterator[Line]) -> None:
    """Write the lines so that a reader sees the old file or the new one."""
    name = ""
    try:
        with NamedTemporaryFile(
            "wb", dir=os.path.dirname(path) or ".", prefix=".grade-", delete=False
        ) as file:
            name = file.name
            for line in lines:
                file.write(line.render())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be written: {in_words(error)}") from error
    finally:
        if name:
            with suppress(OSError):
                os.unlink(name)
