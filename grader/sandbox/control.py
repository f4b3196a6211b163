"""The control socket between host and zygote: messages of one fixed size, both directions.

A stream of fixed-size messages rather than packets, because macOS has no packet sockets here.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

DESCRIPTOR = 3  # of the zygote's end, and later of the worker's channel
SIZE = 1024  # of every message; the rest is padding
FORK, KILL, ENDED = b"F", b"K", b"E"
_FORK = struct.Struct("<cdQH")
_ENDED = struct.Struct("<cidQ")


class ForkOrder(NamedTuple):
    """What the zygote must know to fork a worker."""

    cpu_s: float
    memory_bytes: int
    directory: str


class WorkerGone(NamedTuple):
    """How the zygote saw a worker end: wait status, CPU time and peak memory of all below it."""

    status: int
    cpu_s: float
    peak_memory_bytes: int


def message(kind: bytes) -> bytes:
    """Return a message without content."""
    return kind.ljust(SIZE, b"\0")


def fork(order: ForkOrder) -> bytes:
    """Return the message that asks for a worker."""
    directory = order.directory.encode("utf-8", "surrogateescape")
    head = _FORK.pack(FORK, order.cpu_s, order.memory_bytes, len(directory))
    if len(head) + len(directory) > SIZE:
        raise ValueError("the working directory's name is too long")
    return (head + directory).ljust(SIZE, b"\0")


def parse_fork(data: bytes) -> ForkOrder:
    """Return what a FORK message asks for."""
    _, cpu_s, memory_bytes, length = _FORK.unpack_from(data)
    directory = data[_FORK.size : _FORK.size + length].decode("utf-8", "surrogateescape")
    return ForkOrder(cpu_s=cpu_s, memory_bytes=memory_bytes, directory=directory)


def ended(gone: WorkerGone) -> bytes:
    """Return the message that a worker and all below it are gone."""
    return _ENDED.pack(ENDED, gone.status, gone.cpu_s, gone.peak_memory_bytes).ljust(SIZE, b"\0")


def parse_ended(data: bytes) -> WorkerGone | None:
    """Return how the worker ended, or None if the message is another one."""
    if data[:1] != ENDED:
        return None
    _, status, cpu_s, peak_memory_bytes = _ENDED.unpack_from(data)
    return WorkerGone(status=status, cpu_s=cpu_s, peak_memory_bytes=peak_memory_bytes)
