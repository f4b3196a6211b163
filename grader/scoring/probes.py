"""Probes: small programs that tell one mistake in a class from another.

Each tries one operation with ``+`` beside it, alone and in the middle of a graph, with operands that are
used again. Where a node is used more than once, all contributions to it are equal: the order in which a
class walks back does not change any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from grader.model import Graph, Input, Number
from grader.scoring.value_rules import FUNCTIONS
from grader.scoring.variants import operations_of
from grader.spec.program import trace_program

_SIGNS = ("+", "-", "*", "/")
_GIVEN: dict[str, Number] = {"a": 0.7, "b": 0.45, "c": 1.3, "d": 0.85}
_DOUBLED = "h = w + w\ny = h + h"
_BESIDE = "w = z + z\nv = w + z\ny = v + t + t"  # t has a gradient before z passes its own on
_BELOW_ZERO = ("exp", "tanh", "relu", "sigmoid", "sin", "cos", "abs", "tan", "sinh", "cosh")
_POWERS = ("2", "3", "0.5", "-1", "-2")


class Probe(NamedTuple):
    """A program on leaves, as text and as a graph."""

    text: str
    inputs: tuple[Input, ...]
    graph: Graph
    reads: tuple[int, ...]  # the leaves, the root, and what stands between
    operations: frozenset[str]  # that a class needs for it


@cache
def probes() -> tuple[Probe, ...]:
    """Return all probes, the smallest first."""
    found = [probe(text, given) for text, given in _programs()]
    return tuple(sorted(found, key=lambda each: len(each.graph.steps)))


def probe(text: str, given: dict[str, Number]) -> Probe:
    """Return the probe of a program that makes ``y``; it has the leaves that it names."""
    words = set(re.findall(r"\b[a-z]\b", text))
    inputs = tuple(Input(name=name, value=value) for name, value in given.items() if name in words)
    graph = trace_program(text, inputs, "y")
    bound = {step for binding in graph.names for step in binding.steps}
    reads = tuple(sorted(step for step in bound if graph.steps[step].op != "const"))
    return Probe(text=text, inputs=inputs, graph=graph, reads=reads, operations=operations_of(graph))


def _programs() -> Iterator[tuple[str, dict[str, Number]]]:
    yield from ((text, _GIVEN) for text in _structures())
    for sign in _SIGNS:
        yield from ((text, _GIVEN) for text in _of_two(sign))
        yield f"y = a {sign} b", {"a": 3, "b": 2}  # integers
        yield f"z = a {sign} b\ny = -z", _GIVEN  # a gradient that is negative
        yield f"z = a {sign} b\ny = z * -1.5", _GIVEN
        yield f"z = 2.5 {sign} a\ny = -z", _GIVEN
        yield f"z = a {sign} 2.5\ny = -z", _GIVEN
    yield "y = a + b", {"a": -1.7, "b": 0.4}
    for power in _POWERS:
        yield f"y = a ** {power}", _GIVEN
        yield f"y = a ** {power}", {"a": 1.9}
        yield f"t = a + b\nz = t ** {power}\n{_BESIDE}", _GIVEN
        yield f"t = a + b\nw = t ** {power} + t ** {power}\n{_DOUBLED}", _GIVEN
        yield f"t = a + b\nw = t ** {power} + t ** {power}\n{_DOUBLED}", {"a": 1.9, "b": 0.45}
    yield "z = a ** 2\ny = z + z", {"a": -1.3}
    yield "z = a ** 2\ny = -z", _GIVEN
    yield "z = -a\ny = -z", _GIVEN
    yield "y = -a", {"a": 1.9}
    for call in ("-{}", *("{}." + name + "()" for name in FUNCTIONS)):
        yield from _of_one(call)
    for name in _BELOW_ZERO:
        below = {"a": -0.9, "b": 0.35}
        yield f"y = a.{name}()", below
        yield f"t = a + b\nw = t.{name}() + t.{name}()\n{_DOUBLED}", below
        yield f"z = a.{name}()\ny = z * -1.5", below
    for name in ("relu", "log", "sqrt"):
        yield f"z = a.{name}()\ny = z * -1.5", _GIVEN
    yield "y = a.log()", {"a": 0.001}  # what is added to it shows where it is small


def _of_one(call: str) -> Iterator[tuple[str, dict[str, Number]]]:
    leaf, node = call.format("a"), call.format("t")
    yield f"y = {leaf}", _GIVEN
    yield f"z = {leaf}\ny = z + z", _GIVEN
    yield f"t = a + b\nz = {node}\n{_BESIDE}", _GIVEN
    yield f"t = a + b\nw = {node} + {node}\n{_DOUBLED}", _GIVEN
    yield f"t = a + b\nw = {node} + {node}\n{_DOUBLED}", {"a": 1.9, "b": 0.45}


def _of_two(sign: str) -> Iterator[str]:
    yield f"y = a {sign} b"
    yield f"z = a {sign} b\ny = z + z"
    if sign != "+":
        yield f"t = a + b\np = c + d\nw = (t {sign} p) + (t {sign} p)\n{_DOUBLED}"
    yield f"t = a + b\nz = t {sign} c\n{_BESIDE}"
    yield f"t = a + b\nz = c {sign} t\n{_BESIDE}"
    yield f"y = a {sign} a"
    yield f"t = a + b\nz = t {sign} t\ny = z + z"
    yield f"y = a {sign} 2.5"
    yield f"t = a + b\nz = t {sign} 2.5\n{_BESIDE}"
    yield f"y = 2.5 {sign} a"
    yield f"t = a + b\nz = 2.5 {sign} t\n{_BESIDE}"
    yield f"t = a + b\nw = (2.5 {sign} t) + (2.5 {sign} t)\n{_DOUBLED}"


def _structures() -> Iterator[str]:
    yield "y = a"  # nothing runs but the backward pass
    yield "t = a + b\nh = t + t\ny = h + h"
    yield "p = a + b\nq = p + c\nr = q + d\ny = r + p"
    yield "p = a + b\nq = p + c\nr = q + p\ny = r + q"
    yield "t = a + b\nz = t + c\ny = z * t"
    yield "y = a + b + c + d"
    yield "y = a + (b + (c + d))"
