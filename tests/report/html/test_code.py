"""The student's code beside what was found in it."""

from __future__ import annotations

import pytest
from lxml import html as parser

from grader.model import SourceCell, Verdict
from grader.report.html import code
from tests.report.builder import check, published, report
from tests.report.html.pages import CELLS, ERROR

NOTEBOOK = (
    SourceCell(label="cell 1", text="import math\n"),
    SourceCell(label="cell 2", text="def gradf(a):\n    return q"),
    SourceCell(label="cell 3", text="gradf = gradf\n"),
)


def test_the_line_that_raised_is_marked_with_the_exception() -> None:
    failed = check(verdict=Verdict.ERROR, error=ERROR)
    notes = code.notes_of(report(failed), CELLS)
    tree = parser.fragment_fromstring(code.listing(CELLS, notes).html)

    assert [(note.line, note.place) for note in notes] == [(3, "line 3")]
    assert tree.xpath("string(//mark)") == "    return q"
    assert "NameError: name 'q' is not defined" in tree.xpath("string(//*[@id='line-gradf'])")


def test_the_line_of_a_notebook_is_one_of_its_cell() -> None:
    failed = check(verdict=Verdict.ERROR, error=ERROR._replace(label="cell 2", line=2))

    assert code.note_of(failed, NOTEBOOK) == code.Note(
        1, 2, "cell 2, line 2", "gradf: NameError: name 'q' is not defined", "gradf"
    )


def test_where_nothing_raised_the_last_binding_is_marked() -> None:
    note = code.note_of(check(published((1.5, 1.5, 1.5))), NOTEBOOK)

    assert note is not None
    assert (note.cell, note.line, note.text) == (2, 1, "gradf: wrong; it begins here")


@pytest.mark.parametrize("error", [ERROR._replace(line=99), ERROR._replace(label="cell 9", line=1)])
def test_a_line_that_there_is_not_is_not_marked(error: object) -> None:
    failed = check(verdict=Verdict.ERROR, error=error, entry_point="nothing")

    assert code.note_of(failed, NOTEBOOK) is None


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.NOT_ATTEMPTED])
def test_what_is_ok_or_not_begun_is_not_marked(verdict: Verdict) -> None:
    assert code.notes_of(report(check(verdict=verdict)), CELLS) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def gradf(a):\n  pass\n", 1),
        ("x = 1\ngradf = lambda: 1", 2),
        ("class gradf:\n  pass\ndef  gradf (a): pass", 3),
        ("gradf == 3\nprint(gradf)\n# def gradf(a):\ndef gradf2(a): pass", 0),
        ("class Value:\n    def gradf(self): pass", 0),
    ],
)
def test_a_binding_is_found_by_how_its_line_begins(text: str, line: int) -> None:
    assert code.binding(text, "gradf") == line


def test_every_line_is_there_and_the_notes_are_not_code() -> None:
    tree = parser.fragment_fromstring(code.listing(CELLS, ()).html)

    assert tree.xpath("string(//pre)") == CELLS[0].text
    assert code.listing((), ()).html == ""


def test_of_very_long_code_the_beginning_is_shown_and_what_is_around_a_note() -> None:
    cell = SourceCell(label="", text="\n" * 100_000 + "def gradf(a):\n    pass\n" + "\n" * 100_000)
    note = code.note_of(check(published((1.5, 1.5, 1.5))), (cell,))
    assert note is not None
    tree = parser.fragment_fromstring(code.listing((cell,), (note,)).html)
    gaps = [int(gap.text.split()[0]) for gap in tree.xpath("//*[contains(@class, 'gap')]")]
    shown = [int(line.get("data-line")) for line in tree.xpath("//*[@data-line]")]

    assert sum(gaps) + len(shown) == 200_002
    assert shown == [*range(1, code.MOST_LINES + 1), *range(100_001 - code.AROUND, 100_001 + code.AROUND + 1)]
    assert tree.xpath("string(//mark)") == "def gradf(a):"


def test_cells_share_the_room_for_code() -> None:
    cells = tuple(SourceCell(label=f"cell {n}", text="x\n" * 3000) for n in range(1, 4))
    tree = parser.fragment_fromstring(code.listing(cells, ()).html)

    assert len(tree.xpath("//*[@data-line]")) == code.MOST_LINES


def test_a_line_beyond_the_last_one_is_not_marked() -> None:
    failed = check(verdict=Verdict.ERROR, error=ERROR._replace(line=7), entry_point="nothing")

    assert code.note_of(failed, CELLS) is None  # the file ends with the line end of line 6
