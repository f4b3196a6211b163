"""What a submission printed: counted in full, kept at its head and tail."""

from __future__ import annotations

from typing import NamedTuple

from grader.sandbox.messages import without_addresses


class Printed(NamedTuple):
    """What had been printed at one moment."""

    total: int
    head: bytes
    tail: bytes


class Output:
    """Collects what is printed; ``total`` counts every byte."""

    def __init__(self, kept_bytes: int) -> None:
        self.half = max(kept_bytes // 2, 1)
        self.total = 0
        self.head = bytearray()
        self.tail = bytearray()

    def add(self, data: bytes) -> None:
        """Count and keep ``data``."""
        self.total += len(data)
        room = self.half - len(self.head)
        if room > 0:
            self.head += data[:room]
            data = data[room:]
        self.tail += data
        if len(self.tail) > self.half:
            del self.tail[: len(self.tail) - self.half]

    def printed(self) -> Printed:
        """Return what has been printed so far."""
        return Printed(self.total, bytes(self.head), bytes(self.tail))

    def go_back(self, printed: Printed) -> None:
        """Forget what was printed after that moment."""
        self.total, self.head, self.tail = printed.total, bytearray(printed.head), bytearray(printed.tail)

    def text(self) -> str:
        """Return head and tail as text, with the number of bytes that were left out between."""
        left_out = self.total - len(self.head) - len(self.tail)
        middle = f"\n… {left_out} bytes left out …\n" if left_out else ""
        head, tail = (part.decode("utf-8", "backslashreplace") for part in (self.head, self.tail))
        return without_addresses(head + middle + tail)
