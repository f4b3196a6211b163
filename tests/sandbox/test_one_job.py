"""What one job may lose and claim: a lost zygote costs time alone, a claim of absence is not believed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

import pytest

from grader.errors import SandboxError
from grader.model import (
    Call,
    Conversation,
    Ended,
    Evaluation,
    Execution,
    Missing,
    Outcome,
    Raised,
    Reply,
    RunAgain,
    Together,
)
from grader.sandbox import runner
from grader.sandbox.allowed import lacking
from grader.sandbox.one_job import MOST_SYNTAX_ERRORS
from grader.sandbox.peer import Peer
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, GRADF_SOURCE, QUICK, converse, f, is_running, job, values

# What the host does is the same at every level.
pytestmark = pytest.mark.parametrize("sandbox", ["full", "bare"], indirect=True)

NUMERICAL = RunAgain(name="numerical_grad", cell=0, args=(2, 3, 4), serve=("f",))
NUMERICAL_SOURCE = """
    import random
    print("once")
    def f(a, b, c):
        return 0.0
    def numerical_grad(a, b, c):
        return [f(a, b, c), f(a + 1, b, c), f(a, b + ASKED, c)]
"""
FORGED = """
    import grader_does_not_have_this as absent
    try:
        bool(absent.x)
    except ImportError as error:
        stand_in_used = type(error)
    def gradf(*_):
        raise stand_in_used("numpy", "absent")
