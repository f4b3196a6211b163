"""The host's side of the sandbox: ``run(job, conversation) -> Execution``.

The conversation is a generator that yields calls and receives outcomes; the runner carries both
over frames, keeps every deadline and never parses a line of the student's. When a worker ends
before its job is done, the cell or call at hand is charged, and a fresh worker goes on without
it: at most three workers a submission, all against one deadline. A job ends when the conversation
is over, when the deadline has passed or when the process is gone; never at an end of file, which
hostile code can cause or prevent at will.
"""

from __future__ import annotations

import time

from grader.errors import SandboxError
from grader.model import (
    Call,
    CellOutcome,
    CellState,
    Conversation,
    Ended,
    EndReason,
    Evaluation,
    Execution,
    Foreseen,
    Job,
    Outcome,
    Outcomes,
    Raised,
    Reply,
    Together,
    Usage,
)
from grader.sandbox import control, launch, messages, proof, protocol
from grader.sandbox.control import ZygoteLostError
from grader.sandbox.output import Output
from grader.sandbox.peer import Peer
from grader.sandbox.slot import HIGHEST, LEVELS, Slot

WORKERS = 3
# The first worker may use this share of the deadline, the second up to this, the third the rest:
# a check that sleeps for ever must leave time for the others.
SHARES = (0.6, 0.8, 1.0)
# The words of all cells' errors together, in characters: a report is for people.
MAX_ERROR_TEXT = 65536


