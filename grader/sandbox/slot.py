"""One slot of the sandbox as the host holds it: a zygote that warms up, and its control socket.

It imports so little that a command can start it before anything else.
"""

from __future__ import annotations

import select
import socket
import sys
from collections.abc import Sequence

from grader.sandbox import control, launch, proof

LEVELS = ("process", "confined", "full")  # from the lowest walls to the highest
HIGHEST = "full" if sys.platform == "linux" else "process"
_START_S = 30.0  # far above any start: importing numpy on a busy machine takes a second


class Slot:
    """A zygote, started at once, with the walls of one level.

    ``preload`` names modules that it loads, each with its directory. Without a ``level`` it is the
    one that was proven here before, else the highest, and ``prove`` lets a canary try the doors first.
    """

    def __init__(
        self, preload: Sequence[tuple[str, str]] = (), level: str = "", *, prove: bool = True
    ) -> None:
        self.preload = tuple(preload)
        proven = "" if level else proof.read()
        self.level = level or proven or HIGHEST
        self.prove = prove and not proven
        self.said: control.Ready | None = None
        setting = launch.Setting(level=self.level, prove=self.prove, preload=self.preload)
        ours, theirs = socket.socketpair()
        try:
            self.pid = launch.spawn(theirs.fileno(), setting)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.control = ours

    def ready(self) -> control.Ready:
        """Wait for what the zygote says of its set-up; ZygoteLostError if it says nothing."""
        if self.said is None:
            if not select.select([self.control], [], [], _START_S)[0]:
                raise control.ZygoteLostError
            try:
                message = self.control.recv(control.SIZE, socket.MSG_WAITALL)
            except OSError as error:
                raise control.ZygoteLostError from error
            self.said = control.parse_ready(message)
        return self.said

    def close(self) -> None:
        """End the zygote; once is enough."""
        self.control.close()
        if self.pid:
            launch.end(self.pid)
        self.pid = 0
