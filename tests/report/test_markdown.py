from __future__ import annotations

from hypothesis import given
from markdown_it import MarkdownIt

from grader.model import Report
from grader.report import markdown
from tests.report.builder import COMPARISON, check, held_out, published, report
from tests.report.hostile import reports


def test_the_table_holds_verdict_and_points() -> None:
    text = markdown.render(report(check(published((1.0, 2.0, 3.0)))))

    assert text.startswith("## micrograd exercises: 0/2 points\n")
    assert "| `gradf` | Analytical gradient of f | ✗ wrong | 0/2 |\n" in text


def test_what_the_terminal_says_stands_in_a_block() -> None:
    text = markdown.render(report(check(published(), held_out(4, 5)), comparisons=(COMPARISON,)))

    assert "\n### `gradf`: wrong\n\n```text\nOK for dim 0: expected -12.35" in text
    assert "held-out: wrong, 4 of 5 hidden inputs right\n```\n" in text
    assert "### Comparison of the two approximations\n\n```text\nDim 0\n" in text


def test_without_room_the_table_alone_is_left() -> None:
    text = markdown.page(report(check(published((1.0, 2.0, 3.0)))), 0)

    assert "| `gradf` |" in text
    assert "```" not in text


@given(reports())
def test_no_submission_writes_markdown_of_its_own(given: Report) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.render(given))
    inline = [child for token in tokens for child in token.children or ()]

    assert {token.type for token in inline} <= {"text", "code_inline", "html_inline"}
    assert {token.content for token in inline if token.type == "html_inline"} <= {"<!-- -->"}
    assert sum(token.type == "tr_open" for token in tokens) == 1 + len(given.checks)
    assert sum(token.type == "heading_open" for token in tokens) == 1 + len(given.checks)
    assert {token.tag for token in tokens} <= {
        "", "h2", "h3", "p", "code", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip
