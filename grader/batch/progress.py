"""How far a batch is: a bar where a person looks on, else a plain line now and then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from grader.engines.seam import Task

BAR, COLUMNS = 24, 80
TERMINAL_S, PLAIN_S = 0.1, 5.0  # between two updates


class Progress:
    """What is shown on ``stream`` of ``total`` submissions."""

    def __init__(
        self, stream: TextIO, total: int, *, terminal: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stream, self.total, self.terminal, self.clock = stream, total, terminal, clock
        self.started = clock()
        self.shown_s = -PLAIN_S
        self.shown = False
        self.first: float | None = None

    def counting(self, tasks: Iterable[Task | None]) -> Iterator[Task | None]:
        """Pass on what is to be run; the rate counts from the first of it, not from what was there before."""
        waiting = True
        for task in tasks:
            if waiting and task is not None:
                self.started, waiting = self.clock(), False
            yield task

    def update(self, finished: int, run: int) -> None:
        """Show that ``finished`` have their line, ``run`` of them a new one."""
        if not finished:
            return
        now = self.clock()
        if run and self.first is None:
            self.first = now
            self.shown_s = -PLAIN_S + self.started  # the first result is shown at once
        if now - self.shown_s < (TERMINAL_S if self.terminal else PLAIN_S):
            return
        self.shown_s = now
        self.write(self.line(finished, run, now - self.started))

    def line(self, finished: int, run: int, passed_s: float) -> str:
        """Return the line: count, rate and time left."""
        rate = run / passed_s if passed_s > 0 else 0.0
        parts = [f"{finished}/{self.total}"]
        if rate:
            parts += [f"{rate:.1f}/s" if rate < 10 else f"{rate:.0f}/s"]
            parts += [f"{duration((self.total - finished) / rate)} left"]
        if not self.terminal:
            return f"graded {', '.join(parts)}"
        done = BAR * finished // max(self.total, 1)
        return f"[{'#' * done}{'.' * (BAR - done)}] {'  '.join(parts)}"

    def write(self, line: str) -> None:
        """Write one line, over the last one where a person looks on."""
        if self.terminal:
            line = fitting(line, columns_of(self.stream))
        self.put(f"\r\x1b[K{line}" if self.terminal else f"{line}\n")
        self.shown = True

    def close(self) -> None:
        """Take the bar away."""
        if self.terminal and self.shown:
            self.put("\r\x1b[K")

    def put(self, text: str) -> None:
        """Write ``text``; a reader that has gone away, or a full disk, is no reason to stop grading."""
        try:
            self.stream.write(text)
            self.stream.flush()
        except OSError:
            # What is left in the buffer has nowhere to go; the interpreter must not try again at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())


def fitting(line: str, columns: int) -> str:
    """Return a line that leaves the last column free: one that breaks cannot be written over."""
    if len(line) >= columns:
        line = line.partition("] ")[2]
    return line[: columns - 1]


def columns_of(stream: TextIO) -> int:
    """Return how wide a terminal is; where that cannot be told, as wide as most."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or COLUMNS
    except (OSError, ValueError):
        return COLUMNS


def duration(seconds: float) -> str:
    """Return a time as a person says it: 8 s, 3 min, 2 h 5 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
