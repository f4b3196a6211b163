"""What every kind shares: arguments in order, what was not asked any more, and the starter's answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import answers
from grader.model import (
    Element,
    Ended,
    EndReason,
    Evaluation,
    History,
    Missing,
    Numbers,
    Outcomes,
    Reply,
    RunAgain,
    Verdict,
)
from grader.scoring import autodiff, gradient, numerical_gradient
from grader.scoring.asking import Asked, Asking, Gathered, arguments
from grader.scoring.kinds import KINDS

EXERCISE, KEY = answers.load(str(Path(__file__).parents[2] / "exercises" / "micrograd" / "exercise.yaml"))
ASKED = {check.id: Asked(exercise=EXERCISE, check=check, key=KEY) for check in EXERCISE.checks}


def numbers(*values: float) -> Numbers:
    return Numbers(
        form="list", shape=(len(values),), elements=tuple(Element(value=v, found="float") for v in values)
    )


def finish(asking: Asking, *outcomes: object) -> Gathered:
    """Return what an asking gathers when it receives ``outcomes`` one after the other."""
    next(asking)
    for outcome in outcomes[:-1]:
        asking.send(outcome)  # type: ignore[arg-type]
    with pytest.raises(StopIteration) as stop:
        asking.send(outcomes[-1])  # type: ignore[arg-type]
    gathered: Gathered = stop.value.value
    return gathered


def test_arguments_stand_in_the_order_of_the_function() -> None:
    _, _, answer = next(ASKED["gradf"].points())

    assert arguments(ASKED["gradf"], "f", answer._replace(inputs=answer.inputs[::-1])) == (2, 3, 4)


def test_a_call_that_ends_its_worker_is_the_last_of_its_check() -> None:
    gathered = finish(
        gradient.ask(ASKED["gradf"]), Outcomes((Ended(reason=EndReason.TIME_LIMIT, figure="stopped"),))
    )

    result = gradient.judge(ASKED["gradf"], gathered)
    assert len(gathered.found) == 6
    assert result.verdict is Verdict.TIME_LIMIT
    assert result.points == 0


def test_a_program_that_ends_its_worker_is_the_last_of_its_check() -> None:
    missing = Missing(name="logits", reason="not there")
    ended = Ended(reason=EndReason.CRASHED, figure="the process ended itself")

    gathered = finish(
        autodiff.ask(ASKED["softmax_nll"]), Outcomes((missing, missing, ended)), Outcomes((ended,))
    )

    result = autodiff.judge(ASKED["softmax_nll"], gathered)
    assert (result.verdict, result.points) == (Verdict.CRASHED, 0)
    assert len(gathered.found) == 4


def test_the_starters_answer_at_every_point_is_not_attempted() -> None:
    gathered = finish(gradient.ask(ASKED["gradf"]), Outcomes((numbers(0, 0, 0),) * 6))

    assert gradient.judge(ASKED["gradf"], gathered).verdict is Verdict.NOT_ATTEMPTED


def test_zeros_at_one_point_alone_are_wrong() -> None:
    gathered = finish(gradient.ask(ASKED["gradf"]), Outcomes((numbers(0, 0, 0), *[numbers(1, 0, 0)] * 5)))

    assert gradient.judge(ASKED["gradf"], gathered).verdict is Verdict.WRONG


def test_every_kind_refuses_the_task_of_another() -> None:
    for kind, other in (("gradient", "softmax_nll"), ("numerical_gradient", "gradf"), ("autodiff", "gradf")):
        asking = KINDS[kind].ask(ASKED[other])
        with pytest.raises(TypeError, match=f"check {other} is no"):
            next(asking)


def test_an_evaluation_outside_the_domain_is_answered_with_its_problem() -> None:
    asking = numerical_gradient.ask(ASKED["numerical_grad"])
    next(asking)
    first = asking.send(History(name="numerical_grad", moments=(), function=0))
    assert isinstance(first, RunAgain)
    assert first.args == (2, 3, 4)

    reply = asking.send(Evaluation(function="f", args=(-2.0, 3.0, 4.0)))
    fine = asking.send(Evaluation(function="f", args=(2, 3, 4)))

    assert isinstance(reply, Reply)
    assert reply.problem
    assert fine == Reply(value=6.336362190988558)


def test_an_answer_made_with_a_forbidden_function_earns_nothing() -> None:
    right = numbers(-12.353553390593273, 10.25699027111255, 0.0625)
    used = right._replace(watched_calls=1)
    asking = numerical_gradient.ask(ASKED["numerical_grad"])

    gathered = finish(
        asking, History(name="numerical_grad", moments=(), function=0), used, numbers(-11.35, 11.25, 1.06)
    )

    result = numerical_gradient.judge(ASKED["numerical_grad"], gathered)
    assert result.verdict is Verdict.FORBIDDEN
    assert result.points == 0
    assert "gradf" in result.message


def test_a_forbidden_function_that_only_stands_beside_the_answer_costs_nothing() -> None:
    right = numbers(-12.3535534, 10.2569903, 0.06250001)._replace(watched_calls=1)

    gathered = finish(
        numerical_gradient.ask(ASKED["numerical_grad"]),
        History(name="numerical_grad", moments=(), function=0),
        right,
        right,
    )

    assert numerical_gradient.judge(ASKED["numerical_grad"], gathered).verdict is Verdict.OK
