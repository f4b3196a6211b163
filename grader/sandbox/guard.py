"""Tells whether an onlooker was put out while it looked on: the interpreter itself says so, by audit events.

A submission may find the profile function of ``onlooker.py`` by a name that no text shows, take it away, and
put it back before anybody asks. An audit hook cannot be taken away. But it makes many reads of an attribute
slower, and a profile function is reached by way of ``sys`` alone: so it is there for who writes a name of
that. Runs in the worker.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

_WAYS = ("sys", "__dict__", "__globals__")  # of the others a flag tells, by the text
_PUT_OUT = frozenset(("sys.setprofile", "sys.settrace"))
_HEARD = "grader.heard"


class Guard:
    """The first event of each name that was told since it was asked last."""

    def __init__(self) -> None:
        self.told: dict[str, object] = {}
        # A method of a dict is a hook that costs little.
        sys.addaudithook(self.told.setdefault)
        sys.audit(_HEARD)
        self.is_deaf = _HEARD not in self.told

    def begin(self) -> None:
        """Forget what was told so far."""
        self.told.clear()

    def is_put_out(self) -> bool:
        """Return whether somebody has set a profile function, or keeps the interpreter from telling."""
        return self.is_deaf or not _PUT_OUT.isdisjoint(self.told)


def guard_for(texts: Iterable[str]) -> Guard | None:
    """Return a guard if a text names a way to the profile function."""
    return Guard() if any(way in text for text in texts for way in _WAYS) else None
