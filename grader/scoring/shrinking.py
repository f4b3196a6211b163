"""The smallest expression that goes wrong on the student's class, found by asking for smaller ones.

Theory of operation. A failing graph has parts that fail too: the same operations nearer to a root,
with what lies deeper replaced by leaves of the same number. All parts of one round are asked for
together; the smallest that fails in the same way is the next one to be made smaller. A few rounds
suffice: the first tries every node with one, two and three levels below it, the later ones cut off
or leave out one operation at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from grader.memory import remembered
from grader.model import Call, Graph, NodeResult, Numbers, Outcome, Raised, RunProgram
from grader.scoring.asking import ask_together
from grader.scoring.compare import STRICT, agree
from grader.scoring.expression import Expression, expression_of, parts, reductions
from grader.scoring.trials import run_as

ROUNDS = 6

Asking = Generator[Call, Outcome, tuple[NodeResult, ...]]
Tried = tuple[Expression, Outcome]


@remembered(500)
def whole_and_parts(graph: Graph) -> tuple[Expression, ...]:
    """Return a graph as an expression, then its parts; none if it has no finite numbers or is too large."""
    whole = expression_of(graph)
    return () if whole is None else (whole, *parts(whole))


@remembered(500)
def _smaller(expression: Expression) -> tuple[Expression, ...]:
    """Return an expression with one operation less, in every way."""
    return tuple(reductions(expression))


def shrink(expressions: tuple[Expression, ...], call: RunProgram) -> Asking:
    """Return the nodes of the smallest expression that fails as the first one does; none if it does not.

    ``expressions`` are one and its parts. ``call`` says how a graph is run; its own graph plays no part.
    """
    smallest, *smaller = yield from _try(expressions, call)
    failure = _failure(*smallest)
    if not failure:
        return ()
    smallest = _first(smaller, failure) or smallest
    for _ in range(ROUNDS - 1):
        smaller = yield from _try(_smaller(smallest[0]), call)
        found = _first(smaller, failure)
        if found is None:
            break
        smallest = found
    return nodes_of(*smallest)


def _first(tried: list[Tried], failure: str) -> Tried | None:
    """Return the first expression that fails in a certain way."""
    return next((each for each in tried if _failure(*each) == failure), None)


def _try(expressions: Sequence[Expression], call: RunProgram) -> Generator[Call, Outcome, list[Tried]]:
    """Return the expressions with what came of them, asked for in one go."""
    if not expressions:
        return []
    outcomes = yield from ask_together(tuple(run_as(call, each.graph, each.nodes) for each in expressions))
    return list(zip(expressions, outcomes, strict=True))


def _failure(expression: Expression, outcome: Outcome) -> str:
    """Return in what way an expression fails, "" if it does not."""
    if isinstance(outcome, Raised):
        return outcome.type
    if not isinstance(outcome, Numbers):
        return ""
    found = _numbers(expression, outcome)
    root = expression.graph.root
    if not found or root not in found:
        return ""
    wrong_value = not _right(found[root][0], expression.values[root])
    leaves = [step for step in expression.nodes if not expression.graph.steps[step].operands]
    if wrong_value:
        return "value"
    return "" if all(_right(found[leaf][1], expression.gradients[leaf]) for leaf in leaves) else "gradient"


def _numbers(expression: Expression, outcome: Numbers) -> dict[int, tuple[float | None, float | None]]:
    """Return (number, gradient) of each node; empty if the answer has another form."""
    elements = outcome.elements
    if len(elements) != 2 * len(expression.nodes):
        return {}
    return {
        step: (elements[2 * place].value, elements[2 * place + 1].value)
        for place, step in enumerate(expression.nodes)
    }


def _right(actual: float | None, expected: float) -> bool:
    return expected == 0.0 if actual is None else agree(actual, expected, STRICT)


def nodes_of(expression: Expression, outcome: Outcome) -> tuple[NodeResult, ...]:
    """Return every node beside the right numbers, the first one marked where the error shows."""
    found = _numbers(expression, outcome) if isinstance(outcome, Numbers) else {}
    first = _first_wrong(expression, found)
    nothing = None, None
    return tuple(
        NodeResult(
            name=expression.names[step],
            text=expression.text(step),
            value=found.get(step, nothing)[0],
            value_expected=expression.values[step],
            grad=found.get(step, nothing)[1],
            grad_expected=expression.gradients[step],
            wrong=step == first,
        )
        for step in expression.nodes
    )


def _first_wrong(expression: Expression, found: dict[int, tuple[float | None, float | None]]) -> int:
    """Return the first wrong number in the order of computation, else of the way back; else the root.

    An inner node may keep no gradient; then the leaves tell.
    """
    if not found:  # it raises
        return expression.graph.root
    for step in expression.nodes:
        if step in found and not _right(found[step][0], expression.values[step]):
            return step
    for step in reversed(expression.nodes):
        gradient = found[step][1] if step in found else None
        kept = gradient is not None or not expression.graph.steps[step].operands
        if kept and not _right(gradient, expression.gradients[step]):
            return step
    return expression.graph.root
