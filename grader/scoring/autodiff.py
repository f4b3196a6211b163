"""The kind ``autodiff``: one program, on the student's class and on torch doubles.

The published case may also be passed by what the student's own cell left behind: people who made
the exercise's cell work in another way (an edited softmax instead of ``__radd__``) have solved it.
The grader's own program is what shows the rest.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Generator, Iterator
from typing import NamedTuple

from grader.model import (
    AutodiffTask,
    Call,
    Case,
    CheckResult,
    DimResult,
    DimVerdict,
    Ended,
    Evidence,
    Flag,
    Foreseen,
    Interface,
    Missing,
    NodeResult,
    Numbers,
    Outcome,
    Raised,
    ReadHistory,
    ReadInterface,
    Rule,
    RunProgram,
    Verdict,
)
from grader.scoring import compare, operations, verdicts
from grader.scoring.asking import (
    Asked,
    Asking,
    Found,
    Gathered,
    TriedCase,
    ask_together,
    check_result,
    judge_case,
    judge_cases,
)
from grader.scoring.entering import where_it_enters
from grader.scoring.own_run import best, judge_own, left_behind
from grader.scoring.probing import explained, probe
from grader.scoring.shrinking import shrink, whole_and_parts
from grader.scoring.standings import standings
from grader.scoring.target import Quantity, Target, at_inputs, target_of, watch_of
from grader.spec.program import trace_program

# Beside 1: rules of calculus leave some 1e-16, the best differences that doubles give some 1e-13.
ROUNDING = 5e-14
# Verdicts that a smaller expression can explain.
_EXPLAINED = (Verdict.WRONG, Verdict.ERROR)


class Program(NamedTuple):
    """One point of a case: the call, and what its answer is read for."""

    case: Case
    point: int
    call: RunProgram
    target: Target
    watch: Target


def ask(asked: Asked) -> Asking:
    """Run the program on every point, and the trials of single operations; read what the own cell left."""
    task = _task(asked)
    published = [each for each in asked.points() if not each[0].hidden and len(each[2].inputs) == 1]
    names = [name for _, _, answer in published for name in (answer.inputs[0].name, task.backward)]
    programs, trials = _planned(asked)
    calls = tuple(program.call for program in programs)
    wanted = ReadInterface(asked.check.entry_point, task.leaf, task.data, task.grad)
    outcomes = yield from _ask_twice(
        (*(ReadHistory(name=name) for name in names), wanted, *calls),
        tuple(trial.call(calls[0]) for each in trials for trial in each.trials),
    )
    own = [
        found
        for place, (case, point, answer) in enumerate(published)
        for found in left_behind(case, point, answer, *outcomes[2 * place : 2 * place + 2])
    ]
    read, *rest = outcomes[len(names) :]
    interface = read if isinstance(read, Interface) else None
    answered = list(zip(programs, rest[: len(programs)], strict=True))
    found = tuple(_found(program, outcome) for program, outcome in answered)
    if isinstance(read, Missing | Raised):
        # There is no class: its trials would all say so.
        lacking = tuple(Found(case_id=case.case_id, point=0, outcome=read) for case in trials)
        return Gathered(found=(*found, *lacking), own=tuple(own))
    tried = yield from operations.ask(trials, rest[len(programs) :], calls[0], interface)
    gathered = Gathered(
        found=(*found, *itertools.islice(_watched(answered), 1)),
        own=tuple(own),
        interface=interface,
        tried=tried,
    )
    return (yield from _ask_why(asked, gathered, answered))


def _watched(answered: list[tuple[Program, Outcome]]) -> Iterator[Found]:
    """Yield the intermediate numbers of every program whose inputs are published."""
    for program, outcome in answered:
        if isinstance(outcome, Numbers) and not program.case.hidden:
            picked = _picked(outcome, program.watch, program.call.reads)
            yield Found(case_id="watch", point=0, outcome=picked)


def _ask_why(
    asked: Asked, gathered: Gathered, answered: list[tuple[Program, Outcome]]
) -> Generator[Call, Outcome, Gathered]:
    """Ask a class that goes wrong for the smallest expression that does, and for what tells its mistake."""
    programs = tuple(program for program, _ in answered)
    found = tuple(each for each in gathered.found if each.case_id != "watch")
    expression = yield from _shrunk(asked, programs, found, gathered.tried)
    run = [(program.call, outcome) for program, outcome in answered]
    run += [each for case in gathered.tried for each in operations.runs(case.tried, programs[0].call)]
    failing = any(map(operations.shown, gathered.tried))
    probed = yield from probe(asked, found, run, gathered.interface, failing=failing)
    parts = None if probed is None else probed.parts
    tried = tuple(
        each if parts is None else each._replace(standings=standings(each.tried, parts))
        for each in gathered.tried
    )
    return gathered._replace(expression=expression, probed=probed, tried=tried)


def _ask_twice(
    calls: tuple[Foreseen, ...], trials: tuple[Foreseen, ...]
) -> Generator[Call, Outcome, tuple[Outcome, ...]]:
    """Return all outcomes; after one that ended the worker, the trials behind it are asked once more."""
    outcomes = yield from ask_together((*calls, *trials))
    ended = next((place for place, each in enumerate(outcomes) if isinstance(each, Ended)), len(outcomes))
    rest = trials[max(0, ended + 1 - len(calls)) :]
    if ended == len(outcomes) or not rest:
        return outcomes
    again = yield from ask_together(rest)
    return outcomes[: -len(rest)] + again


def _found(program: Program, outcome: Outcome) -> Found:
    """Return what is judged of a program's outcome."""
    return Found(
        case_id=program.case.id,
        point=program.point,
        outcome=_picked(outcome, program.target, program.call.reads),
        origin="the exercise's program, run on the class",
    )


