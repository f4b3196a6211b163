"""The rule OPERATIONS: a share of the points for each operation of the class, and one for whole graphs.

Every operation has trials of its own. What the exercise asks for and the class lacks is missing; what the
class has beyond that is tried, told and never charged. One fault costs one share: where an operation goes
wrong by the fault of another (``neg = self * -1`` and a wrong ``mul``), both together cost one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import NamedTuple

from grader.model import (
    Call,
    Case,
    CaseResult,
    DimResult,
    DimVerdict,
    Ended,
    Interface,
    Missing,
    Outcome,
    Rule,
    RunProgram,
    StudentError,
    Verdict,
)
from grader.scoring import compare, verdicts
from grader.scoring.asking import Asked, TriedCase, ask_together
from grader.scoring.standings import (
    BACKWARD,
    DIGITS,
    EQUAL,
    LEAVES,
    START,
    Origins,
    Standing,
    origins,
    standings,
)
from grader.scoring.trials import (
    OPERATIONS,
    WHOLE,
    WIDE,
    Trial,
    Tried,
    closer_trials,
    composed_trials,
    first_trials,
    of_leaves,
    other_trials,
    seed_in,
    wanted_operations,
)
from grader.scoring.value_rules import ON_THE_RIGHT

_WORDS = {
    "add": "node + node",
    "radd": "constant + node",
    "sub": "node - node",
    "rsub": "constant - node",
    "mul": "node * node",
    "rmul": "constant * node",
    "truediv": "node / node",
    "rtruediv": "constant / node",
    "pow": "node ** constant",
    "neg": "-node",
    "addc": "node + constant",
    "subc": "node - constant",
    "mulc": "node * constant",
    "truedivc": "node / constant",
    BACKWARD: "the backward pass",
    LEAVES: "the numbers that leaves hold",
    DIGITS: "numbers of few digits",
    EQUAL: "nodes that are equal or on both sides of an operation",
    START: "gradients that are too large by the same number",
}


def words(operation: str) -> str:
    """Return what a person calls an operation: "constant + node", "exp"."""
    return _WORDS.get(operation, operation)


# --- asking ---------------------------------------------------------------------------------


class CaseTrials(NamedTuple):
    """What every class is asked for a case of operations."""

    case_id: str
    operations: tuple[str, ...]
    trials: tuple[Trial, ...]


def trials_of(asked: Asked, programs: Sequence[RunProgram]) -> tuple[CaseTrials, ...]:
    """Return the trials of every case of operations, of a class that has to run ``programs``."""
    graphs = [program.graph for program in programs]
    found = []
    for case in asked.check.cases:
        if case.rule is Rule.OPERATIONS:
            wanted = wanted_operations(asked.check, case, graphs)
            found.append(CaseTrials(case.id, wanted, first_trials(wanted, seed_of(asked, case))))
    return tuple(found)


def seed_of(asked: Asked, case: Case) -> int:
    """Return the seed that draws a case's graphs."""
    return seed_in(asked.key.case(asked.check.id, case.id).answers[0].inputs)


def has_ended(tried: Sequence[Tried]) -> bool:
    """Return whether a trial ended its worker."""
    return any(isinstance(each.outcome, Ended) for each in tried)


def ask(
    cases: Sequence[CaseTrials], outcomes: Sequence[Outcome], like: RunProgram, interface: Interface | None
) -> Generator[Call, Outcome, tuple[TriedCase, ...]]:
    """Return the cases with what came of their trials, ``outcomes`` in their order, and of closer ones."""
    left = iter(outcomes)
    found = []
    for case in cases:
        first = tuple(Tried(trial, next(left)) for trial in case.trials)
        tried = yield from _ask_closer(first, like, interface)
        found.append(TriedCase(case.case_id, case.operations, tried, standings(tried)))
    return tuple(found)


