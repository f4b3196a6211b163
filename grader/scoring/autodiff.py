"""The kind ``autodiff``: one program, on the student's class and on torch doubles.

The published case may also be passed by what the student's own cell left behind: people who made
the exercise's cell work in another way (an edited softmax instead of ``__radd__``) have solved it.
The grader's own program is what shows the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator
from typing import NamedTuple

from grader.model import (
    Answer,
    AutodiffTask,
    Call,
    Case,
    CaseResult,
    CheckResult,
    DimResult,
    DimVerdict,
    Ended,
    Evidence,
    Flag,
    History,
    Input,
    Interface,
    Missing,
    Moment,
    NodeResult,
    Numbers,
    Outcome,
    ReadHistory,
    ReadInterface,
    RunProgram,
    Verdict,
)
from grader.scoring import compare, verdicts
from grader.scoring.asking import (
    Asked,
    Asking,
    Found,
    Gathered,
    ask_together,
    check_result,
    judge_case,
    judge_cases,
)
from grader.scoring.entering import where_it_enters
from grader.scoring.expression import expression_of
from grader.scoring.shrinking import shrink
from grader.scoring.target import Quantity, Target, at_inputs, target_of, watch_of
from grader.spec.program import trace_program

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
    """Run the program on every point; for published inputs, read what the student's own cell left too."""
    task = _task(asked)
    published = [each for each in asked.points() if not each[0].hidden and len(each[2].inputs) == 1]
    names = [name for _, _, answer in published for name in (answer.inputs[0].name, task.backward)]
    programs = tuple(_programs(asked, task))
    wanted = ReadInterface(asked.check.entry_point, task.leaf, task.data, task.grad)
    outcomes = yield from ask_together(
        (*(ReadHistory(name=name) for name in names), wanted, *(program.call for program in programs))
    )
    own: list[Found] = []
    for place, (case, point, answer) in enumerate(published):
        own += _own(case, point, answer, *outcomes[2 * place : 2 * place + 2])
    interface, *rest = outcomes[len(names) :]
    answered = list(zip(programs, rest, strict=True))
    found = tuple(_found(program, outcome) for program, outcome in answered)
    watched = (
        Found(case_id="watch", point=0, outcome=_picked(outcome, program.watch, program.call.reads))
        for program, outcome in answered
        if isinstance(outcome, Numbers) and not program.case.hidden
    )
    expression = yield from _shrunk(asked, programs, found)
    return Gathered(
        found=(*found, *itertools.islice(watched, 1)),
        own=tuple(own),
        interface=interface if isinstance(interface, Interface) else None,
        expression=expression,
    )


def _found(program: Program, outcome: Outcome) -> Found:
    """Return what is judged of a program's outcome."""
    return Found(
        case_id=program.case.id,
        point=program.point,
        outcome=_picked(outcome, program.target, program.call.reads),
        origin="the grader's program",
    )


def _shrunk(
    asked: Asked, programs: tuple[Program, ...], found: tuple[Found, ...]
) -> Generator[Call, Outcome, tuple[NodeResult, ...]]:
    """Return the smallest part of the first visible program that fails, by asking for smaller ones."""
    if any(isinstance(each.outcome, Ended) for each in found):
        return ()
    for program, each in zip(programs, found, strict=True):
        if program.case.hidden:
            continue
        answers = asked.key.case(asked.check.id, program.case.id).answers
        result, _ = judge_case(asked, program.case, [each], answers=answers)
        expression = expression_of(program.call.graph) if result.verdict in _EXPLAINED else None
        if expression is not None:
            return (yield from shrink(expression, program.call))
    return ()


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


def _own(case: Case, point: int, answer: Answer, leaves: object, root: object) -> list[Found]:
    """Return the gradients that the student's own cells left on the published inputs, latest first."""
    if not isinstance(leaves, History):
        return []
    roots = root.moments if isinstance(root, History) else ()
    found = []
    for moment in reversed(leaves.moments):
        if moment.gradients is None or not _same_inputs(moment, answer.inputs[0]):
            continue
        if not any(element.value for element in moment.gradients.elements):
            continue  # before backward()
        before = [each for each in roots if each.tick <= moment.tick and each.data.shape == ()]
        value = before[-1].data.elements[0] if before else None
        elements = ((value,) if value is not None else ()) + moment.gradients.elements
        numbers = moment.gradients._replace(elements=elements, shape=(len(elements),))
        found.append(
            Found(case_id=case.id, point=point, outcome=numbers, origin=f"your own run, {moment.label}")
        )
    return found


