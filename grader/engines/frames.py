"""Messages between the engine and its hosts: a kind, a length and fields. Both ends are ours."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from grader.engines.seam import Done, Task

READY, REFUSED, DONE, TASK = b"R", b"X", b"D", b"T"
_HEAD = struct.Struct("<cQ")
_TASK = struct.Struct("<QI")
_DONE = struct.Struct("<QBddII")
CHUNK = 2**18


def message(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a message."""
    return _HEAD.pack(kind, len(payload)) + payload


def task_message(task: Task) -> bytes:
    """Return a task as a message."""
    name = task.name.encode("utf-8", "surrogateescape")
    return message(TASK, _TASK.pack(task.number, len(name)) + name + task.raw)


def parse_task(payload: bytes) -> Task:
    """Return the task in a message."""
    number, length = _TASK.unpack_from(payload)
    name = payload[_TASK.size : _TASK.size + length].decode("utf-8", "surrogateescape")
    return Task(number=number, name=name, raw=payload[_TASK.size + length :])


def done_message(done: Done) -> bytes:
    """Return a result as a message."""
    problem = done.problem.encode("utf-8", "surrogateescape")
    lengths = len(problem), len(done.checks)
    head = _DONE.pack(done.number, done.exit_code, done.points, done.points_possible, *lengths)
    return message(DONE, head + problem + done.checks + done.report)


def parse_done(payload: bytes) -> Done:
    """Return the result in a message."""
    number, exit_code, points, points_possible, said, listed = _DONE.unpack_from(payload)
    checks = _DONE.size + said
    problem = payload[_DONE.size : checks].decode("utf-8", "surrogateescape")
    report = payload[checks + listed :]
    return Done(
        number, exit_code, points, points_possible, payload[checks : checks + listed], report, problem
    )


class Inbox:
    """Bytes as they arrive → whole messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def take(self, arrived: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield kind and payload of every message that is complete now."""
        self._bytes += arrived
        while len(self._bytes) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._bytes)
            end = _HEAD.size + length
            if len(self._bytes) < end:
                return
            payload = bytes(self._bytes[_HEAD.size : end])
            del self._bytes[:end]
            yield kind, payload
