"""What the rules beside a case's own say of its numbers."""

from __future__ import annotations

import pytest

from grader.model import CheckResult, DimVerdict, Input, Rule, Tolerance, Verdict
from grader.report.rules import other_rules, rule_text
from tests.report.builder import check, dim, published


def judged(*dims: tuple[DimVerdict, DimVerdict, DimVerdict], kind: str = "gradient") -> CheckResult:
    """Return a check with one dim for each (verdict, seed, strict)."""
    made = tuple(
        dim(place, 1.0, 1.5)._replace(name=f"d{place}", verdict=verdict, seed=seed, strict=strict)
        for place, (verdict, seed, strict) in enumerate(dims)
    )
    return check(published()._replace(dims=made), kind=kind)


OK, WRONG = DimVerdict.OK, DimVerdict.WRONG


def test_nothing_is_said_where_all_rules_agree() -> None:
    made = judged((OK, OK, OK), (WRONG, WRONG, WRONG))

    assert other_rules(made.cases[0], made) == []


def test_an_answer_that_the_notebook_accepts_and_the_case_does_not_is_named() -> None:
    made = judged((WRONG, OK, WRONG), (OK, OK, OK))

    assert other_rules(made.cases[0], made) == [
        "OK by the micrograd notebook's rule (an error below 1e-5): d0 (off by 0.5)"
    ]


def test_an_answer_that_is_only_nearly_right_is_named() -> None:
    made = judged((OK, OK, WRONG))

    assert other_rules(made.cases[0], made) == [
        "OK by this case's rule, yet not within rtol 1e-9 and atol 1e-12: d0 (off by 0.5)"
    ]


def test_a_dim_is_named_once_with_its_largest_error() -> None:
    made = judged((WRONG, OK, WRONG), (WRONG, OK, WRONG))
    near, far = (each._replace(name="df/da") for each in made.cases[0].dims)
    case = made.cases[0]._replace(dims=(near._replace(absolute_error=0.25), far))

    assert other_rules(case, made) == [
        "OK by the micrograd notebook's rule (an error below 1e-5): df/da (off by 0.5)"
    ]


def test_no_finite_difference_is_measured_by_the_strict_rule() -> None:
    made = judged((OK, OK, WRONG), kind="numerical_gradient")

    assert other_rules(made.cases[0], made) == []


def test_the_untouched_starter_is_measured_by_no_rule() -> None:
    made = judged((WRONG, OK, OK))

    assert other_rules(made.cases[0]._replace(verdict=Verdict.NOT_ATTEMPTED), made) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule.TOLERANCE, "every number within atol 1e-12 and rtol 1e-09"),
        (Rule.FORMULA, "the finite difference that makes the answer, at whatever step"),
        (
            Rule.OPERATIONS,
            "a share for each operation that is right by itself, and one for graphs of several",
        ),
    ],
)
def test_each_rule_is_said_in_words(rule: Rule, text: str) -> None:
    case = published()._replace(rule=rule, tolerance=Tolerance(atol=1e-12, rtol=1e-9))

    assert rule_text(case) == text


def test_the_seed_of_random_graphs_is_said() -> None:
    seeded = published()._replace(rule=Rule.OPERATIONS, answers=((Input(name="seed", value=7),),))

    assert rule_text(seeded).endswith("one for graphs of several, drawn by the seed 7")
