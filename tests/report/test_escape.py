from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from unicodedata import category, normalize
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.report.escape import (
    JOINERS,
    ci_log,
    csv_cell,
    csv_row,
    github_message,
    github_property,
    html,
    inert,
    isolated,
    markdown_block,
    markdown_cell,
    markdown_code,
    markdown_text,
    one_line,
    visible,
    xml_attribute,
    xml_text,
)
from tests.report.hostile import COMMANDS

if TYPE_CHECKING:
    from markdown_it.token import Token


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mOK\x1b[0m", r"\x1b[31mOK\x1b[0m"),
        ("\r", r"\x0d"),
        ("\x00", r"\x00"),
        ("\x9b2J", r"\x9b2J"),
        ("\u202eko", r"\u202eko"),
        ("\u2028", r"\u2028"),
        ("\udcff", r"\udcff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ue000", r"\ue000"),
        ("a\u200db", r"a\u200db"),
        ("é\u200cé", r"é\u200cé"),
        ("ễ\u200cễ", r"ễ\u200cễ"),
        ("王\u200d王", r"王\u200d王"),
        ("\u200cعلی\u200c", r"\u200cعلی\u200c"),
        ("م\u200c\u200dم", r"م\u200c\u200dم"),
    ],
)
def test_unseen_characters_become_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "d = 3 * a**2",
        "pochodna dążenia",
        "a\nb\tc",
        "数学\u3000",
        "∂f/∂a ✓",
        "محمد\u200cعلی",
        "👩\u200d💻",
        "क्\u200dष",
    ],
)
def test_readable_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_unseen_is_left_and_twice_is_once(text: str) -> None:
    shown = visible(text)

    unseen = {char for char in shown if category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert unseen <= {*"\n\t", *JOINERS}
    for first, last in re.findall("(?s)(.?)[\u200c\u200d](?=(.?))", shown):  # these stand between letters
        assert first > "\u0590" < last
    assert visible(shown) == shown


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert "\t" not in one_line(text)


@given(st.text(alphabet="#[]: vso").map(lambda text: text.replace("v", "##vso[")))
def test_no_line_holds_an_order(text: str) -> None:
    line = one_line(text)

    assert "##[" not in line
    assert "##vso[" not in line
    assert one_line(line) == line


@pytest.mark.parametrize("line", ["::error::forged", "  ::add-mask::a", "\u3000::error::b", "##[error]c"])
def test_a_line_that_begins_as_an_order_is_marked(line: str) -> None:
    assert inert(line) == f"| {line}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ValueError: ##[error]forged", "ValueError: #\\#[error]forged"),
        ("##vso[task.complete result=Succeeded]done", "#\\#vso[task.complete result=Succeeded]done"),
        ("###[error]three signs", "##\\#[error]three signs"),
        ("## Part 2: a[i] ##", "## Part 2: a[i] ##"),
        ("Value::add", "Value::add"),
    ],
)
def test_a_line_holds_no_order_to_a_ci_system(text: str, shown: str) -> None:
    assert one_line(text) == shown


# --- the log of a CI system -------------------------------------------------------------------

ANY = st.text(alphabet=st.characters(exclude_categories=()))
SIGNS = st.text(alphabet="#[]:%,\r\n\x1bvso teamcity`|<>&\"'=+-@\\_*!").map(
    lambda text: text.replace("v", "##vso[").replace("t", "\n::error::")
)
HOSTILE = ANY | SIGNS


@pytest.mark.parametrize(
    "text",
    [
        "::error::forged",
        "  ::stop-commands::x",
        "x\r::add-mask::a",
        "x\n::set-output name=a::b",
        "##[error]forged",
        "text ##vso[task.complete result=Succeeded]done",
        "###[error]three signs",
        "\x1b[0Ksection_start:1700000000:x\r\x1b[0K",
        "##teamcity[testFailed]",
        "a\u2028::error::b",
    ],
)
def test_a_log_holds_no_command_of_a_ci_system(text: str) -> None:
    for line in ci_log(text).splitlines():
        assert not line.strip().startswith(COMMANDS)
        assert "##" not in line
        assert "\x1b" not in line


@given(HOSTILE)
def test_every_line_of_a_log_is_ours(text: str) -> None:
    log = ci_log(text)

    assert log.endswith("\n")
    assert all(line.startswith("| ") for line in log.splitlines())
    assert "##" not in log


@given(HOSTILE)
def test_a_workflow_command_is_one_line_and_reads_back(text: str) -> None:
    command = f"::error title={github_property(text)},file=a.py::{github_message(text)}"
    head, _, message = command.removeprefix("::error ").partition("::")
    title = head.removeprefix("title=").removesuffix(",file=a.py")

    assert len(command.splitlines()) == 1
    assert not {",", ":"} & set(title)
    assert read_command(message) == visible(text).replace("##", "#\\#").replace("##", "#\\#")
    assert read_command(title.replace("%3A", ":").replace("%2C", ",")) == read_command(message)


