"""The control socket between host and zygote: messages of one fixed size, both directions.

A stream of fixed-size messages rather than packets, because macOS has no packet sockets here.
"""

from __future__ import annotations

import select
import socket
import struct
from typing import NamedTuple

from grader.sandbox.launch import DESCRIPTOR as DESCRIPTOR

SIZE = 1024  # of every message; the rest is padding
# Names of walls.
FILTER = "system-call filter"
OWN_SPACES = "own namespaces (user, files, processes, network, IPC, host name)"
READY, FORK, KILL, ENDED = b"R", b"F", b"K", b"E"
_FORK = struct.Struct("<cQdQH")
_ENDED = struct.Struct("<cQidQ")


class ZygoteLostError(Exception):
    """The zygote died; its job has to run again on another one."""


class Ready(NamedTuple):
    """What the zygote says once, when it is set up: the walls that stand, or why they do not."""

    level: str
    problem: str  # empty when the level was reached
    writable: bool  # whether its workers need a directory of their own
    modules: tuple[str, ...]  # those it has loaded: a worker's word on what is absent counts for nothing
    walls: tuple[str, ...]


class ForkOrder(NamedTuple):
    """What the zygote must know to fork a worker."""

    cpu_s: float
    memory_bytes: int
    directory: str


class WorkerGone(NamedTuple):
    """How the zygote saw a worker end: wait status, CPU time and peak memory of all below it."""

    number: int  # by which it was asked for
    status: int
    cpu_s: float
    peak_memory_bytes: int


def comes(control: socket.socket, seconds: float) -> bool:
    """Tell whether a message or the end comes within ``seconds``.

    By ``poll``: in a service that has more than a thousand files open ``select`` takes no more of them.
    """
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def message(kind: bytes) -> bytes:
    """Return a message without content."""
    return kind.ljust(SIZE, b"\0")


def ready(said: Ready) -> bytes:
    """Return the message that the zygote is set up, or cannot be."""
    writable = "writable" if said.writable else ""
    fields = (said.level, said.problem[:500], writable, " ".join(said.modules), *said.walls)
    text = "\n".join(field.replace("\n", " ").replace("\0", " ") for field in fields)
    return READY + text.encode("utf-8", "replace")[: SIZE - 1].ljust(SIZE - 1, b"\0")


def parse_ready(data: bytes) -> Ready:
    """Return what the zygote said of its set-up; ZygoteLostError if it said something else."""
    level, *rest = data[1:].rstrip(b"\0").decode("utf-8", "replace").split("\n")
    if data[:1] != READY or len(rest) < 3:
        raise ZygoteLostError
    problem, writable, modules, *walls = rest
    return Ready(
        level=level,
        problem=problem,
        writable=bool(writable),
        modules=tuple(modules.split()),
        walls=tuple(walls),
    )


def fork(order: ForkOrder, number: int) -> bytes:
    """Return the message that asks for a worker, whose end will be told with ``number``."""
    directory = order.directory.encode("utf-8", "surrogateescape")
    head = _FORK.pack(FORK, number, order.cpu_s, order.memory_bytes, len(directory))
    if len(head) + len(directory) > SIZE:
        raise ValueError("the working directory's name is too long")
    return (head + directory).ljust(SIZE, b"\0")


def parse_fork(data: bytes) -> tuple[ForkOrder, int]:
    """Return what a FORK message asks for, and the worker's number."""
    _, number, cpu_s, memory_bytes, length = _FORK.unpack_from(data)
    directory = data[_FORK.size : _FORK.size + length].decode("utf-8", "surrogateescape")
    return ForkOrder(cpu_s=cpu_s, memory_bytes=memory_bytes, directory=directory), number


def ended(gone: WorkerGone) -> bytes:
    """Return the message that a worker and all below it are gone."""
    return _ENDED.pack(ENDED, gone.number, gone.status, gone.cpu_s, gone.peak_memory_bytes).ljust(SIZE, b"\0")


def parse_ended(data: bytes) -> WorkerGone | None:
    """Return how the worker ended, or None if the message is another one."""
    if data[:1] != ENDED:
        return None
    _, number, status, cpu_s, peak_memory_bytes = _ENDED.unpack_from(data)
    return WorkerGone(number, status, cpu_s, peak_memory_bytes)
