"""Whose fault it is, and which verdict stands for several."""

from __future__ import annotations

import pytest

from grader.model import (
    Check,
    Ended,
    EndReason,
    Evaluation,
    Forbid,
    GradientTask,
    Missing,
    Numbers,
    Raised,
    Verdict,
)
from grader.scoring.verdicts import failing, worst

CHECK = Check(
    id="gradf",
    kind="gradient",
    title="",
    entry_point="gradf",
    task=GradientTask(of="f", dims=("df/da",)),
    cases=(),
    forbid=Forbid(uses=("torch",)),
)


def test_numbers_are_no_failure() -> None:
    assert failing(Numbers(form="list", shape=(0,), elements=()), CHECK, ()) is None


def test_a_missing_name_is_missing_with_its_reason() -> None:
    found = failing(Missing(name="gradf", reason="it is not there"), CHECK, ())

    assert found is not None
    assert (found.verdict, found.message) == (Verdict.MISSING, "it is not there")


@pytest.mark.parametrize("reason", list(EndReason))
def test_every_end_has_a_verdict_of_the_same_name_with_its_figure(reason: EndReason) -> None:
    found = failing(Ended(reason=reason, figure="stopped after 5.0 s of CPU", label="cell 3"), CHECK, ())

    assert found is not None
    assert found.verdict == reason.value
    assert found.message == "stopped after 5.0 s of CPU in cell 3"


def raised(type_name: str = "ValueError", module: str = "") -> Raised:
    return Raised(type=type_name, message="text", label="cell 2", line=7, text="x = y", module=module)


def test_an_exception_is_an_error_with_the_students_own_place() -> None:
    found = failing(raised(), CHECK, ())

    assert found is not None
    assert found.error is not None
    assert (found.verdict, found.error.label, found.error.line) == (Verdict.ERROR, "cell 2", 7)
    assert found.message == "ValueError: text"


def test_a_forbidden_module_is_forbidden_and_an_absent_one_an_error() -> None:
    forbidden, absent = failing(raised(module="torch"), CHECK, ()), failing(raised(module="jax"), CHECK, ())

    assert forbidden is not None
    assert absent is not None
    assert (forbidden.verdict, absent.verdict) == (Verdict.FORBIDDEN, Verdict.ERROR)


def test_an_allowed_module_that_is_not_installed_costs_nothing() -> None:
    found = failing(raised(module="numpy"), CHECK, ("numpy",))

    assert found is not None
    assert found.verdict is Verdict.NOT_JUDGED
    assert "not installed where the grader runs" in found.message


def test_exhausted_memory_is_the_memory_limit() -> None:
    found = failing(raised("MemoryError"), CHECK, ())

    assert found is not None
    assert found.verdict is Verdict.MEMORY_LIMIT


def test_a_question_where_nothing_is_served_is_an_error() -> None:
    found = failing(Evaluation(function="f", args=(1.0,)), CHECK, ())

    assert found is not None
    assert found.verdict is Verdict.ERROR


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.OK, Verdict.OK], Verdict.OK),
        ([Verdict.OK, Verdict.WRONG], Verdict.WRONG),
        ([Verdict.WRONG, Verdict.ERROR], Verdict.ERROR),
        ([Verdict.NOT_JUDGED, Verdict.WRONG], Verdict.NOT_JUDGED),
        ([], Verdict.NOT_JUDGED),
    ],
    ids=["ok", "wrong", "error", "not-judged", "nothing"],
)
def test_one_verdict_stands_for_several(verdicts: list[Verdict], expected: Verdict) -> None:
    assert worst(verdicts) is expected


def test_what_a_cell_that_was_stopped_was_to_define_has_that_cell_s_verdict() -> None:
    ended = Ended(reason=EndReason.TIME_LIMIT, figure="stopped after 6.0 s", label="cell 3")

    found = failing(Missing(name="gradf", reason="it is not there", cell=2, ended=ended), CHECK, ())

    assert found is not None
    assert (found.verdict, found.message) == (
        Verdict.TIME_LIMIT,
        "stopped after 6.0 s in cell 3: gradf was to be defined there",
    )


def test_a_function_that_takes_other_arguments_is_told_how_it_is_called() -> None:
    message = "gradf() takes 1 positional argument but 3 were given"
    raised = Raised(type="TypeError", message=message, label="", line=0, text="")

    found = failing(raised, CHECK, ())

    assert found is not None
    assert found.message == f"TypeError: {message}; it is called with the arguments of f, one by one"
    inside = failing(raised._replace(line=3), CHECK, ())
    assert inside is not None
    assert inside.message == f"TypeError: {message}"
