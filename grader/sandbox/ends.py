"""A worker as the host holds it: the ends of its channel, its pipe and its bell.

A worker waits for its submission in silence. So it can be forked ahead of it, while the host is at other
work: then fork, walls and descriptors cost a submission no time.
"""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Sequence
from typing import NamedTuple

from grader.model import Limits
from grader.sandbox import control, protocol
from grader.sandbox.control import ZygoteLostError

_numbers = itertools.count(1)
STUCK_S = 2.0  # a zygote that has not reaped a killed worker by then is stopped or dead


class Ends(NamedTuple):
    """The host's ends of one worker, and what the worker was forked with."""

    zygote: socket.socket
    number: int
    order: control.ForkOrder
    channel: socket.socket
    pipe: int
    bell: int

    def end(self) -> None:
        """End a worker that was never told its submission; ZygoteLostError if its zygote is gone."""
        self.free()
        tell(self.zygote, control.message(control.KILL))
        while control.comes(self.zygote, STUCK_S):
            if heard(self.zygote, self.number) is not None:
                return
        raise ZygoteLostError

    def free(self) -> None:
        """Close the host's descriptors; the worker ends by itself."""
        self.channel.close()
        os.close(self.pipe)
        os.close(self.bell)


def order_of(limits: Limits, directory: str) -> control.ForkOrder:
    """Return what a worker is forked with for a submission of these limits."""
    return control.ForkOrder(cpu_s=limits.cpu_s, memory_bytes=limits.memory_mb * 2**20, directory=directory)


def fork(zygote: socket.socket, order: control.ForkOrder) -> Ends:
    """Have the zygote fork a worker, and return the host's ends of it; ZygoteLostError if it is gone."""
    channel, theirs = socket.socketpair()
    channel.setblocking(False)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, protocol.CHANNEL_BYTES)
    (pipe, pipe_end), (bell, bell_end) = os.pipe(), os.pipe()
    for descriptor in (pipe, bell):
        os.set_blocking(descriptor, False)
    ends = Ends(zygote, next(_numbers), order, channel, pipe, bell)
    try:
        tell(zygote, control.fork(order, ends.number), (theirs.fileno(), pipe_end, bell_end))
    except ZygoteLostError:
        ends.free()
        raise
    finally:
        theirs.close()
        os.close(pipe_end)
        os.close(bell_end)
    return ends


def tell(zygote: socket.socket, message: bytes, descriptors: Sequence[int] = ()) -> None:
    """Send the zygote a message; ZygoteLostError if it is gone."""
    try:
        socket.send_fds(zygote, [message], descriptors)
    except OSError as error:
        raise ZygoteLostError from error


def heard(zygote: socket.socket, number: int) -> control.WorkerGone | None:
    """Return how the zygote says that the worker of this number ended, None if it says something else.

    That may be the end of a worker that nobody holds any more, as after an interrupt. ZygoteLostError if
    the zygote is gone.
    """
    try:
        message = zygote.recv(control.SIZE, socket.MSG_WAITALL)
    except OSError as error:
        raise ZygoteLostError from error
    if not message:
        raise ZygoteLostError
    gone = control.parse_ended(message)
    return gone if gone is not None and gone.number == number else None
