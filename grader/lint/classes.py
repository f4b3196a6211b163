"""Candidates for checks of classes: right ones in every architecture, and single mistakes in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.lint.architectures import ARCHITECTURES, Architecture
from grader.lint.candidate import Candidate, Kind
from grader.lint.class_faults import ClassFault, faults
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
    if task.leaf.replace(" ", "") != f"{check.entry_point}(x)":
        return
    needed = operations_of(check, answer.inputs if answer is not None else ())
    if not {name.removeprefix("r") if name != "relu" else name for name in needed} <= set(NAMES):
        return
    for way in ARCHITECTURES:
        for mixture in MIXTURES[:3]:
            words = f"right: {way.name}{', of others: ' + ', '.join(mixture) if mixture else ''}"
            yield Candidate(words, Kind.RIGHT, source(check, way, plan(*mixture)))
    way = ARCHITECTURES[0]
    for fault in faults(plan(), needed, way):
        yield Candidate(fault.words, Kind.MISTAKE, source(check, way, fault.plan))


def mistakes(check: Check, needed: tuple[str, ...]) -> Iterator[tuple[str, ClassFault, str]]:
    """Yield every mistake in every architecture: the architecture's name, the fault, the submission."""
    for place, way in enumerate(ARCHITECTURES):
        for fault in faults(plan(*MIXTURES[place % len(MIXTURES)]), needed, way):
            yield way.name, fault, source(check, way, fault.plan)


def source(check: Check, way: Architecture, written: Plan) -> str:
    """Return the class under the names that the check asks for."""
    task = check.task
    assert isinstance(task, AutodiffTask)
    text = way.write(written)
    for old, new in (("Value", check.entry_point), ("data", task.data), ("grad", task.grad)):
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def operations_of(check: Check, inputs: tuple[Input, ...]) -> tuple[str, ...]:
    """Return the operations that a check needs: those of its program, and those that its cases ask for."""
    task = check.task
    assert isinstance(task, AutodiffTask)
    found: dict[str, None] = {}
    if inputs:
        found.update(_of_graph(trace_program(task.program, inputs, task.backward)))
    for case in check.cases:
        found.update(dict.fromkeys(case.ask))
    return tuple(found)


def _of_graph(graph: Graph) -> dict[str, None]:
    """Return the operations on nodes; one whose left operand is a plain number is reflected."""
    fixed = constants(graph)
    found: dict[str, None] = {}
    for index, step in enumerate(graph.steps):
        if index not in fixed and step.operands:
            reflected = len(step.operands) == 2 and step.operands[0] in fixed
            found[f"r{step.op}" if reflected else step.op] = None
            if reflected:
                found[step.op] = None
    return found
