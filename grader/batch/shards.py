"""A class split over machines: which students are whose.

A student belongs to a shard by the digest of the name alone. The shards need not agree on a list: if a
submission comes in between their starts, none of the others moves, is lost or is graded twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from grader.batch.entries import normal
from grader.digest import sha256_hex
from grader.errors import UsageError

_SAID = re.compile(r"(\d{1,6})/0*(\d{1,6})", re.ASCII)  # by a line, "0/4"


class Shard(NamedTuple):
    """Shard ``number`` (from 0) of ``total``."""

    number: int = 0
    total: int = 1

    def holds(self, student: str) -> bool:
        """Tell whether a student, or the path of an item that is nobody's, belongs here."""
        return number_of(student, self.total) == self.number

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


WHOLE = Shard()


def number_of(student: str, total: int) -> int:
    """Return the shard, of ``total``, to which a student belongs, or an item that is nobody's."""
    return int(sha256_hex(normal(student).encode("utf-8", "surrogateescape")), 16) % total


def shard_of(text: str | None, environ: Mapping[str, str]) -> Shard:
    """Return the shard that the flag names, else the one of a SLURM array or a Kubernetes indexed job."""
    if text is not None:
        number, _, total = text.partition("/")
        return _shard(number, total, f"--shard {text}")
    if "SLURM_ARRAY_TASK_ID" in environ:
        return _slurm(environ)
    if "JOB_COMPLETION_INDEX" in environ:
        if "JOB_COMPLETIONS" not in environ:
            raise UsageError(
                "JOB_COMPLETION_INDEX is set, but not of how many: set JOB_COMPLETIONS to the job's "
                "completions, or give --shard i/n (--shard 0/1 is the whole class)"
            )
        number, total = environ["JOB_COMPLETION_INDEX"], environ["JOB_COMPLETIONS"]
        return _shard(number, total, f"JOB_COMPLETION_INDEX/JOB_COMPLETIONS {number}/{total}")
    return WHOLE


def absent(lines: Iterable[tuple[str, str]]) -> list[Shard]:
    """Return the shards of which no student is there; of each line is given its own and its student.

    Where all parts of one split are there, so is everybody, whatever else was split in another way.
    """
    split = [(shard_said(said).total, student) for said, student in set(lines)]
    lacking: list[Shard] = []
    for total in sorted({total for total, _ in split} - {1}):
        there = {number_of(student, total) for own, student in split if own in (1, total)}
        if len(there) == total:
            return []
        lacking += (Shard(number, total) for number in range(total) if number not in there)
    return lacking


def shard_said(said: str) -> Shard:
    """Return the shard that a line says is its own; the whole class where it says nothing."""
    found = _SAID.fullmatch(said)
    return Shard(int(found[1]), max(int(found[2]), 1)) if found is not None else WHOLE


def _slurm(environ: Mapping[str, str]) -> Shard:
    """Return the place of an array's task among its tasks; its ids need not begin at 0."""
    names = ("ID", "COUNT", "MIN", "MAX", "STEP")
    values = [environ.get(f"SLURM_ARRAY_TASK_{name}", "") for name in names]
    task, count, low, high, step = (int(value) if value.isdigit() else -1 for value in values)
    if not values[1]:
        raise UsageError(
            "SLURM_ARRAY_TASK_ID is set, but not of how many: set SLURM_ARRAY_TASK_COUNT to the number of "
            "the array's tasks, or give --shard i/n (--shard 0/1 is the whole class)"
        )
    low, step = max(low, 0), max(step, 1)
    if task < low or count < 1 or (high >= 0 and (high - low) // step + 1 != count) or (task - low) % step:
        raise UsageError(
            f"SLURM_ARRAY_TASK_ID {values[0]} of {values[1]}: the array's ids are not "
            "evenly spaced; give --shard i/n"
        )
    number = (task - low) // step
    return _shard(str(number), str(count), f"SLURM_ARRAY_TASK_ID {number}/{count}")


def _shard(number: str, total: str, where: str) -> Shard:
    if not (number.isdecimal() and total.isdecimal() and int(number) < int(total) <= 100_000):
        raise UsageError(f"{where}: expected i/n with i from 0 to n-1")
    return Shard(number=int(number), total=int(total))
