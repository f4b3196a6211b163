"""What a class that goes wrong is asked, so that its mistake can be told from others.

Nothing is asked of a class that is right.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from functools import cache
from itertools import combinations, islice

from grader.model import Call, Ended, Outcome, Parts, ReadParts, RunProgram
from grader.scoring.asking import Probed, ask_together
from grader.scoring.diagnosis import UNSEEN, still_suspected, suspects
from grader.scoring.fault import Fault, cause_of
from grader.scoring.observed import (
    Observation,
    are_apart,
    observation,
    right_of,
    without_inner_gradients,
)
from grader.scoring.probes import Probe, probes
from grader.scoring.showing import is_explained
from grader.scoring.trials import run_as

SMALL = 3  # steps of the probes that are asked for before it is known which others say more
TELLING = 2  # probes that are asked for to tell two causes apart
MOST_CAUSES = 6  # that are told apart so; of more all probes are asked for
TOGETHER = 48  # programs that are asked for in one go
LARGE = 200  # steps; larger programs say no more than small ones
Tried = tuple[RunProgram, Outcome]


def ask(
    like: RunProgram, operations: frozenset[str] | None = None, programs: Sequence[Tried] = ()
) -> Generator[Call, Outcome, Probed]:
    """Return what a class gave for ``programs`` and gives for probes of its ``operations``; of all for None.

    A probe of an operation that a class lacks would say nothing. Two run once more with 1 for the gradient of
    the result: that tells a backward pass which sets it too late, or never, from one which loses it. The
    smallest come first. Where faults explain them, only those of the others are asked for that tell one
    from another, or try what it changes.
    """
    asked = [
        (each, run_as(like, each.graph, each.reads))
        for each in probes()
        if operations is None or each.operations <= operations
    ]
    first = [call for _, call in asked if len(call.graph.steps) <= SMALL]
    rest = asked[len(first) :]
    seeded = [call._replace(seeded=True) for call in first[:2]]
    inside = ReadParts(like.class_name, like.leaf, like.data, like.grad)
    *outcomes, parts = yield from ask_together((*first, *seeded, inside))
    tried = list(zip((*first, *seeded), outcomes, strict=True))
    probed = frozenset[str]().union(*(each.operations for each, _ in asked))
    made = parts if isinstance(parts, Parts) else UNSEEN
    suspected = suspects(observations(tried[: -len(seeded)]), observations(programs), probed, made)
    for choose in (_telling, _confirming):
        chosen = choose(suspected or (), [each for each, _ in rest])
        more = yield from _run([call for each, call in rest if each in chosen])
        rest = [(each, call) for each, call in rest if each not in chosen]
        tried += more
        if suspected and more:
            suspected = still_suspected(suspected, observations(more), made)
    left = [(each, call) for each, call in rest if _can_say_more(each, suspected or ())]
    tried += yield from _run([call for _, call in left])
    if isinstance(parts, Ended):  # of the worker, by an earlier program
        parts = yield inside
    tried.sort(key=lambda each: len(each[0].graph.steps))  # a small one is shown as evidence
    return Probed((*programs, *tried), parts if isinstance(parts, Parts) else None, suspected)


def _can_say_more(probe: Probe, suspected: Sequence[Fault]) -> bool:
    """Return whether a probe tries what a suspected fault changes.

    What one cause explains, of the whole class, shows everywhere; beside other causes nothing is left out.
    """
    everywhere = [fault for fault in suspected if not fault.touches]
    if not suspected or (everywhere and len(set(map(cause_of, suspected))) > 1):
        return True
    return any(fault.touches & probe.operations for fault in suspected)


def _run(calls: Sequence[RunProgram]) -> Generator[Call, Outcome, list[Tried]]:
    """Return all calls with their outcomes."""
    tried: list[Tried] = []
    for start in range(0, len(calls), TOGETHER):
        some = tuple(calls[start : start + TOGETHER])
        tried += zip(some, (yield from ask_together(some)), strict=True)
    return tried


def _telling(found: Sequence[Fault], rest: Sequence[Probe]) -> list[Probe]:
    """Return some of the probes for which two of the faults, of different causes, give other numbers."""
    causes = {cause_of(fault): fault for fault in reversed(found)}
    chosen: list[Probe] = []
    for one, other in combinations(causes.values(), 2) if len(causes) <= MOST_CAUSES else ():
        chosen += islice(
            (each for each in rest if each not in chosen and are_apart(one, other, each.graph, each.reads)),
            TELLING,
        )
    return chosen


def _confirming(found: Sequence[Fault], rest: Sequence[Probe]) -> list[Probe]:
    """Return some of the probes in which the one cause that is left shows, if it is of the whole class.

    No more is asked for then, and of the small ones few may be wrong.
    """
    if not found or found[0].touches or len(set(map(cause_of, found))) > 1:
        return []
    shown = (each for each in rest[::-1] if is_explained(found[0], right_of(each.graph, each.reads)) is False)
    return list(islice(shown, TELLING))


def observations(tried: Iterable[Tried]) -> list[Observation]:
    """Return what is seen of a class."""
    own = probe_by_graph()
    found = (
        observation(call.graph, call.reads, outcome, probe=id(call.graph) in own)
        for call, outcome in tried
        if len(call.graph.steps) <= LARGE
    )
    return without_inner_gradients([each for each in found if each is not None])


@cache
def probe_by_graph() -> dict[int, Probe]:
    """Return every probe by the identity of its graph, which ``probes`` holds."""
    return {id(each.graph): each for each in probes()}