def read_command(text: str) -> str:
    """Undo the escapes as GitHub's runner does."""
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


# --- XML and HTML -----------------------------------------------------------------------------


@given(HOSTILE)
def test_xml_parses_back_to_what_is_visible(text: str) -> None:
    root = ElementTree.fromstring(f'<a b="{xml_attribute(text)}">{xml_text(text)}</a>'.encode())
    shown = visible(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")

    assert (root.text or "") == root.get("b") == shown
    assert len(root) == 0


def test_the_end_of_a_cdata_section_is_not_one() -> None:
    assert "]]>" not in xml_text("]]>")


class Tags(HTMLParser):
    """What a browser would see: tags, comments and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.others = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others += 1

    def unknown_decl(self, data: str) -> None:
        self.others += 1


def seen(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    parser.close()
    return parser


@given(HOSTILE)
def test_a_browser_sees_no_tag_of_a_submission(text: str) -> None:
    page = seen(f"<p title=\"{html(text)}\" lang='{html(text)}'>{html(text)}</p>")

    assert page.tags == [("p", [("title", visible(text)), ("lang", visible(text))])]
    assert page.text == visible(text)
    assert page.others == 0


# --- spreadsheets -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "  =1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
        "\u3000=1",
        "\u22121",
    ],
)
def test_a_cell_is_no_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\u200b=1"])
def test_a_cell_that_hides_its_formula_shows_what_hides_it(text: str) -> None:
    assert csv_cell(text).startswith("\\")


@given(st.lists(HOSTILE, min_size=1))
def test_a_row_parses_back_and_no_cell_of_it_is_a_formula(texts: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_row(tuple(texts)), newline=""), strict=True)

    assert row == [csv_cell(text) for text in texts]
    for cell, text in zip(row, texts, strict=True):
        assert normalize("NFKC", cell.lstrip())[:1] not in ("=", "+", "-", "@", "\t", "\r")
        assert cell.removeprefix("'") == one_line(text).removeprefix("'")


# --- Markdown ---------------------------------------------------------------------------------


def parsed(text: str) -> list[Token]:
    """Return the tokens of a Markdown text with tables, as GitHub has them."""
    tokens: list[Token] = MarkdownIt("commonmark").enable("table").parse(text)
    return tokens


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


@given(HOSTILE)
@example("[a](javascript:1) ![x](http://e) <b> &amp; 1. # - * _x_ ~~y~~ | \\")
def test_plain_words_stay_words_in_markdown(text: str) -> None:
    tokens = inline(parsed(f"x {markdown_text(text)} x"))
    shown = "".join(token.content for token in tokens if token.type == "text")

    assert {token.type for token in tokens} <= {"text", "html_inline"}
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<!-- -->"}
    assert shown.split() == ["x", *one_line(text).split(), "x"]


@given(HOSTILE.filter(bool))
@example("`` ` ``")
@example(" ")
@example(" a ")
@example("`")
def test_inline_code_is_code_and_nothing_else(text: str) -> None:
    (token,) = inline(parsed(markdown_code(text)))

    assert (token.type, token.content) == ("code_inline", one_line(text))


@given(st.text(alphabet="|`\\ a\n@") | ANY)
def test_a_cell_of_a_table_is_one_cell(text: str) -> None:
    tokens = parsed(f"| a | b |\n|---|---|\n| {markdown_cell(text)} | x |\n")
    shown = [token.content for token in inline(tokens)]

    assert sum(token.type == "td_open" for token in tokens) == 2
    assert shown == ["a", "b", *([one_line(text)] if text else []), "x"]


@given(HOSTILE)
@example("```\n# out\n")
def test_a_block_ends_where_we_end_it(text: str) -> None:
    tokens = parsed(markdown_block(text) + "end\n")

    assert [token.type for token in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].content == visible(text).removesuffix("\n") + "\n"
    assert len(tokens) == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 Ada", "1 Ada"),
        ("1 Zo\u00eb 2", "1 Zo\u00eb 2"),
        ("6 \u05d3\u05d5\u05d3_6_hw.py", "6 \u2068\u05d3\u05d5\u05d3\u2069_6_hw.py"),
        ("\u05db\u05d4\u05df, \u05d3\u05d5\u05d3 6", "\u2068\u05db\u05d4\u05df, \u05d3\u05d5\u05d3\u2069 6"),
        ("\u0645\u062d  \u0645\u062d_5", "\u2068\u0645\u062d\u2069  \u2068\u0645\u062d\u2069_5"),
        ("\u05d3\n\u05d3", "\u2068\u05d3\u2069\n\u2068\u05d3\u2069"),
    ],
)
def test_words_from_right_to_left_turn_nothing_behind_them(text: str, shown: str) -> None:
    assert isolated(text) == shown
