"""Calls that are made together: what was answered before an end counts, and nothing is answered twice."""

from __future__ import annotations

import os
import signal

import pytest

from grader.model import (
    Call,
    CallEntryPoint,
    Conversation,
    Ended,
    EndReason,
    Missing,
    Outcome,
    Outcomes,
    Raised,
    ReadHistory,
    Together,
)
from grader.sandbox import protocol
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job, values


def gradf(*args: float) -> CallEntryPoint:
    return CallEntryPoint(name="gradf", args=args)


def together(sandbox: Sandbox, source: str, *calls: CallEntryPoint | ReadHistory) -> tuple[Outcome, ...]:
    outcomes, _, _ = converse(sandbox, job(source), Together(calls=calls))
    assert isinstance(outcomes[0], Outcomes)
    return outcomes[0].outcomes


def test_every_call_has_its_own_outcome_in_order(sandbox: Sandbox) -> None:
    source = "def gradf(a, b, c):\n    return [a / b, c]\nloss = 3.0\n"

    found = together(
        sandbox, source, gradf(1, 2, 3), gradf(1, 0, 3), ReadHistory(name="nothing"), gradf(4, 2, 1)
    )

    assert [type(each) for each in found[1:3]] == [Raised, Missing]
    assert values(found[0]) == [0.5, 3.0]
    assert values(found[3]) == [2.0, 1.0]


def test_what_was_answered_before_the_worker_ended_counts(sandbox: Sandbox) -> None:
    source = "import os\ndef gradf(a, b, c):\n    if a == 2:\n        os._exit(3)\n    return [a]\n"

    found = together(sandbox, source, gradf(1, 0, 0), gradf(2, 0, 0), gradf(3, 0, 0))

    assert len(found) == 2
    assert values(found[0]) == [1.0]
    assert isinstance(found[1], Ended)
    assert found[1].reason is EndReason.CRASHED


def test_the_next_call_goes_to_a_fresh_worker(sandbox: Sandbox) -> None:
    source = """
        import os
        calls = []
        def gradf(a, b, c):
            calls.append(a)
            if a == 2:
                os._exit(3)
            return [len(calls)]
    """
    first = Together(calls=(gradf(1, 0, 0), gradf(2, 0, 0), gradf(3, 0, 0)))

    outcomes, execution, _ = converse(sandbox, job(source), first, GRADF._replace(args=(5, 0, 0)))

    assert values(outcomes[1]) == [1.0]
    assert execution.usage.workers == 2


def test_answers_that_are_longer_than_the_channel_do_not_stop_the_calls(sandbox: Sandbox) -> None:
    source = "def gradf(a, b, c):\n    print('x' * 100_000)\n    return [a] * 900\n"

    found = together(sandbox, source, *(gradf(n, 0, 0) for n in range(50)))

    assert [values(each)[899] for each in found] == [float(n) for n in range(50)]


def test_an_answer_that_asks_for_a_function_ends_its_worker(sandbox: Sandbox) -> None:
    question = protocol.frame(protocol.EVALUATE, protocol.Packer().text("f").u32(0).bytes())
    source = f"import os\ndef gradf(a, b, c):\n    os.write(3, {question!r})\n    return [a]\n"

    found = together(sandbox, source, gradf(1, 0, 0), gradf(2, 0, 0))

    assert found == (
        Ended(
            reason=EndReason.CRASHED,
            figure="answered outside the protocol: asked for a function that is not served",
        ),
    )


def test_no_call_is_lost_when_the_zygote_is_killed(sandbox: Sandbox) -> None:
    source = "def gradf(a, b, c):\n    return [a]\n"
    found: list[Outcome] = []

    def conversation() -> Conversation:
        found.append((yield GRADF))
        os.kill(sandbox.slot.pid, signal.SIGKILL)
        calls: Call = Together(calls=(gradf(1, 0, 0), gradf(2, 0, 0)))
        outcome = yield calls
        assert isinstance(outcome, Outcomes)
        found.extend(outcome.outcomes)

    if sandbox.slot.pid <= 0:
        pytest.skip("no zygote of its own")
    sandbox.run(job(source), conversation())

    assert [values(each) for each in found] == [[2.0], [1.0], [2.0]]


def test_an_answer_of_another_kind_than_was_asked_for_ends_its_worker(sandbox: Sandbox) -> None:
    packer = protocol.Packer().u32(1).u32(protocol.MOMENTS).text("gradf").u32(0).u32(0).u32(0)
    forged = protocol.frame(protocol.RESULT, packer.bytes())
    source = f"import os\ndef gradf(a, b, c):\n    os.write(3, {forged!r})\n    return [a]\n"

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert isinstance(outcomes[0], Ended)
    assert "another kind than was asked for" in outcomes[0].figure
