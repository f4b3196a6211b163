# ruff: noqa: E501  a row of a table is a line
from __future__ import annotations

import math
import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Binding, Function, Graph, Input, Step
from grader.spec.program import (
    FUNCTIONS,
    ProgramError,
    RootError,
    constants,
    leaves,
    operations_named,
    trace_formula,
    trace_program,
    with_leaves,
)

SEED = Function(name="f", args=("a", "b", "c"), formula="-(a**3) + sin(3*b) - 1.0/c + b**2.5 - a**0.5")
SOFTMAX = """\
counts = [logit.exp() for logit in logits]
denominator = sum(counts)
probs = [count / denominator for count in counts]
loss = -probs[3].log()
"""
LOGITS = (Input(name="logits", value=(0.0, 3.0, -2.0, 1.0)),)

ARITHMETIC: dict[str, Any] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
}


def numbers_of(graph: Graph) -> list[Any]:
    """Return the number of every step in plain Python."""
    numbers: list[Any] = []
    for step in graph.steps:
        if step.op in ("leaf", "const"):
            numbers.append(step.value)
        else:
            function = ARITHMETIC.get(step.op) or getattr(math, step.op)
            numbers.append(function(*(numbers[operand] for operand in step.operands)))
    return numbers


def value_at(formula: str, **point: float) -> Any:
    graph = trace_formula(Function(name="f", args=tuple(point), formula=formula))
    graph = with_leaves(graph, list(point.values()))
    return numbers_of(graph)[graph.root]


def refusal(formula: str, *args: str) -> str:
    with pytest.raises(ProgramError) as caught:
        trace_formula(Function(name="f", args=args or ("a", "b"), formula=formula))
    return f"{caught.value.line}:{caught.value.column}: {caught.value.message}"


def refusal_of_program(program: str, root: str = "loss") -> str:
    with pytest.raises(ProgramError) as caught:
        trace_program(program, LOGITS, root)
    return f"{caught.value.line}:{caught.value.column}: {caught.value.message}"


def test_the_seed_has_its_value_to_the_last_digit() -> None:
    graph = with_leaves(trace_formula(SEED), [2, 3, 4])

    assert numbers_of(graph)[graph.root] == 6.336362190988558


def test_a_formula_has_one_leaf_per_argument_in_order() -> None:
    graph = trace_formula(Function(name="f", args=("b", "unused", "a"), formula="a - b"))

    assert graph.steps[:3] == (Step(op="leaf"), Step(op="leaf"), Step(op="leaf"))
    assert graph.steps[graph.root] == Step(op="sub", operands=(2, 0))
    assert graph.names[1] == Binding(name="unused", steps=(1,), scalar=True)


def test_integers_and_floats_stay_apart() -> None:
    graph = trace_formula(Function(name="f", args=("a",), formula="a**3 + 1.0/a"))

    kept = [step.value for step in graph.steps if step.op == "const"]
    assert [(value, type(value)) for value in kept] == [(3, int), (1.0, float)]


def test_a_method_is_the_same_step_as_a_function() -> None:
    method = trace_formula(Function(name="f", args=("a",), formula="a.exp()"))
    function = trace_formula(Function(name="f", args=("a",), formula="exp(a)"))

    assert method == function


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_one_step(name: str) -> None:
    graph = trace_formula(Function(name="f", args=("a",), formula=f"{name}(a)"))

    assert graph.steps[graph.root] == Step(op=name, operands=(0,))


def test_sum_starts_with_the_integer_zero() -> None:
    graph = trace_program("loss = sum(logits)", LOGITS[:1], "loss")

    assert graph.steps[4] == Step(op="const", value=0)
    assert type(graph.steps[4].value) is int
    assert [step.operands for step in graph.steps[5:]] == [(4, 0), (5, 1), (6, 2), (7, 3)]


def test_the_softmax_program_has_the_value_of_the_exercise() -> None:
    graph = trace_program(SOFTMAX, LOGITS, "loss")

    numbers = numbers_of(graph)
    assert math.isclose(numbers[graph.root], 2.1755153626167147, rel_tol=1e-15)
    assert graph.binding("probs").scalar is False
    assert math.isclose(sum(numbers[step] for step in graph.binding("probs").steps), 1.0)
    assert graph.binding("loss") == Binding(name="loss", steps=(graph.root,), scalar=True)
    assert [binding.name for binding in graph.names] == ["logits", "counts", "denominator", "probs", "loss"]


def test_the_operations_of_a_program_are_named_as_a_class_defines_them() -> None:
    program = "s = sum(x)\ny = -(s + 1).log() / exp(s)\nz = y - s * 2 ** 1\nn = len(x)"

    assert set(operations_named(program)) == {
        *("radd", "add", "log", "neg", "truediv", "exp", "sub", "mul", "pow"),
    }


def test_a_list_of_one_is_told_from_a_number() -> None:
    graph = trace_program("ys = [logits[-1]]\nloss = ys[0].exp()", LOGITS, "loss")

    assert graph.binding("ys") == Binding(name="ys", steps=(3,), scalar=False)


