"""A roster joins what submissions are called to who people are, and says who is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch import plan as plan_table
from grader.batch.roster import key_of, parse_roster
from grader.errors import UsageError
from tests.batch.packing import CODE, folder, plan_of, zipped

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Autodiff 1 (4321)
    Points Possible,,,,,10
"Lovelace, Ada",12345,u0042,ada,Sec 1,9.50
"Turing, Alan",12346,u0043,alan,Sec 1,
"""
MOODLE = """Identifier;Full name;Email address;Grade
Participant 101;Ada Lovelace;ada@example.edu;
Participant 102;Alan Turing;alan@example.edu;
"""


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        (CANVAS, "12345", "Lovelace, Ada"),
        (CANVAS, "lovelaceada", "Lovelace, Ada"),
        (CANVAS, "ADA", "Lovelace, Ada"),
        (CANVAS, "Alan Turing", "Turing, Alan"),
        (MOODLE, "102", "Alan Turing"),
        (MOODLE, "alan", "Alan Turing"),
        ("first_name,last_name,student_id\nAda,Lovelace,s1\n", "Lovelace Ada", "Ada Lovelace"),
        ("OrgDefinedId,Username,Last Name,First Name\n#7,#al1,Lovelace,Ada\n", "AL1", "Ada Lovelace"),
        ("OrgDefinedId,Username,Last Name,First Name\n#7,#al1,Lovelace,Ada\n", "7", "Ada Lovelace"),
        ("\ufeffname\nJos\u00e9\n", "Jose\u0301", "José"),
        ("ada\nbob\n", "bob", ""),
        ("Student ID#,Last_Name,First-Name\n7,Lovelace,Ada\n", "7", "Ada Lovelace"),
        ("StudentID;E-Mail;Sortable Name\n7;al@x.org;Lovelace, Ada\n", "al", "Lovelace, Ada"),
        ("id,name\n1,Ada Lovelace\n2,Kim Lee\n", "lovelaceada", "Ada Lovelace"),
        (
            "id,name\n1,Anna Lena von der H\u00f6he\n",
            "vonderh\u00f6heannalena",
            "Anna Lena von der H\u00f6he",
        ),
        ("id,name\n1,Ann Lena\n2,Lena Ann\n", "lenaann", "Lena Ann"),
    ],
)
def test_a_student_is_found_by_any_of_their_names(text: str, word: str, name: str) -> None:
    student = parse_roster(text, file="r.csv").find((word,))

    assert student is not None
    assert student.name == name


def test_points_possible_is_nobody() -> None:
    assert len(parse_roster(CANVAS, file="r.csv").students) == 2


def test_a_word_that_means_two_students_means_nobody() -> None:
    roster = parse_roster("id,name\n1,Kim Lee\n2,Kim Lee\n", file="r.csv")

    assert roster.find(("Kim Lee",)) is None
    assert roster.find(("2",)) is not None


def test_a_turned_name_of_two_students_means_nobody() -> None:
    roster = parse_roster("id,name\n1,Kim Lee\n2,Kim  Lee\n3,Jo Lee Kim\n", file="r.csv")

    assert roster.find(("leekim",)) is None
    assert [each.id for each in roster.several(("leekim",))] == ["1", "2"]
    assert roster.find(("Lee Kim Jo",)) is not None


def test_a_student_in_two_sections_is_one_student() -> None:
    text = 'Student,ID,SIS Login ID,Section\n"Lee, Kim",1,kim,A\n"Lee, Kim",1,kim,B\n"Lee, Jo",2,jo,A\n'
    roster = parse_roster(text, file="r.csv")

    assert [student.id for student in roster.students] == ["1", "2"]
    assert roster.find(("1",)) is not None
    assert roster.doubled() == []


def test_an_id_of_two_students_is_told() -> None:
    roster = parse_roster("id,name\n1,Kim Lee\n1,Jo Ray\n2,\n2,\n", file="r.csv")

    assert roster.find(("1",)) is None
    assert [each.name for each in roster.several(("9", "1"))] == ["Kim Lee", "Jo Ray"]
    assert roster.doubled() == ["1 (Kim Lee and Jo Ray)"]


def test_two_students_without_ids_may_have_one_name() -> None:
    roster = parse_roster("name\nKim Lee\nKim Lee\n", file="r.csv")

    assert len(roster.students) == 2
    assert roster.find(("Kim Lee",)) is None


def test_who_can_be_several_students_is_neither_unknown_nor_are_they_missing(tmp_path: Path) -> None:
    roster = parse_roster("id,name\nk1,Kim Lee\nk2,Kim Lee\nj1,Jo Ray\n", file="r.csv")
    plan = plan_of(folder(tmp_path, {"Kim Lee/a.py": CODE, "Ed Fox/b.py": CODE}), roster=roster)
    shown = plan_table.render(plan, title="c")

    assert plan.unknown == ("Ed Fox",)
    assert [student.id for student in plan.missing] == ["j1"]
    assert "can be several students of the roster:\n  Kim Lee: k1 Kim Lee or k2 Kim Lee\n" in shown


