"""Formulas and programs of an exercise file, unrolled into a graph of steps and never evaluated.

Theory of operation. The text is parsed by ``ast`` and walked against a white list; nothing in it
is ever compiled to code, called or imported. Loops run here, over lists whose lengths are known,
so that what remains is a straight line of steps (``model.Graph``) that runs unchanged on floats,
on torch, in high precision and on a student's class. The steps stand in the order in which Python
would run the text, and integers stay integers, so that the last digit agrees as well.

The language: assignments to names; list comprehensions and ``sum`` over lists, ``zip`` and
``range``; ``len``; an index with a constant integer; ``+ - * / **`` and the functions of
``FUNCTIONS``, called as functions or as methods. Exponents are constants.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import lru_cache

from grader.model import Function, Graph, Input, Number, Step
from grader.spec.language import FUNCTIONS, OPERATORS, ProgramError, RootError
from grader.spec.tracer import Tracer

__all__ = [
    "FUNCTIONS",
    "ProgramError",
    "RootError",
    "constants",
    "leaves",
    "operations_named",
    "trace_formula",
    "trace_program",
    "with_leaves",
]


_SIGNS: dict[type[ast.AST], str] = {**OPERATORS, ast.USub: "neg"}
_traced: dict[tuple[str, str, str], Graph] = {}  # a class asks for the same few graphs again and again
_MAX_TRACED = 256


def trace_formula(function: Function) -> Graph:
    """Return the graph of a formula: one leaf per argument, in order, and the value as its root."""
    return _remembered((function.formula, repr(function.args), "f"), lambda: _formula(function))


def _formula(function: Function) -> Graph:
    tracer = Tracer(function.formula, "eval")
    for name in function.args:
        tracer.bind_input(Input(name=name, value=0.0))
    return _bounded(lambda: tracer.graph(tracer.trace_expression()))


def trace_program(program: str, inputs: tuple[Input, ...], root: str) -> Graph:
    """Return the graph of ``program`` over ``inputs``, with the step of the name ``root`` as its root."""
    # By how the inputs read: 0, 0.0 and -0.0 are equal, but not the same input.
    return _remembered((program, repr(inputs), f"p{root}"), lambda: _program(program, inputs, root))


def _program(program: str, inputs: tuple[Input, ...], root: str) -> Graph:
    tracer = Tracer(program, "exec")
    for each in inputs:
        tracer.bind_input(each)

    def trace() -> Graph:
        tracer.trace_statements()
        return tracer.graph(tracer.root_of(root))

    return _bounded(trace)


def _remembered(key: tuple[str, str, str], trace: Callable[[], Graph]) -> Graph:
    graph = _traced.get(key)
    if graph is None:
        if len(_traced) >= _MAX_TRACED:
            _traced.clear()
        graph = _traced[key] = trace()
    return graph


def _bounded(trace: Callable[[], Graph]) -> Graph:
    # Nesting is bounded, but lists can hold lists (a = [a]) and the caller may stand deep already.
    try:
        return trace()
    except RecursionError:
        raise ProgramError("nested too deeply", 1, 1) from None


@lru_cache(maxsize=64)
def operations_named(program: str) -> tuple[str, ...]:
    """Return the operations that stand in a program, as a class names them; ``sum`` begins with 0 + node."""
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(program)):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", "")) if called else _SIGNS.get(type(node), "")
        name = "radd" if name == "sum" else name
        if name in FUNCTIONS or (name and not called) or name == "radd":
            found[name] = None
    return tuple(found)


def leaves(graph: Graph) -> tuple[int, ...]:
    """Return the indices of the leaf steps, in the order of the inputs."""
    return tuple(index for index, step in enumerate(graph.steps) if step.op == "leaf")


def with_leaves(graph: Graph, values: Sequence[Number]) -> Graph:
    """Return the graph with other numbers in its leaves; ValueError if they are not as many."""
    places = leaves(graph)
    if len(places) != len(values):
        raise ValueError(f"the graph has {len(places)} leaves, found {len(values)} values")
    steps = list(graph.steps)
    for place, value in zip(places, values, strict=True):
        steps[place] = Step(op="leaf", value=value)
    return graph._replace(steps=tuple(steps))


def constants(graph: Graph) -> frozenset[int]:
    """Return the steps that depend on no leaf: plain numbers, on which no ``backward`` can be called."""
    found: set[int] = set()
    for index, step in enumerate(graph.steps):
        if step.op != "leaf" and all(operand in found for operand in step.operands):
            found.add(index)
    return frozenset(found)
