"""Mistakes in gradients are named by what explains every number, with evidence and one hint."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import CheckResult, KnownMistake, Mistake, Noted, Reworded, Sight, Verdict
from grader.scoring.sweep import sweep
from grader.spec.program import trace_formula
from grader.wording import codes, wording_of
from tests.scoring.gradient_formulas import FORMULAS, MICROGRAD, POWERS, WAVES, Formula
from tests.scoring.gradient_grading import asked_of, function_of, judged_alone

LOST_MINUS = ("3*a**2 - 1/(2*a**0.5)", *MICROGRAD.plain[1:])


def of(formula: str, *ranges: tuple[float, float], args: str = "x") -> Formula:
    """Return an exercise; its inputs lie in [0.4, 2] where no ``ranges`` are given."""
    names = tuple(args.split())
    ranges = ranges or ((0.4, 2.0),) * len(names)
    return Formula(
        id="some",
        args=names,
        formula=formula,
        at=tuple(low + 0.3 * (high - low) for low, high in ranges),
        ranges=ranges,
        spellings=(),
    )


def answered(formula: Formula, *dims: str) -> CheckResult:
    """Return the judgement of an answer with these expressions."""
    return judged_alone(asked_of(formula), function_of(formula, dims))


def named(formula: Formula, *dims: str) -> list[tuple[str, str]]:
    """Return the codes and messages of the mistakes in an answer."""
    return [(each.code, each.message) for each in answered(formula, *dims).mistakes]


@pytest.mark.parametrize(
    ("formula", "answer", "code", "part"),
    [
        ("sin(3*x) + x", "cos(3*x) + 1", "inner-derivative", "sin(3*x)"),
        ("sin(3*x) + x", "3*cos(x) + 1", "inner-argument", "sin(3*x)"),
        ("sin(3*x) + x", "cos(x) + 1", "inner-argument", "sin(3*x)"),
        ("sin(x**2) + x", "cos(2*x) + 1", "function-of-derivative", "sin(x**2)"),
        ("sin(x**2) + x", "sin(2*x) + 1", "function-of-derivative", "sin(x**2)"),
        ("sin(x**2) + x", "2*x*cos(2*x) + 1", "function-of-derivative", "sin(x**2)"),
        ("sin(x**2) + x", "2*x + 1", "outer-derivative", "sin(x**2)"),
        ("sin(x**2) + x", "sin(x**2) + 1", "not-differentiated", "sin(x**2)"),
        ("sin(x**2) + x", "2*x*sin(x**2) + 1", "function-rule", "sin(x**2)"),
        ("sin(x) + x", "cos(radians(x)) + 1", "degrees", "sin(x)"),
        ("cos(x) + x", "sin(x) + 1", "term-sign", "cos(x)"),
        ("cos(x) + x", "-cos(x) + 1", "function-rule", "cos(x)"),
        ("cos(x) + x", "-sin(radians(x)) + 1", "degrees", "cos(x)"),
        ("tan(x) + x**2", "1 - tan(x)**2 + 2*x", "function-rule", "tan(x)", ),
        ("tan(x) + x**2", "1 + tan(radians(x))**2 + 2*x", "degrees", "tan(x)"),
        ("exp(x) + x", "x*exp(x - 1) + 1", "power-rule", "exp(x)"),
        ("exp(2*x) + x", "exp(2*x) + 1", "inner-derivative", "exp(2*x)"),
        ("log(x) + x", "1/(x*log(10)) + 1", "logarithm-base", "log(x)"),
        ("log(x) + x", "1/x**2 + 1", "function-rule", "log(x)"),
        ("sqrt(x) + x", "1/sqrt(x) + 1", "exponent-factor", "sqrt(x)"),
        ("sqrt(x) + x", "0.5*sqrt(x) + 1", "exponent-not-decreased", "sqrt(x)"),
        ("tanh(x) + x", "1 - x**2 + 1", "input-for-output", "tanh(x)"),
        ("tanh(x) + x", "1 - tanh(x) + 1", "function-rule", "tanh(x)"),
        ("sigmoid(x) + x", "x*(1 - x) + 1", "input-for-output", "sigmoid(x)"),
        ("sinh(x) + x", "-cosh(x) + 1", "term-sign", "sinh(x)"),
        ("sinh(x) + x", "sinh(x) + 1", "not-differentiated", "sinh(x)"),
        ("cosh(x) + x", "-cosh(x) + 1", "function-rule", "cosh(x)"),
        ("relu(x) + x", "x + 1", "not-differentiated", "relu(x)"),
        ("abs(x - 3)*x", "x + abs(x - 3)", "outer-derivative", "abs(x - 3)"),
        ("x**3 + x", "x**2 + 1", "exponent-factor", "x**3"),
        ("x**3 + x", "3*x**3 + 1", "exponent-not-decreased", "x**3"),
        ("x**0.5 + x", "0.5*x**(-1//2) + 1", "power-rule", "x**0.5"),
        ("x**0.5 + x**2", "0.5 + 2*x", "power-rule", "x**0.5"),
        ("x**3 + exp(x)", "3 + exp(x)", "power-rule", "x**3"),
        ("sqrt(x) + x**2", "0.5 + 2*x", "power-rule", "sqrt(x)"),
        ("x**2.5 + x", "2.5*x**2 + 1", "power-rule", "x**2.5"),
        ("x**3 + x", "2*x**3 + 1", "power-rule", "x**3"),
        ("x**-2 + x", "2*x + 1", "power-rule", "x**(-2)"),
        ("x**0.5 + x", "-0.5*x**-0.5 + 1", "term-sign", "x**0.5"),
        ("(3*x)**-0.5 + x", "-0.5*x**-1.5 + 1", "inner-argument", "(3*x)**(-0.5)"),
        ("(x**2 + 1)**3 + x", "3*(2*x)**2 + 1", "function-of-derivative", "(x**2 + 1)**3"),
        ("x*sin(x) + x", "cos(x) + 1", "product-rule", "x*sin(x)"),
        ("x*sin(x) + x", "sin(x) + 1", "product-rule", "x*sin(x)"),
        ("x*sin(x) + x", "1", "term-missing", "x*sin(x)"),
        ("x*x + sin(x)", "cos(x)", "term-missing", "x*x"),
        ("x*sin(x) + x", "sin(x) - x*cos(x) + 1", "term-sign", "sin(x)"),
        ("x*sin(x) + x", "x*sin(x) + 1", "not-differentiated", "x*sin(x)"),
        ("5*sin(x) + x", "cos(x) + 1", "constant-factor", "5*sin(x)"),
        ("sin(x)/5 + x", "cos(x) + 1", "constant-factor", "sin(x)/5"),
        ("sin(x)/5 + x", "5*cos(x) + 1", "quotient-rule", "sin(x)/5"),
        ("2/x + x", "-2/x + 1", "denominator-not-squared", "2/x"),
        ("2/x + x", "2/x**2 + 1", "term-sign", "2/x"),
        ("2/x + x", "-1/x**2 + 1", "constant-factor", "2/x"),
        ("2/x + x", "2*log(x) + 1", "reciprocal", "2/x"),
        ("2/x + x", "-2*x**2 + 1", "reciprocal", "2/x"),
        ("sin(3*x) + x**2", "3*cos(3*0.88) + 2*x", "part-fixed", "sin(3*x)"),
        ("sin(3*x) + x**2", "3*cos(3*x) + 2*0.88", "part-fixed", "x**2"),
        ("2/(x**2 + 1) + x", "-2/(x**2 + 1)**2 + 1", "inner-derivative", "2/(x**2 + 1)"),
        ("sin(x)/x + x", "cos(x)/1 + 1", "quotient-rule", "sin(x)/x"),
        ("sin(x)/x + x", "(x*cos(x) - sin(x))/x + 1", "denominator-not-squared", "sin(x)/x"),
        ("sin(x)/x + x", "(sin(x) - x*cos(x))/x**2 + 1", "term-sign", "sin(x)/x"),
        ("sin(x)/x + x", "(x*cos(x) + sin(x))/x**2 + 1", "quotient-rule", "sin(x)/x"),
        ("sin(x)/(x - 3) + x", "((x - 3)*cos(x) + sin(x))/(x - 3)**2 + 1", "quotient-rule", "sin(x)/(x - 3)"),
        ("sin(x)/(3 - x) + x", "((3 - x)*cos(x) - sin(x))/(3 - x)**2 + 1", "term-sign", "x"),
        ("sin(x) + 3*x + 7", "cos(x) + 3 + 7", "constant-kept", "7"),
        ("sin(x + 2) + x", "cos(x + 2)*(1 + 2) + 1", "constant-kept", "2"),
        ("sin(x) + 3*x + 7 + 2**3", "cos(x) + 3 + 7 + 2**3", "constants-kept", ""),
        ("x**0.5 + x", "1/2*x**-1/2 + 1", "exponent-brackets", "x**0.5"),
        ("sqrt(x) + x", "1/2*x**-1/2 + 1", "exponent-brackets", "sqrt(x)"),
        ("x**2.5 + x", "5/2*x**3/2 + 1", "exponent-brackets", "x**2.5"),
        ("x**(4/3) + x", "4/3*x**1/3 + 1", "exponent-brackets", "x**(4/3)"),
        ("sin(x) - exp(x) - x", "cos(x) + exp(x) - 1", "term-sign", "exp(x)"),
        ("sin(x) - exp(x) - x", "cos(x) - 1", "term-missing", "exp(x)"),
        ("sin(x)*exp(x) + x", "-(cos(x) + sin(x))*exp(x) + 1", "term-sign", "sin(x)*exp(x)"),
        ("sin(3*x) + sin(2*x)", "cos(3*x) + cos(2*x)", "inner-derivative", "each part such as sin(2*x)"),
        ("sin(3*x) + sin(2*x) + x", "cos(3*x) + 2*cos(2*x) + 1", "inner-derivative", "of sin(3*x)"),
        ("x**3/6 + x", "1.3*x**2/2 + 1", "coefficient", "x**3/6"),
        ("x**3/6 + x", "0.1666667*3*x**2 + 1", "rounded-constant", "x**3/6"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_name_and_its_place(formula: str, answer: str, code: str, part: str) -> None:
    [(found, message)] = named(of(formula), answer)

    assert found == code
    assert part in message or code == "quotient-rule"


@pytest.mark.parametrize(
    ("dims", "codes"),
    [
        (("2*x*y", "0"), ["always-zero"]),
        (("2*x*y", "x*x + 6*y"), ["coefficient"]),
        (("2*x*y", "2*x*y"), ["other-dim"]),
        (("x*x + 2*y", "2*x*y"), ["order"]),
        (("2*x*y + x*x + 2*y", "x*x + 2*y"), ["dims-summed"]),
        (("2*x*y + x*x + 2*y", "2*x*y + x*x + 2*y"), ["dims-summed"]),
        (("-2*x*y", "-x*x - 2*y"), ["sign"]),
        (("7*x*y", "x*x + 2*y"), ["factor"]),
        (("2*x*y", "2*y"), ["term-missing"]),
        (("2*x", "x*x + 2*y"), ["constant-factor"]),
        (("2*x*x**2", "x*x + 2*y"), ["product-rule"]),
        (("2*x*y", "x*x + 2*1.24"), ["input-fixed"]),
        (("1.5", "x*x + 2*y"), ["pasted-answer"]),
    ],
)
def test_facts_about_dims_have_their_names(dims: tuple[str, str], codes: list[str]) -> None:
    formula = of("x**2*y + y**2", (0.4, 2.0), (1.0, 1.8), args="x y")

    assert [code for code, _ in named(formula, *dims)] == codes


@pytest.mark.parametrize(
    ("dims", "part"),
    [
        (("3*y**2 + cos(x)", "5*y**4"), "x**3"),
        (("3*x**2 + cos(y)", "5*y**4"), "sin(x)"),
        (("3*x**2 + cos(x)", "5*x**4"), "y**5"),
    ],
)
def test_another_argument_in_a_term_is_named(dims: tuple[str, str], part: str) -> None:
    [(code, message)] = named(of("x**3 + sin(x) + y**5", (0.4, 2.0), (1.0, 1.8), args="x y"), *dims)

    assert code == "other-argument"
    assert part in message


def test_what_is_right_at_one_point_may_be_nearly_right_where_another_term_is_large() -> None:
    formula = of("x**3 + sqrt(x)", (0.5, 300.0))
    (at,) = formula.at

    [(code, _)] = named(formula, f"3*x**2 + 0.5*sqrt({at})/x")

    assert code == "right-at-one-point"


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda each: each.id)
def test_no_right_answer_is_blamed(formula: Formula) -> None:
    result = answered(formula, *formula.plain)

    assert (result.verdict, result.mistakes, result.flags, result.message) == (Verdict.OK, (), (), "")


def test_two_mistakes_in_one_dim_are_named_together() -> None:
    found = named(of("sin(3*x) - exp(x) + x**3"), "cos(3*x) + exp(x) + 3*x**2")

    assert sorted(code for code, _ in found) == ["inner-derivative", "term-sign"]


def test_what_no_mistake_explains_is_said_to_be_unknown() -> None:
    result = answered(of("sin(3*x) + x"), "cos(3*x)**2/x + 17*x")

    assert result.mistakes == ()
    assert result.message == "what is wrong with df/dx is none of the mistakes that the grader knows"


def test_what_is_nearly_right_is_said_to_be_so() -> None:
    result = answered(WAVES, WAVES.plain[0], f"({WAVES.plain[1]})*(1 + 1e-7*sin(100*x))")

    assert result.mistakes == ()
    assert "df/dy is not known" in result.message
    assert "right to about 7 digits" in result.message


def test_the_evidence_is_two_numbers_at_the_published_input() -> None:
    [mistake] = answered(MICROGRAD, *LOST_MINUS).mistakes

    assert mistake.evidence == (
        "for df/da at a = 2, b = 3, c = 4 you return 11.646446609406727, right is -12.353553390593273"
    )
    assert mistake.dims == ("df/da",)


def test_no_hidden_input_is_quoted() -> None:
    formula = of("x**2 + y", (2.0, 2.5), (1.0, 2.0), args="x y")._replace(at=(2, 1))

    [mistake] = answered(formula, "x**2", "1").mistakes

    assert mistake.code == "not-differentiated"
    assert mistake.evidence == "it shows at a hidden input, not at the published one"


def test_a_mistake_of_all_dims_names_none_of_them() -> None:
    [mistake] = answered(MICROGRAD, *(f"-({each})" for each in MICROGRAD.plain)).mistakes

    assert (mistake.code, mistake.dims) == ("sign", ())
    assert "df/da, df/db and df/dc" in mistake.message


def test_too_few_points_name_nothing() -> None:
    asked = asked_of(MICROGRAD)
    [published, hidden] = asked.check.cases
    alone = asked._replace(check=asked.check._replace(cases=(published,)))

    def answer(a: float, b: float, c: float) -> list[float]:
        if (a, b, c) != (2, 3, 4):
            raise ZeroDivisionError
        return list(function_of(MICROGRAD, LOST_MINUS)(a, b, c))

    result = judged_alone(alone, answer)

    assert hidden.hidden
    assert (result.verdict, result.mistakes) == (Verdict.WRONG, ())


def test_an_answer_of_the_wrong_form_explains_itself() -> None:
    result = answered(MICROGRAD, *MICROGRAD.plain[:2])

    assert result.mistakes == ()
    assert result.message.startswith("expected 3 numbers")


def test_numbers_that_are_none_are_not_explained() -> None:
    result = answered(MICROGRAD, "1e999", *MICROGRAD.plain[1:])

    assert (result.verdict, result.mistakes) == (Verdict.WRONG, ())


# --- words ------------------------------------------------------------------------------------


def reworded(*own: Reworded, listed: tuple[KnownMistake, ...] = ()) -> Mistake:
    """Return the mistake of a lost minus in an exercise with words and a list of its own."""
    asked = asked_of(MICROGRAD)
    exercise = asked.exercise._replace(wording=own)
    asked = asked._replace(exercise=exercise, check=asked.check._replace(mistakes=listed))
    [mistake] = judged_alone(asked, function_of(MICROGRAD, LOST_MINUS)).mistakes
    return mistake


LISTED = KnownMistake(id="lost-minus", formulas=LOST_MINUS, hint="mind the minus of a**3")


def test_an_exercises_own_words_replace_the_graders() -> None:
    own = reworded(Reworded(code="term-sign", message="look at {part} in {dims}", hint="aloud, please"))

    assert (own.message, own.hint) == ("look at -a**3 in df/da", "aloud, please")


def test_an_exercises_own_message_keeps_the_graders_hint() -> None:
    own = reworded(Reworded(code="term-sign", message="a sign"))

    assert (own.message, own.hint) == ("a sign", wording_of("term-sign").hint)


def test_the_hint_of_a_listed_mistake_comes_before_the_graders() -> None:
    assert reworded(listed=(LISTED,)).hint == "mind the minus of a**3"


def test_the_hint_of_one_dim_is_not_that_of_all() -> None:
    asked = asked_of(MICROGRAD)
    of_c = KnownMistake(
        id="reciprocal-sign", formulas=(*MICROGRAD.plain[:2], "-1/c**2"), hint="two minus signs"
    )
    opposite = function_of(MICROGRAD, tuple(f"-({formula})" for formula in MICROGRAD.plain))
    asked = asked._replace(check=asked.check._replace(mistakes=(of_c,)))

    [mistake] = judged_alone(asked, opposite).mistakes

    assert (mistake.code, mistake.hint) == ("sign", wording_of("sign").hint)


def test_an_exercises_own_hint_for_a_code_comes_before_that_of_its_list() -> None:
    assert reworded(Reworded(code="term-sign", hint=""), listed=(LISTED,)).hint == ""


def test_an_exercises_own_words_for_one_of_its_list_are_said() -> None:
    own = Reworded(code="lost-minus", message="one of your signs", hint="term by term")
    both = Reworded(code="term-sign", message="a sign")

    assert reworded(own, listed=(LISTED,))[:2] == ("term-sign", "one of your signs")
    assert reworded(own, listed=(LISTED,)).hint == "term by term"
    assert reworded(own, both, listed=(LISTED,)).message == "a sign"
    assert reworded(own, listed=()).message != "one of your signs"


def test_a_mistake_that_only_the_exercise_knows_has_its_id_as_a_code() -> None:
    asked = asked_of(POWERS)
    odd = (f"({POWERS.plain[0]})*cos(v)/(2 + w)", *POWERS.plain[1:])
    known = KnownMistake(id="odd-one", formulas=odd, hint="not so odd")
    asked = asked._replace(
        exercise=asked.exercise._replace(checks=(asked.check._replace(mistakes=(known,)),)),
        check=asked.check._replace(mistakes=(known,)),
    )

    [mistake] = judged_alone(asked, function_of(POWERS, odd)).mistakes

    assert (mistake.code, mistake.hint, mistake.dims) == ("odd-one", "not so odd", ("df/dv",))
    assert "odd-one" in mistake.message


def test_a_listed_mistake_that_the_numbers_are_not_of_says_nothing() -> None:
    other = LISTED._replace(formulas=("sqrt(a - 400)", "1/(c - c)", MICROGRAD.plain[2]))

    assert reworded(listed=(other,)).hint == wording_of("term-sign").hint


def test_every_message_says_what_is_wrong_of_which_dims_and_every_mistake_has_a_hint() -> None:
    unknown = ("unknown-mistake", "unknown-nearly-right")
    for code in codes():
        words = wording_of(code)
        if words.topic == "gradient":
            assert "{dims}" in words.message
            assert re.match(r"[a-z{]", words.message)
            assert bool(words.hint) != (code in unknown)


# --- at the edge of a domain ---------------------------------------------------------------------

EDGES = (
    of("log(x - y) + x*y", (4.0, 6.0), (0.5, 3.9), args="x y"),
    of("sqrt(x - 1) + y**-1.5", (1.0001, 1.01), (0.001, 0.1), args="x y"),
    of("abs(x)*relu(y) + (x*y)**2", (-1.0, 1.0), (-1.0, 1.0), args="x y"),
    of("exp(x**2) - exp(y)/(x - y)", (5.0, 9.0), (1.0, 4.9), args="x y"),
    of("tan(x)**3 + cosh(20*y)", (1.0, 1.57), (0.0, 9.0), args="x y"),
)
# Of cosh alone a difference has but another factor.
ALIKE = {"finite-difference", "rounded-constant", "coefficient"}
ODD = st.sampled_from([0.0, 1.0, -1.0, 1e-9, 1.001, 1e300, -1e300, 5e-324, 1e-3, 2.0, 1e999, float("nan")])


@settings(max_examples=60)
@given(st.sampled_from(EDGES), ODD, ODD, st.sampled_from([0.0, 1e-5, 0.01]))
def test_whatever_comes_back_it_is_judged(formula: Formula, factor: float, plus: float, step: float) -> None:
    asked = asked_of(formula)
    graph = trace_formula(asked.exercise.functions[0])

    def answer(x: float, y: float) -> list[float]:
        right = [each[graph.root] for each in sweep(graph, (x + step, y)).slopes]
        return [factor * right[0] + plus, right[1] if step else factor * right[1]]

    result = judged_alone(asked, answer, Noted(sights=frozenset((Sight.NEARBY,)), step=step))

    assert result.verdict in (Verdict.OK, Verdict.WRONG, Verdict.ERROR)
    assert all(each.message and each.evidence for each in result.mistakes)


@pytest.mark.parametrize("formula", EDGES, ids=lambda each: each.formula)
@pytest.mark.parametrize("h", [1e-2, 1e-4, 1e-7])
def test_a_difference_at_the_edge_is_judged(formula: Formula, h: float) -> None:
    f = function_of(formula, (formula.formula,))

    def answer(x: float, y: float) -> list[float]:
        return [(f(x + h, y)[0] - f(x, y)[0]) / h, (f(x, y + h)[0] - f(x, y - h)[0]) / (2 * h)]

    result = judged_alone(asked_of(formula), answer)

    assert {each.code for each in result.mistakes} <= ALIKE