def _shrunk(
    asked: Asked, programs: tuple[Program, ...], found: tuple[Found, ...], tried: tuple[TriedCase, ...]
) -> Generator[Call, Outcome, tuple[NodeResult, ...]]:
    """Return the smallest part that fails of the first visible program or trial that does."""
    if any(isinstance(each.outcome, Ended) for each in found) or any(
        operations.has_ended(case.tried) for case in tried
    ):
        return ()
    for program, each in zip(programs, found, strict=True):
        if program.case.hidden:
            continue
        answers = asked.key.case(asked.check.id, program.case.id).answers
        result, _ = judge_case(asked, program.case, [each], answers=answers)
        expressions = whole_and_parts(program.call.graph) if result.verdict in _EXPLAINED else ()
        if expressions:
            return (yield from shrink(expressions, program.call))
    shown = next((each for case in tried for each in operations.shown(case)), None)
    expressions = () if shown is None else whole_and_parts(shown.trial.graph)
    return (yield from shrink(expressions, programs[0].call)) if expressions else ()


@functools.lru_cache(maxsize=16)
def _planned(asked: Asked) -> tuple[tuple[Program, ...], tuple[operations.CaseTrials, ...]]:
    """Return the programs and the trials that every class is asked for."""
    programs = tuple(_programs(asked, _task(asked)))
    return programs, operations.trials_of(asked, tuple(program.call for program in programs))


def _programs(asked: Asked, task: AutodiffTask) -> Iterator[Program]:
    """Return the program of every point; one tracing serves all whose inputs have the same lengths."""
    traced: dict[tuple[int, ...], tuple[Target, Target]] = {}
    for case, point, answer in asked.points():
        form = tuple(len(each.value) if isinstance(each.value, tuple) else 0 for each in answer.inputs)
        if form not in traced:
            given = asked.exercise, asked.check, answer.inputs
            traced[form] = target_of(*given), watch_of(*given)
        target, watch = (at_inputs(each, answer.inputs) for each in traced[form])
        call = RunProgram(
            class_name=asked.check.entry_point,
            leaf=task.leaf,
            data=task.data,
            grad=task.grad,
            graph=target.graph,
            reads=tuple(dict.fromkeys(read.step for read in target.reads + watch.reads)),
        )
        yield Program(case, point, call, target, watch)


def _task(asked: Asked) -> AutodiffTask:
    """Return the check's task."""
    if not isinstance(asked.check.task, AutodiffTask):
        raise TypeError(f"check {asked.check.id} is no autodiff")
    return asked.check.task


def _picked(outcome: Outcome, target: Target, steps: tuple[int, ...]) -> Outcome:
    """Return the numbers that ``target`` reads out of (data, gradient) pairs, one pair per step."""
    if not isinstance(outcome, Numbers):
        return outcome
    if len(outcome.elements) != 2 * len(steps):
        return outcome._replace(elements=(), shape=(0,))
    place = {step: 2 * i for i, step in enumerate(steps)}
    elements = tuple(
        outcome.elements[place[read.step] + (1 if read.quantity is Quantity.GRAD else 0)]
        for read in target.reads
    )
    return outcome._replace(elements=elements, shape=(len(elements),))


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict of the program, of the student's own cell and of the operations, side by side."""
    cases = {case.id: case for case in asked.check.cases}
    result = judge_cases(
        asked,
        gathered._replace(found=tuple(f for f in gathered.found if f.case_id != "watch")),
        {each.case_id: operations.judge(asked, cases[each.case_id], each) for each in gathered.tried},
    )
    dims = next((case.dims for case in result.cases if case.dims and not case.hidden), ())
    watch = _with_kept_gradients(_judge_watch(asked, gathered), dims)
    dims += watch
    result = _with_own(asked, gathered, result)
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return result
    if all(case.verdict is Verdict.OK or case.rule is Rule.OPERATIONS for case in result.cases):
        result = result._replace(flags=(*result.flags, *_inexact(asked, result)))
    result = explained(asked, gathered, result)
    outcomes = [each.outcome for each in gathered.found]
    noted = {note for each in outcomes if isinstance(each, Numbers) for note in each.notes}
    if noted:  # seldom
        from grader.scoring.suspicion import with_numbers

        result = with_numbers(asked, result, noted)
    return result._replace(
        watch=watch,
        evidence=tuple(_evidence(asked, gathered, dims, is_named=bool(result.mistakes))),
        expression=() if result.verdict in (Verdict.OK, Verdict.NOT_JUDGED) else gathered.expression,
    )


