"""The real zygote and worker, forked from the test process instead of started by exec.

The code is the same, but coverage measurement follows a fork, and a worker that is asked to end by
a closed channel writes its data before it goes; the product kills it at once.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Sequence

from grader.sandbox import calls, control, kernel, peer, served, worker, zygote


def spawn(descriptor: int, arguments: Sequence[str]) -> int:
    """Stand in for ``launch.spawn``: fork, and serve the control socket in the child, without walls."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.dup2(os.dup(descriptor), control.DESCRIPTOR)
        # Coverage wraps os._exit anew after every fork; the product keeps the one it started with.
        worker._exit = calls._exit = served._exit = lambda code: os._exit(code)  # type: ignore[assignment]
        os.closerange(control.DESCRIPTOR + 1, 1024)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        # Coverage writes its file when the worker ends, which walls would refuse.
        kernel.available = lambda: False
        zygote.main(list(arguments))
    finally:
        os._exit(0)


class PatientPeer(peer.Peer):
    """A peer that closes the channel first, so that a worker which still listens ends by itself."""

    def kill(self) -> None:
        """Close the channel, wait for a moment, then kill."""
        if self.gone is None and not self.closed:
            self.channel.shutdown(socket.SHUT_WR)
            if select.select([self.control], [], [], 0.5)[0]:
                self.read_control()
        if self.gone is None:
            super().kill()
