"""The host's side of the sandbox: ``run(job, conversation) -> Execution``.

The conversation is a generator that yields calls and receives outcomes; the runner carries both
over frames, keeps every deadline and never parses a line of the student's. When a worker ends
before its job is done, the cell or call at hand is charged, and a fresh worker goes on without
it: at most three workers a submission, all against one deadline. A job ends when the conversation
is over, when the deadline has passed or when the process is gone; never at an end of file, which
hostile code can cause or prevent at will.
"""

from __future__ import annotations

import sys
import time

from grader.errors import SandboxError
from grader.model import (
    Call,
    CellOutcome,
    CellState,
    Conversation,
    Ended,
    EndReason,
    Execution,
    Job,
    Outcome,
    Reply,
    Usage,
)
from grader.sandbox import launch, messages, protocol
from grader.sandbox.output import Output
from grader.sandbox.peer import Peer, ZygoteLostError
from grader.sandbox.slot import Slot

WORKERS = 3
# The first worker may use this share of the deadline, the second up to this, the third the rest:
# a check that sleeps for ever must leave time for the others.
SHARES = (0.6, 0.8, 1.0)
LEVEL = "process"
WALLS = (
    "separate process",
    "empty environment",
    "own working directory",
    "resource limits",
    "deadline",
    "output cap",
    "kill of the process group and its orphans" if sys.platform == "linux" else "kill of the process group",
)


class Sandbox:
    """Runs one job at a time on a slot, which it replaces when it is lost or lacks a module."""

    def __init__(self, slot: Slot | None = None) -> None:
        self.slot = slot or Slot()
        self.losses = 0

    def close(self) -> None:
        """End the slot."""
        self.slot.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def restart(self) -> None:
        """Replace a lost zygote; the second loss in a row is the grader's fault."""
        self.slot.close()
        self.losses += 1
        if self.losses > 1:
            raise SandboxError("the sandbox's process ended twice while it ran one submission")
        self.slot = Slot(self.slot.preload)

    def warm_up(self, job: Job) -> None:
        """Replace the zygote by one that has loaded the modules which the submission needs."""
        wanted = launch.preloads(job.modules, [cell.text for cell in job.submission.cells])
        if not set(wanted) <= set(self.slot.preload):
            self.slot.close()
            self.slot = Slot(wanted)

    def run(self, job: Job, conversation: Conversation) -> Execution:
        """Run one submission and answer the conversation's calls; see the module's opening."""
        self.losses = 0
        self.warm_up(job)
        directory = launch.make_directory()
        run = _Run(self, job, directory)
        try:
            run.converse(conversation)
            return run.execution()
        finally:
            run.stop()
            launch.remove_directory(directory)