def test_a_roster_that_fits_nobody_is_told_once_and_lists_nobody(tmp_path: Path) -> None:
    roster = parse_roster("id,name\n1,Kim Lee\n2,Jo Ray\n", file="r.csv")
    plan = plan_of(folder(tmp_path, {"kl/a.py": CODE, "jr/b.py": CODE}), roster=roster)

    assert (plan.unknown, plan.missing) == ((), ())
    assert plan.strange == (
        "none of its 2 students is named by any of the 2 submissions: there '1 Kim Lee', here 'jr'; "
        "give one with a column of such ids or names"
    )


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("O'Brien-Lee", "obrien lee", True),
        ("Jose\u0301", "jos\u00e9", True),
        ("\u0130pek", "ipek", True),
        ("\u05d3\u05b8\u05d5\u05b4\u05d3", "\u05d3\u05d5\u05d3", True),  # points can be left out
        ("Zo\u00eb \u2764\ufe0f", "zo\u00eb", True),
        ("\u092e\u0940\u0928\u093e", "\u092e\u0928\u093e", False),  # a vowel is part of the name
        ("\u0e01\u0e38", "\u0e01\u0e39", False),
    ],
)
def test_words_are_compared_by_their_letters_and_vowels(one: str, two: str, same: bool) -> None:
    assert (key_of(one) == key_of(two)) is same


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "r.csv: the roster is empty"), ("grade,weight\n1,2\n", "r.csv:1: no column says who is who")],
)
def test_what_is_no_roster_is_said(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_roster(text, file="r.csv")


def test_the_unknown_are_in_order_whether_they_can_be_graded_or_not(tmp_path: Path) -> None:
    path = folder(tmp_path / "c", {"ada.py": CODE, "eve.py": CODE, "mia.py": CODE, "zoe/notes.txt": b""})
    plan = plan_of(path, roster=parse_roster("id\nada\n", file="r.csv"))

    assert plan.unknown == ("eve", "mia", "zoe")


def test_the_plan_names_the_unknown_and_the_missing(tmp_path: Path) -> None:
    roster = parse_roster("id,name\nada,Ada Lovelace\nzoe,Zoe Zed\n", file="r.csv")
    path = folder(tmp_path / "c", {"ada.py": CODE, "eve.py": CODE})
    plan = plan_of(path, roster=roster)

    assert plan.unknown == ("eve",)
    assert [student.id for student in plan.missing] == ["zoe"]
    assert [row.name for row in plan.rows] == ["Ada Lovelace", ""]


def test_the_table_shows_choice_layout_and_why_in_safe_text(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "c.zip", {"ada/hw.py": CODE, "ada/x\x1b[2J.py": b"", "../evil.py": CODE, "bob/a.txt": b""}
    )
    text = plan_table.render(plan_of(path), title="c.zip")

    assert text.startswith("c.zip: 1 of 3 can be graded\nlayout plain: ")
    assert "ada/x\\x1b[2J.py: not chosen" in text
    assert "\x1b" not in text
    assert "not judged: '..' in its name" in text
    assert "bob/a.txt   not judged: no .py or .ipynb file\n" in text


def test_what_all_have_from_one_template_is_listed_once(tmp_path: Path) -> None:
    names = [f"s{n:02}" for n in range(12)]
    files = {f"{name}/{file}": CODE for name in names for file in ("hw.py", "README.md")}
    shown = plan_table.render(plan_of(folder(tmp_path, files | {"s00/b.md": b""})), title="c").splitlines()

    assert shown[-6:] == [
        "",
        "s00 also handed in:",
        "  not a .py or .ipynb file: s00/README.md, s00/b.md",
        "",
        "s01, s02, s03, s04, s05, s06, s07, s08, s09, s10 and 1 more also handed in:",
        "  README.md: not a .py or .ipynb file",
    ]


def test_files_that_can_be_no_submission_share_a_line(tmp_path: Path) -> None:
    files = {
        "ada/hw.py": CODE,
        "ada/old.py": b"",
        "bob.py": CODE,
        **{f"ada/{n:02}.png": b"" for n in range(12)},
    }
    shown = plan_table.render(plan_of(folder(tmp_path / "c", files)), title="c").splitlines()

    where = shown.index("ada also handed in:")
    pictures = ", ".join(f"ada/{n:02}.png" for n in range(10))
    assert shown[where + 1 :] == [
        "  ada/old.py: not chosen: it defines fewer of the exercise's entry points",
        f"  not a .py or .ipynb file: {pictures} and 2 more",
    ]


def test_columns_stand_below_each_other_whatever_the_letters(tmp_path: Path) -> None:
    names = ("ada", "\u5b88\u656c", "zoe\u0308", "x" * 200)
    shown = plan_table.render(
        plan_of(folder(tmp_path / "c", {f"{name}/hw.py": CODE for name in names})), title="c"
    )
    rows = {line.split()[0]: line for line in shown.splitlines()[4:]}

    assert rows["ada"].index("ada/") == 68
    assert rows["\u5b88\u656c"].index("\u5b88\u656c/") == 66  # two letters, four columns
    long = f"{'x' * 50}\N{HORIZONTAL ELLIPSIS}{'x' * 49}"
    assert long in rows
    assert max(map(len, shown.splitlines())) < 300


def test_the_header_tells_the_separator_and_names_may_hold_others() -> None:
    roster = parse_roster("Name;Id\nLovelace, Ada, Countess, King;1\nTuring, Alan, OBE;2\n", file="r.csv")

    assert [(each.name, each.id) for each in roster.students] == [
        ("Lovelace, Ada, Countess, King", "1"),
        ("Turing, Alan, OBE", "2"),
    ]
    assert parse_roster("Name\nLovelace, Ada\n", file="r.csv").students[0].name == "Lovelace, Ada"
