"""Coroutines that are waited for: asyncio's loop without a socket, and ``await`` at the top of a cell.

The loop wakes itself up by a pair of sockets, which a submission may not have. A pipe does as well. Runs in
the worker.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Coroutine
from typing import Any


class _End:
    """An end of a pipe as the loop uses a socket."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor

    def fileno(self) -> int:
        """Return the descriptor."""
        return self.descriptor

    def recv(self, size: int) -> bytes:
        """Return what was written to the other end."""
        return os.read(self.descriptor, size)

    def send(self, data: bytes) -> int:
        """Write to the other end; returns how much that was."""
        return os.write(self.descriptor, data)

    def close(self) -> None:
        """Close the end."""
        os.close(self.descriptor)


def _make_self_pipe(loop: Any) -> None:
    """Do what asyncio's own method of that name does, with a pipe."""
    loop._ssock, loop._csock = map(_End, os.pipe())
    loop._internal_fds += 1
    loop._add_reader(loop._ssock.fileno(), loop._read_from_self)


def install(texts: Collection[str]) -> None:
    """Let asyncio run behind the walls, if one of the ``texts`` names it: importing it takes long."""
    if any("asyncio" in text for text in texts):
        from asyncio.selector_events import BaseSelectorEventLoop  # late, for the time that it takes

        BaseSelectorEventLoop._make_self_pipe = _make_self_pipe  # type: ignore[attr-defined]


_runners: list[Any] = []  # the one for all cells, as in a notebook


def wait_for(coroutine: Coroutine[object, object, object]) -> None:
    """Run a cell that waits to its end, in the loop of all cells."""
    if not _runners:
        install(("asyncio",))
        import asyncio  # late, as above

        _runners.append(asyncio.Runner())
    _runners[0].run(coroutine)
