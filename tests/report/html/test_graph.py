"""The drawing of the smallest failing expression."""

from __future__ import annotations

from lxml import html as parser

from grader.report.html import graph
from tests.report.html.pages import NODES


def test_a_node_stands_below_all_that_it_is_made_of() -> None:
    boxes = graph.arranged(NODES)

    for node in NODES:
        for operand in graph.operands(node, NODES):
            assert boxes[operand].y + boxes[operand].height < boxes[node.name].y


def test_boxes_do_not_overlap() -> None:
    boxes = list(graph.arranged(NODES).values())

    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            beside = one.x >= other.x + other.width or other.x >= one.x + one.width
            assert beside or one.y >= other.y + other.height or other.y >= one.y + one.height


def test_operands_are_names_of_nodes_and_nothing_that_looks_like_one() -> None:
    made = NODES[2]._replace(name="n4", text="exp(a[1]) * n2 + aa - n2")

    assert graph.operands(made, (*NODES, made)) == ("n2",)


def test_a_node_is_never_its_own_operand() -> None:
    itself = NODES[0]._replace(text="a")

    assert graph.operands(itself, (itself,)) == ()


def test_the_first_wrong_node_is_marked_in_words_and_in_the_drawing() -> None:
    tree = parser.fragment_fromstring(graph.figure(NODES, called="x").html)
    marked = tree.xpath("//g[contains(@class, 'wrong')]")

    assert [group.xpath("string(text[1])") for group in marked] == ["a = 2.0"]
    assert "✗ first wrong" in marked[0].text_content()
    assert "a = 2.0, the first that is wrong" in tree.xpath("string(//svg/@aria-label)")
    assert len(tree.xpath("//path")) == 4  # an arrow for each operand


def test_where_nothing_was_answered_no_node_is_marked() -> None:
    raised = tuple(node._replace(value=None, grad=None) for node in NODES)
    tree = parser.fragment_fromstring(graph.figure(raised, called="x").html)

    assert not tree.xpath("//g[contains(@class, 'wrong')]")
    assert "fails, with the right numbers" in tree.xpath("string(//figcaption)")


def test_no_expression_no_drawing() -> None:
    assert graph.figure((), called="x").html == ""
