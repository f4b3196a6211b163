"""One worker as the host sees it: its channel, its output, its limits and its end.

Frames travel on the channel, and a byte on the bell says that the host should look: a worker writes many
frames that nobody waits for, and each wake-up of the host would cost more than what is in the frame. They
are in the kernel's hands all the same, so that a worker which ends has said what it wrote.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress

from grader.errors import SandboxError
from grader.model import Ended, EndReason, Job
from grader.sandbox import control, protocol
from grader.sandbox.control import ZygoteLostError
from grader.sandbox.ends import STUCK_S, Ends, heard, tell
from grader.sandbox.output import Output

OUTPUT_LIMIT_BYTES = 16 * 2**20
# What a submission prints waits in its pipe, which holds 64 KiB, until nothing else happens for so long, or
# the worker ends: a wake-up for each line would cost more than all of its work. Who prints more than so much
# in that time is listened to.
QUIET_S, QUIET_BYTES = 0.02, 16 << 10
# So many pieces are read at a time, more than a pipe can hold: who writes as fast as the host reads, a byte a
# piece, must not keep it from its clock.
MOST_PIECES = 1024
LAST_WORD_S = 0.1  # between the end of a worker's channel and the zygote's word of its own end


class Peer:
    """One worker as the host sees it: its channel, its output and its end."""

    def __init__(self, ends: Ends, job: Job, output: Output, limit: float) -> None:
        self.control, self.number = ends.zygote, ends.number
        self.output, self.limit, self.job = output, limit, job
        self.channel, self.pipe, self.bell = ends.channel, ends.pipe, ends.bell
        self.reader = protocol.FrameReader(protocol.MAX_FROM_WORKER)
        self.cell: tuple[int, str] | None = None
        self.begun: set[int] = set()
        self.gone: control.WorkerGone | None = None
        self.reason: Ended | None = None
        self.again = self.closed = False
        self.printed_before = output.printed()
        self.is_quiet = True  # whether the pipe is looked at now and then, and wakes nobody up
        self.rung = False  # whether the channel may hold more than has been read
        self.last_words = 2 * protocol.UNHEARD_FRAMES
        self.waiting = self.to_wait_for()
        self.started = time.monotonic()

    def to_wait_for(self) -> select.poll:
        """Return what wakes the host up: of the channel its end alone."""
        waiting = select.poll()
        waiting.register(self.control, select.POLLIN)
        waiting.register(self.channel, 0)
        waiting.register(self.bell, select.POLLIN)
        return waiting

    def send(self, data: bytes) -> None:
        """Write a frame while the worker's own output is drained, so that neither side waits for ever."""
        view = memoryview(data)
        while view and self.gone is None and not self.closed:
            try:
                view = view[self.channel.send(view) :]
            except BlockingIOError:
                self.wait(writing=True)
            except OSError:
                self.hang_up()

    def next_frame(self) -> tuple[int, bytes] | None:
        """Return the worker's next frame, or None when it has ended and nothing whole is left."""
        # What has been read goes first: the deadline is kept where more is asked of the worker.
        frame = self.reader.next() if self.reason is None else None
        return self.awaited_frame() if frame is None else frame

    def awaited_frame(self) -> tuple[int, bytes] | None:
        """Return the next frame that the worker writes, or None, as above."""
        while True:
            self.keep_deadline()
            # Of a worker that the host has stopped what it may not have heard counts: there can be very much.
            listens = not self.is_stopped or self.last_words > 0
            frame = self.reader.next() if listens else None
            if frame is not None:
                self.last_words -= self.is_stopped
                return frame
            if listens and self.rung and not self.closed:
                self.read_channel()
            elif self.gone is not None:
                return None
            else:
                self.wait()

    @property
    def is_stopped(self) -> bool:
        """Whether the host has ended the worker, for a reason of the worker's own."""
        return self.reason is not None and bool(self.reason.figure)

    def keep_deadline(self) -> float:
        """Return the seconds that are left; kill the worker if there are none."""
        left = self.limit - time.monotonic()
        if left <= 0 and self.reason is None:
            seconds = time.monotonic() - self.started
            self.end(EndReason.TIME_LIMIT, f"stopped after {seconds:.1f} s")
        return left

    def wait(self, *, writing: bool = False) -> None:
        """Wait for something to happen, and take it in."""
        left = self.keep_deadline()
        if writing and not self.closed:
            self.waiting.modify(self.channel, select.POLLOUT)
        # After a kill the zygote answers at once; the bound is for a zygote that is stuck.
        timeout = max(left, 0.0) if self.reason is None else STUCK_S
        looks = self.is_quiet and self.reason is None and timeout > QUIET_S
        ready = {descriptor for descriptor, _ in self.waiting.poll((QUIET_S if looks else timeout) * 1000)}
        if not ready and self.reason is not None and not writing:
            raise ZygoteLostError
        if self.pipe in ready or (looks and not ready):
            self.drain()
        if self.bell in ready:
            self.answer_bell()
        if writing:
            self.read_meanwhile()
        elif self.channel.fileno() in ready:
            self.rung = True
        if self.control.fileno() in ready:
            self.read_control()

    def read_meanwhile(self) -> None:
        """Take in what a worker answers while it is still being asked, so that neither waits for ever."""
        if not self.closed:
            self.waiting.modify(self.channel, 0)
            # A worker that asks without reading the answers must not fill the host's memory.
            if self.rung and self.reader.left() < self.reader.limit + protocol.HEADER.size:
                self.read_channel()

    def answer_bell(self) -> None:
        """Take in that the worker has written something, or that it can ring no more."""
        self.rung = True
        if not os.read(self.bell, 4096):
            self.waiting.unregister(self.bell)
            os.close(self.bell)
            self.bell = -1

    def read_channel(self) -> None:
        """Take in what the worker wrote; a closed channel ends it, since it can answer no more."""
        try:
            data = self.channel.recv(65536)
        except BlockingIOError:
            self.rung = False
            return
        except OSError:
            data = b""
        if data:
            self.reader.feed(data)
        else:
            self.hang_up()
            # A process that ended closed it as well, and the zygote will say how it ended.
            if self.gone is None and not control.comes(self.control, LAST_WORD_S):
                self.end(EndReason.CRASHED, "")

    def hang_up(self) -> None:
        """Close the channel, which the worker has closed."""
        self.closed = True
        self.waiting.unregister(self.channel)
        self.channel.close()

    def read_control(self) -> None:
        """Take in what the zygote says."""
        self.gone = heard(self.control, self.number)
        if self.gone is not None:
            self.drain()
            self.rung = True

    def drain(self) -> None:
        """Take in what was printed; too much of it ends the worker."""
        before = self.output.total
        for _ in range(MOST_PIECES if self.pipe >= 0 else 0):
            try:
                data = os.read(self.pipe, 262144)
            except BlockingIOError:
                break
            if not data:
                self.close_pipe()
                break
            # What lies behind the limit differs with the pieces that were read.
            room = OUTPUT_LIMIT_BYTES - (self.output.total - self.printed_before.total)
            self.output.add(data[:room])
            if len(data) > room and self.gone is None:
                self.end(EndReason.OUTPUT_LIMIT, f"stopped after {OUTPUT_LIMIT_BYTES // 2**20} MB of output")
                break
        if self.is_quiet and self.pipe >= 0 and self.output.total - before > QUIET_BYTES:
            self.is_quiet = False
            self.waiting.register(self.pipe, select.POLLIN)

    def close_pipe(self) -> None:
        """Close the pipe, to which nobody can write any more."""
        if not self.is_quiet:
            self.waiting.unregister(self.pipe)
        os.close(self.pipe)
        self.pipe = -1

    def end(self, reason: EndReason, figure: str) -> None:
        """Kill the worker for a reason; the first one counts."""
        if self.reason is None:
            self.reason, self.rung = Ended(reason=reason, figure=figure), True
            self.kill()

    def kill(self) -> None:
        """Ask the zygote to kill the worker."""
        if self.gone is None:
            tell(self.control, control.message(control.KILL))

    def was_killed_from_outside(self) -> bool:
        """Return whether neither the host nor the limit of CPU was it that killed the worker."""
        gone = self.gone
        if gone is None or self.reason is not None or not os.WIFSIGNALED(gone.status):
            return False
        return os.WTERMSIG(gone.status) == 9 and not self.has_used_its_cpu(gone.cpu_s)

    def has_used_its_cpu(self, cpu_s: float) -> bool:
        """Return whether a killed worker met its limit of CPU: far above what others use, below it at times.

        The kernel kills by a count of its clock's ticks; what it reports is measured, and on a busy machine
        up to a fifth less.
        """
        return cpu_s >= self.job.limits.cpu_s * 0.5

    def end_in_words(self) -> Ended:
        """Return how the worker ended: by its limits, by the host, or by itself."""
        gone = self.gone
        if gone is None:
            raise SandboxError("the end of a worker was asked for while it ran")
        if self.reason is not None and self.reason.figure:
            return self.reason
        if os.WIFSIGNALED(gone.status):
            signal = os.WTERMSIG(gone.status)
            if signal in (9, 24) and self.has_used_its_cpu(gone.cpu_s):
                used_s = max(gone.cpu_s, self.job.limits.cpu_s)
                return Ended(reason=EndReason.TIME_LIMIT, figure=f"stopped after {used_s:.1f} s of CPU")
            if self.reason is not None and signal == 9:
                return Ended(reason=EndReason.CRASHED, figure="closed its channel to the grader")
            figure = f"the process was ended by {signal_in_words(signal)}"
            if signal == 9:
                figure += ", by itself or for want of memory on this machine"
            return Ended(reason=EndReason.CRASHED, figure=figure)
        code = os.waitstatus_to_exitcode(gone.status)
        return Ended(reason=EndReason.CRASHED, figure=f"the process ended itself with exit code {code}")

    def close(self) -> control.WorkerGone:
        """Wait for the zygote's word that the worker and all below it are gone; free the descriptors."""
        try:
            self.limit = time.monotonic() + STUCK_S
            self.reason = self.reason or Ended(reason=EndReason.CRASHED, figure="stopped")
            if not self.closed:
                self.hang_up()
            while self.gone is None:
                self.wait()
        except ZygoteLostError:
            self.save_output()
            raise
        else:
            return self.gone
        finally:
            self.free()

    def save_output(self) -> None:
        """Take in what a worker printed whose zygote is lost."""
        with suppress(ZygoteLostError):
            self.drain()

    def free(self) -> None:
        """Close the host's descriptors of this worker."""
        self.channel.close()
        for descriptor in (self.pipe, self.bell):
            if descriptor >= 0:
                os.close(descriptor)
        self.pipe = self.bell = -1


def signal_in_words(number: int) -> str:
    """Return a signal with its number and its name, such as ``signal 11 (segmentation fault)``."""
    import signal  # late: few workers end so

    name = signal.strsignal(number) if number in signal.valid_signals() else None
    return f"signal {number} ({name.lower()})" if name else f"signal {number}"
