"""The host's side of the sandbox: ``run(job, conversation) -> Execution``.

It keeps a slot whose walls stand: steps down a level where they do not, replaces a zygote that is lost,
lacks a module or has served its time. What happens within one job is ``one_job.py``.
"""

from __future__ import annotations

import sys
from _thread import allocate_lock  # ``threading`` takes 2 ms
from contextlib import suppress

from grader.errors import SandboxError
from grader.model import Conversation, Execution, Job, Limits
from grader.sandbox import allowed, control, launch, proof
from grader.sandbox.control import ZygoteLostError
from grader.sandbox.ends import Ends, fork, order_of
from grader.sandbox.one_job import OneJob
from grader.sandbox.slot import HIGHEST, LEVELS, Slot, is_below

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from grader.sandbox.orphans import Orphans

# A zygote serves so many jobs: whatever might gather in a process that lives long does not.
RECYCLED_AFTER = 1000
# Starts of a zygote that ends while its walls go up, before fewer walls are tried: a machine that is short of
# memory kills some of them.
STARTS = 5


class Sandbox:
    """Runs one job at a time on a slot, which it replaces when it is lost or lacks a module.

    Without a ``level`` the walls are the highest that stand here; below ``required`` nothing is run.
    """

    def __init__(self, slot: Slot | None = None, *, level: str = "", required: str = "process") -> None:
        self.slot = slot or Slot(level=level)
        self.keep_proof = not level
        self.required = required
        self.orphans: Orphans | None = None  # where nothing else ends what a lost zygote leaves
        self.jobs = 0  # of the slot at hand
        self.stood = ""  # the level that has stood
        self.ahead: Ends | None = None  # of a worker that waits for a submission
        self.turn = allocate_lock()

    def close(self) -> None:
        """End the slot."""
        self.forget_ahead()
        self.slot.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def require(self, level: str) -> None:
        """Raise SandboxError unless walls as high as ``level`` stand; below, nothing is run from now on."""
        self.required = level
        if self.keep_proof and is_below(self.slot.level, level):
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
                if lost < STARTS:
                    self.renew()
                elif self.stood:
                    raise SandboxError(
                        f"the sandbox's process ended {lost} times while it was started; try again"
                    ) from None
                else:
                    lost = 0
                    self.step_down("the sandbox's process ended while they were put up")
                continue
            if said.problem or is_below(self.slot.level, self.required):
                self.step_down(said.problem or f"the sandbox was opened at '{self.slot.level}'")
                continue
            if self.stood != self.slot.level:
                self.stood = self.slot.level
                if self.keep_proof and self.slot.prove:
                    proof.write(proof.BUBBLEWRAP if self.slot.wrapped else self.slot.level)
                self.adopt(said)
            return said

    def step_down(self, problem: str) -> None:
        """Try the next lower level, or raise SandboxError if it would be too low.

        Below the highest comes first what bubblewrap can make of it.
        """
        if self.slot.level == LEVELS[0] and not self.slot.wrapped and self.stood != LEVELS[0]:
            from grader.sandbox import bubblewrap

            if bubblewrap.helps():
                self.replace(Slot(self.slot.preload, self.slot.level, wrapped=True))
                return
        if not is_below(self.required, self.slot.level):
            raise SandboxError(
                f"--require {self.required}: these walls do not stand here ({problem}), nothing was run; "
                "'grade doctor' shows what is missing and what would help"
            )
        self.replace(Slot(self.slot.preload, LEVELS[LEVELS.index(self.slot.level) + 1]))

    def replace(self, slot: Slot) -> None:
        """End the slot and go on with another one."""
        self.close()
        self.slot = slot
        self.jobs = 0

    def renew(self) -> None:
        """End the slot and go on with another one of the same walls and modules."""
        prove = self.slot.prove and self.stood != self.slot.level
        self.replace(Slot(self.slot.preload, self.slot.level, prove=prove, wrapped=self.slot.wrapped))

    def recover(self) -> None:
        """Replace a zygote that was lost, end what it left, and wait until the new one's walls stand."""
        self.renew()
        self.end_orphans()
        self.stand()

    def adopt(self, said: control.Ready) -> None:
        """Become the parent of what a zygote leaves, where no filter keeps a submission from outliving it."""
        if sys.platform == "linux" and control.FILTER not in said.walls:
            from grader.sandbox.orphans import Orphans

            self.orphans = Orphans()

    def end_orphans(self) -> None:
        """End the processes of a submission that has outlived its zygote."""
        if self.orphans is not None:
            self.orphans.end(self.slot.pid)

    def recycle(self) -> None:
        """Replace a zygote that has served its time."""
        if self.jobs >= RECYCLED_AFTER:
            self.renew()
        self.jobs += 1

    def warm_up(self, job: Job) -> control.Ready:
        """Return what stands, after the zygote has loaded the modules which the submission needs."""
        self.recycle()
        said = self.stand()
        wanted = allowed.preloads(job.modules, [cell.text for cell in job.submission.cells])
        if not set(wanted) <= set(self.slot.preload):
            self.replace(Slot(wanted, self.slot.level, prove=False, wrapped=self.slot.wrapped))
            said = self.stand()
        return said

    def run(self, job: Job, conversation: Conversation) -> Execution:
        """Run one submission and answer the conversation's calls; threads that share a sandbox take turns."""
        with self.turn:
            return self._run(job, conversation)

    def _run(self, job: Job, conversation: Conversation) -> Execution:
        said = self.warm_up(job)
        if self.orphans is not None:
            self.orphans.look()
        directory = launch.make_directory() if said.writable else ""
        work = OneJob(self, job, directory, said)
        try:
            work.converse(conversation)
            execution = work.execution(said)
        finally:
            work.stop()
            if directory:
                launch.remove_directory(directory)
        self.fork_ahead(job.limits)
        return execution

    def worker(self, order: control.ForkOrder) -> Ends:
        """Return a worker that waits for its submission: the one that was forked ahead, if it fits."""
        if self.ahead is not None and self.ahead.order != order:
            self.rest()
        ahead, self.ahead = self.ahead, None
        return fork(self.slot.control, order) if ahead is None else ahead

    def fork_ahead(self, limits: Limits) -> None:
        """Have a worker forked for the next submission, which will come after two and be like the last one.

        Only where no submission can reach it, nor it the directory of another: in process ids of its own.
        """
        said = self.slot.said
        if said is None or control.OWN_SPACES not in said.walls or said.writable or self.ahead is not None:
            return
        if 1 < self.jobs < RECYCLED_AFTER:
            with suppress(ZygoteLostError):  # the next submission will meet it
                self.ahead = fork(self.slot.control, order_of(limits, ""))

    def rest(self) -> None:
        """End the worker that waits, where no submission is expected for long."""
        ahead, self.ahead = self.ahead, None
        if ahead is not None:
            with suppress(ZygoteLostError):
                ahead.end()

    def forget_ahead(self) -> None:
        """Let a worker go that waits, whose zygote is lost or comes to its end."""
        if self.ahead is not None:
            self.ahead.free()
        self.ahead = None