def test_loops_run_as_in_python() -> None:
    program = "loss = sum(w*x for w, x in zip(ws, xs)) / len(ws) + sum(xs[i]**i for i in range(1, len(xs)))"
    inputs = (Input(name="ws", value=(2.0, 3.0)), Input(name="xs", value=(5.0, 7.0)))
    graph = trace_program(program, inputs, "loss")

    ws, xs = (2.0, 3.0), (5.0, 7.0)
    assert numbers_of(graph)[graph.root] == sum(w * x for w, x in zip(ws, xs, strict=True)) / 2 + xs[1]


def test_a_comprehension_keeps_its_variable_to_itself() -> None:
    assert refusal_of_program("ys = [y.exp() for y in logits]\nloss = y") == (
        "2:8: unknown name 'y'; did you mean 'ys'?"
    )


def test_leaves_take_new_numbers() -> None:
    graph = with_leaves(trace_program(SOFTMAX, LOGITS, "loss"), [1, 2, 3, 4])

    assert [graph.steps[index].value for index in leaves(graph)] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="4 leaves, found 1"):
        with_leaves(graph, [1])


def test_constants_are_the_steps_without_inputs() -> None:
    graph = trace_program("k = 2 * 3\nloss = k * logits[0]", LOGITS, "loss")

    assert set(graph.binding("k").steps) <= constants(graph)
    assert not constants(graph) & {graph.root, 0, 1, 2, 3}


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("sinn(a)", "1:1: unknown function 'sinn'; did you mean 'sin'?"),
        ("ln(a)", "1:1: unknown function 'ln'; the natural logarithm is log"),
        ("max(a, 0)", "1:1: unknown function 'max'; the greater one of x and 0 is relu(x)"),
        ("a * pi", "1:5: unknown name 'pi'; write the number, 3.141592653589793"),
        ("e**a", "1:1: unknown name 'e'; write exp(x) for e**x, or the number, 2.718281828459045"),
        ("a.ln()", "1:1: unknown method 'ln'; the natural logarithm is log"),
        ("2a", "1:1: no Python: invalid decimal literal; a product is written 2*x"),
        ("  a + d", "1:7: unknown name 'd'"),
        ("a^2", "1:1: found a^2: a power is written **"),
        ("a if a else b", "1:1: found a if a else b: write names"),
        ("a @ b", "1:1: found a @ b: write names"),
        ("(lambda: a)()", "1:1: found (lambda: a)(): write names"),
        ("a.__class__", "1:1: found a.__class__: write names"),
        ("~a", "1:1: found ~a: write names"),
        ("a.foo()", "1:1: unknown method 'foo'"),
        ("a.exp(2)", "1:1: .exp() takes no argument; write exp(2)"),
        ("a * np.sin(b)", "1:5: .sin() takes no argument; write sin(b)"),
        ("exp(a, b)", "1:1: exp takes one argument, found 2"),
        ("exp(x=a)", "1:1: functions take no named arguments here"),
        ("exp", "1:1: 'exp' is a function; call it, as in exp(…)"),
        ("exp(2) * a", "1:1: exp of a constant; write the number that it is"),
        ("a + 'b'", "1:5: expected a number, found 'b'"),
        ("a + True", "1:5: expected a number, found True"),
        ("a + 2j", "1:5: expected a number, found 2j"),
        ("a + 1e999", "1:5: the number is too large for a double"),
        ("a + 9223372036854775808", "1:5: the integer does not fit into 64 bits; write a float such as 1e30"),
        ("a**b", "1:4: the exponent must be a constant; for x**y write exp(y * log(x))"),
        ("a**1001", "1:4: the exponent must lie between -1000 and 1000"),
        ("a + 1/0", "1:5: these constants have no finite value"),
        ("a + (-8)**0.5", "1:5: these constants have no finite value"),
        ("a + 10**400", "1:5: these constants have no finite value"),
        ("((a**1000)**1000)", "1:2: the powers and products can grow beyond every number"),
        ("[a]", "1:1: expected a number, found a list of 1"),
        ("a[0]", "1:1: expected a list, found one number"),
        ("sum(a)", "1:5: expected a list, found one number"),
        ("zip(a)", "1:1: zip can only stand behind the 'in' of a comprehension or in sum(…)"),
        ("[a, b][a]", "1:8: expected a constant integer as index"),
        ("[a, b][1.0]", "1:8: expected a constant integer as index"),
        ("[a, b][2]", "1:8: index 2 is outside of a list of 2"),
        ("[a, b][0:1]", "1:8: expected one constant integer as index, found a slice"),
        ("sum([[a], [b]])", "1:5: sum adds numbers, found a list of lists"),
        ("sum(x for x in [a] if x)", "1:11: a comprehension has no condition here"),
        ("sum(x for x.y in [a])", "1:11: expected a name, or names separated by commas"),
        ("sum(x for x, y in [a])", "1:11: expected 2 values to unpack, found one number"),
        ("sum(x for x, y in [[a]])", "1:11: expected 2 values to unpack, found 1 values"),
        ("sum(exp for exp in [a])", "1:13: 'exp' is a function's name; choose another name"),
        ("sum(x for x in range(a))", "1:16: range takes one to three constant integers"),
        ("sum(x for x in range(0, 2, 0))", "1:16: range takes one to three constant integers"),
        ("sum(x for x, y in zip([a], [a, b]))", "1:19: zip needs lists of one length, found 1 and 2"),
        ("sum(x for x in zip())", "1:16: zip needs lists of one length, found nothing"),
        ("sum(x for x in range(10**9))", "1:16: more than 20000 steps"),
        ("ä + a", "1:1: unknown name 'ä'"),
        ("'ä' + zz", "1:1: expected a number, found 'ä'"),
        ("a + * b", "1:5: no Python: invalid syntax"),
        ("a\n+ b", "2:1: no Python"),
        ("   ", "1:1: found nothing to compute"),
        ("a\0", "1:1: no Python"),
        ("(" * 1500, "no Python: too many nested parentheses"),
        ("-" * 150 + "a", "nested more than 100 levels deep"),
        ("a" + " + a" * 150, "nested more than 100 levels deep"),
        ("a" * 2001, "1:1: found 2001 characters, at most 2000 are read"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused_at_its_place(formula: str, message: str) -> None:
    found = refusal(formula)

    assert message in found


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import os", "1:1: expected an assignment such as loss = …, found import os"),
        ("loss = logits[0]\nloss += 1", "2:1: expected an assignment such as loss = …, found loss += 1"),
        ("for x in logits:\n    y = x", "1:1: expected an assignment such as loss = …, found for x in logits:…"),
        ("a = b = logits[0]", "1:1: expected one name left of the ="),
        ("a, b = logits", "1:1: expected one name left of the ="),
        ("logits = [1]", "1:1: 'logits' is an input; give the result another name"),
        ("sum = logits[0]", "1:1: 'sum' is a function's name; choose another name"),
        ("y = (x for x in logits)", "1:5: found (x for x in logits): write names"),
        ("y = [a for a in logits for b in logits]\n" + "y = [a for a in y for b in y]\n" * 9, "looks at more than"),
        ("a = [logits, logits]\n" + "a = [a, a]\n" * 30 + "loss = logits[0]", "looks at more than"),
        ("a = [logits]\n" + "a = [a]\n" * 990 + "loss = logits[0]", "nested too deeply"),
        ("x = logits[0]\n" + "x = x*x\n" * 30, "the powers and products can grow beyond every number"),
        ("loss = " + "-" * 9000 + "logits[0]", "1:1: no Python: nested too deeply, or a character no source has"),
        ("", "1:1: found nothing to compute"),
        ("# nothing", "1:1: the program never assigns 'loss'"),
        ("x" * 10_001, "found 10001 characters, at most 10000 are read"),
    ],
)  # fmt: skip
def test_a_program_is_assignments_within_bounds(program: str, message: str) -> None:
    assert message in refusal_of_program(program)


