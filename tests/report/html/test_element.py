"""Text never becomes markup."""

from __future__ import annotations

from hypothesis import given
from lxml import html as parser

from grader.report.escape import visible
from grader.report.html.element import joined, tag
from tests.report.hostile import TEXT


@given(TEXT)
def test_text_inside_an_element_stays_that_text(text: str) -> None:
    element = parser.fragment_fromstring(tag("p", "a", text, "b").html)

    assert element.text == f"a{visible(text)}b"
    assert len(element) == 0


@given(TEXT)
def test_text_in_an_attribute_stays_in_it(text: str) -> None:
    element = parser.fragment_fromstring(tag("p", aria_label=f"a{text}b", class_="c").html)

    assert dict(element.attrib) == {"aria-label": f"a{visible(text)}b", "class": "c"}


def test_markup_inside_an_element_stays_markup() -> None:
    assert tag("p", tag("b", "x"), "<i>").html == "<p><b>x</b>&lt;i&gt;</p>"


def test_attributes_without_a_value_are_left_out() -> None:
    assert tag("p", hidden=True, id=None, title=False, tabindex=0).html == '<p hidden tabindex="0"></p>'


def test_void_elements_have_no_end() -> None:
    assert joined((tag("br"), tag("meta", name="x", content="y"))).html == '<br><meta name="x" content="y">'
