"""A formula in parts: its terms, and what each step is in words of the formula."""

from __future__ import annotations

from typing import NamedTuple

from grader.model import Graph
from grader.spec.language import SYMBOLS

_BINDING = {"add": 1, "sub": 1, "mul": 2, "truediv": 2, "neg": 3, "pos": 3, "pow": 4}
_ATOM = 5
MAX_TEXT = 48  # characters of a part that is quoted


class Term(NamedTuple):
    """A term of the sum that a formula is: the step that holds it, and how it enters."""

    step: int
    sign: float


def terms_of(graph: Graph) -> tuple[Term, ...]:
    """Return the terms of the formula's sum, in their order; the formula itself if it is no sum."""
    terms: list[Term] = []
    waiting = [Term(step=graph.root, sign=1.0)]
    while waiting:
        term = waiting.pop()
        step = graph.steps[term.step]
        if step.op in ("add", "sub"):
            right = -term.sign if step.op == "sub" else term.sign
            waiting += [Term(step.operands[1], right), Term(step.operands[0], term.sign)]
        elif step.op in ("neg", "pos"):
            waiting.append(Term(step.operands[0], -term.sign if step.op == "neg" else term.sign))
        else:
            terms.append(term)
    return tuple(terms)


def inside(graph: Graph, step: int) -> frozenset[int]:
    """Return ``step`` and all that it is made of."""
    found: set[int] = set()
    waiting = [step]
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            waiting += graph.steps[index].operands
    return frozenset(found)


def text_of(graph: Graph, step: int, names: tuple[str, ...]) -> str:
    """Return a step as it could stand in the formula, cut short if it is long."""
    by_leaf = dict(
        zip((index for index, each in enumerate(graph.steps) if each.op == "leaf"), names, strict=True)
    )
    text = _text(graph, step, by_leaf)[0]
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _text(graph: Graph, index: int, names: dict[int, str]) -> tuple[str, int]:
    """Return (text, how tightly it binds)."""
    step = graph.steps[index]
    if not step.operands:
        return names.get(index, f"{step.value!r}"), _ATOM
    parts = [_text(graph, operand, names) for operand in step.operands]
    binding = _BINDING.get(step.op, 0)
    if step.op in SYMBOLS:
        (left, left_binding), (right, right_binding) = parts
        left = left if left_binding > binding - (step.op != "pow") else f"({left})"
        right = right if right_binding > binding - (step.op in ("add", "mul")) else f"({right})"
        sign = SYMBOLS[step.op]
        return (f"{left}{sign}{right}" if binding > 1 else f"{left} {sign} {right}"), binding
    [(text, inner)] = parts
    if step.op in ("neg", "pos"):
        return ("-" if step.op == "neg" else "+") + (text if inner > binding else f"({text})"), binding
    return f"{step.op}({text})", _ATOM
