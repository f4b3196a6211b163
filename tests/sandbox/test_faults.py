"""Faults and hostile objects on the way between worker and host: each has its own words."""

from __future__ import annotations

import os

import pytest

from grader.errors import SandboxError
from grader.model import (
    CallEntryPoint,
    CellState,
    Ended,
    EndReason,
    History,
    Missing,
    Numbers,
    Raised,
    ReadHistory,
    RunAgain,
)
from grader.sandbox.ends import STUCK_S
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS
from tests.sandbox.conversing import QUICK, converse, job, values

GRADF = CallEntryPoint(name="gradf", args=(2, 3, 4))


def test_a_vector_arrives_as_a_list(sandbox: Sandbox) -> None:
    source = "def gradf(v, w):\n    return [len(v), v[1], w, type(v) is list]"

    outcomes, _, _ = converse(sandbox, job(source), CallEntryPoint(name="gradf", args=((1.5, 2), 7)))

    assert values(outcomes[0]) == [2.0, 2.0, 7.0, None]


def test_the_largest_source_passes_through_the_channel(sandbox: Sandbox) -> None:
    source = "def gradf(*_):\n    return [1]\n" + "# filler\n" * 28_000

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert values(outcomes[0]) == [1.0]


def test_a_cell_that_does_not_parse_is_named_by_who_needs_it(sandbox: Sandbox) -> None:
    cells = ("def gradf(a, b, c)\n    return [1]", "def numerical_grad(*_):\n    return [2]")

    outcomes, execution, _ = converse(
        sandbox,
        job(*cells, form="notebook"),
        GRADF,
        CallEntryPoint(name="numerical_grad", args=()),
    )

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].type, outcomes[0].label, outcomes[0].line) == ("SyntaxError", "cell 1", 1)
    assert "def gradf" in outcomes[0].text
    assert values(outcomes[1]) == [2.0]
    assert [cell.state for cell in execution.cells] == [CellState.RAISED, CellState.OK]


def test_a_cell_that_failed_before_it_bound_the_name_is_the_reason(sandbox: Sandbox) -> None:
    cells = ("x = 1 / 0\ndef gradf(*_):\n    return [1]", "y = 2")

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].type, outcomes[0].label) == ("ZeroDivisionError", "cell 1")


def test_an_exception_whose_text_cannot_be_read_still_has_its_type(sandbox: Sandbox) -> None:
    source = """
        class Bad(Exception):
            def __str__(self):
                raise self
        def gradf(*_):
            raise Bad
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].type, outcomes[0].message) == ("Bad", "(its text cannot be read)")


def test_memory_addresses_are_cut_out_of_messages_and_output(sandbox: Sandbox) -> None:
    source = """
        print(object())
        def gradf(*_):
            raise ValueError(object(), 0x12)
    """

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert "0x…" in outcomes[0].message
    assert execution.output.strip() == "<object object at 0x…>"


def test_the_identity_of_an_object_that_a_dictionary_lacks_is_cut_out_of_the_message(
    sandbox: Sandbox,
) -> None:
    source = """
        def gradf(*_):
            return {}[id({})]
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].type, outcomes[0].message) == ("KeyError", "…")


