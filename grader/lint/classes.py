"""Candidates for checks of classes: right ones in every architecture, and single mistakes in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.lint.architectures import ARCHITECTURES, Architecture
from grader.lint.candidate import Candidate, Kind
from grader.lint.class_faults import ClassFault, Needs, faults
from grader.lint.operations import NAMES, Plan, plan
from grader.model import Answer, AutodiffTask, Check, Graph, Input
from grader.spec.program import constants, trace_program

# Which operations are made of others: nobody writes all of them out, and many write few.
MIXTURES: tuple[tuple[str, ...], ...] = (("neg", "sub", "truediv"), ("sub",), (), ("neg",), ("truediv",))


def candidates(check: Check, answer: Answer | None) -> Iterator[Candidate]:
    """Yield right classes and wrong ones for what the check's program and its operations need.

    ``answer`` has inputs of the program; nothing comes back for a class whose leaves are made in a way of
    their own.
    """
    task = check.task
    assert isinstance(task, AutodiffTask)
    if task.leaf not in (f"{check.entry_point}(x)", f"{check.entry_point}({task.data}=x)"):
        return
    needs = needs_of(check, answer.inputs if answer is not None else ())
    if not set(needs.operations) <= {*NAMES, "radd", "rsub", "rmul", "rtruediv"}:
        return
    for way in ARCHITECTURES:
        for mixture in MIXTURES[:3]:
            words = f"right: {way.name}{', of others: ' + ', '.join(mixture) if mixture else ''}"
            yield Candidate(words, Kind.RIGHT, source(check, way, plan(*mixture)))
    way = ARCHITECTURES[0]
    for fault in faults(plan(), needs, way):
        yield Candidate(fault.words, Kind.MISTAKE, source(check, way, fault.plan))


def mistakes(check: Check, needs: Needs) -> Iterator[tuple[str, ClassFault, str]]:
    """Yield every mistake in every architecture: the architecture's name, the fault, the submission."""
    for place, way in enumerate(ARCHITECTURES):
        for fault in faults(plan(*MIXTURES[place % len(MIXTURES)]), needs, way):
            yield way.name, fault, source(check, way, fault.plan)


def source(check: Check, way: Architecture, written: Plan) -> str:
    """Return the class under the names that the check asks for."""
    task = check.task
    assert isinstance(task, AutodiffTask)
    text = way.write(written)
    for old, new in (("Value", check.entry_point), ("data", task.data), ("grad", task.grad)):
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def needs_of(check: Check, inputs: tuple[Input, ...]) -> Needs:
    """Return what a check needs: for its program on ``inputs``, and for what its cases ask for."""
    task = check.task
    assert isinstance(task, AutodiffTask)
    asked = dict.fromkeys(name for case in check.cases for name in case.ask)
    if not inputs:
        return Needs(tuple(asked))
    graph = trace_program(task.program, inputs, task.backward)
    found, numbers, direct = _of_graph(graph)
    reflected = {name for name in found if f"r{name}" in found} - direct - asked.keys()
    return Needs(tuple({**found, **asked}), frozenset(numbers), frozenset(reflected))


def _of_graph(graph: Graph) -> tuple[dict[str, None], set[str], set[str]]:
    """Return the operations on nodes, reflected ones with an r; those with a number; with a node first."""
    fixed = constants(graph)
    found: dict[str, None] = {}
    numbers: set[str] = set()
    direct: set[str] = set()
    for index, step in enumerate(graph.steps):
        if index in fixed or not step.operands:
            continue
        left, right = (operand in fixed for operand in (step.operands * 2)[:2])
        reflected = left and len(step.operands) == 2
        found.update(dict.fromkeys((f"r{step.op}", step.op) if reflected else (step.op,)))
        direct |= set() if reflected else {step.op}
        # A reflected sum or product is written with the sides exchanged.
        if step.op != "pow" and (right or (reflected and step.op in ("add", "mul"))):
            numbers.add(step.op)
    return found, numbers, direct
