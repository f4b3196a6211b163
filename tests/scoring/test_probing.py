"""What is said of a class whose worker ends while it is asked for what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.model import (
    CheckResult,
    Conversation,
    Ended,
    EndReason,
    Execution,
    Job,
    Outcome,
    Outcomes,
    RunProgram,
    Together,
    Verdict,
)
from grader.pipeline import grade
from grader.sandbox.runner import Sandbox
from grader.submission import parse_submission
from tests.scoring.classes import WAYS, text
from tests.scoring.graded import asked_for

pytestmark = pytest.mark.unmeasured

SLOPE = "{x} += (1 - {o} ** 2) * {g}"
WRONG = text(WAYS["lecture"], ("tanh", SLOPE, "{x} -= (1 - {o} ** 2) * {g}"))
LATE = Ended(reason=EndReason.TIME_LIMIT, figure="stopped after 6.0 s")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


def stopped(sandbox: Sandbox, source: str, programs: int, *ask: str) -> CheckResult:
    """Return the result of a class whose time is over after so many programs."""
    left = [programs]

    def in_time(outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Outcomes):
            return LATE if left[0] <= 0 else outcome
        kept = outcome.outcomes[: max(0, left[0])]
        left[0] -= len(outcome.outcomes)
        return outcome if left[0] >= 0 else Outcomes((*kept, LATE))

    def run(job: Job, conversation: Conversation) -> Execution:
        def cut() -> Conversation:
            call = next(conversation)
            while True:
                outcome = yield call
                asks = isinstance(call, Together) and any(isinstance(each, RunProgram) for each in call.calls)
                try:
                    call = conversation.send(in_time(outcome) if asks else outcome)
                except StopIteration:
                    return

        return sandbox.run(job, cut())

    asked = asked_for(*ask, secret=b"the same graphs")
    report = grade(parse_submission(source.encode(), name="student.py"), asked.exercise, asked.key, run=run)
    return report.checks[0]


def test_no_mistake_is_named_of_a_class_that_was_not_asked_for_all_that_tells_it(sandbox: Sandbox) -> None:
    said = {
        programs: [each.code for each in stopped(sandbox, WRONG, programs, "exp", "tanh").mistakes]
        for programs in (*range(10, 180, 12), 1000)
    }

    assert said.pop(1000) == ["opposite-sign"]
    assert [] in said.values()
    assert not any(said.values())


def test_it_is_said_that_the_search_for_a_mistake_was_not_brought_to_its_end(sandbox: Sandbox) -> None:
    result = stopped(sandbox, WRONG, 100, "exp", "tanh")

    assert result.verdict is Verdict.WRONG
    assert result.message == "what is wrong was not looked for to the end: stopped after 6.0 s"


def test_operations_that_nobody_asks_for_are_not_wrong_where_the_time_was_over(sandbox: Sandbox) -> None:
    right = text(WAYS["lecture"])

    said = [stopped(sandbox, right, programs, "exp", "tanh") for programs in (44, 52)]

    assert [(each.verdict, each.message) for each in said] == [(Verdict.OK, "")] * 2
