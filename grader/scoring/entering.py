"""Where an error enters a program: between the watched names that are right and the first that is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.model import Binding, DimResult, DimVerdict, Graph

_SHOWN = 4


def where_it_enters(graph: Graph, names: Sequence[str], dims: Iterable[DimResult]) -> str:
    """Return one sentence on the first of ``names`` that is wrong, "" if none is known to be.

    ``dims`` are numbers and gradients of these names, in words such as ``counts[0].grad``. Numbers are
    followed from the leaves, gradients from the root.
    """
    wrong = {dim.name for dim in dims if dim.verdict is not DimVerdict.OK}
    values = {_name_of(name) for name in wrong if not name.endswith(".grad")}
    gradients = {_name_of(name) for name in wrong if name.endswith(".grad")}
    bindings = sorted((graph.binding(name) for name in names), key=lambda each: max(each.steps, default=0))
    for place, binding in enumerate(bindings):
        if binding.name in values:
            made = [each for each in bindings[:place] if graph.steps[max(each.steps)].operands]
            return _sentence(graph, "value", binding, made, _upward(graph, bindings[:place], binding))
    for place, binding in reversed(list(enumerate(bindings))):
        if binding.name in gradients:
            later = bindings[place + 1 :]
            return _sentence(graph, "gradient", binding, later[::-1], _downward(graph, later, binding))
    return ""


def _name_of(dim: str) -> str:
    return dim.removesuffix(".grad").split("[")[0]


def _sentence(graph: Graph, quantity: str, wrong: Binding, right: Sequence[Binding], steps: set[int]) -> str:
    """Return "loss and probs are right, the gradient of denominator is not: look at __truediv__"."""
    verb = "is" if len(right) == 1 and right[0].scalar else "are"
    names = [each.name for each in right]
    before = f"{_listed(names, 'and')} {verb} right, " if right else ""
    return (
        f"{before}the {quantity} of {wrong.name} is {'not' if right else 'wrong'}: "
        f"look at {_listed(_methods(graph, steps), 'or')}"
    )


def _listed(words: Sequence[str], joint: str) -> str:
    shown = list(words[:_SHOWN])
    return f" {joint} ".join([", ".join(shown[:-1]), *shown[-1:]]) if len(shown) > 1 else "".join(shown)


def _upward(graph: Graph, right: Sequence[Binding], wrong: Binding) -> set[int]:
    """Return the operations that make ``wrong`` of what is right."""
    known = {step for each in right for step in each.steps}
    found: set[int] = set()
    waiting = list(wrong.steps)
    while waiting:
        step = waiting.pop()
        if step not in found and step not in known and graph.steps[step].operands:
            found.add(step)
            waiting += graph.steps[step].operands
    return found


def _downward(graph: Graph, right: Sequence[Binding], wrong: Binding) -> set[int]:
    """Return the operations by which gradients come to ``wrong`` from what is right, or from the root."""
    known = {step for each in right for step in each.steps}
    reached = set(wrong.steps)
    found: set[int] = set()
    for index, step in enumerate(graph.steps[: graph.root + 1]):
        if reached & set(step.operands):
            found.add(index)
            if index not in known:
                reached.add(index)
    return found


def _methods(graph: Graph, steps: set[int]) -> list[str]:
    """Return the methods of a class that make these steps, in the program's order."""
    methods: dict[str, None] = {}
    for index in sorted(steps):
        step = graph.steps[index]
        reflected = len(step.operands) == 2 and graph.steps[step.operands[0]].op == "const"
        if len(step.operands) == 2:
            methods[f"__{'r' if reflected else ''}{step.op}__"] = None
        else:
            methods[f"__{step.op}__" if step.op in ("neg", "pos") else step.op] = None
    return list(methods)
