"""Classes changed at one place by chance, graded, and beside that run on random graphs by plain arithmetic.

The mistakes of ``accuracy.py`` come from the grader's own catalogue, those here from nobody: a sign, a name,
a number, an operator or a statement of a right class is another one or gone. What is right is decided without
the grader, by an arithmetic of a few lines and graphs of its own. So a right class that loses points shows,
and a wrong one that does not.

    python benchmarks/mutants.py [--each N] [--seed N] [FILE.py ...]

Each file holds a right class; without files those of tests/scoring/architectures. They run without walls.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import math
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from grader import answers, pipeline
from grader.model import Verdict
from grader.sandbox.runner import Sandbox
from grader.scoring.precedents import Precedents
from grader.submission import parse_submission

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
GRAPHS, PATIENCE_S = 120, 5
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
NAMES = {"self": "out", "other": "self", "out": "self", "x": "y", "y": "x"}
ATTRIBUTES = {"data": "grad", "grad": "data", "value": "derivative", "derivative": "value"}
NUMBERS, SLOPES, PASSES = ("data", "value"), ("grad", "derivative", "gradient"), ("backward", "backprop")

Node: TypeAlias = Any  # of whatever class
Graph = tuple[list[float], list[tuple[str, int, int, int]]]


def main() -> int:
    """Print what became of all changed classes; return 1 if one was judged as it should not be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=40, help="changed classes of each file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    files = chosen.files or sorted((ROOT / "tests" / "scoring" / "architectures").glob("*.py"))
    exercise, key = answers.load(str(EXERCISE), live=False)
    precedents, counts, failures = Precedents(exercise, key), Counter[str](), 0
    with Sandbox() as sandbox:
        for file in files:
            for change, source in changed(file.read_text(encoding="utf-8"), chosen.each, chosen.seed):
                submission = parse_submission(source.encode(), name=file.name)
                report = pipeline.grade_another(submission, precedents, run=sandbox.run)
                check = next(each for each in report.checks if each.kind == "autodiff")
                right, accepted = is_right(source), check.verdict is Verdict.OK
                word = f"{'right' if right else 'wrong'}, {'accepted' if accepted else 'refused'}"
                counts[word] += 1
                counts["wrong, refused, with a cause"] += not right and not accepted and bool(check.mistakes)
                if right != accepted or (right and check.mistakes):
                    failures += 1
                    print(f"{file.name}: {change}: {word}: {check.message}", flush=True)
    for word, count in sorted(counts.items()):
        print(f"{count:6} {word}")
    return 1 if failures else 0


# -- changes -------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """What is done to a node of a tree, and in which line."""

    line: int
    words: str
    make: Callable[[], None]


