"""Error bars, the error curve and a class's bars."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as parser

from grader.model import DimVerdict, Evidence, Kink, Rule, Tolerance
from grader.report.html import charts, curve, errors
from grader.report.html.check import case_parts
from tests.report.builder import check, dim, published
from tests.report.html.pages import CURVE

FLOATS = st.none() | st.floats()


def drawn(markup: str) -> etree._Element:
    return parser.fragment_fromstring(markup)


# --- error bars -------------------------------------------------------------------------------


def test_a_bar_is_longer_than_the_tolerance_exactly_where_the_dim_is_wrong() -> None:
    case = published((-12.353553390593273 + 1e-7, 10.25699027111255 + 1e-3, 0.0625))
    tree = drawn(errors.figure(case).html)
    lengths = [float(rect.get("width").rstrip("%")) for rect in tree.xpath("//rect")]
    bounds = [float(line.get("x1").rstrip("%")) for line in tree.xpath("//line[@class='bound']")]

    assert [length > bound for length, bound in zip(lengths, bounds, strict=True)] == [False, True, False]
    assert [rect.get("class") for rect in tree.xpath("//rect")] == ["ok", "wrong", "ok"]


def test_a_number_at_a_kink_is_off_from_no_one_number() -> None:
    one = dim(0, 0.0, -6.0, name="corner")._replace(kink=Kink(-6.0, 0.0, judged=True), verdict=DimVerdict.OK)
    case = published()._replace(dims=(one, dim(1, 1.0, 1.0 + 1e-7)))
    parts = case_parts(check(), case, instructor=True)
    tree = drawn(f"<div>{''.join(part.html for part in parts)}</div>")

    assert tree.xpath("string(//tr[th='corner'])").endswith("-6.0 to 0.0 (a kink)-6.0")
    assert len(tree.xpath("//rect")) == 1
    assert "1 more is in the table alone" in tree.text_content()


def test_the_bars_are_said_in_words_with_sign_and_word() -> None:
    tree = drawn(errors.figure(published((1.5, 10.25699027111255, 0.0625))).html)
    label = tree.xpath("string(//svg[@role='img']/@aria-label)")

    assert "d0 off by 13.9, WRONG with at most 1e-5 allowed" in label
    assert [text.text for text in tree.xpath("//text[starts-with(@class, 'label')]")] == [
        "✗ d0: off by 13.9",
        "✓ d1: exact",
        "✓ d2: exact",
    ]


def test_the_tolerance_of_a_case_with_another_rule_is_not_called_its_rule() -> None:
    case = published((1.5, 2.5, 3.5), rule=Rule.FORMULA)

    tree = drawn(errors.figure(case).html)

    assert "tolerance, not the rule" in tree.text_content()
    assert "the finite difference that makes the answer" in tree.xpath("string(//figcaption)")


def test_numbers_that_no_scale_compares_are_not_drawn() -> None:
    case = published((1.5, 2.5, 3.5), rule=Rule.OPERATIONS)
    shown = "".join(part.html for part in case_parts(check(case), case, instructor=False))

    assert errors.figure(case).html == ""
    assert "Points by: a share for each operation that is right by itself" in shown


def test_where_nothing_is_off_nothing_is_drawn() -> None:
    assert errors.figure(published()).html == ""
    assert errors.figure(published((None, None, None))).html == ""


@given(st.lists(FLOATS, min_size=1, max_size=40), st.floats(0, 1), st.floats(0, 1))
@example([math.inf], 0.0, 5e-324)
def test_any_numbers_can_be_drawn(actual: list[float | None], atol: float, rtol: float) -> None:
    dims = tuple(dim(place, 1.0, value) for place, value in enumerate(actual))
    case = published(dims=dims, tolerance=Tolerance(atol=atol, rtol=rtol))
    markup = errors.figure(case).html

    assert markup == "" or len(drawn(markup).xpath("//rect")) <= errors.MOST_ROWS
    assert "nan%" not in markup


@pytest.mark.parametrize("place", [0, 5, 20, 33, 50, 67, 80, 100])
@pytest.mark.parametrize("label", ["", "1e-5", "tolerance", "your h = 9.99e-14", "tolerance, not the rule"])
def test_a_label_stays_inside_of_a_plot_on_a_phone(place: float, label: str) -> None:
    long = 100 * errors.LETTER * len(label) / errors.NARROWEST
    left = place - {"start": 0.0, "middle": long / 2, "end": long}[errors.anchor(place, label)]

    assert left >= 0
    assert left + long <= 100


# --- the error curve --------------------------------------------------------------------------


def test_the_students_step_is_marked_where_it_lies() -> None:
    tree = drawn(curve.figure(check(curve=CURVE, evidence=(Evidence(name="h", value=1e-8),))).html)
    (own,) = tree.xpath("//line[@class='own']")
    marks = {circle.get("cx") for circle in tree.xpath("//circle[contains(@class, 'one-sided')]")}

    assert own.get("x1") in marks  # the curve has a point at 1e-8
    assert "your h = 1e-8" in tree.text_content()


def test_the_curve_is_said_in_words_and_as_a_table() -> None:
    tree = drawn(curve.figure(check(curve=CURVE, evidence=(Evidence(name="h", value=3e-9),))).html)
    caption = tree.xpath("string(//figcaption)")

    assert "one-sided is best near h = 1e-8" in caption
    assert "next to your step 3e-9" in caption
    assert len(tree.xpath("//tbody/tr")) == len(CURVE)
    assert caption in tree.xpath("string(//svg/@aria-label)")


def test_a_step_that_the_curve_has_is_not_next_to_itself() -> None:
    markup = curve.figure(check(curve=CURVE, evidence=(Evidence(name="h", value=1e-8),))).html

    assert "At your step h = 1e-8, one-sided is off by" in markup
    assert "next to" not in markup


def test_without_a_known_step_none_is_marked() -> None:
    markup = curve.figure(check(curve=CURVE, evidence=(Evidence(name="h", value="unclear"),))).html

    assert "your h" not in markup


@pytest.mark.parametrize("points", [(), CURVE[:1]])
def test_no_curve_no_plot(points: tuple[object, ...]) -> None:
    assert curve.figure(check(curve=points)).html == ""


@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=6), st.floats())
def test_any_curve_can_be_drawn(points: list[tuple[float, float, float]], step: float) -> None:
    made = tuple(CURVE[0]._replace(h=h, one_sided=one, symmetric=two) for h, one, two in points)
    markup = curve.figure(check(curve=made, evidence=(Evidence(name="h", value=step),))).html

    assert "nan%" not in markup
    assert "inf%" not in markup


# --- a class ----------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 30), max_size=30), st.floats(0.5, 30))
def test_every_student_is_in_one_bar(points: list[float], possible: float) -> None:
    spread = charts.bins([min(each, possible) for each in points], possible)

    assert sum(number for _, number in spread) == len(points)
    assert spread[0][0] == 0


def test_full_points_have_a_bar_of_their_own() -> None:
    assert charts.bins([10, 10, 9.5, 0], 10)[-2:] == [(9, 1), (10, 2)]
    assert charts.bins([30, 29], 30)[-2:] == [(27, 1), (30, 1)]


def test_bins_of_whole_points_begin_at_whole_points() -> None:
    assert [low for low, _ in charts.bins([1], 13)] == list(range(14))
    assert charts.bins([24.5, 25, 3], 25) == [
        (0, 0), (3, 1), (6, 0), (9, 0), (12, 0), (15, 0), (18, 0), (21, 0), (24, 1), (25, 1)
    ]  # fmt: skip


def test_the_bars_of_a_class_are_a_table_too() -> None:
    tree = drawn(charts.histogram([1, 1, 3], 3).html)

    assert "1 points: 2" in tree.xpath("string(//svg/@aria-label)")
    assert [row.xpath("string(td)") for row in tree.xpath("//tbody/tr")] == ["0", "2", "0", "1"]


def test_no_points_no_bars() -> None:
    assert charts.histogram([], 3).html == charts.histogram([0], 0).html == ""


def test_a_share_of_nobody_is_no_bar() -> None:
    assert math.isclose(float(drawn(charts.share(0, 0).html).xpath("//rect")[1].get("width").rstrip("%")), 0)
