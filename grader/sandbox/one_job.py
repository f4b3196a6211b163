"""One job as the host sees it: a conversation, carried out on one worker after the other.

The conversation is a generator that yields calls and receives outcomes; both are carried
over frames under a deadline, and no line of the student's is parsed. When a worker ends
before its job is done, the cell or call at hand is charged, and a fresh worker goes on without
it: at most three workers a submission, all against one deadline. A job ends when the conversation
is over, when the deadline has passed or when the process is gone; never at an end of file, which
hostile code can cause or prevent at will. If the zygote is lost, and the worker with it, the job goes
on as if that worker had never been started: that costs time and changes no verdict.
"""

from __future__ import annotations

import time
from typing import NamedTuple

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
    Missing,
    Outcome,
    Outcomes,
    Raised,
    Reply,
    Spelled,
    Together,
    Usage,
)
from grader.sandbox import allowed, control, messages, protocol
from grader.sandbox.control import ZygoteLostError
from grader.sandbox.ends import order_of
from grader.sandbox.output import Output
from grader.sandbox.peer import Peer

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from grader.sandbox.runner import Sandbox

WORKERS = 3
# The first worker may use this share of the deadline, the second up to this, the third the rest:
# a check that sleeps for ever must leave time for the others.
SHARES = (0.6, 0.8, 1.0)
# The words of all cells' errors together, in characters: a report is for people.
MAX_ERROR_TEXT = 65536
# Lines that are looked at for the syntax of a newer Python, which takes up to 20 ms each.
MOST_SYNTAX_ERRORS = 20
# A zygote that is found dead costs no attempt, but this often it is somebody who kills them all.
RECOVERIES = 5
# So much can be said again to another worker if one is lost: more than an exercise asks.
MAX_SAID = 4096


class Said(NamedTuple):
    """One message to a worker, the number of its request, and what came back."""

    call: Foreseen | Reply
    number: int
    outcome: Outcome


