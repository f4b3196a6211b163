"""Trials: small graphs that are run on a student's class, with the right numbers of what is read of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from math import isfinite
from typing import NamedTuple

from grader.memory import remembered
from grader.model import (
    Case,
    Check,
    Element,
    Graph,
    Input,
    Missing,
    Numbers,
    Outcome,
    Raised,
    RunProgram,
    Tolerance,
)
from grader.scoring import shapes, tape
from grader.scoring.compare import STRICT, agree
from grader.scoring.random_graphs import graphs_of
from grader.scoring.target import Quantity, Read, Target
from grader.spec.program import constants, leaves

OPERATIONS = (
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg"),
    *("exp", "log", "tanh", "relu", "sigmoid", "sin", "cos", "sqrt"),
)
# Far from 1 some right ways to compute a function lose digits, and guards such as log(x + 1e-12) show.
_FAR = Tolerance(rtol=1e-6, atol=1e-9)
WHOLE = "graphs of several"
USED_TWICE = "used twice"
WIDE = "wide"
APART = "wide, each by itself"
JUDGED = (USED_TWICE, "whole numbers", "small", "negative", WIDE)  # the shapes that an operation is judged by


@remembered(8000, held=2)
def run_as(like: RunProgram, graph: Graph, reads: tuple[int, ...]) -> RunProgram:
    """Return the call that runs a graph on the class of another call."""
    return like._replace(graph=graph, reads=reads)


class Trial(NamedTuple):
    """A graph that is run on the class, with the right numbers of what is read of it."""

    shape: str  # one of JUDGED or WHOLE; "alone", "chained", "distinct", "seeded", "made of others"
    operation: str  # the one that is tried, WHOLE for graphs of several
    operations: frozenset[str]  # all that the class needs for it
    graph: Graph
    reads: tuple[int, ...]  # the leaves, then the root
    right: tuple[float, ...]  # number and gradient of each read

    def target(self) -> Target:
        """Return what any other arithmetic answers of it."""
        return _target(self.graph, self.reads)

    def call(self, like: RunProgram) -> RunProgram:
        """Return the call that runs it, on the class of another call."""
        return run_as(like, self.graph, self.reads)


class Found(NamedTuple):
    """One number that was read: of which step, which quantity, and what it should be."""

    step: int
    quantity: Quantity
    right: float
    value: float | None
    found: str  # in words what stood there if it was no number


class Tried:
    """A trial and what came of it. What is asked of one that goes wrong is asked often: it is found once."""

    def __init__(self, trial: Trial, outcome: Outcome) -> None:
        self.trial, self.outcome = trial, outcome

    @cached_property
    def numbers(self) -> tuple[Found, ...]:
        """Return every number that was read beside the right one; none if the trial gave none."""
        trial, outcome = self.trial, self.outcome
        if not isinstance(outcome, Numbers) or len(outcome.elements) != len(trial.right):
            return ()
        reads = [(step, quantity) for step in trial.reads for quantity in (Quantity.DATA, Quantity.GRAD)]
        return tuple(
            Found(step, quantity, right, element.value, element.found)
            for (step, quantity), right, element in zip(reads, trial.right, outcome.elements, strict=True)
        )

    @cached_property
    def wrong(self) -> tuple[Found, ...]:
        """Return the numbers that are not right, values first."""
        numbers = self.numbers
        found = [each for each in numbers if not self.is_near(each, each.right)]
        if len(found) == 1 and found[0] is numbers[-1] and found[0].value == 0.0:
            return ()  # a class may set all gradients but those of leaves to 0 again
        return tuple(sorted(found, key=lambda each: each.quantity is Quantity.GRAD))

    @cached_property
    def is_right(self) -> bool:
        """Return whether every number was read and is right."""
        trial, outcome = self.trial, self.outcome
        if not isinstance(outcome, Numbers) or len(outcome.elements) != len(trial.right):
            return False
        same = all(map(_is_same, outcome.elements, trial.right))  # to the last bit, nearly always
        return same or not self.wrong

    @property
    def is_missing(self) -> bool:
        """Return whether the class lacks an operation that the trial needs."""
        return isinstance(self.outcome, Missing)

    def is_near(self, each: Found, right: float) -> bool:
        """Return whether what was read is a number, to rounding, or a None that may stand in its place."""
        if each.value is not None:
            return agree(each.value, right, _FAR if self.trial.shape in (WIDE, APART) else STRICT)
        # A class may keep gradients in leaves alone, and None where none arrives.
        kept_elsewhere = each.quantity is Quantity.GRAD and bool(self.trial.graph.steps[each.step].operands)
        return each.found == "None" and (kept_elsewhere or right == 0.0)

    @property
    def starts_from_one(self) -> bool:
        """Return whether the root has the gradient 1 and passed one on: to start again changes nothing."""
        gradients = [each.value for each in self.numbers[1::2]]
        return bool(gradients) and gradients[-1] == 1.0 and any(gradients[:-1])

    def goes_wrong_as(self, other: Tried) -> bool:
        """Return whether this trial, which is wrong, shows the very numbers or the error of another."""
        if isinstance(self.outcome, Raised) and isinstance(other.outcome, Raised):
            return (self.outcome.type, self.outcome.message) == (other.outcome.type, other.outcome.message)
        mine, theirs = self.numbers, other.numbers
        return bool(mine) and len(mine) == len(theirs) and all(map(_same, mine, theirs))


def _is_same(element: Element, right: float) -> bool:
    return element.value == right


def _same(one: Found, two: Found) -> bool:
    left, right = one.value, two.value
    if left is None or right is None:
        return left is right
    return agree(left, right, STRICT) if isfinite(right) else str(left) == str(right)


def operations_of(graph: Graph) -> tuple[str, ...]:
    """Return the operations that a class needs for a graph, in the graph's order; "radd" for ``0 + node``."""
    fixed = constants(graph)
    found: dict[str, None] = {}
    for index, step in enumerate(graph.steps):
        if step.operands and index not in fixed:
            reflected = len(step.operands) == 2 and step.operands[0] in fixed
            found["r" + step.op if reflected else step.op] = None
    return tuple(found)