class _Run:
    """One job on one slot."""

    def __init__(self, sandbox: Sandbox, job: Job, directory: str) -> None:
        self.sandbox, self.job, self.directory = sandbox, job, directory
        self.started = time.monotonic()
        self.workers = 0
        self.worker: Peer | None = None
        self.skip: dict[int, CellOutcome] = {}
        self.cells: dict[int, CellOutcome] = {}
        self.output = Output(job.limits.output_kb * 1024)
        self.cpu_s, self.peak_memory_bytes = 0.0, 0
        self.number = 0
        self.failed: Ended | None = None

    def converse(self, conversation: Conversation) -> None:
        """Carry calls out and outcomes in until the conversation is over."""
        try:
            call = next(conversation)
            while True:
                call = conversation.send(self.ask(call))
        except StopIteration:
            return

    def ask(self, call: Call) -> Outcome:
        """Return the outcome of one call, on a fresh worker if the last one ended."""
        while True:
            try:
                ready = self.ready()
                if isinstance(ready, Ended):
                    return ready
                if not isinstance(call, Reply):
                    self.number += 1
                ready.send(messages.call(call, self.number))
                return self.result(ready)
            except ZygoteLostError:
                self.lose_worker()
                self.workers -= 1
                self.sandbox.restart()
                if isinstance(call, Reply):
                    return Ended(reason=EndReason.CRASHED, figure="its worker was lost")

    def result(self, worker: Peer) -> Outcome:
        """Return the result of the call that was sent last."""
        outcome = self.pump(worker, self.number)
        if outcome is None:
            raise SandboxError("a call ended without a result")
        return outcome

    def ready(self) -> Peer | Ended:
        """Return a worker that has said ready, or why there is none."""
        while self.worker is None:
            if self.failed is not None:
                return self.failed
            left = self.deadline() - time.monotonic()
            if self.workers == WORKERS or left <= 0:
                if left > 0:
                    figure = f"not run: {self.workers} workers had ended before it"
                    return Ended(reason=EndReason.CRASHED, figure=figure)
                figure = f"not run: the deadline of {self.job.limits.wall_s:g} s had passed"
                return Ended(reason=EndReason.TIME_LIMIT, figure=figure)
            self.start_worker()
        return self.worker

    def deadline(self) -> float:
        """Return when the submission's time is over."""
        return self.started + self.job.limits.wall_s

    def start_worker(self) -> None:
        """Start a worker and let it run the cells; a cell that ends it is left out by the next one."""
        limit = self.started + self.job.limits.wall_s * SHARES[self.workers]
        self.workers += 1
        limit = max(limit, time.monotonic() + 0.5)
        worker = Peer(self.sandbox.slot.control, self.job, self.directory, self.output, limit)
        self.worker = worker
        worker.send(messages.source(self.job, frozenset(self.skip)))
        self.cells = dict(self.skip)
        outcome = self.pump(worker, None)
        if isinstance(outcome, Ended):
            if worker.cell is None:
                self.failed = outcome
                return
            index, label = worker.cell
            ended = outcome._replace(label=label)
            self.skip[index] = CellOutcome(label=label, state=CellState.ENDED, error=ended)
            self.cells[index] = self.skip[index]

    def pump(self, worker: Peer, number: int | None) -> Outcome | None:
        """Read the worker's frames until READY (``number`` None) or the result of call ``number``."""
        try:
            while (frame := worker.next_frame()) is not None:
                tag, payload = frame
                if number is None:
                    if self.cell_frame(worker, tag, payload):
                        return None
                elif tag == protocol.EVALUATE:
                    return messages.evaluation(payload)
                elif tag == protocol.RESULT:
                    return messages.outcome(payload, number)
                else:
                    raise protocol.ProtocolError(f"an unexpected frame {tag}")
        except protocol.ProtocolError as error:
            worker.kill()
            ended = Ended(reason=EndReason.CRASHED, figure=f"answered outside the protocol: {error}")
            return self.ended(worker, ended)
        return self.ended(worker, worker.end_in_words())

    def cell_frame(self, worker: Peer, tag: int, payload: bytes) -> bool:
        """Take in what a worker says before it is ready; returns whether it is."""
        if tag == protocol.CELL_STARTED:
            index, label, again = messages.cell_started(payload)
            worker.cell, worker.again = (index, label), again
        elif tag == protocol.CELL_DONE and worker.cell is not None:
            index, label = worker.cell
            self.cells[index] = messages.cell_done(payload, label, again=worker.again)
            worker.cell = None
        elif tag == protocol.READY and not payload:
            return True
        else:
            raise protocol.ProtocolError(f"an unexpected frame {tag}")
        return False

    def ended(self, worker: Peer, ended: Ended) -> Ended:
        """Close a worker that is gone and count what it used."""
        gone = worker.close()
        self.cpu_s += gone.cpu_s
        self.peak_memory_bytes = max(self.peak_memory_bytes, gone.peak_memory_bytes)
        self.worker = None
        return ended

    def stop(self) -> None:
        """Kill the worker that is left, if any."""
        worker = self.worker
        if worker is not None:
            try:
                worker.kill()
                self.ended(worker, Ended(reason=EndReason.CRASHED, figure="stopped"))
            except ZygoteLostError:
                self.lose_worker()

    def lose_worker(self) -> None:
        """Forget a worker whose zygote is gone."""
        if self.worker is not None:
            self.worker.free()
        self.worker = None

    def execution(self) -> Execution:
        """Return what was seen, after the worker's end."""
        self.stop()
        return Execution(
            cells=tuple(self.cells[index] for index in sorted(self.cells)),
            output=self.output.text(),
            output_bytes=self.output.total,
            usage=Usage(
                wall_s=time.monotonic() - self.started,
                cpu_s=self.cpu_s,
                peak_memory_bytes=self.peak_memory_bytes,
                workers=self.workers,
            ),
            level=LEVEL,
            walls=WALLS,
            deadline_s=self.job.limits.wall_s,
        )
