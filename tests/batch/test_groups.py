"""A group's submission counts for each of its members, and for nobody whose number it happens to bear."""

from __future__ import annotations

from pathlib import Path

from grader.batch.candidates import Rule
from grader.batch.collecting import Class, collect
from grader.batch.filling import Scored, fill_class
from grader.batch.layouts import Hints
from grader.batch.plan import render
from grader.batch.roster import parse_roster
from grader.batch.sources import open_source
from tests.batch.packing import CODE, folder, plan_of, rows_of, zipped

CANVAS = {
    "teamone_12345_998_hw.py": CODE,
    "LATE_is_no_name.txt": b"x",
    "hoppergrace_12347_1000_hw.py": CODE,
    "alpha_12350_1001_hw.py": CODE,
    **{f"s{n}_{n}_{n}_hw.py": CODE for n in range(20, 30)},
}
# As People → Groups → Download writes it.
PEOPLE = """name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id
Ada Lovelace,12345,u1,ada,S,Team One!,9,
Alan Turing,12346,u2,alan,S,Team One!,9,
Grace Hopper,12347,u3,grace,S,Team One!,9,
Alpha,12350,u4,alpha,S,Alpha,8,
Blaise Pascal,12351,u5,blaise,S,Alpha,8,
"""
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Group,Grade,Maximum grade,Last modified (grade)\n"
    "Participant 17,Grace Hopper,g@x.org,,Team B,,13.00,-\n"
    "Participant 18,Ada Lovelace,a@x.org,,Team A,,13.00,-\n"
    "Participant 19,Alan Turing,t@x.org,,Team A,,13.00,-\n"
)
TEAMS = {  # 17 is the number of the group, and by chance that of a student of another one
    "Team A_17_assignsubmission_file/hw.py": CODE,
    "Team B_5_assignsubmission_file/hw.py": CODE,
}


def test_a_groups_submission_is_a_row_of_each_member(tmp_path: Path) -> None:
    plan = plan_of(zipped(tmp_path / "c.zip", CANVAS), roster=parse_roster(PEOPLE, file="r.csv"))
    rows = rows_of(plan)

    assert {(rows[each].name, rows[each].path) for each in ("12345", "12346")} == {
        ("Ada Lovelace", "teamone_12345_998_hw.py"),
        ("Alan Turing", "teamone_12345_998_hw.py"),
    }
    assert plan.groups == ("Team One! (Ada Lovelace, Alan Turing)",)
    assert "of Team One!" in render(plan, title="c.zip")


def test_who_handed_in_alone_keeps_that_and_the_groups_is_listed(tmp_path: Path) -> None:
    rows = rows_of(plan_of(zipped(tmp_path / "c.zip", CANVAS), roster=parse_roster(PEOPLE, file="r.csv")))

    assert rows["12347"].path == "hoppergrace_12347_1000_hw.py"
    assert [(other.path, other.reason) for other in rows["12347"].others] == [
        ("teamone_12345_998_hw.py", "of the group Team One!; there is one of the student's own")
    ]


def test_a_student_who_is_called_as_a_group_is_no_group(tmp_path: Path) -> None:
    plan = plan_of(zipped(tmp_path / "c.zip", CANVAS), roster=parse_roster(PEOPLE, file="r.csv"))

    assert rows_of(plan)["12350"].group == ""
    assert [each.id for each in plan.missing] == ["12351"]


def test_the_number_of_a_group_is_not_that_of_a_participant(tmp_path: Path) -> None:
    rows = rows_of(plan_of(folder(tmp_path, TEAMS), roster=parse_roster(WORKSHEET, file="w.csv")))

    assert {each: row.path[:6] for each, row in rows.items()} == {
        "17": "Team B", "18": "Team A", "19": "Team A",
    }  # fmt: skip


