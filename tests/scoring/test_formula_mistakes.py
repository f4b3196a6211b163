"""Formulas that nobody wrote for the grader, with one mistake each: named, and never something untrue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from grader.errors import SpecError
from grader.model import CheckResult, Verdict
from grader.scoring.asking import Asked
from tests.scoring.gradient_formulas import Formula
from tests.scoring.gradient_grading import asked_of, function_of, judged_alone
from tests.scoring.wrong_derivatives import FACTS, SLIPS, Slip, Tree, derivative, made, nodes, number, text

pytestmark = pytest.mark.unmeasured

FORMULAS = 24
SLIPS_OF_EACH = 30


def exercises(seed: int) -> Iterator[tuple[Tree, Formula, Asked]]:
    """Yield random formulas with one to four inputs that are defined where they are asked for."""
    random = Random(seed)
    while True:
        names = "abcd"[: random.randint(1, 4)]
        tree: Tree = ("^", ("x", names[0]), number(3))
        for name in names:
            tree = (random.choice("+-"), tree, made(random, names, random.choice((1, 2, 2, 3))))
            tree = ("+", tree, ("*", number(random.choice((2, 3))), ("x", name)))
        formula = Formula(
            id="random",
            args=tuple(names),
            formula=text(tree),
            at=tuple(round(random.uniform(0.5, 2.0), 2) for _ in names),
            ranges=((0.4, 2.4),) * len(names),
            spellings=tuple((text(derivative(tree, name)),) for name in names),
        )
        try:
            yield tree, formula, asked_of(formula)
        except SpecError:
            continue


def usual(asked: Asked) -> bool:
    """Return whether all numbers are of a usual size, and each derivative changes."""
    rows = [answer.torch for _, _, answer in asked.points()]
    return all(abs(each) < 1e5 for row in rows for each in row) and all(
        len(set(column)) > 1 for column in zip(*rows, strict=True)
    )


def with_slip(random: Random, tree: Tree, formula: Formula) -> tuple[int, Slip, tuple[str, ...]] | None:
    """Return (dim, mistake, answer) of one mistake somewhere in the formula."""
    dim = random.randrange(len(formula.args))
    name = formula.args[dim]
    slip = random.choice(SLIPS)
    places = [node for node in nodes(tree) if slip.fits(node, name)]
    if not places:
        return None
    node = random.choice(places)
    wrong = text(derivative(tree, name, node, slip.rule))
    return dim, slip, (*formula.plain[:dim], wrong, *formula.plain[dim + 1 :])


def is_wrong_twice(result: CheckResult, dim: int) -> bool:
    """Return whether a dim is wrong at two points of the cases: one could be met by chance."""
    rows = [each for case in result.cases for each in case.dims if each.index == dim]
    return sum(each.strict != "OK" for each in rows) > 1


@cache
def slipped() -> tuple[tuple[Slip, tuple[str, ...], str], ...]:
    """Return (mistake, codes found, in words) of many wrong answers."""
    random = Random(11)
    found = []
    taken = 0
    for tree, formula, asked in exercises(7):
        if not usual(asked):
            continue
        taken += 1
        assert judged_alone(asked, function_of(formula, formula.plain)).verdict is Verdict.OK
        for _ in range(SLIPS_OF_EACH):
            slip = with_slip(random, tree, formula)
            if slip is None:
                continue
            dim, kind, dims = slip
            result = judged_alone(asked, function_of(formula, dims))
            if result.verdict is Verdict.WRONG and not result.error and is_wrong_twice(result, dim):
                codes = tuple(each.code for each in result.mistakes)
                found.append((kind, codes, f"{formula.formula} by {formula.args[dim]}: {dims[dim]}"))
        if taken == FORMULAS:
            return tuple(found)
    raise AssertionError("no formulas")


def test_single_mistakes_are_named_with_one_cause() -> None:
    one = [codes for _, codes, _ in slipped() if len(codes) == 1]

    assert len(slipped()) > 250
    assert len(one) >= 0.95 * len(slipped())


def test_single_mistakes_have_their_own_names() -> None:
    named = [bool({*slip.codes, *FACTS} & {*codes}) for slip, codes, _ in slipped()]
    counted = Counter(slip.id for slip, _, _ in slipped())

    assert len(counted) >= 0.8 * len(SLIPS)
    assert sum(named) >= 0.9 * len(named)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_untrue_is_said_of_a_number_that_no_mistake_gives(seed: int) -> None:
    random = Random(seed)
    codes: list[str] = []
    for taken, (_, formula, asked) in enumerate(exercises(seed)):
        dim = random.randrange(len(formula.args))
        a = formula.args[dim]
        odd = f"({formula.plain[dim]}) + tanh(7*{a})*{random.uniform(0.1, 1.0)}/(1 + {a}**4)"
        dims = (*formula.plain[:dim], odd, *formula.plain[dim + 1 :])
        codes += [each.code for each in judged_alone(asked, function_of(formula, dims)).mistakes]
        if taken == 15:
            break

    assert codes == []
