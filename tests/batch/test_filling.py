from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.filling import Filled, Scored, fill, fill_class
from grader.batch.worksheet import parse
from grader.errors import UsageError

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Autodiff 1 (4321),Autodiff 2 (4322),Final Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10,10,(read only)\r\n"
    '"Lovelace, Ada",12345,u0042,ada,"Sec 1",,7.50,71.20\r\n'
    '"=Hopper, ""G""",12346,u0043,grace,Sec 1,"8.00",,80\r\n'
    '"O\'Neil, Bo",12347,u0044,bo@x.org,Sec 1 and Sec 2,EX,,\r\n'
    '"Student, Test",999,,,Sec 1,,,'
)
MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 1234,Ada Lovelace,u0042,Ada@x.org,"Submitted, late",,"10,00",Yes,-,-,\n'
    'Participant 1235,=Grace,u0043,g@x.org,No submission,"7,50","10,00",Yes,-,-,"<p>old</p>"\n'
)


def changed(before: str, after: str) -> dict[tuple[int, int], str]:
    """Return (row, column) → new text of every cell that differs, having compared all other bytes."""
    old, new = parse(before, file="a"), parse(after, file="b")
    assert (old.mark, old.delimiter, [row.end for row in old.rows]) == (
        new.mark, new.delimiter, [row.end for row in new.rows]
    )  # fmt: skip
    return {
        (place, column): cell.raw
        for place, (was, row) in enumerate(zip(old.rows, new.rows, strict=True))
        for column, (then, cell) in enumerate(zip(was.cells, row.cells, strict=True))
        if then.raw != cell.raw
    }


def canvas(scores: Mapping[str, float], column: str = "Autodiff 1") -> Filled:
    return fill(CANVAS, scores, column=column, file="c.csv")


def moodle(scores: Mapping[str, float], column: str = "Grade") -> Filled:
    return fill(MOODLE, scores, column=column, file="m.csv")


# --- Canvas -----------------------------------------------------------------------------------


def test_only_the_cells_of_the_scores_are_changed() -> None:
    filled = canvas({"12345": 9.5, "grace": 7.25})

    assert changed(CANVAS, filled.text) == {(3, 5): "9.50", (4, 5): '"7.25"'}
    assert filled.filled == ("12345", "grace")


@pytest.mark.parametrize("column", ["Autodiff 2", "Autodiff 2 (4322)", "4322"])
def test_an_assignment_is_named_by_title_or_number(column: str) -> None:
    assert changed(CANVAS, canvas({"ada": 1.0}, column).text) == {(3, 6): "1.00"}


@pytest.mark.parametrize("name", ["12345", "u0042", "ada", "ADA", "Lovelace, Ada", " 12345 "])
def test_a_student_is_named_by_any_identity(name: str) -> None:
    assert changed(CANVAS, canvas({name: 3.0}).text) == {(3, 5): "3.00"}


def test_the_same_number_stays_as_it_is_written() -> None:
    assert canvas({"grace": 8.0}).text == CANVAS
    assert changed(CANVAS, canvas({"ada": 7.5}, "4322").text) == {}


def test_who_is_excused_stays_so() -> None:
    filled = canvas({"bo@x.org": 3.0})

    assert filled.text == CANVAS
    assert (filled.excused, filled.filled) == (("bo@x.org",), ())


def test_who_is_missing_or_unknown_is_said() -> None:
    filled = canvas({"ada": 1.0, "nobody": 2.0, "": 3.0, "Points Possible": 4.0})

    assert filled.missing == ('=Hopper, "G"', "O'Neil, Bo")
    assert filled.unknown == ("nobody", "", "Points Possible")


def test_two_names_of_one_student_are_ambiguous() -> None:
    filled = canvas({"ada": 1.0, "12345": 2.0, "grace": 3.0})

    assert filled.ambiguous == ("ada", "12345")
    assert filled.filled == ("grace",)
    assert changed(CANVAS, filled.text) == {(4, 5): '"3.00"'}