def test_a_group_that_the_table_does_not_have_takes_nothing_from_who_has_its_number(tmp_path: Path) -> None:
    files = TEAMS | {"Team C_18_assignsubmission_file/hw.py": CODE}
    plan = plan_of(folder(tmp_path, files), roster=parse_roster(WORKSHEET, file="w.csv"))

    assert sorted((row.student, row.name) for row in plan.rows) == [
        ("17", "Grace Hopper"), ("18", "Ada Lovelace"), ("19", "Alan Turing"), ("Team C", "Team C"),
    ]  # fmt: skip
    assert plan.unknown == ("Team C",)


def test_folders_named_after_groups_count_for_the_members(tmp_path: Path) -> None:
    files = {"team-a/hw.py": CODE, "Team B/hw.py": CODE}
    rows = rows_of(plan_of(folder(tmp_path, files), roster=parse_roster(WORKSHEET, file="w.csv")))

    assert set(rows) == {"17", "18", "19"}


def test_a_folder_of_a_lab_group_with_a_file_of_each_student_is_no_teams_submission(tmp_path: Path) -> None:
    files = {"Team A/ada lovelace.py": CODE, "Team A/t@x.org/hw.py": CODE, "Team B/hw.py": CODE}
    plan = plan_of(folder(tmp_path, files), roster=parse_roster(WORKSHEET, file="w.csv"))

    assert {row.student: row.group for row in plan.rows} == {"Team A": "", "17": "Team B"}
    assert "Team A" in plan.unknown


def test_a_group_that_cannot_be_told_apart_or_has_two_submissions_is_split_to_nobody(tmp_path: Path) -> None:
    twice = folder(tmp_path / "twice", {"teama_18_1_hw.py": CODE, "teama_19_2_hw.py": CODE})
    plan = plan_of(twice, roster=parse_roster(WORKSHEET, file="w.csv"))
    assert {row.group for row in plan.rows} == {""}
    assert plan.groups == (
        "teama_18_1_hw.py: one of several of the group Team A",
        "teama_19_2_hw.py: one of several of the group Team A",
    )
    same = WORKSHEET.replace("Team B", "Team-A")
    plan = plan_of(folder(tmp_path / "same", {"Team A/hw.py": CODE}), roster=parse_roster(same, file="w.csv"))
    assert [(row.student, row.group) for row in plan.rows] == [("Team A", "")]


def test_who_is_called_otherwise_in_the_roster_is_said_and_keeps_the_files_name(tmp_path: Path) -> None:
    roster = parse_roster(WORKSHEET.replace("Team", ""), file="w.csv")
    plan = plan_of(folder(tmp_path, TEAMS), roster=roster)

    assert plan.otherwise == ("17 Team A: there Grace Hopper",)
    assert rows_of(plan)["17"].name == "Team A"
    assert "called otherwise in the roster or gradebook" in render(plan, title="c.zip")


def test_a_gradebook_alone_names_nobody_and_says_who_is_called_otherwise_there(tmp_path: Path) -> None:
    source = open_source(str(folder(tmp_path, TEAMS)))
    book = parse_roster(WORKSHEET.replace("Team", ""), file="w.csv")
    plan = collect(source, Hints(), Rule(), Class(gradebook=book))
    source.close()

    assert {row.name for row in plan.rows} == {"Team A", "Team B"}
    assert (plan.otherwise, plan.unknown, plan.missing) == (("17 Team A: there Grace Hopper",), (), ())


def test_anonymous_names_are_no_other_names(tmp_path: Path) -> None:
    files = {f"Participant_{n}_assignsubmission_file/hw.py": CODE for n in (17, 18)}
    plan = plan_of(folder(tmp_path, files), roster=parse_roster(WORKSHEET, file="w.csv"))

    assert plan.otherwise == ()
    assert {row.name for row in plan.rows} == {"Grace Hopper", "Ada Lovelace"}


def test_a_groups_number_gives_no_participant_its_points() -> None:
    scored = [Scored("17", "Team A", 3.0), Scored("18", "Lovelace, Ada", 5.0)]
    filled = fill_class(WORKSHEET, scored, column="Grade", file="w.csv")

    assert filled.filled == ("18",)
    assert filled.ambiguous == ("Team A",)