class Sandbox:
    """Runs one job at a time on a slot, which it replaces when it is lost or lacks a module.

    Without a ``level`` the walls are the highest that stand here; below ``required`` nothing is run.
    """

    def __init__(self, slot: Slot | None = None, *, level: str = "", required: str = "process") -> None:
        self.slot = slot or Slot(level=level)
        self.keep_proof = not level
        self.required = required
        self.losses = 0

    def close(self) -> None:
        """End the slot."""
        self.slot.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def require(self, level: str) -> None:
        """Raise SandboxError unless walls as high as ``level`` stand; below, nothing is run from now on."""
        self.required = level
        if self.keep_proof and LEVELS.index(self.slot.level) < LEVELS.index(level):
            self.replace(Slot(self.slot.preload, HIGHEST))
        self.stand()

    def stand(self) -> control.Ready:
        """Return what the zygote said when its walls stood; steps down a level where they do not."""
        lost = 0
        while True:
            try:
                said = self.slot.ready()
            except ZygoteLostError:
                lost += 1
                if lost == 1:
                    self.renew()
                else:
                    lost = 0
                    self.step_down("the sandbox's process ended while they were put up")
                continue
            level = LEVELS.index(self.slot.level)
            if said.problem or level < LEVELS.index(self.required):
                self.step_down(said.problem or f"the sandbox was opened at '{self.slot.level}'")
                continue
            if self.keep_proof and self.slot.prove:
                proof.write(self.slot.level)
            return said

    def step_down(self, problem: str) -> None:
        """Try the next lower level, or raise SandboxError if it would be too low."""
        level = LEVELS.index(self.slot.level)
        if level <= LEVELS.index(self.required):
            raise SandboxError(
                f"--require {self.required}: these walls do not stand here ({problem}), nothing was run; "
                "'grade doctor' shows what is missing and what would help"
            )
        self.replace(Slot(self.slot.preload, LEVELS[level - 1]))

    def replace(self, slot: Slot) -> None:
        """End the slot and go on with another one."""
        self.slot.close()
        self.slot = slot

    def restart(self) -> None:
        """Replace a lost zygote; the second loss in a row is the grader's fault."""
        self.losses += 1
        if self.losses > 1:
            raise SandboxError("the sandbox's process ended twice while it ran one submission")
        self.renew()

    def renew(self) -> None:
        """End the slot and go on with another one of the same walls and modules."""
        self.replace(Slot(self.slot.preload, self.slot.level, prove=self.slot.prove))

    def recover(self) -> None:
        """Replace a zygote that was lost in a job, and wait until its walls stand."""
        self.restart()
        self.stand()

    def warm_up(self, job: Job) -> control.Ready:
        """Return what stands, after the zygote has loaded the modules which the submission needs."""
        said = self.stand()
        wanted = launch.preloads(job.modules, [cell.text for cell in job.submission.cells])
        if not set(wanted) <= set(self.slot.preload):
            self.replace(Slot(wanted, self.slot.level, prove=False))
            said = self.stand()
        return said

    def run(self, job: Job, conversation: Conversation) -> Execution:
        """Run one submission and answer the conversation's calls; see the module's opening."""
        said = self.warm_up(job)
        self.losses = 0
        directory = launch.make_directory() if said.writable else ""
        run = _Run(self, job, directory)
        try:
            run.converse(conversation)
            return run.execution(said)
        finally:
            run.stop()
            if directory:
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
        self.request: Call | None = None  # the call that waits for its result
        self.error_text = 0
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
        if isinstance(call, Together):
            return self.ask_together(call.calls)
        while True:
            try:
                ready = self.ready()
                if isinstance(ready, Ended):
                    return ready
                if not isinstance(call, Reply):
                    self.number += 1
                    self.request = call
                ready.send(messages.call(call, self.number))
                return self.result(ready, self.number)
            except ZygoteLostError:
                self.lose_worker()
                self.workers -= 1
                self.sandbox.recover()
                if isinstance(call, Reply):
                    return Ended(reason=EndReason.CRASHED, figure="its worker was lost")

    def ask_together(self, calls: tuple[Foreseen, ...]) -> Outcomes:
        """Return the outcomes of all calls, sent at once, up to the one that ended the worker."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(calls) and not (outcomes and isinstance(outcomes[-1], Ended)):
            try:
                ready = self.ready()
                if isinstance(ready, Ended):
                    outcomes.append(ready)
                    break
                waiting = list(enumerate(calls[len(outcomes) :], self.number + 1))
                self.number += len(waiting)
                ready.send(b"".join(messages.call(call, number) for number, call in waiting))
                for number, self.request in waiting:
                    outcomes.append(self.unserved(ready, number))
                    if isinstance(outcomes[-1], Ended):
                        break
            except ZygoteLostError:
                self.lose_worker()
                self.workers -= 1
                self.sandbox.recover()
        return Outcomes(tuple(outcomes))

    def unserved(self, worker: Peer, number: int) -> Outcome:
        """Return the result of a call that serves no function; who asks for one breaks the protocol."""
        outcome = self.result(worker, number)
        if isinstance(outcome, Evaluation):
            worker.kill()
            figure = "answered outside the protocol: asked for a function that is not served"
            return self.ended(worker, Ended(reason=EndReason.CRASHED, figure=figure))
        return outcome

    def result(self, worker: Peer, number: int) -> Outcome:
        """Return the result of call ``number``, or its next question."""
        outcome = self.pump(worker, number)
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
                    return messages.outcome(payload, number, self.request)
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
            if index in worker.begun if not again else index not in self.cells or self.cells[index].retried:
                raise protocol.ProtocolError(f"cell {index} out of turn")
            worker.begun.add(index)
            worker.cell, worker.again = (index, label), again
        elif tag == protocol.CELL_DONE and worker.cell is not None:
            index, label = worker.cell
            self.cells[index] = self.within_budget(messages.cell_done(payload, label, again=worker.again))
            worker.cell = None
        elif tag == protocol.READY and not payload:
            return True
        else:
            raise protocol.ProtocolError(f"an unexpected frame {tag}")
        return False

    def within_budget(self, cell: CellOutcome) -> CellOutcome:
        """Return the cell, without the words of its error where the submission has used up its share."""
        if isinstance(cell.error, Raised):
            self.error_text += len(cell.error.message) + len(cell.error.text)
            if self.error_text > MAX_ERROR_TEXT:
                return cell._replace(error=cell.error._replace(message="", text=""))
        return cell

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
                # Dead, or stopped by the submission: the next one must not meet it.
                self.lose_worker()
                self.sandbox.renew()

    def lose_worker(self) -> None:
        """Forget a worker whose zygote is gone, and which therefore is gone as well."""
        if self.worker is not None:
            self.worker.free()
        self.worker = None

    def execution(self, said: control.Ready) -> Execution:
        """Return what was seen, after the worker's end, behind the walls of which the zygote spoke."""
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
            level=said.level,
            walls=said.walls,
            deadline_s=self.job.limits.wall_s,
        )