class OneJob:
    """One job: its workers so far, and what they said and used."""

    def __init__(self, sandbox: Sandbox, job: Job, directory: str, said: control.Ready) -> None:
        self.sandbox, self.job, self.walls = sandbox, job, said.walls
        self.order = order_of(job.limits, directory)
        texts = [cell.text for cell in job.submission.cells]
        self.lacking = allowed.lacking(job.modules, texts, said.modules)
        self.started = time.monotonic()
        self.lost_s = 0.0  # what the host's judging has cost, or a zygote that was lost by nobody's doing
        self.workers, self.losses, self.recoveries, self.kills = 0, 0, 0, 0
        self.worker: Peer | None = None
        self.skip: dict[int, CellOutcome] = {}  # the cells that ended a worker
        self.ended_by: list[int] = []  # the same, three times what is not to be run at all
        self.cells: dict[int, CellOutcome] = {}
        self.output = Output(job.limits.output_kb * 1024)
        self.cpu_s, self.peak_memory_bytes = 0.0, 0
        self.number = 0
        self.request: Call | None = None  # the call that waits for its result
        self.said: list[Said] = []  # to the worker at hand
        self.behind = False  # whether that was said to one that was lost
        self.error_text = self.syntax_errors = 0
        self.failed: Ended | None = None
        self.spelled: tuple[Spelled, ...] = ()

    def converse(self, conversation: Conversation) -> None:
        """Carry calls out and outcomes in until the conversation is over."""
        try:
            call = next(conversation)
            while True:
                outcome = self.ask(call)
                since = time.monotonic()
                call = conversation.send(outcome)
                if not isinstance(outcome, Evaluation):  # which a submission may ask for without end
                    self.give_back(time.monotonic() - since)
        except StopIteration:
            return

    def give_back(self, spent_s: float) -> None:
        """Put the deadline off by what the host took to judge: on a busy machine that can be seconds."""
        self.lost_s += spent_s
        if self.worker is not None:
            self.worker.limit += spent_s

    def ask(self, call: Call) -> Outcome:
        """Return the outcome of one call, on a fresh worker if the last one ended."""
        if isinstance(call, Together):
            return self.ask_together(call.calls)
        if not isinstance(call, Reply):
            self.number += 1
            self.request = call
        while True:
            try:
                ready = self.ready()
                if isinstance(ready, Ended):
                    return ready
                ready.send(messages.call(call, self.number))
                outcome = self.result(ready, self.number)
            except ZygoteLostError:
                self.recover()
            else:
                self.note(Said(call, self.number, outcome))
                return outcome

    def note(self, said: Said) -> None:
        """Keep what was said to the worker at hand, and what it answered."""
        if self.worker is not None and len(self.said) <= MAX_SAID:
            self.said.append(said)

    def catch_up(self, worker: Peer) -> None:
        """Bring a worker to where the lost one was: it is asked again, and answered as before."""
        request = self.request
        if len(self.said) > MAX_SAID:
            raise SandboxError("the sandbox's process ended, and too much had been asked to do it again")
        for call, number, before in self.said:
            if not isinstance(call, Reply):
                self.request = call
            worker.send(messages.call(call, number))
            outcome = self.result(worker, number)
            # What it asks has to be the same; as text, for two values that are not a number are never equal.
            asks = isinstance(before, Evaluation) or isinstance(outcome, Evaluation)
            if isinstance(outcome, Ended) or (asks and repr(outcome) != repr(before)):
                raise SandboxError("the sandbox's process ended, and its submission could not be run again")
        self.request = request

    def recover(self) -> None:
        """Forget what a lost worker did and cost, and go on as if it had not been started."""
        since = time.monotonic()
        self.recoveries += 1
        if self.worker is not None:
            self.losses += 1
            since = self.worker.started
            self.output.go_back(self.worker.printed_before)
        self.lose_worker()
        self.workers -= 1
        self.sandbox.recover()
        if self.losses > 1 or self.recoveries > RECOVERIES:
            raise SandboxError("the sandbox's process ended twice while it ran one submission")
        if control.FILTER in self.walls:  # without it a submission can end its zygote: that is its own time
            self.lost_s += time.monotonic() - since
        self.behind = True

    def ask_together(self, calls: tuple[Foreseen, ...]) -> Outcomes:
        """Return the outcomes of all calls, sent at once, up to the one that ended the worker."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(calls) and not (outcomes and isinstance(outcomes[-1], Ended)):
            try:
                ready = self.ready()
                if isinstance(ready, Ended):
                    outcomes.append(ready)
                    break
                waiting = calls[len(outcomes) :] if outcomes else calls
                first = self.number + 1
                self.number += len(waiting)
                ready.send(messages.together(waiting, first))
                for number, self.request in enumerate(waiting, first):
                    outcomes.append(self.unserved(ready, number))
                    self.note(Said(self.request, number, outcomes[-1]))
                    if isinstance(outcomes[-1], Ended):
                        break
            except ZygoteLostError:
                self.recover()
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
        if self.behind:
            self.behind = False
            self.catch_up(self.worker)
        return self.worker

    def deadline(self) -> float:
        """Return when the submission's time is over."""
        return self.started + self.lost_s + self.job.limits.wall_s

    def start_worker(self) -> None:
        """Start a worker and let it run the cells; of one that ends it the next runs what answers need."""
        limit = self.started + self.lost_s + self.job.limits.wall_s * SHARES[self.workers]
        self.workers += 1
        limit = max(limit, time.monotonic() + 0.5)
        worker = Peer(self.sandbox.worker(self.order), self.job, self.output, limit)
        self.worker = worker
        worker.send(messages.source(self.job, self.ended_by))
        self.cells, self.error_text = dict(self.skip), 0
        outcome = self.pump(worker, None)
        if isinstance(outcome, Ended):
            if worker.cell is None:
                self.failed = outcome
                return
            index, label = worker.cell
            ended = outcome._replace(label=label)
            # Of a cell that has crashed nothing is run again.
            self.ended_by += [index] * (3 if ended.reason is EndReason.CRASHED else 1)
            self.skip.setdefault(index, CellOutcome(label=label, state=CellState.ENDED, error=ended))
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
                    return self.completed(messages.outcome(payload, number, self.request))
                else:
                    raise protocol.ProtocolError(f"an unexpected frame {tag}")
        except protocol.ProtocolError as error:
            worker.kill()
            ended = Ended(reason=EndReason.CRASHED, figure=f"answered outside the protocol: {error}")
            return self.ended(worker, ended)
        if worker.was_killed_from_outside() and control.OWN_SPACES in self.walls and not self.kills:
            # The student's code cannot do that there. A second time it is charged with it all the same: who
            # takes all the memory that a container has is killed each time.
            self.kills += 1
            raise ZygoteLostError
        return self.ended(worker, worker.end_in_words())

    def cell_frame(self, worker: Peer, tag: int, payload: bytes) -> bool:
        """Take in what a worker says before it is ready; returns whether it is."""
        if tag == protocol.SPELLED and not worker.begun:
            told = messages.spelled(payload, self.job.entry_points)
            # A later worker may have left cells out.
            self.spelled = self.spelled if self.ended_by else told
        elif tag == protocol.CELL_STARTED:
            index, label, again = messages.cell_started(payload)
            if index in worker.begun if not again else index not in self.cells or self.cells[index].retried:
                raise protocol.ProtocolError(f"cell {index} out of turn")
            worker.begun.add(index)
            worker.cell, worker.again = (index, label), again
        elif tag == protocol.CELL_DONE and worker.cell is not None:
            index, label = worker.cell
            cell = messages.cell_done(payload, label, again=worker.again)
            if isinstance(cell.error, Raised):
                cell = cell._replace(error=self.believed(cell.error))
            if index not in self.skip:  # of those that ended a worker, some statements alone are run
                self.cells[index] = self.within_budget(cell)
            worker.cell = None
        elif tag == protocol.READY and not payload:
            return True
        else:
            raise protocol.ProtocolError(f"an unexpected frame {tag}")
        return False

    def completed(self, outcome: Outcome) -> Outcome:
        """Return an outcome with what only the host knows of it."""
        if isinstance(outcome, Raised):
            return self.believed(outcome)
        if isinstance(outcome, Missing) and outcome.cell in self.skip:
            error = self.skip[outcome.cell].error
            return outcome._replace(ended=error if isinstance(error, Ended) else None)
        return outcome

    def believed(self, error: Raised) -> Raised:
        """Return the error in plain words, without a claim that a module is absent which is loaded."""
        # Late: most submissions raise nothing.
        from grader.sandbox.newer_syntax import version_named
        from grader.sandbox.refusals import in_plain_words

        error = messages.believed(error, self.job.modules, self.lacking)
        self.syntax_errors += error.type == "SyntaxError"
        if self.syntax_errors <= MOST_SYNTAX_ERRORS:
            error = version_named(error)
        return in_plain_words(error, self.job.limits, self.walls)

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
        self.worker, self.said = None, []
        return ended

    def stop(self) -> None:
        """Kill the worker that is left, if any."""
        worker = self.worker
        if worker is not None:
            try:
                worker.kill()
                self.ended(worker, Ended(reason=EndReason.CRASHED, figure="stopped"))
            except ZygoteLostError:
                # Dead, or stopped by the submission: the next one must not meet it. What was printed stays.
                worker.save_output()
                self.lose_worker()
                self.sandbox.renew()
                self.sandbox.end_orphans()

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
            spelled=self.spelled,
        )
