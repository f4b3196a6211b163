"""Asks a class that goes wrong for more, and says what is wrong. A right class is asked for nothing."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from grader.model import (
    Call,
    CheckResult,
    Ended,
    Graph,
    Interface,
    Missing,
    Outcome,
    RunProgram,
    Verdict,
)
from grader.scoring.asking import Asked, Found, Gathered, Probed, TriedCase, judge_case
from grader.scoring.trials import JUDGED, WHOLE
from grader.scoring.variants import operations_of

_SPEAKING = (Verdict.WRONG, Verdict.ERROR, Verdict.MISSING)


def probe(
    asked: Asked,
    found: Sequence[Found],
    programs: Sequence[tuple[RunProgram, Outcome]],
    interface: Interface | None,
    *,
    failing: bool,
) -> Generator[Call, Outcome, Probed | None]:
    """Return what a class gives for ``programs`` and many small ones; None if all of ``found`` are right.

    And which of its operations are made of which. The ``interface`` says which operations it has; ``failing``
    that it was seen to be wrong elsewhere.
    """
    if not programs or any(isinstance(outcome, Ended) for _, outcome in programs):
        return None
    if not failing and not any(_speaks(asked, each) for each in found):
        return None
    from grader.scoring import inquiry

    like = programs[0][0]
    return (yield from inquiry.ask(like, operations_of_class(programs, interface), programs))


def operations_of_class(
    programs: Sequence[tuple[RunProgram, Outcome]], interface: Interface | None
) -> frozenset[str] | None:
    """Return the operations that a class may have, None if nothing is known of them.

    Those that it defines, and those of every program that it did not refuse: a function can be an attribute
    of each node.
    """
    if interface is None:
        return None
    run = (operations_of(call.graph) for call, outcome in programs if not isinstance(outcome, Missing))
    return frozenset(interface.operations).union(*run)


def _speaks(asked: Asked, found: Found) -> bool:
    case = next(case for case in asked.check.cases if case.id == found.case_id)
    answers = asked.key.case(asked.check.id, case.id).answers
    return judge_case(asked, case, [found], answers=answers)[0].verdict in _SPEAKING


def _hidden(asked: Asked, probed: Probed) -> frozenset[Graph]:
    """Return the graphs that hold hidden inputs; the programs come first, in the order of the points."""
    hidden = [case.hidden for case, _, _ in asked.points()]
    return frozenset(call.graph for (call, _), it in zip(probed.programs, hidden, strict=False) if it)


def _needed(asked: Asked, probed: Probed, tried: Sequence[TriedCase]) -> frozenset[Graph]:
    """Return the graphs that the exercise asks a class for: its programs, and the trials that give points."""
    programs = [call.graph for (call, _), _ in zip(probed.programs, asked.points(), strict=False)]
    trials = [
        each.trial.graph
        for case in tried
        for each in case.tried
        if each.trial.operation in (*case.operations, WHOLE) and each.trial.shape in (*JUDGED, WHOLE)
    ]
    return frozenset((*programs, *trials))


def explained(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return the result with the mistakes that explain the class, or with the words that none does.

    Of a class that was not run on all that was to tell its mistake none is named: what explains the rest may
    be another one.
    """
    probed = gathered.probed
    if probed is None or result.verdict in (Verdict.OK, Verdict.NOT_ATTEMPTED, Verdict.NOT_JUDGED):
        return result
    ended = next((outcome for _, outcome in probed.programs if isinstance(outcome, Ended)), None)
    if ended is not None:
        return _with_words(result, f"what is wrong was not looked for to the end: {ended.figure}")
    from grader.scoring import value_mistakes
    from grader.scoring.sentences import said

    named = value_mistakes.named(
        asked.exercise,
        probed,
        value_mistakes.AskedFor(
            hidden=_hidden(asked, probed),
            needed=_needed(asked, probed, gathered.tried),
            standings={name: each.standings[name] for each in gathered.tried for name in each.operations},
        ),
    )
    # What is missing can be why another operation, made of it, raises an error.
    lacks = any(case.verdict is Verdict.MISSING for case in result.cases)
    if named.unknown and not lacks:
        result = _with_words(result, said("unknown-class-mistake", asked.exercise).message)
    return result._replace(mistakes=named.mistakes)


def _with_words(result: CheckResult, words: str) -> CheckResult:
    return result._replace(message=f"{result.message}; {words}" if result.message else words)
