"""One slot of the sandbox as the host holds it: a zygote that warms up, and its control socket.

It imports so little that a command can start it before anything else.
"""

from __future__ import annotations

import _socket
import sys

from grader import LEVELS as LEVELS
from grader.sandbox import launch, proof

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from grader.sandbox.control import Ready

HIGHEST = LEVELS[0] if sys.platform == "linux" else LEVELS[-1]
_START_S = 30.0  # far above any start: importing numpy on a busy machine takes a second


def proven_here() -> str:
    """Return what was proven here and can still be had, or nothing."""
    proven = proof.read()
    if proven == proof.BUBBLEWRAP:
        from grader.sandbox import bubblewrap

        return proven if bubblewrap.helps() else ""
    return proven


def is_below(level: str, other: str) -> bool:
    """Return whether the walls of ``level`` are lower than those of ``other``."""
    return LEVELS.index(level) > LEVELS.index(other)


class Slot:
    """A zygote, started at once, with the walls of one level.

    ``preload`` names modules that it loads, each with its directory. Without a ``level`` it is the
    one that was proven here before, else the highest, and ``prove`` lets a canary try the doors first.
    ``wrapped`` leaves namespaces and root to bubblewrap.
    """

    def __init__(
        self,
        preload: Sequence[tuple[str, str]] = (),
        level: str = "",
        *,
        prove: bool = True,
        wrapped: bool = False,
    ) -> None:
        self.preload = tuple(preload)
        proven = "" if level else proven_here()
        self.wrapped = wrapped or proven == proof.BUBBLEWRAP
        self.level = level or (HIGHEST if self.wrapped else proven) or HIGHEST
        self.prove = prove and not proven
        self.said: Ready | None = None
        modules = [f"{name}={directory}" for name, directory in self.preload]
        # A plain pair of descriptors: ``socket`` takes 6 ms, and the zygote can warm up meanwhile.
        ours, theirs = _socket.socketpair()
        try:
            self.pid = launch.spawn(theirs.fileno(), [self.level, self.how(), *modules], *self.wrapper())
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.descriptor = ours.detach()
        self._control: socket.socket | None = None

    def how(self) -> str:
        """Return how the zygote is to put up its walls."""
        return f"{'prove' if self.prove else ''} {'wrapped' if self.wrapped else ''}".strip()

    def wrapper(self) -> tuple[Sequence[str], ...]:
        """Return the command that starts the interpreter behind walls, if there is one."""
        if not self.wrapped:
            return ()
        from grader.sandbox import bubblewrap

        return (bubblewrap.command(self.preload),)

    @property
    def control(self) -> socket.socket:
        """Return the control socket."""
        if self._control is None:
            import socket

            self._control = socket.socket(fileno=self.descriptor)
        return self._control

    def ready(self) -> Ready:
        """Wait for what the zygote says of its set-up; ZygoteLostError if it says nothing."""
        import socket

        from grader.sandbox.control import SIZE, ZygoteLostError, comes, parse_ready

        if self.said is None:
            if not comes(self.control, _START_S):
                raise ZygoteLostError
            try:
                message = self.control.recv(SIZE, socket.MSG_WAITALL)
            except OSError as error:
                raise ZygoteLostError from error
            self.said = parse_ready(message)
        return self.said

    def close(self) -> None:
        """End the zygote; once is enough."""
        self.control.close()
        if self.pid:
            launch.end(self.pid)
        self.pid = 0