def _ask_closer(
    tried: tuple[Tried, ...], like: RunProgram, interface: Interface | None
) -> Generator[Call, Outcome, tuple[Tried, ...]]:
    """Return the trials with those of what the class has beyond, and closer ones of what went wrong."""
    if has_ended(tried):
        return tried
    there = interface.operations if interface is not None else ()
    first = {each.trial.operation: each for each in reversed(tried)}
    beyond = [name for name in OPERATIONS if name in there and name not in first]
    beyond += [name for name, op in ON_THE_RIGHT.items() if op in there]
    others = yield from _ask_trials([(trial, trial.call(like)) for trial in other_trials(beyond)])
    without_plus = there if first["add"].is_missing else ()
    failing = {
        each.trial.operation: each
        for each in reversed((*tried, *others))
        if each.trial.operation != WHOLE
        and not each.is_right
        and (not each.is_missing or each.trial.operation in without_plus)
    }
    wanted = [trial for name in failing for trial in closer_trials(name)]
    wanted += [of_leaves()] if failing else []
    seeded = [
        (each.trial._replace(shape="seeded"), each.trial.call(like)._replace(seeded=True))
        for each in failing.values()
        if not each.starts_from_one
    ]
    closer = yield from _ask_trials([*((trial, trial.call(like)) for trial in wanted), *seeded])
    composed = [
        trial
        for name, each in failing.items()
        if not (has_ended(closer) or _lies_in_plus(name, failing, closer))
        for trial in composed_trials(name, is_wide=each.trial.shape == WIDE)
    ]
    made = yield from _ask_trials([(trial, trial.call(like)) for trial in composed])
    return (*tried, *others, *closer, *made)


def _lies_in_plus(name: str, failing: Mapping[str, Tried], closer: Sequence[Tried]) -> bool:
    """Return whether an operation is right without the ``+`` that goes wrong as well."""
    own = [each for each in closer if each.trial.operation == name and each.trial.shape != "seeded"]
    return name != "add" and "add" in failing and all(each.is_right for each in own)


def _ask_trials(asked: Sequence[tuple[Trial, RunProgram]]) -> Generator[Call, Outcome, tuple[Tried, ...]]:
    """Return trials with what came of their calls; nothing is asked where there are none."""
    if not asked:
        return ()
    outcomes = yield from ask_together(tuple(call for _, call in asked))
    return tuple(Tried(trial, outcome) for (trial, _), outcome in zip(asked, outcomes, strict=True))


def runs(tried: Sequence[Tried], like: RunProgram) -> tuple[tuple[RunProgram, Outcome], ...]:
    """Return every trial as the program that was run, with what came of it."""
    return tuple(
        (each.trial.call(like), each.outcome) for each in tried if each.trial.shape not in ("seeded", WIDE)
    )


# --- judging --------------------------------------------------------------------------------


def judge(asked: Asked, case: Case, tried: TriedCase) -> tuple[CaseResult, StudentError | None]:
    """Return a case's result, a share for each operation and one for whole graphs, and the first error."""
    found = tried.standings
    shares = [*tried.operations, *([WHOLE] if WHOLE in found else [])]
    lost = origins(found, shares)
    failing = {
        name: verdicts.failing(found[name].shown.outcome, asked.check, asked.exercise.modules)
        for name in shares
        # Where small numbers are rounded to 0, an error far from 1 is what comes of it.
        if found[name].verdict is Verdict.WRONG and found[name].by not in (DIGITS, LEAVES)
    }
    verdict = verdicts.worst(
        each.verdict if (each := failing.get(name)) is not None else found[name].verdict for name in shares
    )
    result = CaseResult(
        id=case.id,
        verdict=verdict,
        points=case.points * (len(shares) - _lost(found, shares, lost)) / len(shares),
        points_possible=case.points,
        hidden=case.hidden,
        tolerance=case.tolerance,
        answers=tuple(answer.inputs for answer in asked.key.case(asked.check.id, case.id).answers),
        dims=_dims(tried, failing),
        message="; ".join(_said(found, shares, lost)),
        rule=case.rule,
    )
    error = next((each.error for each in failing.values() if each is not None and each.error), None)
    return result, error


def _dims(tried: TriedCase, failing: Mapping[str, verdicts.Failing | None]) -> tuple[DimResult, ...]:
    """Return how each operation stands that can be judged; how many random graphs are right if all can."""
    said = {name: each for name, each in failing.items() if each is not None}
    unjudged = {name for name, each in said.items() if each.verdict is Verdict.NOT_JUDGED}
    return tuple(
        _dim(tried.standings[name], said[name].message if name in said else "")
        for name in tried.operations
        if name not in unjudged
    ) + (() if unjudged else _count(tried))