def test_the_root_is_a_number_that_depends_on_an_input() -> None:
    for program, message in (
        ("y = logits[0]", "never assigns 'loss'"),
        ("los = logits[0]", "never assigns 'loss'; did you mean 'los'"),
        ("loss = logits", "'loss' is a list"),
        ("loss = 2 * 3", "'loss' depends on no input"),
    ):
        with pytest.raises(RootError, match=message.replace("(", r"\(")):
            trace_program(program, LOGITS, "loss")


def test_too_many_leaves_are_refused() -> None:
    with pytest.raises(ProgramError, match="more than 20000 steps"):
        trace_program("loss = xs[0]", (Input(name="xs", value=(0.0,) * 20_001),), "loss")


def test_an_input_cannot_have_a_functions_name() -> None:
    with pytest.raises(ProgramError, match="'exp' is a function's name"):
        trace_program("loss = exp", (Input(name="exp", value=0.0),), "loss")


_NUMBERS = st.integers(-9, 9).map(str) | st.sampled_from(["a", "b", "0.5", "2.0"])
_FORMULAS = st.recursive(
    _NUMBERS,
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: "({} {} {})".format(*parts))
        | inner.map("-({})".format)
        | st.tuples(inner, st.integers(0, 3)).map(lambda parts: "({})**{}".format(*parts))
    ),
    max_leaves=12,
)


@given(formula=_FORMULAS, a=st.floats(0.5, 3), b=st.integers(1, 5))
def test_a_graph_computes_what_python_computes(formula: str, a: float, b: int) -> None:
    try:
        wanted = eval(formula, {}, {"a": a, "b": b})
    except (ZeroDivisionError, OverflowError):
        return

    assert value_at(formula, a=a, b=b) == wanted


@given(text=st.text(max_size=200) | st.text("ab()[]+-*/.,0123=\n efxp", max_size=200))
def test_no_text_ends_in_another_error(text: str) -> None:
    for trace in (
        lambda: trace_formula(Function(name="f", args=("a", "b"), formula=text)),
        lambda: trace_program(text, LOGITS, "a"),
    ):
        try:
            graph = trace()
        except ProgramError as error:
            place = (error.line, error.column)
        else:
            place = (1, 1)
            assert 0 <= graph.root < len(graph.steps)
        assert min(place) >= 1
