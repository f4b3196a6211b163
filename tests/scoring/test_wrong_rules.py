"""Wrong rules: each has a name that can be said, and none is the right rule."""

from __future__ import annotations

from itertools import product

import pytest

from grader.model import Function
from grader.scoring.formula_mistakes import ORDER
from grader.scoring.sweep import sweep
from grader.scoring.wrong_rules import Part, Rule, Site, WrongRule, rules_of
from grader.scoring.wrong_slopes import SLOPES_OF, WRONG_SLOPES
from grader.spec.language import FUNCTIONS
from grader.spec.program import trace_formula
from grader.wording import wording_of

BINARY = ("add", "sub", "mul", "truediv", "pow")
POINTS = (0.3, 0.7, 1.9)
# A product with a number has a factor, whatever the other part is.
OPERANDS = [parts for parts in product(Part, Part) if Part.DEPENDENT in parts]


def rules(op: str) -> list[WrongRule]:
    """Return all wrong rules of an operation."""
    parts = [(Part.DEPENDENT,)] if op in FUNCTIONS or op == "neg" else OPERANDS
    return [rule for each in parts for leaf in (True, False) for rule in rules_of(op, each, leaf=leaf)]


@pytest.mark.parametrize("op", [*BINARY, "neg", *sorted(FUNCTIONS)])
def test_every_wrong_rule_has_a_name_and_a_rank(op: str) -> None:
    codes = {rule.code for rule in rules(op)}

    assert codes <= set(ORDER)
    assert all(wording_of(code).topic == "gradient" for code in codes)


def test_every_name_with_a_rank_can_be_met() -> None:
    met = {rule.code for op in (*BINARY, "neg", *FUNCTIONS) for rule in rules(op)}

    of_terms = {"constant-kept", "constants-kept", "other-argument", "part-fixed"}
    assert set(ORDER) - met == of_terms
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_slope_of_each_function_is_right_and_the_wrong_ones_are_not(name: str) -> None:
    graph = trace_formula(Function(name="f", args=("x",), formula=f"{name}(x)"))
    slope, value = SLOPES_OF[name]
    for x in (*POINTS, -0.6):
        if name in ("log", "sqrt") and x < 0:
            continue
        numbers = sweep(graph, (x,))
        assert slope(x) == pytest.approx(numbers.slopes[0][graph.root], rel=1e-12, abs=1e-15)
        assert value(x) == pytest.approx(float(numbers.values[graph.root]), rel=1e-12)
    for _, wrong in WRONG_SLOPES[name]:
        if name not in ("relu", "abs"):
            assert sum(wrong(x, value(x)) != pytest.approx(slope(x), rel=1e-6) for x in POINTS) > 1


def site(op: str, left: float, right: float) -> Site:
    """Return a step of two operands that both depend on the variable."""
    slopes = (1.3, -0.4)
    local = {"mul": (right, left), "truediv": (1 / right, -left / right**2)}[op]
    value = {"mul": left * right, "truediv": left / right}[op]
    slope = local[0] * slopes[0] + local[1] * slopes[1]
    return Site(
        op=op, operands=(left, right), slopes=slopes, value=value, slope=slope, local=local, variable=0.9
    )


@pytest.mark.parametrize("op", ["mul", "truediv"])
def test_no_wrong_rule_for_a_product_or_a_quotient_is_the_right_one(op: str) -> None:
    wrong: list[Rule] = [rule.rule for rule in rules_of(op, (Part.DEPENDENT, Part.DEPENDENT), leaf=False)]

    for rule in wrong:
        found = [
            rule(each) == pytest.approx(each.slope, rel=1e-9)
            for each in (site(op, 2.3, 1.7), site(op, 0.4, 3.1))
        ]
        assert not all(found)


def test_a_power_of_a_negative_base_has_no_wrong_slope_either() -> None:
    minus = Site(
        op="pow",
        operands=(-2.0, 0.5),
        slopes=(1.0, 0.0),
        value=1.0,
        slope=1.0,
        local=(1.0, 0.0),
        variable=-2.0,
    )
    failed = []
    for rule in rules_of("pow", (Part.DEPENDENT, Part.NUMBER), leaf=False):
        try:
            assert isinstance(rule.rule(minus), float)
        except (ValueError, ZeroDivisionError):
            failed.append(rule.code)

    assert "power-rule" in failed
    assert "inner-argument" in failed
