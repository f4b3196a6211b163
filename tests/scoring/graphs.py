"""Random graphs whose values and slopes stay small, and the bundled exercise's checks."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from grader.model import Binding, Graph, Step
from grader.scoring import tape
from grader.scoring.target import Quantity, Read, Target
from grader.spec import catalog

EXERCISE = catalog.load_exercise(catalog.bundled_exercises()[0])
CHECKS = {check.id: check for check in EXERCISE.checks}

# Each takes any real number to a value of moderate size, so that chains of them stay finite.
LARGEST = 100.0
BOUNDED = ("sin", "cos", "tanh", "sigmoid", "relu", "abs", "neg", "pos")


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph of one to three leaves (ints too), constants, and up to twelve operations."""
    numbers = st.one_of(st.integers(-3, 3), st.floats(-3.0, 3.0).filter(lambda x: abs(x) > 1e-3))
    steps = [Step(op="leaf", value=draw(numbers)) for _ in range(draw(st.integers(1, 3)))]
    leaves = len(steps)
    steps.append(Step(op="const", value=draw(numbers)))
    for _ in range(draw(st.integers(1, 8))):
        place = st.integers(0, len(steps) - 1)
        kind = draw(st.sampled_from(("function", "add", "sub", "mul", "truediv", "pow", "exp", "log")))
        x = draw(place)
        if kind == "function":
            steps.append(Step(op=draw(st.sampled_from(BOUNDED)), operands=(x,)))
        elif kind in ("add", "sub", "mul"):
            steps.append(Step(op=kind, operands=(x, draw(place))))
        elif kind == "pow":
            steps.append(Step(op="const", value=draw(st.integers(0, 3))))
            steps.append(Step(op="pow", operands=(x, len(steps) - 1)))
        else:
            # 2 + sin(x) lies between 1 and 3: a safe divisor, exponent and argument of log.
            safe = len(steps)
            steps += [Step(op="sin", operands=(x,)), Step(op="const", value=2)]
            steps.append(Step(op="add", operands=(safe, safe + 1)))
            operands = (draw(st.integers(0, safe - 1)), safe + 2) if kind == "truediv" else (safe + 2,)
            steps.append(Step(op=kind, operands=operands))
    names = tuple(Binding(name=f"x{i}", steps=(i,), scalar=True) for i in range(leaves))
    graph = Graph(steps=tuple(steps), names=names, root=len(steps) - 1)
    # A sine of hundreds turns the last digit of its argument into the third before the last of its own.
    assume(all(abs(number) <= LARGEST for number in tape.answers(everything(graph))))
    return graph


def everything(graph: Graph) -> Target:
    """Return the target that reads value and gradient of every step."""
    steps = range(len(graph.steps))
    reads = tuple(Read(step=step, quantity=quantity) for step in steps for quantity in Quantity)
    return Target(graph=graph, dims=tuple(f"{r.step}.{r.quantity}" for r in reads), reads=reads)


def gradient_of(*steps: Step, by: int = 0) -> Target:
    """Return the target that reads the derivative of the last step by the step ``by``."""
    graph = Graph(steps=steps, names=(), root=len(steps) - 1)
    return Target(graph=graph, dims=("d",), reads=(Read(step=by, quantity=Quantity.GRAD),))