def test_a_stand_in_in_the_answer_names_its_module(sandbox: Sandbox) -> None:
    source = """
        import torch, jax
        def gradf(*_):
            return [torch.tensor(1.0)]
        def numerical_grad(*_):
            return jax.x
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=()))

    assert [(o.module, o.cause) for o in outcomes if isinstance(o, Raised)] == [
        ("torch", "forbidden"),
        ("jax", "absent"),
    ]


def test_only_so_many_values_of_a_name_are_kept(sandbox: Sandbox) -> None:
    source = "\n".join(f"numerical_grad = [{i}]" for i in range(80))

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="numerical_grad"))

    assert isinstance(outcomes[0], History)
    assert len(outcomes[0].moments) == 64


def test_a_property_that_raises_costs_its_number_alone(sandbox: Sandbox) -> None:
    source = """
        class Value:
            def __init__(self, data):
                self.data = data
            @property
            def grad(self):
                return 1 / 0
        logits = [Value(1.0), Value(2.0)]
    """

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="logits"))

    assert isinstance(outcomes[0], History)
    moment = outcomes[0].moments[0]
    assert [element.value for element in moment.data.elements] == [1.0, 2.0]
    assert moment.gradients is not None
    assert [element.found for element in moment.gradients.elements] == [
        "ZeroDivisionError on reading grad"
    ] * 2


def test_an_object_without_the_attribute_says_so(sandbox: Sandbox) -> None:
    source = """
        class Value:
            def __init__(self, data):
                self.grad = [data, 2.0]
        loss = Value(1.0)
    """

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="loss"))

    moment = outcomes[0].moments[0]
    assert moment.data.elements[0].found == "no attribute data"
    assert moment.gradients.elements[0].found == "list"


def test_a_cell_that_raises_when_it_runs_again_says_what(sandbox: Sandbox) -> None:
    source = "numerical_grad = [f(1, 2)]\ndef f(a, b, c):\n    return a"

    outcomes, _, _ = converse(
        sandbox,
        job(source),
        RunAgain(name="numerical_grad", cell=0, serve=("f",)),
        ReadHistory(name="nothing"),
    )

    assert isinstance(outcomes[0], Raised)
    assert "missing 1 required positional argument" in outcomes[0].message
    assert isinstance(outcomes[1], Missing)


def test_a_served_function_takes_keywords_too(sandbox: Sandbox) -> None:
    outcomes, _, points = converse(
        sandbox,
        job("numerical_grad = [f(1, c=3, b=2)]"),
        RunAgain(name="numerical_grad", cell=0, serve=("f",)),
    )

    assert values(outcomes[0]) == [1 + 4 + 3]
    assert points == [(1.0, 2.0, 3.0)]


def test_a_served_function_without_an_own_one_refuses_what_is_no_number(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(
        sandbox, job("numerical_grad = [f('1', 2, 3)]"), RunAgain(name="numerical_grad", cell=0, serve=("f",))
    )

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].message == "f() needs 3 numbers"


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_a_submission_cannot_kill_its_zygote_through_the_walls(sandbox: Sandbox) -> None:
    source = "import os\ndef gradf(*_):\n    os.kill(os.getppid(), 9)\n    return [1]"
    sandbox.stand()
    zygote = sandbox.slot.pid

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].type == "PermissionError"
    assert sandbox.slot.pid == zygote


@pytest.mark.parametrize("sandbox", ["bare"], indirect=True)
def test_a_submission_that_kills_its_zygote_is_run_once_more_and_then_given_up(sandbox: Sandbox) -> None:
    source = """
        import os, time
        def gradf(*_):
            os.kill(os.getppid(), 9)
            time.sleep(1)
            return [1]
    """

    with pytest.raises(SandboxError, match="ended twice"):
        converse(sandbox, job(source), GRADF)

    outcomes, _, _ = converse(sandbox, job("def gradf(*_):\n    return [2]"), GRADF)
    assert values(outcomes[0]) == [2.0]


@pytest.mark.parametrize("sandbox", ["bare"], indirect=True)
def test_what_a_stopped_zygote_takes_is_the_time_of_who_can_have_stopped_it(sandbox: Sandbox) -> None:
    source = """
        import os, signal, time
        def gradf(*_):
            os.kill(os.getppid(), signal.SIGSTOP)
            time.sleep(100)
    """

    outcomes, execution, _ = converse(sandbox, job(source, limits=QUICK._replace(wall_s=1.0)), GRADF)

    assert isinstance(outcomes[0], Ended)
    assert outcomes[0].reason is EndReason.TIME_LIMIT
    assert execution.usage.wall_s < 1.0 + 2 * STUCK_S


@pytest.mark.parametrize("sandbox", ["bare"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 7)",
        "os.sched_setscheduler(os.getppid(), os.SCHED_BATCH, os.sched_param(0))",
        "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (70, 70))",
    ],
    ids=["priority", "scheduler", "limit"],
)
def test_what_a_worker_changes_of_its_zygote_no_later_worker_has(sandbox: Sandbox, change: str) -> None:
    source = """
        import os, resource
        def gradf(*_):
            limit = resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)[1]
            found = [os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), limit]
            CHANGE
            return found
    """

    before, _, _ = converse(sandbox, job(source.replace("CHANGE", change)), GRADF)
    after, _, _ = converse(sandbox, job(source.replace("CHANGE", "pass")), GRADF)

    assert values(after[0]) == values(before[0])


@pytest.mark.unmeasured
def test_a_worker_that_floods_the_control_of_its_end_is_stopped_at_the_deadline(sandbox: Sandbox) -> None:
    source = (
        "import signal, time\nfor n in (1, 2, 3, 15):\n    signal.signal(n, signal.SIG_IGN)\ntime.sleep(100)"
    )

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Missing)
    assert execution.usage.wall_s < 7
    ended = execution.cells[-1].error
    assert isinstance(ended, Ended)
    assert "stopped after 3." in ended.figure


def test_the_hosts_descriptors_are_all_given_back(sandbox: Sandbox) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for body in ("return [1]", "os._exit(0)", "os.closerange(0, 50)"):
        converse(sandbox, job(f"import os\ndef gradf(*_):\n    {body}"), GRADF)

    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    "signature", ["a, b, c", "f, a, b, c, h", "a, b, c, func, eps", "a, b, c, h=1e-6", "*args"]
)
def test_a_difference_function_gets_what_it_asks_for(sandbox: Sandbox, signature: str) -> None:
    body = "[len(locals()), *[x for x in locals().values() if type(x) is int]]"
    source = f"def numerical_grad({signature}):\n    return {body}"
    call = RunAgain(name="numerical_grad", cell=0, args=(2, 3, 4), serve=("f",))

    outcomes, _, _ = converse(sandbox, job(source), call)

    if signature == "*args":
        assert isinstance(outcomes[0], Numbers)
    else:
        assert values(outcomes[0])[1:] == [2.0, 3.0, 4.0]


def test_a_function_that_asks_for_more_than_is_known_is_called_as_it_stands(sandbox: Sandbox) -> None:
    call = RunAgain(name="numerical_grad", cell=0, args=(2, 3, 4), serve=("f",))

    outcomes, _, _ = converse(sandbox, job("def numerical_grad(a, b, c, other, more):\n    return 1"), call)

    assert isinstance(outcomes[0], Raised)
    assert "missing 2 required positional arguments: 'other' and 'more'" in outcomes[0].message
