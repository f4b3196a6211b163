"""The local engine with work of the tests' own, in real processes: what breaks costs itself alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.engines.host import fork_host
from grader.engines.local import DEPTH, Pool
from grader.engines.seam import Done, Opening, Task, Work
from grader.errors import SandboxError

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="no signal tells of a parent's end there")


def obey(task: Task) -> Done:
    """Do what the task says."""
    word, _, rest = task.raw.decode().partition(" ")
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(7)
    if word == "sleep":
        time.sleep(float(rest))
    return Done(task.number, 0, 1.5, 0.0, b"[%d]" % task.number, task.raw * 2, task.name)


@contextmanager
def opening() -> Iterator[Work]:
    yield obey


def tasks(*words: str) -> list[Task]:
    return [Task(number=number, name=f"n{number}é", raw=word.encode()) for number, word in enumerate(words)]


def results(opened: Opening, *words: str, slots: int = 2, hang_s: float = 30) -> dict[int, Done]:
    with Pool(opened, slots, hang_s=hang_s) as pool:
        found = [done for done in pool.run(tasks(*words)) if done]
    assert len({done.number for done in found}) == len(found)
    return {done.number: done for done in found}


def test_every_task_comes_back_once_with_all_that_was_said() -> None:
    found = results(opening, *(["x" * size for size in (0, 1, 70_000, 3_000_000)] + ["y"] * 200))

    assert sorted(found) == list(range(204))
    assert found[3] == Done(3, 0, 1.5, 0.0, b"[3]", b"x" * 6_000_000, "n3é")


def test_results_come_in_order_of_completion() -> None:
    with Pool(opening, 2) as pool:
        heard = list(pool.run(tasks("sleep 0.5", "a", "b", "c")))
    order = [done.number for done in heard if done]

    assert order.index(0) > order.index(1)
    assert None in heard  # the heartbeat while nothing was done


def test_where_no_task_is_there_yet_those_on_their_way_are_heard() -> None:
    heard: list[int] = []

    def coming() -> Iterator[Task | None]:
        first, last = tasks("a", "b")
        yield first
        while not heard:
            yield None
        yield last

    with Pool(opening, 2) as pool:
        heard.extend(done.number for done in pool.run(coming()) if done)

    assert heard == [0, 1]


def test_tasks_are_pulled_only_when_there_is_room() -> None:
    pulled = []

    def coming() -> Iterator[Task]:
        for task in tasks(*["x"] * 100):
            pulled.append(task.number)
            yield task

    with Pool(opening, 2) as pool:
        for seen, _ in enumerate(filter(None, pool.run(coming())), 1):
            assert len(pulled) <= seen + 2 * DEPTH


def test_a_task_that_kills_its_host_costs_itself_alone() -> None:
    found = results(opening, "a", "die", "b", "c", "die", "d")

    assert sorted(found) == list(range(6))
    assert found[1].problem == "the process that graded it ended by signal 9, 2 times"
    assert found[1].exit_code == 3
    assert [found[number].exit_code for number in (0, 2, 3, 5)] == [0, 0, 0, 0]


def test_a_task_whose_host_died_once_is_done_by_the_next(tmp_path: Path) -> None:
    assert results(opening, f"once {tmp_path / 'seen'}", "a")[0].exit_code == 0


def test_a_host_that_does_not_answer_is_killed() -> None:
    started = time.monotonic()
    found = results(opening, "sleep 60", "a", hang_s=1.0)

    assert found[0].problem == "the process that graded it did not answer, 2 times"
    assert found[1].exit_code == 0
    assert time.monotonic() - started < 10


def test_work_that_cannot_be_opened_ends_the_run_with_its_reason() -> None:
    @contextmanager
    def refused() -> Iterator[Work]:
        raise SandboxError("no walls here")
        yield obey

    with pytest.raises(SandboxError, match="no walls here"):
        results(refused, "a")


def test_hosts_that_die_at_their_start_end_the_run() -> None:
    @contextmanager
    def deadly() -> Iterator[Work]:
        os._exit(9)
        yield obey

    with pytest.raises(SandboxError, match=r"cannot be started: the last one ended with code 9"):
        results(deadly, "a")


def test_an_engine_that_is_left_leaves_no_process() -> None:
    with Pool(opening, 2) as pool:
        assert any(pool.run(tasks("a", "sleep 60", "b")))
        pids = [host.pid for host in pool.hosts]

    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("last", ["c", pytest.param("sleep 60", marks=ON_LINUX)])
def test_hosts_end_when_their_engine_is_killed(tmp_path: Path, last: str) -> None:
    engine = os.fork()
    if not engine:
        pool = Pool(opening, 3)
        next(filter(None, pool.run(tasks("a", last, "b", "c", last))))
        (tmp_path / "pids").write_text(" ".join(str(host.pid) for host in pool.hosts))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(engine, 0)

    deadline = time.monotonic() + 5
    alive = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(alive) == 3
    while alive and time.monotonic() < deadline:
        alive = [pid for pid in alive if _runs(pid)]
        time.sleep(0.02)
    assert alive == []


def test_a_signal_while_a_host_ends_does_not_bring_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    end = os._exit

    def late(code: int) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        end(code + 3)

    monkeypatch.setattr(os, "_exit", late)
    try:
        pid, connection = fork_host(opening, None)
    except SystemExit:
        end(9)
    connection.close()

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3


def _runs(pid: int) -> bool:
    """Tell whether a process is there and no zombie that nobody reaps."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
