"""Tells whether an onlooker was put out while it looked on: the interpreter itself says so, by audit events.

A submission may find the profile function of ``onlooker.py`` by a name that no text shows, take it away, and
put it back before anybody asks. An audit hook cannot be taken away. But it makes many reads of an attribute
slower, and a profile function is reached by way of ``sys`` alone: so it is there for who writes a name of
that. Runs in the worker.
"""

from __future__ import annotations

import _thread
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType

# A flag tells of the others, by the text. In the hooks of a debugger no profile function is told of anything.
_WAYS = ("sys", "__dict__", "__globals__", "bdb", "pdb")
_PUT_OUT = frozenset(("sys.setprofile", "sys.settrace"))
_HEARD = "grader.heard"
_set_profile, _get_profile = sys.setprofile, sys.getprofile
_frames_of_threads, _own_thread = sys._current_frames, _thread.get_ident
_time_of = time.clock_gettime
_clock_of = getattr(time, "pthread_getcpuclockid", None)  # not on every system
_spent_here_s, _spent_s_by_all = time.thread_time, time.process_time
_LEAST_S = 1e-5  # of a processor: what passes between two clocks is less, the begin of a thread takes more

Event = Callable[[FrameType, str, object], None]


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


class Look:
    """Has a profile function told of all that runs, from ``begin`` to ``end``, and knows whether it was."""

    def __init__(self, event: Event, guard: Guard | None) -> None:
        self.event, self.guard = event, guard
        self.is_told_elsewhere = False  # by threads, each of which begins by setting a profile function

    def begin(self) -> None:
        """Tell the profile function from now on."""
        self.threads = _Threads()
        self.at_threads()
        _set_profile(self.event)
        if self.guard is not None:  # which is told of the line above as well
            self.guard.begin()
        self.spent_s = _spent_elsewhere_s()

    def at_threads(self) -> None:
        """Have it told of the threads too that begin from now on."""
        _tell_threads(self.elsewhere)

    def elsewhere(self, frame: FrameType, event: str, given_back: object) -> None:
        """Tell it of what runs in another thread."""
        self.is_told_elsewhere = True
        self.event(frame, event, given_back)

    def was_put_out(self) -> bool:
        """Return whether something ran of which it was not told."""
        if _get_profile() is not self.event or self.threads.have_worked():
            return True
        if self.is_told_elsewhere:
            return False
        # What passes between the two clocks counts as well: by chance more, but not each time.
        if all(_spent_elsewhere_s() - self.spent_s > _LEAST_S for _ in range(3)):
            return True
        return self.guard is not None and self.guard.is_put_out()

    def end(self) -> None:
        """Tell it no more."""
        _set_profile(None)
        _tell_threads(None)


def frames_elsewhere() -> dict[int, FrameType]:
    """Return the innermost frame of every other thread."""
    frames = _frames_of_threads()
    frames.pop(_own_thread(), None)
    return frames


class _Threads:
    """What the threads do that began before anybody looked on: a profile function is told nothing of it."""

    def __init__(self) -> None:
        others = frames_elsewhere()
        self.clocks = [] if _clock_of is None else [_clock_of(each) for each in others]
        self.spent = self.spent_s()

    def spent_s(self) -> list[float | None]:
        """Return what each has had of a processor, of which waiting takes none; None where it has ended."""
        return list(map(_spent_s, self.clocks))

    def have_worked(self) -> bool:
        """Return whether one has done something since."""
        return self.spent_s() != self.spent


def _spent_s(clock: int) -> float | None:
    try:
        return _time_of(clock)
    except OSError:
        return None


def _spent_elsewhere_s() -> float:
    """Return what all other threads have had of a processor, those that have ended too."""
    return -_spent_here_s() + _spent_s_by_all()


def _tell_threads(event: Event | None) -> None:
    with suppress(Exception):  # of whatever a submission has put there
        threading = sys.modules.get("threading")
        if threading is not None:
            threading.setprofile(event)
