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

_TOTAL = re.compile(r"\d{1,6}/0*(\d{1,6})", re.ASCII)  # of what a line says, "0/4"


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


def absent(said: Iterable[str], students: Iterable[str]) -> list[Shard]:
    """Return the shards of which no student is there; ``said`` is what lines say of theirs, "" for none."""
    found = [_TOTAL.fullmatch(each) for each in said]
    totals = sorted({int(each[1]) for each in found if each is not None and int(each[1]) > 1})
    there = {(number_of(student, total), total) for student in students for total in totals}
    return [
        Shard(number, total) for total in totals for number in range(total) if (number, total) not in there
    ]


def _slurm(environ: Mapping[str, str]) -> Shard:
    """Return the place of an array's task among its tasks; its ids need not begin at 0."""
    names = ("ID", "COUNT", "MIN", "MAX", "STEP")
    values = [environ.get(f"SLURM_ARRAY_TASK_{name}", "") for name in names]
    task, count, low, high, step = (int(value) if value.isdigit() else -1 for value in values)
    low, step = max(low, 0), max(step, 1)
    if task < low or count < 1 or (high >= 0 and (high - low) // step + 1 != count) or (task - low) % step:
        raise UsageError(
            f"SLURM_ARRAY_TASK_ID {values[0]} of {values[1] or 'an unknown count'}: the array's ids are not "
            "evenly spaced; give --shard i/n"
        )
    number = (task - low) // step
    return _shard(str(number), str(count), f"SLURM_ARRAY_TASK_ID {number}/{count}")


def _shard(number: str, total: str, where: str) -> Shard:
    if not (number.isdecimal() and total.isdecimal() and int(number) < int(total) <= 100_000):
        raise UsageError(f"{where}: expected i/n with i from 0 to n-1")
    return Shard(number=int(number), total=int(total))
