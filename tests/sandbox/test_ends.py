"""A worker that is forked ahead of its submission."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from grader.model import Numbers
from grader.sandbox import ends, launch, runner
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS
from tests.sandbox.conversing import GRADF, GRADF_SOURCE, QUICK, converse, is_running, job

JOB = job(GRADF_SOURCE)
FULL = pytest.mark.parametrize("sandbox", LEVELS[:1], indirect=True)  # elsewhere nothing waits


def waits_in(sandbox: Sandbox) -> int:
    """Return the worker that waits, for which a busy machine can take a while."""
    for _ in range(100):
        found = children(sandbox)
        if found:
            return found[0]
    raise ValueError("no worker waits")


def is_gone(pid: int) -> bool:
    """Return whether a process ends within a while."""
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.02)
    return False


def children(sandbox: Sandbox) -> list[int]:
    zygote = sandbox.slot.pid
    time.sleep(0.02)  # the zygote forks while we are at other work
    return [int(pid) for pid in Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()]


def answers(sandbox: Sandbox) -> bool:
    outcomes, execution, _ = converse(sandbox, JOB, GRADF)
    numbers = outcomes[0]
    return isinstance(numbers, Numbers) and numbers.elements[0].value == 1 and execution.usage.workers == 1


@pytest.fixture
def waiting(sandbox: Sandbox) -> Sandbox:
    """A sandbox in which a worker waits."""
    for _ in range(4):
        assert answers(sandbox)
    assert sandbox.ahead is not None
    return sandbox


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_a_worker_waits_where_no_other_submission_can_reach_it(sandbox: Sandbox, behind: str) -> None:
    for _ in range(3):
        assert answers(sandbox)

    assert len(children(sandbox)) == (behind == "full")


@pytest.mark.parametrize("frees", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_a_worker_that_nobody_holds_does_not_stand_for_the_next_one(sandbox: Sandbox, *, frees: bool) -> None:
    assert answers(sandbox)
    sandbox.rest()
    directory = launch.make_directory() if sandbox.stand().writable else ""
    lost = ends.fork(sandbox.slot.control, ends.order_of(QUICK, directory))
    if frees:  # it ends by itself, and its zygote says so
        lost.free()
        time.sleep(0.05)

    assert answers(sandbox)
    assert answers(sandbox)

    sandbox.rest()
    assert not children(sandbox)
    if not frees:
        lost.free()
    if directory:
        launch.remove_directory(directory)


@FULL
def test_nothing_waits_after_the_first_submission(sandbox: Sandbox) -> None:
    sandbox.renew()

    assert answers(sandbox)

    assert not children(sandbox)


@FULL
def test_the_next_submission_gets_the_worker_that_waits(waiting: Sandbox) -> None:
    worker = waits_in(waiting)
    ahead = waiting.ahead

    assert answers(waiting)

    assert ahead is not None
    assert worker not in children(waiting)
    assert waiting.ahead is not ahead


@FULL
def test_a_submission_with_other_limits_gets_a_worker_of_its_own(waiting: Sandbox) -> None:
    _, execution, _ = converse(
        waiting, job("while True:\n    pass", limits=QUICK._replace(wall_s=1.0)), GRADF
    )

    assert execution.usage.wall_s < 3
    assert answers(waiting)


@FULL
@pytest.mark.parametrize("lost", ["worker", "zygote"])
def test_a_kill_while_a_worker_waits_costs_nothing(waiting: Sandbox, lost: str) -> None:
    worker = waits_in(waiting)
    killed = worker if lost == "worker" else waiting.slot.pid
    os.kill(killed, 9)
    assert is_gone(killed)

    assert answers(waiting)


@FULL
def test_a_zygote_that_is_killed_before_it_forks_ahead_costs_nothing(waiting: Sandbox) -> None:
    waiting.rest()
    os.kill(waiting.slot.pid, 9)
    assert is_gone(waiting.slot.pid)
    waiting.fork_ahead(QUICK)

    assert answers(waiting)


@FULL
def test_who_rests_has_no_worker_that_waits(waiting: Sandbox) -> None:
    waiting.rest()
    waiting.rest()

    assert not children(waiting)
    assert answers(waiting)


@FULL
def test_a_worker_that_waits_for_a_lost_zygote_ends_at_rest(waiting: Sandbox) -> None:
    worker = waits_in(waiting)
    os.kill(waiting.slot.pid, 9)
    assert is_gone(waiting.slot.pid)

    waiting.rest()

    assert is_gone(worker)
    assert answers(waiting)


@FULL
def test_no_descriptor_is_lost(waiting: Sandbox) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(5):
        assert answers(waiting)
        waiting.renew()
        for _ in range(3):
            assert answers(waiting)

    assert len(os.listdir("/proc/self/fd")) == before


@FULL
def test_a_zygote_that_is_to_be_replaced_forks_nothing_ahead(
    waiting: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RECYCLED_AFTER", waiting.jobs + 1)

    assert answers(waiting)

    assert not children(waiting)
    assert answers(waiting)
