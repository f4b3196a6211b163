from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.worksheet import parse
from grader.errors import UsageError

PIECES = st.sampled_from(['"', '""', ",", ";", "\t", "\r\n", "\n", "\r", "a", " ", "=1", "ü", "\ufeff", "\0"])


@given(st.lists(PIECES).map("".join) | st.text())
def test_a_file_is_put_together_again_byte_for_byte(text: str) -> None:
    try:
        sheet = parse(text, file="x.csv")
    except UsageError as error:
        assert "a quote is never closed" in str(error)  # noqa: PT017 - most texts are fine
        assert '"' in text
    else:
        assert sheet.text() == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1), st.sampled_from([0, 1]))
def test_what_the_csv_module_writes_means_the_same_here(rows: list[list[str]], quoting: int) -> None:
    file = io.StringIO(newline="")
    # The first row decides about the delimiter: it is one that no cell of it holds.
    rows = [[f"h{n}" for n in range(len(rows[0]))], *rows]
    csv.writer(file, quoting=quoting).writerows(rows)
    sheet = parse(file.getvalue(), file="x.csv")

    assert [[cell.value for cell in row.cells] for row in sheet.rows] == rows


@pytest.mark.parametrize(
    ("text", "delimiter"), [("a,b\n", ","), ("a;b;c,d\n", ";"), ("a\tb\n", "\t"), ("", ",")]
)
def test_the_first_row_decides_about_the_delimiter(text: str, delimiter: str) -> None:
    assert parse(text, file="x.csv").delimiter == delimiter


def test_a_quote_that_is_never_closed_is_named_by_its_line() -> None:
    with pytest.raises(UsageError, match=r"x\.csv: line 4: a quote is never closed; is the file complete\?"):
        parse('a,"b\nc"\n1,2\n3,"4\n5,6\n', file="x.csv")


def test_a_quote_that_the_next_row_closes_is_named_by_its_line() -> None:
    with pytest.raises(UsageError, match=r"x\.csv: line 2: a quote is never closed"):
        parse('id,name\n1,"Lovelace, Ada\n2,"Hopper, Grace"\n', file="x.csv")


def test_a_row_knows_its_line_and_a_cell_its_meaning() -> None:
    sheet = parse('a,b\n"x\ny",1\n "z" ,""""', file="x.csv")

    assert [row.line for row in sheet.rows] == [1, 2, 4]
    assert [cell.value for cell in sheet.rows[2].cells] == [' "z" ', '"']


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [("1", "2", "2"), ('"1"', "2", '"2"'), ("1", "2,5", '"2,5"'), ("", 'say "x"\n', '"say ""x""\n"')],
)
def test_a_changed_cell_is_quoted_if_it_was_or_has_to_be(old: str, new: str, written: str) -> None:
    row = parse(f"{old},b\r\n", file="x.csv").rows[0].with_value(0, new, ",")

    assert row.cells[0].raw == written
    assert row.cells[1].raw == "b"