def _same_inputs(moment: Moment, given: Input) -> bool:
    """Return whether the student's leaves hold the case's inputs."""
    values = given.value if isinstance(given.value, tuple) else (given.value,)
    return tuple(element.value for element in moment.data.elements) == tuple(float(value) for value in values)


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict of the program and of the student's own cell, side by side."""
    result = judge_cases(
        asked, gathered._replace(found=tuple(f for f in gathered.found if f.case_id != "watch"))
    )
    watch = _judge_watch(asked, gathered)
    dims = next((case.dims for case in result.cases if case.dims and not case.hidden), ()) + watch
    result = _with_own(asked, gathered, result)
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return result
    return result._replace(
        watch=watch,
        evidence=tuple(_evidence(asked, gathered, dims)),
        expression=() if result.verdict is Verdict.OK else gathered.expression,
    )


def _with_own(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return ``result``, the published case as the student's own cell solved it where the program did not."""
    own = _best_own(asked, gathered)
    if own is None:
        return _not_attempted(asked, gathered, result)
    published = next(i for i, case in enumerate(asked.check.cases) if case.id == own.case_id)
    case = asked.check.cases[published]
    judged = _judge_own(asked, case, own)
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


def _evidence(asked: Asked, gathered: Gathered, dims: tuple[DimResult, ...]) -> Iterator[Evidence]:
    """Yield how the class was read where it has names of its own, and where the error enters."""
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
        yield Evidence(name="where the error enters", value=place)


def _where_it_enters(asked: Asked, task: AutodiffTask, dims: tuple[DimResult, ...]) -> str:
    """Return between which names the program goes wrong."""
    if all(dim.verdict is DimVerdict.OK for dim in dims):
        return ""
    _, _, answer = next(each for each in asked.points() if not each[0].hidden)
    graph = trace_program(task.program, answer.inputs, task.backward)
    names = (*(each.name for each in answer.inputs), *task.watch, task.backward)
    kept = [dim for dim in dims if dim.found != "None"]  # inner nodes may keep no gradient
    return where_it_enters(graph, names, kept)


def _best_own(asked: Asked, gathered: Gathered) -> Found | None:
    """Return the student's own run that is right, else their last one, else None."""
    cases = {case.id: case for case in asked.check.cases}
    for own in gathered.own:
        if _judge_own(asked, cases[own.case_id], own).verdict is Verdict.OK:
            return own
    return gathered.own[0] if gathered.own else None


def _judge_own(asked: Asked, case: Case, own: Found) -> CaseResult:
    """Return the case as judged by what the student's own cell left behind.

    Where the loss has another name there, the gradients alone are judged, as the seed does.
    """
    answers = list(asked.key.case(asked.check.id, case.id).answers)
    answer = answers[own.point]
    if isinstance(own.outcome, Numbers) and len(own.outcome.elements) == len(answer.dims) - 1:
        answers[own.point] = answer._replace(
            dims=answer.dims[1:], expected=answer.expected[1:], torch=answer.torch[1:]
        )
    return judge_case(asked, case, [own], answers=tuple(answers))[0]


def _not_attempted(asked: Asked, gathered: Gathered, result: CheckResult) -> CheckResult:
    """Return ``result``, or NOT_ATTEMPTED if the class has the starter's methods alone."""
    template = set(asked.check.template.methods)
    first = gathered.found[0].outcome if gathered.found else None
    if template and isinstance(first, Missing) and first.methods and set(first.methods) <= template:
        cases = tuple(case._replace(verdict=Verdict.NOT_ATTEMPTED) for case in result.cases)
        message = f"the starter's class is unchanged: {first.reason}"
        return result._replace(verdict=Verdict.NOT_ATTEMPTED, message=message, cases=cases)
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