def test_one_name_of_two_students_is_ambiguous() -> None:
    twice = CANVAS.replace("u0043", "12345")  # one's login is another's id

    assert fill(twice, {"12345": 1.0}, column="4321") == Filled(
        text=twice,
        filled=(),
        missing=("Lovelace, Ada", '=Hopper, "G"', "O'Neil, Bo"),
        unknown=(),
        ambiguous=("12345",),
        excused=(),
    )


def test_a_gradebook_of_a_country_with_decimal_commas_keeps_them() -> None:
    text = (
        "Student;ID;SIS Login ID;Section;HW (1)\n    Points Possible;;;;10,00\nAda;1;ada;S;7,5\nBo;2;bo;S;\n"
    )
    filled = fill(text, {"ada": 7.5, "bo": 3.25}, column="HW")

    assert filled.text == text.replace("Bo;2;bo;S;", "Bo;2;bo;S;3,25")


def test_first_and_last_names_in_columns_of_their_own_are_read() -> None:
    text = "LastName,FirstName,ID,Section,HW (1)\n    Points Possible,,,,10\nLovelace,Ada,1,S,\n"

    assert fill(text, {"1": 2.0}, column="1").text == text.replace("1,S,", "1,S,2.00")


# --- Moodle -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["1234", "Participant 1234", "u0042", "ada@x.org", "Ada Lovelace"])
def test_a_participant_is_named_by_any_identity(name: str) -> None:
    assert changed(MOODLE, moodle({name: 9.5}).text) == {(1, 5): '"9,50"'}


def test_a_worksheet_in_another_language_is_read_by_its_own_header() -> None:
    header = "ID,Vollständiger Name,Bewertung,Bestwertung,Zuletzt geändert (Bewertung)"
    german = f"{header}\r\nTeilnehmer/in17,Ada,,5.00,-\r\n"
    filled = fill(german, {"17": 4.5}, column="Bewertung")

    assert filled.text == german.replace("Ada,,", "Ada,4.50,")


def test_more_than_the_worksheet_allows_is_refused() -> None:
    with pytest.raises(UsageError, match=r"m\.csv: line 2: expected a score of at most 10, found 10\.5"):
        moodle({"1234": 10.5})


# --- a class ----------------------------------------------------------------------------------


def filled_class(*scored: tuple[str, str, float]) -> Filled:
    return fill_class(CANVAS, [Scored(*each) for each in scored], column="4321", file="c.csv")


def test_who_is_not_found_by_the_id_may_be_by_the_name() -> None:
    filled = filled_class(("s1", "Lovelace, Ada", 9.0), ("grace", "Lovelace, Ada", 7.0))

    assert changed(CANVAS, filled.text) == {(3, 5): "9.00", (4, 5): '"7.00"'}


def test_a_name_that_two_of_the_class_have_is_nobodys() -> None:
    filled = filled_class(("s1", "Lovelace, Ada", 9.0), ("s2", "lovelace, ada", 2.0), ("grace", "", 7.0))

    assert changed(CANVAS, filled.text) == {(4, 5): '"7.00"'}
    assert filled.ambiguous == ("Lovelace, Ada", "lovelace, ada")
    assert filled.filled == ("grace",)


def test_a_name_that_is_the_id_of_another_is_nobodys() -> None:
    filled = filled_class(("s1", "ada", 9.0), ("ADA", "", 2.0))

    assert (filled.text, filled.ambiguous) == (CANVAS, ("ada", "ADA"))


@pytest.mark.unmeasured
def test_twenty_thousand_students_are_found_in_a_moment() -> None:
    rows = "".join(f"s{number},{number},,u{number},S,,,\n" for number in range(20_000))
    scores = {f"u{number}": 1.0 for number in range(20_000)}
    started = time.process_time()

    assert len(fill(CANVAS.partition('"Lovelace')[0] + rows, scores, column="4321").filled) == 20_000
    assert time.process_time() - started < 10