def _inexact(asked: Asked, result: CheckResult) -> Iterator[Flag]:
    """Yield a flag for numbers that are right, but farther off than rules of calculus leave them."""
    dims = [
        dim
        for case in result.cases
        for dim in case.dims
        if dim.absolute_error is not None and dim.verdict is DimVerdict.OK and dim.kink is None
    ]
    off = max((dim.absolute_error / max(1.0, abs(dim.torch)) for dim in dims), default=0.0)  # type: ignore[operator]
    if off > ROUNDING:
        from grader.scoring.sentences import said

        words = said(
            "inexact-gradients", asked.exercise, entry_point=asked.check.entry_point, off=f"{off:.0e}"
        )
        yield Flag(code="inexact-gradients", message=words.message)


def _with_own(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return ``result``, the published case as the student's own cell solved it where the program did not."""
    own = best(asked, gathered)
    if own is None:
        return _not_attempted(asked, gathered, result)
    published = next(i for i, case in enumerate(asked.check.cases) if case.id == own.case_id)
    case = asked.check.cases[published]
    judged = judge_own(asked, case, own)
    program = result.cases[published]
    if program.verdict is Verdict.OK or judged.verdict is not Verdict.OK:
        return result
    cases = tuple(judged if i == published else each for i, each in enumerate(result.cases))
    verdict = verdicts.worst(each.verdict for each in cases)
    rest = f"the grader's program says: {program.message}" if program.message else ""
    final = check_result(asked, cases, verdict=verdict, message=result.message)
    flag = Flag(
        code="own_way",
        message=f"your own cell is right where the grader's program is not; {rest}".rstrip("; "),
    )
    return final._replace(error=result.error, flags=(flag,))


def _evidence(
    asked: Asked, gathered: Gathered, dims: tuple[DimResult, ...], *, is_named: bool
) -> Iterator[Evidence]:
    """Yield how the class was read where it has names of its own, and where the error enters.

    Where a mistake ``is_named``, no operation is suspected: the mistake may lie in none of them.
    """
    task, interface = _task(asked), gathered.interface
    if interface is not None:
        named = (
            ("class ", interface.class_name, asked.check.entry_point),
            ("number .", interface.data, task.data),
            ("gradient .", interface.grad, task.grad),
            ("backward pass ", interface.backward or "backward", "backward"),
        )
        other = [f"{what}{found}" for what, found, wanted in named if found != wanted]
        if other:
            yield Evidence(name="read as", value=", ".join(other))
    place = _where_it_enters(asked, task, dims)
    if place:
        value = place.partition(": look at ")[0] if is_named else place
        yield Evidence(name="where the error enters", value=value)


def _where_it_enters(asked: Asked, task: AutodiffTask, dims: tuple[DimResult, ...]) -> str:
    """Return between which names the program goes wrong."""
    if all(dim.verdict is DimVerdict.OK for dim in dims):
        return ""
    _, _, answer = next(each for each in asked.points() if not each[0].hidden)
    graph = trace_program(task.program, answer.inputs, task.backward)
    names = (*(each.name for each in answer.inputs), *task.watch, task.backward)
    kept = [dim for dim in dims if dim.found != "None"]  # inner nodes may keep no gradient
    return where_it_enters(graph, names, kept)


def _not_attempted(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return ``result``, or NOT_ATTEMPTED if the class has the starter's methods alone."""
    template = set(asked.check.template.methods)
    first = gathered.found[0].outcome if gathered.found else None
    if template and isinstance(first, Missing) and first.methods and set(first.methods) <= template:
        cases = tuple(case._replace(verdict=Verdict.NOT_ATTEMPTED, points=0.0) for case in result.cases)
        message = f"the starter's class is unchanged: {first.reason}"
        return result._replace(verdict=Verdict.NOT_ATTEMPTED, points=0.0, message=message, cases=cases)
    return result


def _judge_watch(asked: Asked, gathered: Gathered) -> tuple[DimResult, ...]:
    """Return the intermediate values and gradients beside the right ones."""
    found = next((each for each in gathered.found if each.case_id == "watch"), None)
    if found is None or not isinstance(found.outcome, Numbers):
        return ()
    case = next(case for case in asked.check.cases if not case.hidden)
    key = asked.key.case(asked.check.id, case.id)
    if not key.watch:
        return ()
    dims, _ = compare.judge_dims(found.outcome, key.watch[0], tolerance=case.tolerance, point=0)
    return dims


def _with_kept_gradients(watch: tuple[DimResult, ...], dims: tuple[DimResult, ...]) -> tuple[DimResult, ...]:
    """Return intermediate values and gradients, without gradients that the class keeps nowhere.

    Those are None, or 0 for every intermediate value where a leaf has one.
    """
    arrived, kept = (any(dim.actual for dim in some if _is_gradient(dim)) for some in (dims, watch))
    lost = arrived and not kept
    return tuple(dim for dim in watch if not (_is_gradient(dim) and (lost or dim.found == "None")))


def _is_gradient(dim: DimResult) -> bool:
    return dim.name.endswith(".grad")
