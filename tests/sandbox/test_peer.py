"""A worker as the host holds it, where the other end of its pipe never comes to an end."""

from __future__ import annotations

import os
import socket
import sys
import time

import pytest

from grader.sandbox import peer
from grader.sandbox.ends import Ends, order_of
from grader.sandbox.output import Output
from grader.sandbox.peer import Peer
from tests.sandbox.conversing import GRADF_SOURCE, QUICK, job


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that never ends")
def test_who_prints_as_fast_as_it_is_read_does_not_keep_the_host_from_its_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(peer, "OUTPUT_LIMIT_BYTES", 1 << 60)
    (zygote, ours), (channel, theirs) = socket.socketpair(), socket.socketpair()
    bell, bell_end = os.pipe()
    endless = os.open("/dev/zero", os.O_RDONLY)
    ends = Ends(zygote, 1, order_of(QUICK, ""), channel, endless, bell)
    worker = Peer(ends, job(GRADF_SOURCE), Output(1024), time.monotonic() + 1)

    worker.drain()

    assert worker.output.total > 0
    worker.free()
    for each in (zygote, ours, theirs):
        each.close()
    os.close(bell_end)
