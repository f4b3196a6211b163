"""Candidates for checks of analytical gradients: the exercise's own mistakes, broken rules, cheats."""

from __future__ import annotations

from collections.abc import Iterator

from grader.lint.calculus import PREAMBLE, faults, function_of, gradient_source
from grader.lint.candidate import Candidate, Kind
from grader.lint.gradient_cheats import cheats
from grader.model import Check, Exercise
from grader.spec.program import trace_formula


def candidates(exercise: Exercise, check: Check) -> Iterator[Candidate]:
    """Yield the right gradient, every wrong one that is known, and answers that are none."""
    function = function_of(exercise, check)
    graph = trace_formula(function)
    name, args = check.entry_point, function.args
    yield Candidate("right", Kind.RIGHT, gradient_source(name, args, graph))
    for mistake in check.mistakes:
        source = formula_source(name, args, mistake.formulas)
        yield Candidate(mistake.id, Kind.MISTAKE, source, names=mistake.id)
    for fault in faults(graph):
        yield Candidate(fault.words, Kind.MISTAKE, gradient_source(name, args, graph, fault))
    yield from _whole(exercise, check)


def formula_source(name: str, args: tuple[str, ...], formulas: tuple[str, ...]) -> str:
    """Return a submission with a function ``name`` that returns ``formulas``."""
    joined = ", ".join(" ".join(formula.split()) for formula in formulas)
    return f"{PREAMBLE}\ndef {name}({', '.join(args)}):\n    return [{joined}]\n"


def _whole(exercise: Exercise, check: Check) -> Iterator[Candidate]:
    """Yield wrong answers that have nothing to do with a rule of calculus."""
    function = function_of(exercise, check)
    name, args, count = check.entry_point, function.args, len(function.args)  # a dim for each
    call = f"right({', '.join(args)})"
    right = gradient_source("right", args, trace_formula(function))

    def returning(code: str, expression: str, kind: Kind = Kind.MISTAKE) -> Candidate:
        return Candidate(code, kind, f"{right}\ndef {name}({', '.join(args)}):\n    return {expression}\n")

    yield returning("zeros", f"[0.0] * {count}", Kind.FORM)
    yield returning("not a number", f"[float('nan')] * {count}", Kind.FORM)
    yield returning("minus the gradient", f"[-x for x in {call}]")
    yield returning("twice the gradient", f"[2 * x for x in {call}]")
    yield returning("f itself", f"[{' '.join(function.formula.split())}] * {count}")
    if count > 1:
        yield returning("dims in reverse order", f"{call}[::-1]")
        yield returning("the sum in every dim", f"[sum({call})] * {count}")
        yield returning("one dim too few", f"{call}[:-1]", Kind.FORM)
    yield from cheats(exercise, check)
