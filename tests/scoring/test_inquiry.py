"""What a class that goes wrong is asked: what it has, small programs first, and what can say more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.model import (
    Ended,
    EndReason,
    Interface,
    Missing,
    Numbers,
    Outcomes,
    Parts,
    ReadInterface,
    ReadParts,
    RunProgram,
    Together,
)
from grader.sandbox.runner import Sandbox
from grader.scoring import inquiry
from grader.scoring.probes import probes
from grader.scoring.probing import operations_of_class
from grader.scoring.value_mistakes import named
from grader.scoring.variants import operations_of
from tests.sandbox.conversing import converse, job
from tests.scoring.classes import WAYS, text
from tests.scoring.graphs import EXERCISE
from tests.scoring.inquired import LIKE, probed, tried

pytestmark = pytest.mark.unmeasured


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(level="process", required="process") as one:
        yield one


@pytest.mark.parametrize("way", WAYS)
def test_a_class_is_not_asked_for_what_it_would_refuse_and_for_everything_else(
    sandbox: Sandbox, way: str
) -> None:
    source = text(WAYS[way])
    (interface,), _, _ = converse(sandbox, job(source), ReadInterface(*LIKE[:4]))
    assert isinstance(interface, Interface)
    asking = inquiry.ask(LIKE, frozenset(interface.operations))
    calls = next(asking)
    asked: list[RunProgram] = []
    while isinstance(calls, Together):
        asked += (call for call in calls.calls if isinstance(call, RunProgram))
        try:
            calls = asking.send(Outcomes((Missing(name="Value", reason="", methods=()),) * len(calls.calls)))
        except StopIteration:
            break
    refused = {call for call, outcome in tried(sandbox, source) if isinstance(outcome, Missing)}
    assert refused.isdisjoint(asked)
    assert len([call for call in asked if not call.seeded]) == len(probes()) - len(refused)


def test_what_a_program_that_ends_the_worker_hides_is_asked_again() -> None:
    asking = inquiry.ask(LIKE, frozenset(("add",)))
    calls = next(asking)
    assert isinstance(calls, Together)

    last = calls
    while isinstance(last, Together):
        ended = Ended(reason=EndReason.TIME_LIMIT, figure="stopped")
        last = asking.send(Outcomes((ended,) * len(last.calls)))

    assert isinstance(calls.calls[-1], ReadParts)
    assert isinstance(last, ReadParts)
    with pytest.raises(StopIteration) as end:
        asking.send(Parts(of=()))
    assert end.value.value.parts == Parts(of=())


def test_of_large_probes_only_those_are_asked_for_that_can_say_more(sandbox: Sandbox) -> None:
    changed = text(WAYS["lecture"], ("exp", "{x} += {o} * {g}", "{x} += {o}"))
    wrong_everywhere = text(WAYS["lecture"]).replace("+=", "=")

    for source in (changed, wrong_everywhere):
        asked = probed(sandbox, source)

        assert asked.suspects
        assert len(asked.programs) < len(probes()) // 2
        assert len(named(EXERCISE, asked).mistakes) == 1


def test_functions_that_each_node_has_of_its_own_are_probed_where_they_have_worked() -> None:
    of_exp = next(each for each in probes() if operations_of(each.graph) == {"exp"})
    call = LIKE._replace(graph=of_exp.graph, reads=of_exp.reads)
    given = Numbers(form="list", shape=(0,), elements=())
    interface = Interface("Value", "data", "grad", "backward", ("add",))
    assert operations_of_class([(call, given)], interface) == {"add", "exp"}
    lacking = Missing(name="Value", reason="Value has no method exp", methods=())
    assert operations_of_class([(call, lacking)], interface) == {"add"}
    assert operations_of_class([(call, given)], None) is None
