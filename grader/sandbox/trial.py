"""Trying something out in a child that is thrown away: what cannot be undone is never done here."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


class KilledError(Exception):
    """Somebody has killed the child: that says nothing of what it tried."""


def tell(fd: int, attempt: Callable[[], object]) -> None:
    """Write the refusal of an attempt and end the process: the whole life of a throw-away child."""
    code = 0
    try:
        attempt()
    except BaseException as error:
        text = error.strerror or str(error) if isinstance(error, OSError) else repr(error)
        where = f": {error.filename}" if isinstance(error, OSError) and error.filename else ""
        os.write(fd, f"{text}{where}"[:4000].encode())
        code = 1
    finally:
        os._exit(code)


def hear(pid: int, reading: int) -> None:
    """Wait for such a child; raises OSError with what it said of a refusal, KilledError if it was killed."""
    chunks = []
    while chunk := os.read(reading, 4096):
        chunks.append(chunk)
    os.close(reading)
    status = os.waitpid(pid, 0)[1]
    if status == signal.SIGKILL:
        raise KilledError
    if status or chunks:
        said = b"".join(chunks).decode(errors="replace")
        raise OSError(0, said or f"the child ended with status {status}")


def refusal(attempt: Callable[[], object]) -> str:
    """Run an attempt in a throw-away child; return why it was refused, or nothing."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        tell(writing, attempt)
    os.close(writing)
    try:
        hear(pid, reading)
    except OSError as error:
        return error.strerror or "refused"
    return ""
