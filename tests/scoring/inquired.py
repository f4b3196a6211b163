"""Classes that are asked what tells their mistakes, in a real sandbox."""

from __future__ import annotations

from grader.model import Conversation, Outcomes, RunProgram, Together
from grader.sandbox.runner import Sandbox
from grader.scoring import inquiry
from grader.scoring.asking import Probed
from grader.scoring.inquiry import Tried
from grader.scoring.probes import probes
from tests.sandbox.conversing import converse, job

LIKE = RunProgram(
    class_name="Value", leaf="Value(x)", data="data", grad="grad", graph=probes()[0].graph, reads=()
)


def tried(sandbox: Sandbox, source: str) -> tuple[Tried, ...]:
    """Return what a class gives for every probe."""
    calls = [LIKE._replace(graph=each.graph, reads=each.reads) for each in probes()]
    calls += [call._replace(seeded=True) for call in calls[:2]]
    several = (tuple(calls[start : start + 48]) for start in range(0, len(calls), 48))
    found, _, _ = converse(sandbox, job(source), *(Together(calls=each) for each in several))
    outcomes = [each for some in found if isinstance(some, Outcomes) for each in some.outcomes]
    return tuple(zip(calls, outcomes, strict=True))


def probed(sandbox: Sandbox, source: str) -> Probed:
    """Return what a class is asked for."""
    found: list[Probed] = []

    def asking() -> Conversation:
        found.append((yield from inquiry.ask(LIKE)))

    sandbox.run(job(source), asking())
    return found[0]
