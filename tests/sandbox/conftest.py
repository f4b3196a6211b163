"""The sandbox that tests talk to."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from grader.errors import SandboxError
from grader.sandbox import guard, launch, one_job
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS
from tests.sandbox import forked

# What can be measured of the sandbox is measured where it is bare.
WALLED = [pytest.param(level, marks=pytest.mark.unmeasured) for level in LEVELS]


@pytest.fixture(scope="module", params=[*WALLED, "bare"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A warm slot at each level that this machine offers, and ``bare``.

    That one is forked from here without walls, as on a machine that has none of them: so that the
    worker's side is measured too.
    """
    level = "process" if request.param == "bare" else request.param
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "bare":
            patch.setattr(launch, "spawn", forked.spawn)
            patch.setattr(one_job, "Peer", forked.PatientPeer)
        with Sandbox(level=level, required=level) as one:
            try:
                one.stand()
            except SandboxError as error:
                pytest.skip(str(error))
            yield one


@pytest.fixture
def behind(request: pytest.FixtureRequest) -> str:
    """What the sandbox of this test stands behind: a level, or ``bare``."""
    return str(request.node.callspec.params["sandbox"])


@pytest.fixture(autouse=True)
def _threads_of_the_runner_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What distributes tests works in threads of this process; a worker has its submission's alone."""
    own = [ident for ident in sys._current_frames() if ident != threading.get_ident()]
    clocks = [time.pthread_getcpuclockid(ident) for ident in own] if sys.platform == "linux" else []

    def frames() -> dict[int, object]:
        return {ident: frame for ident, frame in sys._current_frames().items() if ident not in own}

    def spent_by_them() -> float:
        with suppress(OSError):  # in a process that was forked they are not
            return sum(map(time.clock_gettime, clocks))
        return 0.0

    def spent_elsewhere_s() -> float:
        while True:
            before, here, by_all = spent_by_them(), time.thread_time(), time.process_time()
            if before == spent_by_them():  # they did nothing meanwhile
                return by_all - here - before

    monkeypatch.setattr(guard, "_frames_of_threads", frames)
    monkeypatch.setattr(guard, "_spent_elsewhere_s", spent_elsewhere_s)