def _lost(found: Mapping[str, Standing], shares: Sequence[str], lost: Origins) -> int:
    """Return how many shares the faults cost: one each; all if nothing is right and nothing tells why."""
    return len(shares) if _is_nothing_right(found, shares, lost) else len(lost)


def _is_nothing_right(found: Mapping[str, Standing], shares: Sequence[str], lost: Origins) -> bool:
    """Return whether no operation is right, by the fault of several or of one that stands alone.

    Of one alone nothing shows that graphs, or a class whose gradients are one number, are wrong by its fault.
    """
    if any(found[name].verdict is Verdict.OK for name in shares):
        return False
    is_alone = {*shares} <= {shares[0], WHOLE} and all(
        each.verdict is not Verdict.OK for each in found.values()
    )
    return len(lost) > 1 or (is_alone and lost[0][0] in (START, shares[0]))


def shown(case: TriedCase) -> tuple[Tried, ...]:
    """Return the trials that show what is wrong with what is asked for, causes first."""
    found = case.standings
    wrong = [found[name] for name in (*case.operations, WHOLE) if name in found]
    return tuple(
        found.get(standing.by, standing).shown
        for standing in sorted(wrong, key=lambda each: bool(each.by))
        if standing.verdict is Verdict.WRONG
    )


def _dim(standing: Standing, failing: str) -> DimResult:
    """Return the number that shows how an operation stands: the first wrong one, else a leaf's gradient."""
    tried = standing.shown
    shown = next(iter((*tried.wrong, *tried.numbers[1:])), None)
    if shown is None:
        lacking = tried.outcome.reason if isinstance(tried.outcome, Missing) else failing
        return _result(words(standing.operation), tried.trial.right[1], None)._replace(found=lacking)
    result = _result(words(standing.operation), shown.right, shown.value)
    fits = DimVerdict.OK if standing.verdict is Verdict.OK else DimVerdict.WRONG
    return result._replace(verdict=fits, strict=fits, found=shown.found)


def _count(tried: TriedCase) -> tuple[DimResult, ...]:
    """Return how many of the random graphs are right, of those that the class has all operations for."""
    whole = [each for each in tried.tried if each.trial.operation == WHOLE]
    there = [each for each in whole if not each.is_missing]
    right = sum(each.is_right for each in there)
    name = f"how many {WHOLE} are right"
    return (_result(name, float(len(there) or len(whole)), float(right)),) if whole else ()


def _result(name: str, right: float, actual: float | None) -> DimResult:
    """Return a number beside the right one, judged closely."""
    fits = actual is not None and compare.agree(actual, right, compare.STRICT)
    seed = actual is not None and abs(actual - right) < compare.SEED_BOUND
    return DimResult(
        name=name,
        index=None,
        point=0,
        verdict=DimVerdict.OK if fits else DimVerdict.WRONG,
        expected=None,
        torch=right,
        actual=actual,
        found="float",
        absolute_error=None if actual is None else compare.absolute_error(actual, right),
        relative_error=None if actual is None else compare.relative_error(actual, right),
        seed=DimVerdict.OK if seed else DimVerdict.WRONG,
        strict=DimVerdict.OK if fits else DimVerdict.WRONG,
        ulps=None if actual is None else compare.ulps_between(actual, right),
    )


def _said(found: Mapping[str, Standing], shares: Sequence[str], lost: Origins) -> Iterator[str]:
    """Yield what is missing, what is one fault only, and what is wrong beyond what is asked for."""
    missing = [words(name) for name in shares if found[name].verdict is Verdict.MISSING]
    if missing:
        yield f"missing: {', '.join(missing)}"
    if _is_nothing_right(found, shares, lost) and not missing:
        yield "no operation gives what it should, so that none has its share"
        return
    for cause, names in lost:
        following = [words(name) for name in names if name not in (cause, WHOLE)]
        if following:
            why = "node + node, or of nodes that are used twice" if cause == "add" else words(cause)
            yield f"{', '.join(following)}: wrong by the fault of {why}, all for one share"
    wrong = [name for name, each in found.items() if each.verdict is Verdict.WRONG and not lost]
    # Of those behind one that ended its worker nothing is known.
    ended = [name for name in wrong if isinstance(found[name].shown.outcome, Ended)]
    beyond = [words(name) for name in wrong if name not in (*shares, *ended)]
    if beyond:
        yield f"not asked for, wrong, at no cost: {', '.join(beyond)}"
