"""What is left of a submission that killed its zygote, where neither a filter nor a namespace holds it.

The host becomes the parent of every orphan below it, and ends those that appeared during the job. A worker
began a session of its own and cannot come back to the host's: so a process of the host's session is
never one of them.
"""

from __future__ import annotations

import os
import signal
import time

from grader.sandbox import kernel
from grader.sandbox.launch import children

PATIENCE_S = 1.0  # for processes that multiply faster than they are ended


class Orphans:
    """The children that the host had before a job."""

    def __init__(self) -> None:
        self.known: frozenset[int] = frozenset()
        try:
            kernel.take(kernel.child_subreaper())
        except OSError:
            return

    def look(self) -> None:
        """Remember which children there are."""
        self.known = frozenset(children())

    def end(self, zygote: int) -> None:
        """Kill and reap every child that is new, but the new zygote and those of the host's own session."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            new = set(children()) - self.known - {zygote}
            found = [pid for pid in new if _is_strange(pid)]
            for pid in found:
                os.kill(pid, signal.SIGKILL)
            for pid in found:
                os.waitpid(pid, 0)
            if not found:
                return


def _is_strange(pid: int) -> bool:
    """Return whether a child is of another session than this process."""
    try:
        return os.getsid(pid) != os.getsid(0)
    except ProcessLookupError:
        return False
