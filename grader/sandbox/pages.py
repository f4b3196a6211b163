"""The memory that a worker shares with its zygote until it writes there, copied ahead while it waits.

A process that has just been forked copies each page at its first touch, about a thousand of them for a
submission, which take a fifth of its time. A worker that was forked ahead and waits may as well do that at
once. Where processors are busy nobody waits so long, and nothing is copied that is not needed.
"""

from __future__ import annotations

import functools
import os
import select
from collections.abc import Iterator

from grader.sandbox import kernel

IDLE_S = 0.01  # for so long a worker waits before it uses the time
MOST_BYTES = 5 << 20  # of one region; larger ones are a library's own


def regions(maps: str) -> Iterator[tuple[int, int]]:
    """Yield (address, size) of what a worker may write to, by the text of /proc/self/maps."""
    for line in maps.splitlines():
        span, access, *rest = line.split()
        first, _, last = span.partition("-")
        start, size = int(first, 16), int(last, 16) - int(first, 16)
        special = len(rest) > 3 and rest[3].startswith("[") and rest[3] != "[heap]"
        if access.startswith("rw-p") and size <= MOST_BYTES and not special:
            yield start, size


@functools.cache
def copies(maps: int) -> tuple[kernel.Step, ...]:
    """Return how a worker copies them, prepared in the zygote, whose descriptor ``maps`` tells what it has.

    Nothing where there is none, or the kernel is too old.
    """
    text, offset = b"", 0
    while maps >= 0 and (piece := os.pread(maps, 1 << 16, offset)):
        text, offset = text + piece, offset + len(piece)
    steps = tuple(kernel.populated(start, size) for start, size in regions(text.decode()))
    return steps if steps and not steps[0].call(*steps[0].arguments) else ()


def copy_while_idle(channel: int, steps: tuple[kernel.Step, ...]) -> None:
    """Take the steps if nothing arrives for a while; what is refused is copied page by page later."""
    if steps and not select.select([channel], [], [], IDLE_S)[0]:
        for step in steps:
            step.call(*step.arguments)
