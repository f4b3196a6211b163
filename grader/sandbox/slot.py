"""One slot of the sandbox as the host holds it: a zygote that warms up, and its control socket.

It imports so little that a command can start it before anything else.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence

from grader.sandbox import launch


class Slot:
    """A zygote, started at once. ``preload`` names modules that it loads, each with its directory."""

    def __init__(self, preload: Sequence[tuple[str, str]] = ()) -> None:
        self.preload = tuple(preload)
        ours, theirs = socket.socketpair()
        try:
            self.pid = launch.spawn(theirs.fileno(), self.preload)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.control = ours

    def close(self) -> None:
        """End the zygote; once is enough."""
        self.control.close()
        if self.pid:
            launch.end(self.pid)
        self.pid = 0