def wanted_operations(check: Check, case: Case, graphs: Sequence[Graph]) -> tuple[str, ...]:
    """Return what a case asks for: its own list, else what the graphs need and the starter does not have."""
    if case.ask:
        return case.ask
    needed = dict.fromkeys(name for graph in graphs for name in operations_of(graph))
    given = {name.strip("_") for name in check.template.methods}
    return tuple(name for name in needed if name in OPERATIONS and name not in given)


def seed_in(inputs: tuple[Input, ...]) -> int:
    """Return the seed among the inputs of a case of operations; ValueError if there is none."""
    seed = next((each.value for each in inputs if each.name == "seed"), None)
    if not isinstance(seed, int):
        raise ValueError(f"expected a seed that is a whole number, found {seed!r}")  # noqa: TRY004 - content
    return seed


_first: dict[tuple[int, tuple[str, ...]], tuple[Trial, ...]] = {}  # a class is asked for the same ones


def first_trials(operations: Sequence[str], seed: int) -> tuple[Trial, ...]:
    """Return what every class is asked: each operation used twice, whole numbers, random graphs of all."""
    key = seed, tuple(operations)
    if key not in _first:
        if len(_first) >= 16:
            _first.clear()
        _first[key] = _first_trials(*key)
    return _first[key]


def _first_trials(seed: int, operations: tuple[str, ...]) -> tuple[Trial, ...]:
    once = [each for name in dict.fromkeys(("add", *operations)) for each in _own_trials(name)]
    twins = shapes.twins(operations or ("add",))  # a starter may have all that a program needs
    graphs = (shapes.detour(), shapes.tangle(), *graphs_of(seed, operations), twins)
    return (*once, *(trial(graph, WHOLE, WHOLE) for graph in graphs))


def other_trials(operations: Sequence[str]) -> tuple[Trial, ...]:
    """Return the trials of each operation that a class has beyond what is asked for."""
    return tuple(each for name in operations for each in _own_trials(name))


_own: dict[str, tuple[Trial, ...]] = {}  # every class is asked for the same ones


def _own_trials(operation: str) -> tuple[Trial, ...]:
    """Return what an operation is judged by."""
    if operation not in _own:
        _own[operation] = tuple(_made_trials(operation))
    return _own[operation]


def _made_trials(operation: str) -> Iterator[Trial]:
    yield trial(shapes.used_twice(operation), USED_TWICE, operation)
    if operation == "truediv":
        yield trial(shapes.whole_numbers(operation), "whole numbers", operation)
    if operation == "log":
        yield trial(shapes.used_twice(operation, scale=0.01), "small", operation)  # what is added to x shows
    if operation == "relu":
        yield trial(shapes.used_twice(operation, scale=-1), "negative", operation)
    if operation in shapes.WIDE and operation != "add":
        yield trial(shapes.wide(operation), WIDE, operation)


@cache
def of_leaves() -> Trial:
    """Return the trial of what leaves of all sizes hold."""
    return trial(shapes.wide("add"), WIDE, "add")


@cache
def closer_trials(operation: str) -> tuple[Trial, ...]:
    """Return the trials of an operation that went wrong: without ``+``, and by itself behind others."""
    distinct = (trial(shapes.distinct(), "distinct", operation),) if operation == "add" else ()
    alone = trial(shapes.alone(operation), "alone", operation)
    return (*distinct, alone, trial(shapes.chained(operation), "chained", operation))


@cache
def composed_trials(operation: str, *, is_wide: bool) -> tuple[Trial, ...]:
    """Return the trials that say of which others a wrong operation is made.

    Of one that goes wrong far from 1 (``is_wide``) also those of each number by itself.
    """
    made = shapes.MADE_OF.get(operation, ())
    graphs = [
        shapes.wide(operation, each) if is_wide else shapes.used_twice(operation, each) for each in made
    ]
    apart = shapes.apart(operation) if is_wide else ()
    return (
        *(trial(each, "made of others", operation) for each in graphs),
        *(trial(each, APART, operation) for each in apart),
    )


def trial(graph: Graph, shape: str, operation: str) -> Trial:
    """Return the trial of a graph: its leaves and its root are read, the right numbers are the tape's."""
    # What stands for a number behind the first operation is no leaf that is compared.
    first = next(index for index, step in enumerate(graph.steps) if step.op != "leaf")
    reads = (*(leaf for leaf in leaves(graph) if leaf < first), graph.root)
    right = tape.answers(_target(graph, reads))
    return Trial(
        shape=shape,
        operation=operation,
        operations=frozenset(operations_of(graph)),
        graph=graph,
        reads=reads,
        right=right,
    )


def _target(graph: Graph, reads: tuple[int, ...]) -> Target:
    """Return the target that reads number and gradient of steps."""
    pairs = tuple(Read(step, quantity) for step in reads for quantity in (Quantity.DATA, Quantity.GRAD))
    return Target(graph=graph, dims=("",) * len(pairs), reads=pairs)
