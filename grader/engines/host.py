"""A host process of the local engine: forked while the engine has no threads, it opens its own work.

It is a session of its own, so that an interrupt at the terminal reaches the engine alone, which then
ends it. It ends by itself when the engine is gone, however that ended: its socket is at an end then, and on
Linux a signal tells it so in the middle of a submission.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from grader.engines.cpus import stay_at
from grader.engines.frames import CHUNK, READY, REFUSED, Inbox, done_message, message, parse_task
from grader.engines.seam import Opening
from grader.errors import SandboxError
from grader.sandbox import kernel


def fork_host(opening: Opening, home: int | None) -> tuple[int, socket.socket]:
    """Fork a host, which stays at the processor ``home`` if it has one; return its pid and our socket."""
    ours, theirs = socket.socketpair()
    engine = os.getpid()
    pid = os.fork()
    if not pid:
        try:
            try:
                if home is not None:
                    stay_at(home)
                end_with(engine)
                become_host(theirs, opening)
            finally:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
        finally:  # also of what is raised by a signal that comes in the line above
            os._exit(0)
    theirs.close()
    return pid, ours


def become_host(connection: socket.socket, opening: Opening) -> None:
    """Turn this process, just forked, into a host, and serve until the engine is gone."""
    with suppress(OSError):
        os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        # A handler, for what is ignored would stay so in the sandbox's processes.
        signal.signal(number, lambda *_: None)
    forget_descriptors(connection.fileno())
    gc.freeze()
    gc.enable()
    with suppress(OSError):
        serve(connection, opening)


def end_with(engine: int) -> None:
    """Have this process ended when its engine is, or at once if that is gone already (Linux)."""
    if sys.platform == "linux":
        signal.signal(signal.SIGHUP, leave)
        with suppress(OSError):
            kernel.take(kernel.parent_death_signal(signal.SIGHUP))
        if os.getppid() != engine:  # it may have ended before it could be told
            leave()


def leave(*_: object) -> NoReturn:
    """End this host, and on the way its sandbox with what runs there, which no second signal interrupts."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    raise SystemExit


def forget_descriptors(keep: int) -> None:
    """Close what was open in the engine: the other hosts' sockets must end with it, its locks too."""
    highest = os.sysconf("SC_OPEN_MAX")
    os.closerange(3, keep)
    os.closerange(keep + 1, highest if 0 < highest < 2**20 else 2**20)


def serve(connection: socket.socket, opening: Opening) -> None:
    """Do one task after the other."""
    inbox = Inbox()
    try:
        with opening() as work:
            connection.sendall(message(READY))
            while arrived := connection.recv(CHUNK):
                for _, payload in inbox.take(arrived):
                    connection.sendall(done_message(work(parse_task(payload))))
    except SandboxError as error:
        connection.sendall(message(REFUSED, str(error).encode()))