"""


def kill_zygote(sandbox: Sandbox) -> None:
    """Kill the zygote and wait until it is dead, and its worker, which dies after it."""
    zygote = sandbox.slot.pid
    with open(f"/proc/{zygote}/task/{zygote}/children", encoding="ascii") as file:
        dying = [zygote, *map(int, file.read().split())]
    os.kill(zygote, signal.SIGKILL)
    for _ in range(500):
        if not any(map(is_running, dying)):
            return
        time.sleep(0.01)
    raise ValueError("the zygote or its worker lives on")


def converse_with_a_kill(
    sandbox: Sandbox, source: str, call: Call, kill_at: int
) -> tuple[Outcome, Execution]:
    """Return the outcome of the call; the zygote is killed before the reply ``kill_at``."""
    outcomes: list[Outcome] = []

    def conversation() -> Conversation:
        outcome = yield call
        replies = 0
        while isinstance(outcome, Evaluation):
            if replies == kill_at:
                kill_zygote(sandbox)
            replies += 1
            outcome = yield Reply(value=f(*outcome.args))
        outcomes.append(outcome)

    execution = sandbox.run(job(source), conversation())
    return outcomes[0], execution


def test_a_worker_that_is_killed_from_outside_is_run_again_where_it_cannot_kill_itself(
    sandbox: Sandbox,
) -> None:
    source = "import time\nprint('once')\ntime.sleep(0.3)\ndef gradf(*_):\n    return [1]"
    if not any(wall.startswith("own namespaces") for wall in sandbox.stand().walls):
        pytest.skip("a worker could have killed itself here")
    timer = threading.Timer(0.15, kill_worker, (sandbox,))
    timer.start()

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)
    timer.join()

    assert values(outcomes[0]) == [1.0]
    assert (execution.output, execution.usage.workers) == ("once\n", 1)


def test_the_time_that_the_host_takes_to_judge_is_not_the_submissions(sandbox: Sandbox) -> None:
    outcomes: list[Outcome] = []

    def conversation() -> Conversation:
        outcomes.append((yield GRADF))
        time.sleep(2.5)
        outcomes.append((yield GRADF))  # what a worker says while it is stopped counts
        outcomes.append((yield GRADF))

    execution = sandbox.run(job(GRADF_SOURCE, limits=QUICK._replace(wall_s=2.0)), conversation())

    assert [values(each) for each in outcomes] == [[1.0], [1.0], [1.0]]
    assert execution.usage.workers == 1


def test_a_worker_that_is_killed_each_time_is_charged_with_it(sandbox: Sandbox) -> None:
    sandbox.stand()
    stop = threading.Event()

    def kill_all() -> None:
        while not stop.wait(0.02):
            with contextlib.suppress(OSError):
                kill_worker_at_hand(sandbox)

    killer = threading.Thread(target=kill_all)
    killer.start()
    try:
        outcomes, _, _ = converse(sandbox, job("import time\ntime.sleep(1)"), GRADF)
    finally:
        stop.set()
        killer.join()

    assert isinstance(outcomes[0], (Ended, Missing))


def kill_worker(sandbox: Sandbox) -> None:
    """Kill the worker; on a busy machine it can be that there is none yet."""
    for _ in range(250):
        if kill_worker_at_hand(sandbox):
            return
        time.sleep(0.02)
    raise ValueError("there is no worker")


def kill_worker_at_hand(sandbox: Sandbox) -> bool:
    """Kill the worker if there is one; return whether there was."""
    zygote = sandbox.slot.pid
    with open(f"/proc/{zygote}/task/{zygote}/children", encoding="ascii") as file:
        worker = file.read().strip()
    if worker:
        os.kill(int(worker), signal.SIGKILL)
    return bool(worker)


@pytest.mark.parametrize("kill_at", [0, 1, 2])
def test_a_zygote_that_is_lost_amid_an_answer_changes_nothing_of_it(sandbox: Sandbox, kill_at: int) -> None:
    source = NUMERICAL_SOURCE.replace("ASKED", "1")

    outcome, execution = converse_with_a_kill(sandbox, source, NUMERICAL, kill_at)

    assert values(outcome) == [f(2, 3, 4), f(3, 3, 4), f(2, 4, 4)]
    assert execution.output == "once\n"
    assert execution.usage.workers == 1


def test_a_lost_worker_s_earlier_calls_are_made_again(sandbox: Sandbox) -> None:
    source = """
        calls = []
        print("cell")
        def gradf(*_):
            calls.append(1)
            print("call", len(calls))
            return [len(calls)]
    """
    found: list[Outcome] = []

    def conversation() -> Conversation:
        found.append((yield GRADF))
        found.extend((yield Together(calls=(GRADF, GRADF))).outcomes)
        kill_zygote(sandbox)
        found.append((yield GRADF))

    execution = sandbox.run(job(source), conversation())

    assert [values(each) for each in found] == [[1.0], [2.0], [3.0], [4.0]]
    assert execution.output == "cell\ncall 1\ncall 2\ncall 3\ncall 4\n"
    assert execution.usage.workers == 1


def test_what_cannot_be_run_again_as_it_was_is_not_judged(sandbox: Sandbox) -> None:
    source = NUMERICAL_SOURCE.replace("ASKED", "random.random()")

    with pytest.raises(SandboxError, match="could not be run again"):
        converse_with_a_kill(sandbox, source, NUMERICAL, 2)


def test_a_zygote_that_is_lost_while_a_cell_runs_costs_the_cell_nothing(sandbox: Sandbox) -> None:
    source = "import time\nprint('once')\ntime.sleep(0.3)\ndef gradf(*_):\n    return [1]"
    sandbox.stand()
    timer = threading.Timer(0.15, kill_zygote, (sandbox,))
    timer.start()

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)
    timer.join()

    assert values(outcomes[0]) == [1.0]
    assert (execution.output, execution.usage.workers) == ("once\n", 1)


def test_a_zygote_serves_so_many_jobs_and_is_replaced(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RECYCLED_AFTER", 2)
    sandbox.renew()
    zygotes = []
    for _ in range(5):
        outcomes, _, _ = converse(sandbox, job(GRADF_SOURCE), GRADF)
        assert values(outcomes[0]) == [1.0]
        zygotes.append(sandbox.slot.pid)

    assert zygotes[0] == zygotes[1] != zygotes[2] == zygotes[3] != zygotes[4]


def test_a_zygote_that_stood_once_is_started_again_and_not_behind_fewer_walls(sandbox: Sandbox) -> None:
    level = sandbox.stand().level
    for _ in range(3):
        sandbox.renew()
        kill_zygote(sandbox)
        outcomes, execution, _ = converse(sandbox, job(GRADF_SOURCE), GRADF)
        assert values(outcomes[0]) == [1.0]
        assert execution.level == level


def test_a_claim_that_a_loaded_module_is_absent_is_not_believed(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")

    outcomes, _, _ = converse(sandbox, job("import numpy\n", FORGED, form="notebook"), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].module, outcomes[0].cause) == ("", "")


def test_a_claim_about_a_module_that_is_never_named_is_not_believed(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job(FORGED.replace('"numpy"', '"num" + "py"')), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].module == ""


def test_a_module_that_is_not_installed_is_believed_to_be_absent(sandbox: Sandbox) -> None:
    source = "import no_such_library\ndef gradf(*_):\n    return [no_such_library.x]"
    asked = job(source)._replace(modules=("no_such_library",))

    outcomes, _, _ = converse(sandbox, asked, GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].module, outcomes[0].cause) == ("no_such_library", "absent")


def test_what_is_lacking_is_named_and_not_loaded(sandbox: Sandbox) -> None:
    texts = ["x = 1\nimport mp, np", "sp = 2"]

    assert lacking(("mp", "np", "sp"), texts, ["np"]) == {"mp"}


def test_a_submission_that_ends_its_worker_is_charged_for_it(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("import os\ndef gradf(*_):\n    os._exit(0)"), GRADF)

    assert isinstance(outcomes[0], Ended)


def test_what_was_printed_stays_where_the_zygote_is_lost_after_the_last_answer(sandbox: Sandbox) -> None:
    def conversation() -> Conversation:
        yield GRADF
        kill_zygote(sandbox)

    execution = sandbox.run(job("print('printed')\n" + GRADF_SOURCE), conversation())

    assert (execution.output, execution.output_bytes) == ("printed\n", 8)


def test_nor_is_it_lost_where_the_zygote_dies_before_its_word_of_the_workers_end(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(worker: Peer) -> None:
        real(worker)
        os.kill(sandbox.slot.pid, signal.SIGKILL)

    def conversation() -> Conversation:
        yield GRADF
        # Stopped, the zygote takes the order to kill and never says a word.
        os.kill(sandbox.slot.pid, signal.SIGSTOP)
        monkeypatch.setattr(Peer, "kill", kill)

    real = Peer.kill
    execution = sandbox.run(job("print('printed')\n" + GRADF_SOURCE), conversation())

    assert execution.output == "printed\n"


@pytest.mark.unmeasured
def test_every_other_job_may_find_its_zygote_dead_and_lose_another(sandbox: Sandbox) -> None:
    source = NUMERICAL_SOURCE.replace("ASKED", "1")
    for kill_at in (0, 1, 2):
        sandbox.stand()
        kill_zygote(sandbox)
        outcome, _ = converse_with_a_kill(sandbox, source, NUMERICAL, kill_at)
        assert values(outcome) == [f(2, 3, 4), f(3, 3, 4), f(2, 4, 4)]


def test_lines_in_newer_syntax_are_looked_at_up_to_a_bound(sandbox: Sandbox) -> None:
    cells = [f"x = lazy{number}\nlazy import numpy" for number in range(MOST_SYNTAX_ERRORS + 5)]

    _, execution, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    told = [cell.error.message for cell in execution.cells if isinstance(cell.error, Raised)]
    assert len(told) == len(cells)
    assert sum("syntax of Python 3.15" in message for message in told) == MOST_SYNTAX_ERRORS