def changed(source: str, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield (what was changed, the source) for so many of all changes that are possible."""
    total = len(list(changes(ast.parse(source))))
    for place in random.Random(seed).sample(range(total), min(count, total)):  # noqa: S311 - no secret
        tree = ast.parse(source)
        change = list(changes(tree))[place]
        change.make()
        with contextlib.suppress(SyntaxError, ValueError):
            text = ast.unparse(ast.fix_missing_locations(tree))
            compile(text, "", "exec")
            if text != ast.unparse(ast.parse(source)):
                yield f"line {change.line}: {change.words}", text


def changes(tree: ast.AST) -> Iterator[Change]:
    """Yield all changes of a tree, in an order that depends on the tree alone."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for words, field, value in replacements(node):
            yield Change(line, words, lambda node=node, field=field, value=value: setattr(node, field, value))
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and not isinstance(node, ast.ClassDef | ast.Module):
            for place, statement in enumerate(body):
                words = f"without {ast.unparse(statement)[:60]}"
                yield Change(statement.lineno, words, lambda body=body, place=place: body.pop(place))


def replacements(node: ast.AST) -> Iterator[tuple[str, str, Any]]:
    """Yield (words, field, value) for each field of a node that can have another value."""
    text = ast.unparse(node)[:60] if isinstance(node, ast.expr) else ""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"one more than {text}", "value", node.value + 1
        yield f"the opposite of {text}", "value", -node.value
    match node:
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            yield f"another operator in {text}", "op", OPERATORS[type(op)]()
        case ast.AugAssign(op=ast.Add()):
            yield "-= for +=", "op", ast.Sub()
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            yield f"another attribute in {text}", "attr", ATTRIBUTES[name]
        case ast.Name(id=name) if name in NAMES:
            yield f"another name for {text}", "id", NAMES[name]
        case ast.UnaryOp(op=ast.USub()):
            yield f"no sign in {text}", "op", ast.UAdd()
        case ast.Tuple(elts=[first, second]):
            yield f"in other order: {text}", "elts", [second, first]


# -- what is right -------------------------------------------------------------------------------------


def is_right(source: str) -> bool:
    """Return whether a class is right on random graphs; it runs in a process that has a few seconds."""
    pid = os.fork()
    if not pid:
        signal.alarm(PATIENCE_S)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                names: dict[str, Any] = {"__name__": "__main__"}
                exec(compile(source, "class", "exec"), names)  # noqa: S102 - the files that were named
                os._exit(0 if all(agrees(names, graph) for graph in graphs()) else 1)
        except BaseException:  # noqa: BLE001 - whatever a changed class raises, it is wrong
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def graphs() -> Iterator[Graph]:
    """Yield the same random graphs each time, of moderate numbers: leaves, and steps on what is above."""
    chance, found = random.Random(7), 0  # noqa: S311 - no secret
    while found < GRAPHS:
        leaves = [
            chance.choice((chance.uniform(0.4, 2.5), chance.randint(1, 4)))
            for _ in range(chance.randint(1, 4))
        ]
        steps = []
        for above in range(len(leaves), len(leaves) + chance.randint(1, 7)):
            name = chance.choice(("add", "add", "radd", "neg", "truediv", "truediv", "exp", "log"))
            steps.append((name, chance.randrange(above), chance.randrange(above), chance.randint(0, 3)))
        with contextlib.suppress(ArithmeticError, ValueError):
            if all(1e-6 < abs(number) < 1e6 for number in forward(leaves, steps)):
                found += 1
                yield leaves, steps


def forward(leaves: Sequence[float], steps: Sequence[tuple[str, int, int, int]]) -> list[float]:
    """Return the numbers of all nodes."""
    numbers = [float(each) for each in leaves]
    for name, first, second, constant in steps:
        x, y = numbers[first], numbers[second]
        made = {"add": x + y, "radd": constant + x, "neg": -x}
        if name == "truediv":
            made[name] = x / y
        elif name in ("exp", "log"):
            made[name] = getattr(math, name)(x)
        numbers.append(made[name])
    return numbers


def backward(numbers: Sequence[float], steps: Sequence[tuple[str, int, int, int]]) -> list[float]:
    """Return the gradients of all nodes, with 1 for the last."""
    slopes = [*(0.0 for _ in numbers[1:]), 1.0]
    for above, (name, first, second, _) in reversed(list(enumerate(steps, len(numbers) - len(steps)))):
        x, y, out, slope = numbers[first], numbers[second], numbers[above], slopes[above]
        to_first = {"neg": -1.0, "truediv": 1 / y, "exp": out, "log": 1 / x}
        slopes[first] += slope * to_first.get(name, 1.0)
        slopes[second] += slope * {"add": 1.0, "truediv": -x / y**2}.get(name, 0.0)
    return slopes


def agrees(names: dict[str, Any], graph: Graph) -> bool:
    """Return whether a class has the numbers of all nodes, and the gradients of the leaves below the last."""
    leaves, steps = graph
    numbers = forward(leaves, steps)
    slopes = backward(numbers, steps)
    *_, made = (each for each in names.values() if isinstance(each, type) and hasattr(each, "__truediv__"))
    nodes = [made(each) for each in leaves]
    for name, first, second, constant in steps:
        nodes.append(applied(names, name, nodes[first], nodes[second], constant))
    asked_of(names, nodes[-1], PASSES)
    below = {len(nodes) - 1}
    for above, (name, first, second, _) in reversed(list(enumerate(steps, len(leaves)))):
        if above in below:
            below |= {first, second} if name in ("add", "truediv") else {first}
    return all(
        near(number_of(node, NUMBERS), number) for node, number in zip(nodes, numbers, strict=True)
    ) and all(near(number_of(nodes[at], SLOPES), slopes[at]) for at in range(len(leaves)) if at in below)


def applied(names: dict[str, Any], name: str, x: Node, y: Node, constant: int) -> Node:
    """Return the node that an operation makes."""
    if name in ("exp", "log"):
        return asked_of(names, x, (name,))
    return {"add": lambda: x + y, "radd": lambda: constant + x, "neg": lambda: -x, "truediv": lambda: x / y}[
        name
    ]()


def asked_of(names: dict[str, Any], node: Node, called: Sequence[str]) -> Node:
    """Return what a method, or else a function, of one of these names answers."""
    own = [getattr(node, name) for name in called if hasattr(node, name)]
    return own[0]() if own else next(names[name] for name in called if name in names)(node)


def number_of(node: Node, attributes: Sequence[str]) -> float:
    """Return a number of a node's."""
    return float(next(getattr(node, name) for name in attributes if hasattr(node, name)))


def near(found: float, right: float) -> bool:
    """Return whether two numbers differ by rounding alone."""
    return abs(found - right) <= 1e-9 * abs(right) + 1e-11


if __name__ == "__main__":
    sys.exit(main())
