from __future__ import annotations

import csv
import io
from unicodedata import normalize

from hypothesis import given

from grader.model import Report, Verdict
from grader.report import spreadsheet
from tests.report.builder import check, held_out, published, report
from tests.report.hostile import reports


def rows(given: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(spreadsheet.render(given), newline=""), strict=True))


def test_a_case_is_a_row() -> None:
    visible, hidden = rows(report(check(published(), held_out(4, 5))))

    assert (visible["case"], visible["visibility"], visible["verdict"]) == ("published", "visible", "ok")
    assert (visible["points"], visible["points_possible"]) == ("2", "2")
    assert (hidden["visibility"], hidden["inputs_right"], hidden["inputs_total"]) == ("hidden", "4", "5")


def test_a_check_that_never_ran_is_a_row_too() -> None:
    (row,) = rows(report(check()._replace(cases=(), verdict=Verdict.NOT_JUDGED, message="no memory")))

    assert (row["check"], row["case"], row["verdict"], row["message"]) == (
        "gradf", "", "not_judged", "no memory"
    )  # fmt: skip


def test_what_a_check_says_stands_beside_the_cases_that_it_is_about() -> None:
    found = rows(report(check(published(), held_out(4, 5), message="why")))

    assert [row["message"] for row in found] == ["", "why"]


@given(reports())
def test_no_cell_of_any_report_is_a_formula(given: Report) -> None:
    found = list(csv.reader(io.StringIO(spreadsheet.render(given), newline=""), strict=True))

    assert len(found) == 1 + sum(len(each.cases) for each in given.checks)
    assert {len(row) for row in found} == {len(spreadsheet.COLUMNS)}
    assert not any(normalize("NFKC", cell.strip())[:1] in tuple("=+-@") for row in found for cell in row)
