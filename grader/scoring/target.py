"""What is asked of a graph: which numbers, under which names, in which order.

Torch, the tape, high precision and the student's class all answer the same target.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from grader.model import AutodiffTask, Binding, Check, Exercise, Graph, Input, Number
from grader.spec.program import leaves, trace_formula, trace_program, with_leaves


class Quantity(StrEnum):
    """What is read of a step: its value, or the derivative of the root by it."""

    DATA = "data"
    GRAD = "grad"


class Read(NamedTuple):
    """One number that is wanted."""

    step: int
    quantity: Quantity


class Target(NamedTuple):
    """A graph with its numbers in its leaves, and one read per dim."""

    graph: Graph
    dims: tuple[str, ...]
    reads: tuple[Read, ...]


def target_of(exercise: Exercise, check: Check, inputs: tuple[Input, ...]) -> Target:
    """Return what a check asks at one point; KeyError if an input of its function is not given."""
    task = check.task
    if isinstance(task, AutodiffTask):
        return _program_target(task, inputs)
    function = exercise.function(task.of)
    given = {each.name: each.value for each in inputs}
    graph = with_leaves(trace_formula(function), [_scalar(name, given[name]) for name in function.args])
    reads = tuple(Read(step=leaf, quantity=Quantity.GRAD) for leaf in leaves(graph))
    return Target(graph=graph, dims=task.dims, reads=reads)


def watch_of(exercise: Exercise, check: Check, inputs: tuple[Input, ...]) -> Target:
    """Return the intermediate values and gradients that a check watches; no dims if it watches none."""
    task = check.task
    if not isinstance(task, AutodiffTask):
        return target_of(exercise, check, inputs)._replace(dims=(), reads=())
    graph = trace_program(task.program, inputs, task.backward)
    dims: list[str] = []
    reads: list[Read] = []
    for name in task.watch:
        for dim, step in _elements(graph.binding(name)):
            dims += [dim, f"{dim}.grad"]
            reads += [Read(step=step, quantity=Quantity.DATA), Read(step=step, quantity=Quantity.GRAD)]
    return Target(graph=graph, dims=tuple(dims), reads=tuple(reads))


def at_inputs(target: Target, inputs: tuple[Input, ...]) -> Target:
    """Return ``target`` of a program at other inputs of the same form, without tracing it again."""
    numbers: list[Number] = []
    for each in inputs:
        numbers += each.value if isinstance(each.value, tuple) else (each.value,)
    return target._replace(graph=with_leaves(target.graph, numbers))


def _program_target(task: AutodiffTask, inputs: tuple[Input, ...]) -> Target:
    """Return the value of the root and the gradient of every leaf."""
    graph = trace_program(task.program, inputs, task.backward)
    dims = [task.backward]
    reads = [Read(step=graph.root, quantity=Quantity.DATA)]
    for each in inputs:
        for dim, step in _elements(graph.binding(each.name)):
            dims.append(f"{dim}.grad")
            reads.append(Read(step=step, quantity=Quantity.GRAD))
    return Target(graph=graph, dims=tuple(dims), reads=tuple(reads))


def _elements(binding: Binding) -> list[tuple[str, int]]:
    """Return the numbers of a name: ``a``, or ``a[0]``, ``a[1]``, … for a list."""
    if binding.scalar:
        return [(binding.name, binding.steps[0])]
    return [(f"{binding.name}[{index}]", step) for index, step in enumerate(binding.steps)]


def _scalar(name: str, value: Number | tuple[Number, ...]) -> Number:
    if isinstance(value, tuple):
        raise TypeError(f"{name}: expected one number, found {len(value)}")
    return value
