"""The local engine: one host process per slot, each with a sandbox of its own.

Processes and not threads, because a submission costs the host some milliseconds of Python (asking,
judging, writing the report): threads would share one interpreter's lock, so that a machine of many
processors graded no faster than that lock allows.

A host has two tasks at most, the one at hand and the next, and works in order: when it dies, the
older one was at hand. That one runs once more; if its host dies again it is given up. A host that does
not answer for far longer than a submission may run is killed, which is the same as if it had died.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress

from grader.engines.cpus import homes
from grader.engines.frames import CHUNK, DONE, READY, REFUSED, Inbox, parse_done, task_message
from grader.engines.host import fork_host
from grader.engines.seam import PULSE_S, Done, Opening, Task
from grader.errors import SandboxError

DEPTH = 2  # tasks of a host: while it works on one, the next is on its way
ATTEMPTS = 2
STARTS = 3  # of hosts in a row that end before they are ready
GRACE_S = 1.0  # for a host to end by itself
HANG_S = 90.0  # three times the longest deadline of an exercise


class _Host:
    """A host as the engine sees it."""

    def __init__(self, opening: Opening, home: int | None) -> None:
        self.home = home
        self.pid, self.socket = fork_host(opening, home)
        self.socket.setblocking(False)
        self.inbox = Inbox()
        self.outgoing = bytearray()
        self.tasks: deque[Task] = deque()
        self.ready = False
        self.hung = False
        self.gone = False  # it has closed its socket
        self.since = time.monotonic()  # when the task at hand, or the start, began

    def give(self, task: Task) -> None:
        """Send a task, as far as the socket takes it."""
        if not self.tasks and self.ready:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.outgoing += task_message(task)
        self.flush()

    def flush(self) -> None:
        """Send what is left; a host that is gone is noticed when it is read."""
        try:
            while self.outgoing:
                del self.outgoing[: self.socket.send(self.outgoing)]
        except BlockingIOError:
            return
        except OSError:
            self.outgoing.clear()

    def waits_since(self) -> float | None:
        """Return since when an answer is due, or None if none is."""
        return self.since if self.tasks or not self.ready else None

    def leave(self) -> None:
        """Tell a host that it is not needed any more: one that works is not waited for."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> str:
        """Reap the process, killed if it does not end by itself; return in words how it had ended."""
        deadline = time.monotonic() + (0.0 if self.tasks and not self.gone else GRACE_S)
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        while not pid and time.monotonic() < deadline:
            time.sleep(0.002)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
        self.socket.close()
        if self.hung:
            return "did not answer"
        code = os.waitstatus_to_exitcode(status)
        return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"


class Pool:
    """The hosts: one is started at once and warms up, the others when there is work for them.

    ``opening`` is called in each. ``run`` can be used once.
    """

    def __init__(self, opening: Opening, slots: int, *, hang_s: float = HANG_S) -> None:
        self.opening, self.slots, self.hang_s = opening, slots, hang_s
        self.homes = homes(slots)
        self.selector = selectors.DefaultSelector()
        self.hosts: list[_Host] = []
        self.again: deque[Task] = deque()
        self.deaths: dict[int, int] = {}
        self.failed_starts = 0
        self.started = False  # whether a host has ever been ready
        self.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all hosts with what they run."""
        for host in self.hosts:
            host.leave()
        while self.hosts:
            self.drop(self.hosts[0])
        self.selector.close()

    def start(self) -> _Host:
        """Start a host."""
        taken = {host.home for host in self.hosts}
        host = _Host(self.opening, next((home for home in self.homes if home not in taken), None))
        self.hosts.append(host)
        self.selector.register(host.socket, selectors.EVENT_READ, host)
        return host

    def drop(self, host: _Host) -> str:
        """End one host; return in words how."""
        self.hosts.remove(host)
        self.selector.unregister(host.socket)
        return host.end()

    def run(self, tasks: Iterable[Task | None]) -> Iterator[Done | None]:
        """Yield what becomes of each task, as it is done, and None where nothing is for a while.

        SandboxError if no host can be started.
        """
        coming = iter(tasks)
        more = True
        while True:
            more = self.hand_out(coming) if more or self.again else False
            if not more and not self.again and not any(host.tasks for host in self.hosts):
                return
            yield from self.wait(0.0 if more and self.emptiest() is not None else PULSE_S) or (None,)

    def hand_out(self, coming: Iterator[Task | None]) -> bool:
        """Give every host its tasks, the idle ones first; return whether more may come."""
        while (host := self.emptiest()) is not None:
            try:
                task = self.again.popleft() if self.again else next(coming)
            except StopIteration:
                return False
            if task is None:
                return True
            if host.tasks and len(self.hosts) < self.slots:
                host = self.start()
            host.give(task)
            self.watch(host)
        return True

    def emptiest(self) -> _Host | None:
        """Return the host with the fewest tasks, None if all have as many as they may."""
        host = min(self.hosts, key=lambda each: len(each.tasks))
        return host if len(host.tasks) < DEPTH or len(self.hosts) < self.slots else None

    def watch(self, host: _Host) -> None:
        """Wait for a host's answers, and for room in its socket while something is left to send."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if host.outgoing else 0)
        if self.selector.get_key(host.socket).events != events:
            self.selector.modify(host.socket, events, host)

    def wait(self, longest_s: float) -> list[Done]:
        """Return what was done by the next moment at which anything happened, within that time."""
        found: list[Done] = []
        for key, events in self.selector.select(longest_s):
            host = key.data
            if events & selectors.EVENT_WRITE:
                host.flush()
                self.watch(host)
            if events & selectors.EVENT_READ:
                found += self.hear(host)
        for host in self.hosts:
            since = host.waits_since()
            if since is not None and time.monotonic() - since > self.hang_s:
                host.hung = True
                os.kill(host.pid, signal.SIGKILL)  # its end is heard like any other
        return found

    def hear(self, host: _Host) -> list[Done]:
        """Take in what a host says; at its end, what follows from that."""
        try:
            arrived = host.socket.recv(CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            arrived = b""
        if not arrived:
            return self.bury(host)
        found: list[Done] = []
        for kind, payload in host.inbox.take(arrived):
            host.since = time.monotonic()
            if kind == READY:
                host.ready, self.started, self.failed_starts = True, True, 0
            elif kind == REFUSED:
                self.refuse(payload.decode("utf-8", "replace"))
            elif kind == DONE:
                host.tasks.popleft()
                found.append(parse_done(payload))
        return found

    def refuse(self, reason: str) -> None:
        """Take in that a host cannot work: at first for all of them, later only if it stays so."""
        self.failed_starts += 1
        if not self.started or self.failed_starts >= STARTS:
            raise SandboxError(reason)

    def bury(self, host: _Host) -> list[Done]:
        """Replace a host that is gone; return what it cost."""
        host.gone = True
        how = self.drop(host)
        if not host.ready:
            self.failed_starts += 1
            if self.failed_starts >= STARTS:
                raise SandboxError(f"the grading processes cannot be started: the last one {how}")
        self.start()
        rest = list(host.tasks)
        given_up: list[Done] = []
        if host.ready and rest:
            culprit = rest[0]
            self.deaths[culprit.number] = self.deaths.get(culprit.number, 0) + 1
            if self.deaths[culprit.number] >= ATTEMPTS:
                rest = rest[1:]
                problem = f"the process that graded it {how}, {ATTEMPTS} times"
                given_up.append(Done(number=culprit.number, exit_code=3, problem=problem))
        self.again.extendleft(reversed(rest))
        return given_up
