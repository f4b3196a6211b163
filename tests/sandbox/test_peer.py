"""A worker as the host holds it, where the other end of its pipe never comes to an end."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.model import EndReason
from grader.sandbox import peer
from grader.sandbox.ends import Ends, order_of
from grader.sandbox.output import Output
from grader.sandbox.peer import Peer
from tests.sandbox.conversing import GRADF_SOURCE, QUICK, job


@contextmanager
def worker_that_prints_to(pipe: int) -> Iterator[Peer]:
    """Yield a worker as the host holds it, of which there is a pipe and nothing else."""
    (zygote, ours), (channel, theirs) = socket.socketpair(), socket.socketpair()
    bell, bell_end = os.pipe()
    ends = Ends(zygote, 1, order_of(QUICK, ""), channel, pipe, bell)
    worker = Peer(ends, job(GRADF_SOURCE), Output(200), time.monotonic() + 1)
    yield worker
    worker.free()
    for each in (zygote, ours, theirs):
        each.close()
    os.close(bell_end)


@pytest.mark.parametrize("pieces", [(300, 300, 300), (1024,), (100, 1000)])
def test_of_a_flood_what_lies_within_the_limit_is_kept_however_it_was_read(
    monkeypatch: pytest.MonkeyPatch, pieces: tuple[int, ...]
) -> None:
    monkeypatch.setattr(peer, "OUTPUT_LIMIT_BYTES", 500)
    printed, printing = os.pipe()
    os.set_blocking(printed, False)
    flood = bytes(at % 251 for at in range(2000))
    with worker_that_prints_to(printed) as worker:
        at = 0
        for size in pieces:
            os.write(printing, flood[at : at + size])
            at += size
            worker.drain()

        assert worker.reason is not None
        assert worker.reason.reason is EndReason.OUTPUT_LIMIT
        assert worker.output.printed() == (500, flood[:100], flood[400:500])
    os.close(printing)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that never ends")
def test_who_prints_as_fast_as_it_is_read_does_not_keep_the_host_from_its_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(peer, "OUTPUT_LIMIT_BYTES", 1 << 60)
    with worker_that_prints_to(os.open("/dev/zero", os.O_RDONLY)) as worker:
        worker.drain()

        assert worker.output.total > 0
