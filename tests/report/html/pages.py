"""Pages for the tests, and what every page has to keep."""

from __future__ import annotations

from lxml import etree
from lxml import html as parser

from grader.model import (
    CurvePoint,
    Evidence,
    Flag,
    Mistake,
    NodeResult,
    Report,
    SourceCell,
    StudentError,
    Verdict,
)
from tests.report.builder import COMPARISON, check, held_out, published, report

# What a page is made of; anything else would have come out of a submission.
TAGS = {
    *("html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "section"),
    *(
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "span",
        "strong",
        "small",
        "a",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "bdi",
        "wbr",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption"),
    *("pre", "code", "samp", "mark", "label", "input", "select", "option"),
    *("svg", "g", "text", "line", "rect", "circle", "path", "polyline"),
}
ATTRIBUTES_WITH_ADDRESSES = ("src", "href", "srcset", "action", "data", "xlink:href", "background", "poster")

NODES = (
    NodeResult(name="a", text="2.0", value=2.0, value_expected=2.0, grad=6.0, grad_expected=3.0, wrong=True),
    NodeResult(name="b", text="3.0", value=3.0, value_expected=3.0, grad=2.0, grad_expected=2.0),
    NodeResult(name="n2", text="a * b", value=6.0, value_expected=6.0, grad=1.0, grad_expected=1.0),
    NodeResult(name="n3", text="n2 + a", value=8.0, value_expected=8.0, grad=1.0, grad_expected=1.0),
)
CURVE = tuple(
    CurvePoint(
        h=10.0**-k, one_sided=10.0**-k + 10.0 ** (k - 16), symmetric=10.0 ** (-2 * k) + 10.0 ** (k - 16)
    )
    for k in range(1, 12)
)
MISTAKE = Mistake(
    code="lost-minus", message="a minus is lost", evidence="you return 1.5", hint="look at -a**3"
)
ERROR = StudentError(type="NameError", message="name 'q' is not defined", label="", line=3, text="return q")

FULL = report(
    check(published((1.5, 10.25, 0.0625)), held_out(3, 5), mistakes=(MISTAKE,), expression=NODES),
    check(
        id="numerical_grad",
        entry_point="numerical_grad",
        kind="numerical_gradient",
        curve=CURVE,
        evidence=(Evidence(name="h", value=1e-8), Evidence(name="method", value="one_sided")),
        flags=(Flag(code="method", message="asked for another one"),),
    ),
    check(id="softmax_nll", entry_point="Value", verdict=Verdict.ERROR, error=ERROR, message="it raised"),
    comparisons=(COMPARISON,),
    output="printed <b>this</b>\n",
)
CELLS = (
    SourceCell(label="", text="def gradf(a, b, c):\n    x = 1\n    return q\n\nclass Value:\n    pass\n"),
)


def parsed(text: str) -> etree._Element:
    """Return the page's tree, after it is shown that nothing in it was a submission's own."""
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert text.endswith("</html>\n")
    tree = parser.document_fromstring(text)
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    assert {each.tag for each in elements} <= TAGS
    assert len(list(tree.iter())) == len(elements)  # no comments and no instructions
    identifiers = [each.get("id") for each in elements if each.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for each in elements:
        assert not any(name.startswith("on") or name == "style" for name in each.attrib)
        for name in ATTRIBUTES_WITH_ADDRESSES:
            assert each.get(name, "#").startswith("#")
            assert each.get(name, "#") == "#" or each.get(name)[1:] in identifiers
    return tree


def said(tree: etree._Element) -> str:
    """Return what a page says outside of its style and script, in single spaces."""
    texts = tree.xpath("//body//text()[not(ancestor::script)]")
    return " ".join(" ".join(texts).split())


def labelled(tree: etree._Element) -> list[str]:
    """Return what is said in place of the pictures."""
    return [each.get("aria-label", "") for each in tree.xpath("//svg[@role='img']")]


def full(audience: str = "student") -> Report:
    return FULL._replace(audience=audience)
