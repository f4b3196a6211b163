"""The tape: Python's own numbers forward, the rules of differentiation backward."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Function, Graph, Step
from grader.scoring import tape
from grader.scoring.target import target_of, watch_of
from grader.spec.program import trace_formula
from tests.scoring.graphs import CHECKS, EXERCISE, everything, gradient_of

X = Step(op="leaf", value=1.5)


def formula(text: str, *args: str) -> Graph:
    return trace_formula(Function(name="g", args=args, formula=text))


def slope(text: str, x: float) -> float:
    graph = formula(text, "x")
    steps = (Step(op="leaf", value=x), *graph.steps[1:])
    return tape.answers(gradient_of(*steps, by=0)._replace(graph=graph._replace(steps=steps)))[0]


def test_f_has_the_published_value() -> None:
    assert tape.value(trace_formula(EXERCISE.function("f")), (2, 3, 4)) == 6.336362190988558


def test_f_has_the_published_gradient() -> None:
    check = CHECKS["gradf"]

    found = tape.answers(target_of(EXERCISE, check, check.cases[0].at))

    assert found == (-12.353553390593273, 10.25699027111255, 0.0625)


def test_softmax_has_the_published_loss_and_gradient() -> None:
    """The last number differs from the published one in its last bit, as torch's own does."""
    check = CHECKS["softmax_nll"]

    loss, *gradient = tape.answers(target_of(EXERCISE, check, check.cases[0].at))

    assert loss == 2.1755153626167147
    assert gradient[:3] == [0.041772570515350445, 0.8390245074625319, 0.005653302662216329]
    assert abs(gradient[3] - -0.8864503806400986) <= 2 * math.ulp(0.8864503806400986)


def test_a_step_that_the_root_does_not_use_has_the_gradient_zero() -> None:
    check = CHECKS["softmax_nll"]
    watch = watch_of(EXERCISE, check, check.cases[0].at)

    found = dict(zip(watch.dims, tape.answers(watch), strict=True))

    assert found["probs[0].grad"] == 0.0
    assert found["probs[3].grad"] == pytest.approx(-1 / found["probs[3]"], rel=1e-15)


@given(st.floats(-10, 10), st.integers(-5, 5), st.floats(0.1, 10))
def test_values_are_pythons_own_to_the_last_bit(a: float, b: int, c: float) -> None:
    found = tape.value(formula("-(a**3) + sin(3*b) - 1.0/c + c**2.5 - b**2", "a", "b", "c"), (a, b, c))

    assert found == -(a**3) + math.sin(3 * b) - 1.0 / c + c**2.5 - b**2


def test_integers_stay_integers() -> None:
    found = tape.value(formula("x**2 + 1", "x"), (10**9 + 1,))

    assert found == (10**9 + 1) ** 2 + 1
    assert isinstance(found, int)


@pytest.mark.parametrize(
    ("text", "x", "error"),
    [
        ("1/x", 0, ZeroDivisionError),
        ("log(x)", -1.0, ValueError),
        ("x**0.5", -1.0, ValueError),
        ("exp(x)", 1e4, OverflowError),
        ("sqrt(x)", -1.0, ValueError),
    ],
)
def test_what_has_no_real_value_raises(text: str, x: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        tape.value(formula(text, "x"), (x,))


@pytest.mark.parametrize(("op", "x"), [("relu", 0.0), ("abs", 0.0), ("abs", 0)])
def test_kinks_are_flat(op: str, x: float) -> None:
    assert slope(f"{op}(x)", x) == 0.0


def test_relu_passes_nan_on() -> None:
    assert math.isnan(tape.value(formula("relu(x)", "x"), (math.nan,)))


@pytest.mark.parametrize("x", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
def test_sigmoid_of_large_numbers_does_not_overflow(x: float) -> None:
    assert tape.value(formula("sigmoid(x)", "x"), (x,)) + tape.value(formula("sigmoid(x)", "x"), (-x,)) == 1.0


@pytest.mark.parametrize(("exponent", "expected"), [("0", 0.0), ("1", 1.0), ("2", 0.0)])
def test_powers_have_a_slope_at_zero(exponent: str, expected: float) -> None:
    assert slope(f"x**{exponent}", 0.0) == expected


def test_an_exponent_that_varies_has_a_slope() -> None:
    steps = (Step(op="leaf", value=2.0), Step(op="leaf", value=3.0), Step(op="pow", operands=(0, 1)))

    assert tape.answers(gradient_of(*steps, by=1))[0] == pytest.approx(8 * math.log(2), rel=1e-15)


def test_a_root_without_leaves_has_no_gradient() -> None:
    assert tape.answers(gradient_of(X, Step(op="const", value=2))) == (0.0,)


def test_constants_have_no_gradient() -> None:
    steps = (X, Step(op="const", value=2), Step(op="mul", operands=(0, 1)))

    assert tape.answers(gradient_of(*steps, by=1)) == (0.0,)


def test_an_unknown_operation_is_an_error() -> None:
    with pytest.raises(KeyError):
        tape.answers(gradient_of(X, Step(op="system", operands=(0,))))
    with pytest.raises(ValueError, match="no operation"):
        tape.answers(gradient_of(X, Step(op="add", operands=(0, 0, 0))))


points = st.floats(-2.0, 2.0)


@given(points, points, points)
def test_the_slope_is_linear(x: float, a: float, b: float) -> None:
    both = slope(f"({a!r})*sin(x) + ({b!r})*exp(x)", x)

    assert both == pytest.approx(a * slope("sin(x)", x) + b * slope("exp(x)", x), rel=1e-12, abs=1e-12)


@given(points)
def test_the_product_rule_holds(x: float) -> None:
    expected = math.exp(x) * slope("sin(x)", x) + math.sin(x) * slope("exp(x)", x)

    assert slope("exp(x)*sin(x)", x) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(points)
def test_the_chain_rule_holds(x: float) -> None:
    inner = math.tanh(x)

    found = slope("exp(tanh(x))", x)

    assert found == pytest.approx(slope("exp(x)", inner) * slope("tanh(x)", x), rel=1e-12)


def test_every_gradient_of_a_shared_step_is_complete() -> None:
    """b = a*a, c = b + b: db/da = 2a, dc/db = 2."""
    steps = (X, Step(op="mul", operands=(0, 0)), Step(op="add", operands=(1, 1)))
    graph = gradient_of(*steps).graph

    assert tape.answers(everything(graph)) == (1.5, 6.0, 2.25, 2.0, 4.5, 1.0)