# --- what cannot be filled --------------------------------------------------------------------


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -1.0])
def test_what_is_no_score_is_refused(score: float) -> None:
    with pytest.raises(UsageError, match=r"c\.csv: line 4: expected a score of 0 or more, found"):
        canvas({"ada": score})


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (
            "Autodiff",
            "expected a column 'Autodiff', found 'Autodiff 1 (4321)', 'Autodiff 2 (4322)', 'Final Score'",
        ),
        ("Section", "expected a column 'Section', found"),
    ],
)
def test_a_column_that_there_is_not_is_answered_with_those_there_are(column: str, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        canvas({}, column)
    assert str(error.value).startswith(f"c.csv: {problem}")


def test_a_student_without_a_number_is_found_by_the_login() -> None:
    nobody = CANVAS.replace('"=Hopper, ""G""",12346,u0043', '"=Hopper, ""G""",,')

    assert changed(nobody, fill(nobody, {"grace": 7.0}, column="4321").text) == {(4, 5): '"7.00"'}


def test_a_column_without_points_possible_is_no_assignments() -> None:
    noted = CANVAS.replace("Autodiff 2 (4322)", "Notes").replace(",10,10,", ",10,,")

    with pytest.raises(UsageError, match=r"'Notes' is no assignment's column: .* Canvas says nothing"):
        fill(noted, {}, column="Notes", file="c.csv")


def test_a_title_that_two_assignments_have_is_refused() -> None:
    with pytest.raises(UsageError, match=r"expected one column 'Autodiff 1', found 'Autodiff 1 \(4321\)', "):
        fill(CANVAS.replace("Autodiff 2", "Autodiff 1"), {}, column="Autodiff 1")


@pytest.mark.parametrize("text", ["", "a,b\n", "word,points\nada,1\n", "\ufeff"])
def test_what_is_no_gradebook_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"x\.csv: expected a gradebook of Canvas .*, a grading worksheet"):
        fill(text, {}, column="a", file="x.csv")


def test_a_row_that_is_cut_short_is_named() -> None:
    with pytest.raises(UsageError, match=r"line 5: expected at least 6 cells, found 3"):
        fill(
            CANVAS.replace('grace,Sec 1,"8.00",,80', "").replace(",u0043,", ",u0043"),
            {"12346": 1.0},
            column="4321",
        )


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=5), st.dictionaries(NAMES, st.floats(0, 10), max_size=3))
def test_whatever_students_are_called_only_their_scores_change(
    names: list[tuple[str, str]], scores: dict[str, float]
) -> None:
    file = io.StringIO(newline="")
    rows = [[name, str(place + 1), login, "S", "", "x"] for place, (name, login) in enumerate(names)]
    header = ["Student", "ID", "SIS Login ID", "Section", "HW (77)", "Other"]
    csv.writer(file).writerows([header, ["    Points Possible", "", "", "", "10", ""], *rows])
    filled = fill(file.getvalue(), scores | {"1": 5.0}, column="77")
    cells = changed(file.getvalue(), filled.text)

    assert {column for _, column in cells} <= {4}
    assert all(row >= 2 for row, _ in cells)
    assert len(cells) == len(filled.filled)
    assert all(raw.replace(".", "").isdecimal() for raw in cells.values())
    told = (*filled.filled, *filled.unknown, *filled.ambiguous, *filled.excused)
    assert sorted(told) == sorted(scores | {"1": 5.0})


def test_a_participant_without_points_is_named_by_the_number_and_the_name() -> None:
    text = "Identifier,Full name,Grade,Maximum grade\nParticipant 1,Ada Lovelace,,13\nParticipant 2,Eve,,13\n"

    assert fill(text, {"1": 3.0}, column="Grade").missing == ("Participant 2 Eve",)
