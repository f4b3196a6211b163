"""A formula's graph → a Python function for its gradient, right or with one rule of calculus broken.

The text is a straight line of assignments: forward the values, backward what each step hands on to its
operands. A fault is one of these hand-overs written as students get them wrong, so that every wrong
text is a whole derivative with a single mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from grader.model import Check, Exercise, Function, GradientTask, Graph, NumericalGradientTask, Step
from grader.spec.language import SYMBOLS
from grader.spec.program import constants, leaves

PREAMBLE = """\
from math import cos, cosh, exp, log, sin, sinh, sqrt, tan, tanh

def relu(x):
    return x if x > 0 else 0.0

def sigmoid(x):
    return 1 / (1 + exp(-x))
"""


# What arrives at each operand, of the gradient g of a step y = op(u) or y = op(u, w).
SLOPES: dict[str, tuple[str, ...]] = {
    "add": ("g", "g"),
    "sub": ("g", "-g"),
    "mul": ("g * {w}", "g * {u}"),
    "truediv": ("g / {w}", "-g * {u} / {w}**2"),
    "pow": ("g * {w} * {u}**({w} - 1)", "g * {y} * log({u})"),
    "neg": ("-g",),
    "pos": ("g",),
    "abs": ("g * (({u} > 0) - ({u} < 0))",),
    "cos": ("-g * sin({u})",),
    "cosh": ("g * sinh({u})",),
    "exp": ("g * {y}",),
    "log": ("g / {u}",),
    "relu": ("g * ({u} > 0)",),
    "sigmoid": ("g * {y} * (1 - {y})",),
    "sin": ("g * cos({u})",),
    "sinh": ("g * cosh({u})",),
    "sqrt": ("g / (2 * {y})",),
    "tan": ("g * (1 + {y}**2)",),
    "tanh": ("g * (1 - {y}**2)",),
}

# Rules that students mix up: per operation, what the rule is called and what is written instead.
MIXED_UP: dict[str, tuple[tuple[str, str], ...]] = {
    "mul": (("own factor instead of the other", "g * {u}"),),
    "truediv": (("divisor ignored", "g"),),
    "pow": (
        ("exponent not lowered", "g * {w} * {u}**{w}"),
        ("factor of the exponent lost", "g * {u}**({w} - 1)"),
        ("exponent lowered by 2", "g * {w} * {u}**({w} - 2)"),
        ("treated as an exponential", "g * {y} * log(abs({u}) + 1e-300)"),
    ),
    "cos": (("derivative is the sine, the minus lost", "g * sin({u})"), ("not differentiated", "g * {y}")),
    "cosh": (("minus sign as of the cosine", "-g * sinh({u})"), ("not differentiated", "g * {y}")),
    "exp": (("treated as a power", "g * {u} * exp({u} - 1)"), ("inner function only", "g")),
    "log": (("not differentiated", "g * {y}"), ("divided by itself", "g / ({y} + 1e-300)")),
    "sin": (("not differentiated", "g * {y}"), ("minus sign as of the cosine", "-g * cos({u})")),
    "sinh": (("not differentiated", "g * {y}"),),
    "sqrt": (("one half lost", "g / {y}"), ("not inverted", "g * {y} / 2")),
    "tan": (("square lost", "g * (1 + {y})"), ("not differentiated", "g * {y}")),
    "tanh": (("square lost", "g * (1 - {y})"), ("taken of the input", "g * (1 - {u}**2)")),
    "sigmoid": (("not differentiated", "g * {y}"), ("taken of the input", "g * {u} * (1 - {u})")),
    "relu": (("not differentiated", "g * {y}"), ("slope 1 everywhere", "g")),
    "abs": (("slope 1 everywhere", "g"),),
}


class Fault(NamedTuple):
    """One broken rule: what step ``step`` hands on to its operand ``place`` is written as ``text``."""

    words: str
    step: int
    place: int
    text: str


def function_of(exercise: Exercise, check: Check) -> Function:
    """Return the function whose gradient a check asks for."""
    assert isinstance(check.task, GradientTask | NumericalGradientTask)
    return exercise.function(check.task.of)


def function_source(function: Function) -> str:
    """Return the definition of a function of the exercise."""
    return (
        f"def {function.name}({', '.join(function.args)}):\n    return {' '.join(function.formula.split())}\n"
    )


def gradient_source(name: str, args: tuple[str, ...], graph: Graph, fault: Fault | None = None) -> str:
    """Return a submission with a function ``name`` that returns the gradient, with ``fault`` in it."""
    body = [*_forward(graph, args), *_backward(graph, fault)]
    given = ", ".join(f"_g{leaf}" for leaf in leaves(graph))
    lines = "\n".join(f"    {line}" for line in (*body, f"return [{given}]"))
    return f"{PREAMBLE}\ndef {name}({', '.join(args)}):\n{lines}\n"


def faults(graph: Graph) -> Iterator[Fault]:
    """Yield every single fault: a sign turned, a contribution lost, the chain rule or a rule forgotten."""
    for index, place in _used(graph):
        step = graph.steps[index]
        text = SLOPES[step.op][place]
        said = _place_in_words(graph, index, place)
        yield Fault(f"sign turned: {said}", index, place, f"-({text})")
        yield Fault(f"contribution lost: {said}", index, place, "0.0")
        if index != graph.root and step.op not in ("add", "sub", "neg", "pos"):
            yield Fault(f"chain rule forgotten: {said}", index, place, text.replace("g", "1.0", 1))
        if place == 0:
            for words, wrong in MIXED_UP.get(step.op, ()):
                yield Fault(f"{words}: {said}", index, place, wrong)


def _place_in_words(graph: Graph, index: int, place: int) -> str:
    """Return what a step hands on, in words: of a sum it is the term, else the step itself."""
    step = graph.steps[index]
    if step.op in ("add", "sub"):
        return f"the term {written(graph, step.operands[place])}"
    fixed = constants(graph)
    both = len(step.operands) == 2 and not any(operand in fixed for operand in step.operands)
    return f"{written(graph, index)}{f', operand {place + 1}' if both else ''}"


def _used(graph: Graph) -> Iterator[tuple[int, int]]:
    """Yield the steps and places at which something is handed on to what depends on an argument."""
    fixed = constants(graph)
    for index in range(graph.root, -1, -1):
        if index not in fixed:
            for place, operand in enumerate(graph.steps[index].operands):
                if operand not in fixed:
                    yield index, place


def _forward(graph: Graph, args: tuple[str, ...]) -> Iterator[str]:
    names = dict(zip(leaves(graph), args, strict=True))
    for index, step in enumerate(graph.steps):
        yield f"_v{index} = {names[index] if index in names else _operation(step)}"


def _operation(step: Step) -> str:
    operands = [f"_v{operand}" for operand in step.operands]
    match operands:
        case []:
            return repr(step.value)
        case [operand]:
            return {"neg": f"-{operand}", "pos": operand}.get(step.op, f"{step.op}({operand})")
        case _:
            return f"{operands[0]} {SYMBOLS[step.op]} {operands[1]}"


def _backward(graph: Graph, fault: Fault | None) -> Iterator[str]:
    for index in range(len(graph.steps)):
        yield f"_g{index} = {1.0 if index == graph.root else 0.0}"
    for index, place in _used(graph):
        step = graph.steps[index]
        broken = fault is not None and (fault.step, fault.place) == (index, place)
        text = fault.text if fault is not None and broken else SLOPES[step.op][place]
        second = f"_v{step.operands[1]}" if len(step.operands) == 2 else ""
        filled = text.format(u=f"_v{step.operands[0]}", w=second, y=f"_v{index}")
        yield f"g = _g{index}"
        yield f"_g{step.operands[place]} += {filled}"


def written(graph: Graph, index: int) -> str:
    """Return how a step was written, shortened to what fits into a line."""
    text = _written(graph, index, 4)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _written(graph: Graph, index: int, depth: int) -> str:
    step = graph.steps[index]
    if step.op == "leaf":
        names = [binding.name for binding in graph.names if binding.steps == (index,)]
        return names[0] if names else f"x{leaves(graph).index(index)}"
    if step.op == "const":
        return repr(step.value)
    if not depth:
        return "…"
    operands = [_written(graph, operand, depth - 1) for operand in step.operands]
    if len(operands) == 1:
        return {"neg": f"-{operands[0]}", "pos": operands[0]}.get(step.op, f"{step.op}({operands[0]})")
    return f"({operands[0]}{SYMBOLS[step.op]}{operands[1]})"
