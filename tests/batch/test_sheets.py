"""What kind of gradebook a file is, and whose row is whose, in the exports of other systems."""

from __future__ import annotations

import pytest

from grader.batch.filling import Scored, check, fill, fill_class
from grader.errors import UsageError

BLACKBOARD = (
    '\ufeff"Last Name","First Name","Username","Student ID","Availability",'
    '"Homework 1 [Total Pts: 13 Score] |_123_1","Homework 2 [Total Pts: up to 10 Score] |_124_1"\r\n'
    '"Lovelace","Ada","al1","00042","Yes","","5"\r\n'
    '"Lee","Kim","kl2","00043","Yes","Needs Grading",""\r\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Homework 1 Points Grade <Numeric MaxPoints:13 Weight:10>,"
    "End-of-Line Indicator\n"
    "#1001,#al1,Lovelace,Ada,,#\n"
    "#7,#kl2,Lee,Kim,,#\n"
)
SAKAI = (
    '"Homework 1","Points"\n'
    '""\n'
    '"Display ID","ID","Last Name","First Name","grade"\n'
    '"al1","u-1","Lovelace","Ada",""\n'
    '"kl2","u-2","Lee","Kim",""\n'
)
NUMBERED = "student_id,hw1,hw2\ns001,,10\ns002,,5\n"
OWN = "student_id;name;hw1\nada;Ada Lovelace;\nkim;Kim Lee;1,5\n"


@pytest.mark.parametrize(
    ("text", "column", "scores", "filled"),
    [
        (BLACKBOARD, "Homework 1", {"al1": 9.5, "00043": 3.0}, ('"Yes","9.50","5"', '"Yes","3.00",""')),
        (BLACKBOARD, "_124_1", {"Kim Lee": 2.0}, ('"Needs Grading","2.00"',)),
        (BRIGHTSPACE, "Homework 1", {"1001": 9.5, "KL2": 3.0}, ("Ada,9.50,#", "Kim,3.00,#")),
        (SAKAI, "grade", {"Lovelace, Ada": 9.5, "u-2": 3.0}, ('"Ada","9.50"', '"Kim","3.00"')),
        (NUMBERED, "hw1", {"s001": 12.0, "s002": 6.0}, ("s001,12.00,10", "s002,6.00,5")),
        ("name,hw1\nJose\u0301,\n", "hw1", {"jos\u00e9": 9.0}, ("Jose\u0301,9.00",)),
        ("Student ID#,hw1\n7,\n", "hw1", {"7": 9.0}, ("7,9.00",)),
        (OWN, "hw1", {"ada": 9.5, "Kim Lee": 3.0}, ("Ada Lovelace;9,50", "Kim Lee;3,00")),
    ],
)
def test_points_are_put_into_the_table_of_any_system(
    text: str, column: str, scores: dict[str, float], filled: tuple[str, ...]
) -> None:
    found = fill(text, scores, column=column, file="g.csv")

    assert found.filled == tuple(scores)
    assert all(part in found.text for part in filled)
    assert len(found.text.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("word", ["Ada", "Lovelace", "Lee", "Yes", "42", ""])
def test_one_part_of_a_name_is_nobody(word: str) -> None:
    found = fill(BLACKBOARD, {word: 3.0}, column="Homework 1", file="g.csv")

    assert (found.unknown, found.text) == ((word,), BLACKBOARD)
    assert found.missing == ("Ada Lovelace", "Kim Lee")


def test_an_id_that_is_somebody_elses_there_gives_way_to_the_name() -> None:
    scored = [Scored("7", "Ada Lovelace", 9.0), Scored("8", "Kim Lee", 4.0), Scored("1001", "Jo Ray", 1.0)]
    found = fill_class(BRIGHTSPACE, scored, column="Homework 1", file="g.csv")

    assert "Ada,9.00,#" in found.text
    assert "Kim,4.00,#" in found.text
    assert found.unknown == ("1001 Jo Ray",)


def test_the_exports_own_maximum_is_compared() -> None:
    assert check(BLACKBOARD, 13, column="Homework 1", file="g.csv") == ""
    assert "is worth 10 points there" in check(BLACKBOARD, 13, column="Homework 2", file="g.csv")
    assert "is worth 13 points there" in check(BRIGHTSPACE, 10, column="Homework 1", file="g.csv")
    assert check(OWN, 13, column="hw1", file="g.csv") == ""


@pytest.mark.parametrize("column", ["Username", "Last Name", "Nope"])
def test_a_column_that_says_who_it_is_takes_no_points(column: str) -> None:
    with pytest.raises(UsageError, match=r"expected a column '.*', found 'Availability', 'Homework 1 "):
        fill(BLACKBOARD, {}, column=column, file="g.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\nAda,1,a,ada,S1\n",
        "Identifier,Full name,Email address\nParticipant 12,Ada Lovelace,ada@example.org\n",
        "Student ID,Name\n1,Ada\n",
    ],
)
def test_a_gradebook_without_an_assignment_is_told_with_what_to_do(text: str) -> None:
    said = "g: expected a column 'HW', found columns that say who is who, and none of an assignment; create"
    with pytest.raises(UsageError, match=said):
        fill(text, {}, column="HW", file="g")
