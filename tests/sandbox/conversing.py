"""A short way to talk to a real sandbox in tests."""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path

from grader.model import (
    Call,
    CallEntryPoint,
    Conversation,
    Evaluation,
    Execution,
    Function,
    Job,
    Limits,
    NodeNames,
    Numbers,
    Outcome,
    Reply,
    SourceCell,
    Submission,
)
from grader.sandbox.runner import Sandbox

GRADF = CallEntryPoint(name="gradf", args=(2, 3, 4))
GRADF_SOURCE = "def gradf(a, b, c):\n    return [1]"
QUICK = Limits(cpu_s=1.0, wall_s=6.0, memory_mb=256, output_kb=16)


def job(*cells: str, form: str = "script", limits: Limits = QUICK, names: tuple[str, ...] = ()) -> Job:
    """Return a job with the micrograd exercises' entry points."""
    parts = [textwrap.dedent(cell) for cell in cells]
    labels = [f"cell {i + 1}" if form == "notebook" else "" for i in range(len(parts))]
    return Job(
        submission=Submission(
            name="student.py",
            form=form,
            sha256=hashlib.sha256("".join(parts).encode()).hexdigest(),
            cells=tuple(
                SourceCell(label=label, text=part) for label, part in zip(labels, parts, strict=True)
            ),
        ),
        limits=limits,
        entry_points=("gradf", "numerical_grad", "numerical_grad2", "Value"),
        names=("logits", "loss", *names),
        functions=(Function(name="f", args=("a", "b", "c"), formula=""),),
        nodes=(NodeNames(class_name="Value", data="data", grad="grad"),),
        modules=("numpy",),
        forbidden=("torch",),
    )


def f(a: float, b: float, c: float) -> float:
    """The function that the host serves in tests."""
    return a * a + 2.0 * b + a * c


def converse(
    sandbox: Sandbox, a_job: Job, *calls: Call
) -> tuple[list[Outcome], Execution, list[tuple[float, ...]]]:
    """Return the outcome of every call, the execution, and the points at which f was asked for."""
    outcomes: list[Outcome] = []
    points: list[tuple[float, ...]] = []

    def conversation() -> Conversation:
        for call in calls:
            outcome = yield call
            while isinstance(outcome, Evaluation):
                points.append(tuple(float(arg) for arg in outcome.args))
                outcome = yield Reply(value=f(*outcome.args))
            outcomes.append(outcome)

    execution = sandbox.run(a_job, conversation())
    return outcomes, execution, points


def values(outcome: object) -> list[float | None]:
    """Return the numbers of an answer."""
    assert isinstance(outcome, Numbers), outcome
    return [element.value for element in outcome.elements]


def is_running(pid: int) -> bool:
    """Return whether a process lives; one that is dead and not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # gone before or while it is read
        return False
