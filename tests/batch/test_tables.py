"""Tables as spreadsheets of all countries write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from grader.batch.overrides import parse_overrides
from grader.batch.roster import parse_roster
from grader.batch.tables import table_of
from grader.errors import SpecError, UsageError

POINTS = {"gradf": 3.0}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("\ufeffa;b\r\n1, 2;3\r\n;\r\n", [["a", "b"], ["1, 2", "3"]]),
        ("a\tb\n1;2\t3\n", [["a", "b"], ["1;2", "3"]]),
        ('a, b\n"x, y", z\n', [["a", "b"], ["x, y", "z"]]),
        ("name\nLovelace, Ada\n", [["name"], ["Lovelace, Ada"]]),
        ("", []),
    ],
)
def test_the_header_tells_the_sign_between_cells(text: str, rows: list[list[str]]) -> None:
    assert table_of(text, "").rows == rows


def test_decisions_are_read_with_semicolons_and_decimal_commas() -> None:
    text = "\ufeffStudent;Check;Points;Reason\r\nada;gradf;2,5;sheet, page 2\r\n"
    (decided,) = parse_overrides(text, file="o.csv", points_possible=POINTS).of("ada", "")

    assert (decided.points, decided.reason) == (2.5, "sheet, page 2")


@pytest.mark.parametrize("name", ["o.csv", "o.txt", "/dev/fd/63"])
def test_a_table_is_known_by_its_header_where_the_name_does_not_say(name: str) -> None:
    text = "student,check,points,reason\nada,gradf,1,late\n"
    assert parse_overrides(text, file=name, points_possible=POINTS).of("ada", "")


def test_a_list_is_known_by_its_name_and_a_short_row_by_what_it_lacks() -> None:
    listed = "- {student: ada, check: gradf, points: 3, reason: ok}\n"
    assert parse_overrides(listed, file="o.txt", points_possible=POINTS).of("ada", "")
    with pytest.raises(SpecError, match=r"o\.csv:2:1: its reason is missing"):
        parse_overrides("student,check,points,reason\nada,gradf,1\n", file="o.csv", points_possible=POINTS)


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Name;Vorname;Matrikelnummer\nDoe;Jane;s1\n", "s1", "Jane Doe"),
        ("Nom,Pr\u00e9nom,Identifiant\nCurie,Marie,mc\n", "Curie Marie", "Marie Curie"),
        ("Apellidos;Nombre;Correo electr\u00f3nico\nRamón;Santiago;s@x.org\n", "s", "Santiago Ramón"),
        ("Vollst\u00e4ndiger Name,E-Mail-Adresse\nEmmy Noether,e@x.org\n", "e@x.org", "Emmy Noether"),
        ("name,first name,last name,id\nA. L.,Ada,Lovelace,1\n", "1", "Ada Lovelace"),
    ],
)
def test_a_roster_in_another_language_says_who_is_who(text: str, word: str, name: str) -> None:
    student = parse_roster(text, file="r.csv").find((word,))

    assert student is not None
    assert student.name == name


@pytest.mark.parametrize("read", [parse_roster, partial(parse_overrides, points_possible=POINTS)])
def test_a_cell_of_megabytes_is_said_to_be_one(read: Callable[..., object]) -> None:
    text = 'student,check,points,reason\n"ada,gradf,1,x\n' + "bob,gradf,1,x\n" * 20_000

    with pytest.raises(UsageError, match=r"o\.csv: line \d+: field larger .*; is a quote .* never closed\?"):
        read(text, file="o.csv")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id,name\n1,"Lovelace, Ada"\n2,"Hopper, Grace\n3,"Curie, Marie"\n', 3),
        ('id,name\n1,"Lovelace, Ada\n2,Grace\n', 2),
        ('id,name\n1,Ada\n2,"Hopper, Grace\n', 3),
        ('id,name\n1,Ada\n2,"Hopper, Grace', 3),
    ],
)
def test_a_quote_that_is_never_closed_takes_no_student_off_the_roster(text: str, line: int) -> None:
    with pytest.raises(UsageError, match=rf"r\.csv: line {line}: .*; is a quote in it never closed\?"):
        parse_roster(text, file="r.csv")


def test_a_cell_may_have_several_lines_and_a_nickname_quotes() -> None:
    text = 'id,name,note\r\n1,"Lovelace,\r\nAda","two\r\n\r\nlines"\r\n2,"Bob" Smith,x\r\n'

    table = table_of(text, "")
    assert table.begins == [0, 1, 5]
    assert table.rows[1:] == [["1", "Lovelace, Ada", "two lines"], ["2", "Bob Smith", "x"]]
