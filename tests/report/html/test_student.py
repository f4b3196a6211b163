"""The page of one submission."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Report, SourceCell
from grader.report.html import shell, student
from tests.report import builder, hostile
from tests.report.builder import SEED
from tests.report.html.pages import CELLS, CURVE, NODES, full, labelled, parsed, said

pytestmark = pytest.mark.unmeasured

CODE = st.lists(st.builds(SourceCell, label=hostile.TEXT, text=hostile.TEXT), max_size=3).map(tuple)


@given(hostile.reports(), CODE)
@settings(max_examples=60)
def test_no_submission_can_put_anything_into_the_page(report: Report, cells: tuple[SourceCell, ...]) -> None:
    parsed(student.render(report, cells))


@given(hostile.TEXT)
def test_nor_can_the_names_in_an_expression(text: str) -> None:
    nodes = tuple(node._replace(name=f"{node.name}{text}", text=f"{text}{node.text}") for node in NODES)
    first = full().checks[0]._replace(expression=nodes, curve=CURVE)

    parsed(student.render(full()._replace(checks=(first,)), CELLS))


def test_a_page_says_what_the_report_says() -> None:
    text = said(parsed(student.render(full(), CELLS)))

    for words in (
        "gradf: Analytical gradient of f",
        "✗ wrong",
        "-12.353553390593273",
        "1.5",
        "a minus is lost",
        "you return 1.5",
        "Hint: look at -a**3",
        "asked for another one",
        "3 of 5 hidden inputs right",
        "NameError: name 'q' is not defined",
        "Comparison of the two approximations",
        "printed <b>this</b>",
        "sandbox level process",
    ):
        assert words in text, words


def test_every_picture_has_words_and_every_heading_its_level() -> None:
    tree = parsed(student.render(full(), CELLS))
    levels = [int(each.tag[1]) for each in tree.xpath("//h1|//h2|//h3")]

    assert len(labelled(tree)) == 3  # bars, expression, curve
    assert all(len(label) > 40 for label in labelled(tree))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_verdict_is_told_by_its_colour_alone() -> None:
    tree = parsed(student.render(full(), CELLS))
    signs = {"ok": "✓", "wrong": "✗", "open": "○"}
    badges = tree.xpath("//span[starts-with(@class, 'badge ')]")

    assert badges
    for badge in badges:
        assert re.fullmatch(f"{signs[badge.get('class').split()[1]]} [a-z ]+", badge.text)


def test_the_table_of_checks_leads_to_the_line_at_fault() -> None:
    tree = parsed(student.render(full(), CELLS))

    assert tree.xpath("string(//a[@href='#line-softmax_nll'])") == "line 3"
    assert tree.xpath("string(//a[@href='#line-gradf'])") == "line 1"


def test_without_the_code_the_page_stands_all_the_same() -> None:
    with_code, without = parsed(student.render(full(), CELLS)), parsed(student.render(full()))
    titles = "//section[@aria-labelledby='checks']//thead//th"

    assert not without.xpath("//*[@id='code']")
    assert [each.text for each in with_code.xpath(titles)] == ["check", "verdict", "points", "code"]
    assert [each.text for each in without.xpath(titles)] == ["check", "verdict", "points"]


def test_long_names_break_behind_their_underscores() -> None:
    tree = parsed(student.render(full()._replace(submission_name="my_homework_3.py"), CELLS))
    (title,), (check,) = tree.xpath("//h1"), tree.xpath("//a[@href='#check-softmax_nll']")

    assert [*title.itertext()] == ["my_", "homework_", "3.py"]
    assert [*check.itertext()] == ["softmax_", "nll"]


def test_students_do_not_see_hidden_inputs_and_instructors_do() -> None:
    assert "77.125" not in student.render(full("student"), CELLS)
    assert "77.125" in student.render(full("instructor"), CELLS)


def test_a_page_without_script_forbids_every_script() -> None:
    tree = parsed(student.render(full(), CELLS))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert f"style-src '{shell.digest(tree.xpath('string(//style)'))}'" in policy
    assert not tree.xpath("//script")


def test_times_are_not_on_the_page_so_that_it_is_the_same_again() -> None:
    later = full()._replace(usage=full().usage._replace(wall_s=7.75, cpu_s=6.5))

    assert student.render(later, CELLS) == student.render(full(), CELLS)


@pytest.mark.parametrize(("torch", "shown"), [(SEED[0], ["3"]), (SEED[0] + 1e-15, [])])
def test_doubles_are_counted_from_the_number_that_stands_beside_them(torch: float, shown: list[str]) -> None:
    dim = builder.dim(0, SEED[0], SEED[0])._replace(torch=torch, ulps=3)
    report = builder.report(builder.check(builder.published(dims=(dim,))))

    assert parsed(student.render(report)).xpath("//td[@data-title='ulps']/text()") == shown
