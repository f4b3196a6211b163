"""Gradients: formulas pass however they are spelled; what was not derived is wrong or flagged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.model import Verdict
from grader.sandbox.runner import Sandbox
from tests.scoring.gradient_answers import Variant, odd, right, wrong
from tests.scoring.gradient_cheats import by_rules, cheats
from tests.scoring.gradient_grading import judged

pytestmark = pytest.mark.unmeasured


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


OWN_RULES = {"autodiff-behind", "own-rules"}
Seen = tuple[str, Verdict, tuple[str, ...], tuple[str, ...]]


@pytest.fixture(scope="module")
def cheated(sandbox: Sandbox) -> list[Seen]:
    return [as_seen(sandbox, variant) for variant in cheats()]


def as_seen(sandbox: Sandbox, variant: Variant) -> Seen:
    """Return the name of a variant, its verdict, and the codes of its mistakes and flags."""
    result = judged(sandbox, variant.source, variant.formula)
    codes = tuple(mistake.code for mistake in result.mistakes)
    return variant.name, result.verdict, codes, tuple(flag.code for flag in result.flags)


def test_180_right_spellings_pass_without_a_flag(sandbox: Sandbox) -> None:
    seen = [as_seen(sandbox, variant) for variant in right()]

    assert len({variant.source for variant in right()}) == 180
    assert [each for each in seen if each[1:] != (Verdict.OK, (), ())] == []


def test_right_answers_that_look_like_something_else_pass_without_a_flag(sandbox: Sandbox) -> None:
    seen = [as_seen(sandbox, variant) for variant in odd()]

    assert len(seen) > 40
    assert [each for each in seen if each[1:] != (Verdict.OK, (), ())] == []


def test_no_wrong_answer_passes_and_each_mistake_is_named(sandbox: Sandbox) -> None:
    variants = list(wrong())
    seen = [as_seen(sandbox, variant) for variant in variants]

    assert len(seen) >= 30
    assert [each[1] for each in seen] == [Verdict.WRONG] * len(seen)
    assert [each[:1] + each[2:] for each in seen] == [(each.name, (each.code,), ()) for each in variants]


def test_47_cheats_are_wrong_or_flagged(cheated: list[Seen]) -> None:
    assert len(cheated) == 47
    assert [each for each in cheated if each[1] is Verdict.OK and not each[3]] == []


def test_what_numbers_prove_is_a_mistake_and_no_flag(cheated: list[Seen]) -> None:
    differences = {each[1:] for each in cheated if each[0].startswith(("forward", "central", "copy", "five"))}

    assert differences == {(Verdict.WRONG, ("finite-difference",), ())}


def test_derivatives_by_rules_of_ones_own_are_flagged(sandbox: Sandbox) -> None:
    seen = [as_seen(sandbox, variant) for variant in by_rules()]

    assert len(seen) == 25
    assert [each for each in seen if each[1] is not Verdict.OK or not set(each[3]) & OWN_RULES] == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("complex", "complex-step"),
        ("dual", "autodiff-behind"),
        ("tape", "autodiff-behind"),
        ("decimal", "small-steps"),
        ("fraction", "small-steps"),
        ("pasted-exact", "complex-step"),
    ],
)
def test_what_numbers_cannot_prove_is_a_flag_and_costs_nothing(
    cheated: list[Seen], kind: str, code: str
) -> None:
    assert {each[1:] for each in cheated if each[0].startswith(kind)} == {(Verdict.OK, (), (code,))}
