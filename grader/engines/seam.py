"""What passes the seam: a task in, a result out. The results come as they are done.

An engine pulls its tasks one by one when it has room for them, so that what waits in memory does not
depend on how many there are; and whatever a submission breaks costs that submission alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeAlias


class Task(NamedTuple):
    """One submission: its bytes as they were handed in, and what it is called in messages."""

    number: int
    name: str
    raw: bytes


class Done(NamedTuple):
    """What became of a task: a report as JSON on one line, or the problem why there is none."""

    number: int
    exit_code: int  # as that of the command
    points: float = 0.0
    points_possible: float = 0.0
    checks: bytes = b"[]"  # JSON: of every check its verdict, points and wrong dims
    report: bytes = b""
    problem: str = ""


Work: TypeAlias = Callable[[Task], Done]
Opening: TypeAlias = Callable[[], AbstractContextManager[Work]]  # called where the work is done
# None is a heartbeat: nothing was done for a tenth of a second, and the caller may look after its own.
# Among the tasks it says that there is none yet, and the engine may look after its own.
Engine: TypeAlias = Callable[[Iterable[Task | None]], Iterator[Done | None]]
PULSE_S = 0.1  # between two heartbeats
