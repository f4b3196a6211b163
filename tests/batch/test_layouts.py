"""Each course system's names are read as whose they are; what they do not say is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.layouts import Hints, common_prefix
from grader.batch.plan import render
from grader.errors import UsageError
from tests.batch.packing import CODE, Pack, chosen, folder, plan_of, rows_of, tarred, zipped

CANVAS = {
    "lovelaceada_12345_998_hw.ipynb": CODE,
    "turingalan_LATE_12346_999_hw-2.py": CODE,
    "turingalan_LATE_12346_997_hw-1.py": CODE,
    "hoppergrace_12347_1000_notes.pdf": b"%PDF",
    "noethere_12348_text.html": b"<p>here</p>",
}
MOODLE = {
    "Ada Lovelace_101_assignsubmission_file/hw.py": CODE,
    "Ada Lovelace_101_assignsubmission_onlinetext/onlinetext.html": b"<p>see file</p>",
    "Alan Turing_102_assignsubmission_file_hw.py": CODE,
    "Jürgen_Groß_103_assignsubmission_file_/deep/hw.ipynb": CODE,
}
BLACKBOARD = {
    "Lab_1_ada_l_attempt_2024-05-01-10-00-00_hw.py": CODE,
    "Lab_1_ada_l_attempt_2024-05-02-09-00-00_hw.py": CODE,
    "Lab_1_ada_l_attempt_2024-05-02-09-00-00.txt": b"Name: Ada",
    "Lab_1_bob_l_attempt_2024-05-01-10-00-00_hw.py": CODE,
}
BRIGHTSPACE = {
    "index.html": b"<html>",
    "12345-678 - Jane Doe - Mar 3, 2026 1159 PM/hw.py": CODE,
    "12345-678 - Jane Doe - Mar 10, 2026 1205 AM/hw.py": CODE,
    "12346-678 - Mary-Jane O'Brien - Smith - Mar 3, 2026 109 PM/hw.py": CODE,
    "12347-678 - Jane Doe- Sep 17, 2025 1136 AM/src/hw.ipynb": CODE,
    "12348-678 - S\u00f8ren \u00c5ngstr\u00f6m - 3 Mar, 2026 23:59/hw.py": CODE,
}
SAKAI = {
    "HW 1/grades.csv": b"Display ID",
    "HW 1/O'Brien, Mary-Jane(mob12)/Submission attachment(s)/hw.py": CODE,
    "HW 1/O'Brien, Mary-Jane(mob12)/Submission attachment(s)/sub/data.csv": b"1",
    "HW 1/O'Brien, Mary-Jane(mob12)/timestamp.txt": b"20260303",
    "HW 1/Lee, Kim(kl1)/Submission attachment(s)/hw.py": CODE,
    "HW 1/Lee, Kim (kl2)/Submission attachment(s)/hw.py": CODE,
    "HW 1/Lee, Kim (kl2)/Feedback Attachment(s)/hw.py": CODE,
    "HW 1/Lee, Kim (kl2)/comments.txt": b"",
    "HW 1/No, Body(x@y.org)/timestamp.txt": b"20260303",
    "HW 1/f3a9/Submission attachment(s)/hw.py": CODE,
}
METADATA = b"""---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: s1
    :email: ada@example.edu
  - :name: Alan Turing
    :sid:
    :email: alan@example.edu
  :created_at: 2024-05-01 10:00:00.000000000 Z
submission_8:
  :submitters: []
"""
GRADESCOPE = {
    "assignment_5_export/submission_metadata.yml": METADATA,
    "assignment_5_export/submission_7/hw.py": CODE,
    "assignment_5_export/submission_8/hw.py": CODE,
}
NBGRADER = {
    "submitted/ada/ps1/hw.ipynb": CODE,
    "submitted/ada/ps1/timestamp.txt": b"2024-05-01 10:00:00 UTC",
    "submitted/bob/ps1/hw.ipynb": CODE,
}
CLONES = {
    "lab-1-ada/.git/HEAD": b"ref",
    "lab-1-ada/hw.py": CODE,
    "lab-1-bob-b/.git/HEAD": b"ref",
    "lab-1-bob-b/src/hw.py": CODE,
}


@pytest.mark.parametrize("pack", [folder, zipped, tarred], ids=["folder", "zip", "tar"])
@pytest.mark.parametrize(
    ("files", "layout", "students"),
    [
        (CANVAS, "canvas", {"12345", "12346", "12347", "12348"}),
        (MOODLE, "moodle", {"101", "102", "103"}),
        (BLACKBOARD, "blackboard", {"ada_l", "bob_l"}),
        (BRIGHTSPACE, "brightspace", {"12345", "12346", "12347", "12348"}),
        (SAKAI, "sakai", {"mob12", "kl1", "kl2", "x@y.org", "f3a9"}),
        (GRADESCOPE, "gradescope", {"s1", "alan@example.edu", "submission_8"}),
        (NBGRADER, "nbgrader", {"ada", "bob"}),
        (CLONES, "github", {"ada", "bob-b"}),
        ({"ada.py": CODE, "bob.ipynb": CODE, "README.md": b"#"}, "plain", {"ada", "bob"}),
        ({"ada/a/hw.py": CODE, "bob/hw.py": CODE, "bob/x.txt": b"x"}, "plain", {"ada", "bob"}),
        ({"class/ada/hw.py": CODE, "class/bob.py": CODE}, "plain", {"ada", "bob"}),
        ({"ada/hw.py": CODE}, "plain", {"ada"}),
    ],
)
def test_a_layout_is_recognised_in_a_folder_and_in_archives(
    tmp_path: Path, pack: Pack, files: dict[str, bytes], layout: str, students: set[str]
) -> None:
    plan = plan_of(pack(tmp_path / "class", files))

    assert plan.layout == layout
    assert {row.student for row in plan.rows} == students
    assert plan.layout != "plain" or plan.ignored == (("README.md",) if "README.md" in files else ())


def test_brightspace_takes_the_latest_submission_by_the_time_in_the_name(tmp_path: Path) -> None:
    plan = plan_of(zipped(tmp_path / "b.zip", BRIGHTSPACE))
    rows = rows_of(plan)

    assert rows["12345"].path == "12345-678 - Jane Doe - Mar 10, 2026 1205 AM/hw.py"
    assert [other.reason for other in rows["12345"].others] == ["an earlier attempt"]
    assert (rows["12346"].name, rows["12347"].name) == ("Mary-Jane O'Brien - Smith", "Jane Doe")
    assert plan.ignored == ("index.html",)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Mar 3, 2026 1159 AM", "Mar 3, 2026 1201 PM"),
        ("Mar 3, 2026 1205 AM", "Mar 3, 2026 1155 AM"),
        ("December 31, 2025 1159 PM", "January 1, 2026 100 AM"),
        ("2 Sept 2026 9:05", "2 Sept 2026 10:04"),
    ],
)
def test_times_of_brightspace_are_compared_as_times(tmp_path: Path, earlier: str, later: str) -> None:
    files = {f"1-2 - Ada - {time}/hw.py": CODE for time in (later, earlier)}

    assert chosen(plan_of(folder(tmp_path, files)))["1"] == f"1-2 - Ada - {later}/hw.py"


def test_months_that_are_not_all_known_say_nothing(tmp_path: Path) -> None:
    files = {f"1-2 - Ada - 3 {month} 2026 2359/hw.py": CODE for month in ("nov.", "d\u00e9c.")}
    row = rows_of(plan_of(zipped(tmp_path / "b.zip", files)))["1"]

    assert [other.reason for other in row.others] == ["not chosen: by its name"]


def test_files_of_brightspace_without_folders_are_read_too(tmp_path: Path) -> None:
    head = "12345-678 - Jane Doe - Mar 3, 2026 1159 PM - "
    files = {f"{head}my - hw.py": CODE, f"{head}notes - Apr 4, 2026 100 PM.txt": b"x", "index.html": b""}
    rows = rows_of(plan_of(zipped(tmp_path / "b.zip", files)))

    assert rows["12345"].path == f"{head}my - hw.py"
    assert rows["12345"].name == "Jane Doe"


def test_what_sakais_instructor_gave_back_is_nobodys_submission(tmp_path: Path) -> None:
    plan = plan_of(zipped(tmp_path / "s.zip", SAKAI))
    rows = rows_of(plan)

    assert rows["kl2"].path == "HW 1/Lee, Kim (kl2)/Submission attachment(s)/hw.py"
    assert (rows["kl2"].name, rows["kl2"].others) == ("Lee, Kim", ())
    assert rows["x@y.org"].reason.startswith("no .py or .ipynb file")
    assert plan.ignored == ("grades.csv", "\u2026/Feedback Attachment(s)/")


def test_what_lies_loose_in_sakais_folders_is_nobodys_and_an_empty_folder_a_students(tmp_path: Path) -> None:
    loose = {"HW 1/notes (1).txt": b"", "HW 1/Lee, Kim(kl1)/mine.py": CODE, "HW 1/Doe, Jo(jd)/": b""}
    many = {f"HW 1/S(s{n})/Submission attachment(s)/hw.py": CODE for n in range(20)}
    rows = rows_of(plan_of(zipped(tmp_path / "s.zip", SAKAI | many | loose)))

    fits = "its name does not fit the layout sakai"
    assert rows["HW 1/notes (1).txt"].reason == rows["HW 1/Lee, Kim(kl1)/mine.py"].reason == fits
    assert rows["jd"].reason == "HW 1/Doe, Jo(jd): an empty folder"


def test_a_folder_with_a_number_in_brackets_is_not_sakais(tmp_path: Path) -> None:
    plan = plan_of(folder(tmp_path, {"Kim Lee (1)/hw.py": CODE, "Kim Lee (2)/hw.py": CODE}))

    assert (plan.layout, len(plan.rows)) == ("plain", 2)


def test_of_numbered_attempts_in_a_pattern_ten_comes_after_nine(tmp_path: Path) -> None:
    files = {f"Doe, Jane - 17/Revision {n} - On time/hw.py": CODE for n in (9, 10)}
    pattern = r"^(?P<last_name>.+?), (?P<first_name>.+?) - (?P<student_id>\d+)/Revision (?P<timestamp>\d+)"
    row = rows_of(plan_of(folder(tmp_path, files), Hints(name_regex=pattern)))["17"]

    assert row.path == "Doe, Jane - 17/Revision 10 - On time/hw.py"
    assert row.name == "Jane Doe"


def test_canvas_takes_the_last_copy_and_says_who_was_late(tmp_path: Path) -> None:
    rows = rows_of(plan_of(zipped(tmp_path / "c.zip", CANVAS)))

    assert rows["12346"].path == "turingalan_LATE_12346_999_hw-2.py"
    assert [other.reason for other in rows["12346"].others] == ["an earlier copy"]
    assert (rows["12346"].late, rows["12345"].late) == (True, False)
    assert rows["12345"].name == "lovelaceada"
    assert rows["12347"].reason == "no .py or .ipynb file; found hoppergrace_12347_1000_notes.pdf"


def test_anonymous_canvas_names_have_their_own_ids(tmp_path: Path) -> None:
    files = {"anon_x1y2z_99_hw.py": CODE, "LATE_anon_q1w2e_98_hw.py": CODE}
    rows = rows_of(plan_of(zipped(tmp_path / "c.zip", files)))

    assert {student: row.late for student, row in rows.items()} == {"x1y2z": False, "q1w2e": True}


def test_moodle_names_keep_their_letters(tmp_path: Path) -> None:
    rows = rows_of(plan_of(zipped(tmp_path / "m.zip", MOODLE)))

    assert rows["103"].name == "Jürgen_Groß"
    assert [other.path.rpartition("/")[2] for other in rows["101"].others] == ["onlinetext.html"]


def test_blackboard_takes_the_latest_attempt_by_the_time_in_the_name(tmp_path: Path) -> None:
    rows = rows_of(plan_of(folder(tmp_path / "b", BLACKBOARD)))

    assert rows["ada_l"].path == "Lab_1_ada_l_attempt_2024-05-02-09-00-00_hw.py"
    assert "an earlier attempt" in {other.reason for other in rows["ada_l"].others}


def test_a_students_file_that_is_named_like_an_attempt_is_still_theirs(tmp_path: Path) -> None:
    time = "attempt_2024-05-03-10-00-00"
    files = BLACKBOARD | {f"Lab_1_eve_{time}_bob_l_{time}_hw.py": CODE}

    assert chosen(plan_of(zipped(tmp_path / "b.zip", files)))["eve"] == f"Lab_1_eve_{time}_bob_l_{time}_hw.py"


@pytest.mark.parametrize("notes", ["README.md", "submissions.csv", "grades.xlsx"])
def test_a_class_in_a_folder_beside_notes_is_no_student(tmp_path: Path, notes: str) -> None:
    plan = plan_of(
        zipped(tmp_path / "c.zip", {"unit 1/ada/hw.py": CODE, "unit 1/bob/hw.py": CODE, notes: b"x"})
    )

    assert set(rows_of(plan)) == {"ada", "bob"}
    assert plan.ignored == (notes,)


@pytest.mark.parametrize("above", ["", "unit/", "hw-1-submissions/"])
def test_repositories_without_git_are_offered_to_be_read_as_such(tmp_path: Path, above: str) -> None:
    path = zipped(tmp_path / "c.zip", {f"{above}hw-1-ada/hw.py": CODE, f"{above}hw-1-b-o-b/hw.py": CODE})

    assert plan_of(path).why.endswith("; all begin with hw-1-, which --layout github leaves out")
    assert set(rows_of(plan_of(path, Hints(layout="github")))) == {"ada", "b-o-b"}


def test_a_class_of_one_beside_notes_is_one_student(tmp_path: Path) -> None:
    plan = plan_of(
        zipped(tmp_path / "c.zip", {"ada/src/hw.py": CODE, "ada/data.csv": b"", "README.md": b"x"})
    )

    assert set(rows_of(plan)) == {"ada"}


def test_what_the_course_system_put_beside_is_not_called_handed_in(tmp_path: Path) -> None:
    alone = {"Lab_1_cy_attempt_2024-05-01-10-00-00.txt": b"Name: Cy"}
    blackboard = rows_of(plan_of(folder(tmp_path / "b", BLACKBOARD | alone)))
    nbgrader = rows_of(plan_of(folder(tmp_path / "n", NBGRADER)))
    gradescope = plan_of(folder(tmp_path / "g", GRADESCOPE))

    assert [other.reason for other in blackboard["ada_l"].others] == ["an earlier attempt"]
    assert blackboard["cy"].reason == "no .py or .ipynb file, only what the course system writes"
    assert nbgrader["ada"].others == ()
    assert gradescope.ignored == ()


def test_a_submission_of_two_counts_for_both(tmp_path: Path) -> None:
    rows = rows_of(plan_of(zipped(tmp_path / "g.zip", GRADESCOPE)))

    assert rows["s1"].path == rows["alan@example.edu"].path
    assert rows["alan@example.edu"].name == "Alan Turing"


def test_metadata_with_aliases_as_a_program_dumps_them_is_read(tmp_path: Path) -> None:
    dumped = b"""---
submission_7:
  :submitters:
  - :name: &1 Ada Lovelace
    :sid: s1
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &2 2024-05-01 10:00:00.000000000 Z
    zone: &3 !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
    time: *2
submission_8:
  :submitters:
  - :name: *1
    :sid: s2
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    zone: *3
"""
    base = "assignment_5_export"
    files = {
        f"{base}/submission_metadata.yml": dumped,
        **{f"{base}/submission_{n}/hw.py": CODE for n in (7, 8)},
    }
    rows = rows_of(plan_of(folder(tmp_path / "g", files)))

    assert {student: row.name for student, row in rows.items()} == {
        "s1": "Ada Lovelace",
        "s2": "Ada Lovelace",
    }


def test_a_whole_course_of_nbgrader_is_its_submitted_folder(tmp_path: Path) -> None:
    own = {
        "source/ps1/hw.ipynb": CODE,
        "release/ps1/hw.ipynb": CODE,
        "autograded/ada/ps1/hw.ipynb": CODE,
        "feedback/ada/ps1/hw.html": b"",
        "nbgrader_config.py": b"c = get_config()",
        "gradebook.db": b"SQLite",
    }
    plan = plan_of(folder(tmp_path / "course", NBGRADER | own))

    assert (plan.layout, set(chosen(plan))) == ("nbgrader", {"ada", "bob"})
    assert set(plan.ignored) == {
        "source/", "release/", "autograded/", "feedback/", "nbgrader_config.py", "gradebook.db",
    }  # fmt: skip


def test_of_several_assignments_one_has_to_be_named(tmp_path: Path) -> None:
    path = folder(tmp_path, NBGRADER | {"submitted/bob/ps2/hw.ipynb": CODE})

    with pytest.raises(UsageError, match="several assignments: ps1, ps2; name one with --assignment"):
        plan_of(path)
    assert chosen(plan_of(path, Hints(assignment="ps2")))["bob"] == "submitted/bob/ps2/hw.ipynb"
    for assignment, students in (("ps1", {"ada", "bob"}), ("ps2", {"bob"})):
        plan = plan_of(path, Hints(assignment=assignment))
        assert (plan.layout, set(chosen(plan))) == ("nbgrader", students)
    assert plan.ignored == ("submitted/…/ps1/",)
    with pytest.raises(
        UsageError, match="--assignment ps3: no assignment of nbgrader and no repositories by"
    ):
        plan_of(path, Hints(assignment="ps3"))


def test_the_folder_submitted_itself_is_nbgraders_too(tmp_path: Path) -> None:
    several = NBGRADER | {"submitted/bob/ps2/hw.ipynb": CODE}
    path = folder(tmp_path, several) / "submitted"
    within = Hints(folder="submitted")
    plan = plan_of(path, within._replace(assignment="ps1"))

    assert (plan.layout, chosen(plan)) == ("nbgrader", {"ada": "ada/ps1/hw.ipynb", "bob": "bob/ps1/hw.ipynb"})
    with pytest.raises(UsageError, match="several assignments: ps1, ps2; name one with --assignment"):
        plan_of(path, within)


def test_a_plain_folder_may_be_called_submitted(tmp_path: Path) -> None:
    files = {"ada.py": CODE, "bob.py": CODE, "cy/hw.py": CODE}
    plan = plan_of(folder(tmp_path / "submitted", files), Hints(folder="submitted"))

    assert (plan.layout, set(chosen(plan))) == ("plain", {"ada", "bob", "cy"})


def test_a_name_that_does_not_fit_the_layout_is_a_row_of_its_own(tmp_path: Path) -> None:
    files = {f"s{i}_{i}_{i}_hw.py": CODE for i in range(1, 20)} | {"stray.py": CODE}

    assert chosen(plan_of(zipped(tmp_path / "c.zip", files)))["stray.py"] == (
        "! its name does not fit the layout canvas"
    )


def test_the_callers_layout_overrules_and_must_fit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", CANVAS)

    assert plan_of(path, Hints(layout="plain")).layout == "plain"
    with pytest.raises(UsageError, match=r"--layout moodle: the names are not such as <name>_<participant"):
        plan_of(path, Hints(layout="moodle"))


def test_a_layout_that_fits_too_few_names_is_offered_and_taken_at_the_callers_word(tmp_path: Path) -> None:
    own = {"README.txt": b"notes", "solution.py": CODE}
    path = zipped(tmp_path / "c.zip", {f"s{i}_{i}_{i}_hw.py": CODE for i in range(4)} | own)

    guessed = plan_of(path)
    assert guessed.layout == "plain"
    assert guessed.why.endswith(
        "only 4 of 6 names are such as <name>_<user id>_<attachment id>_<file>: is it --layout canvas?"
    )
    plan = plan_of(path, Hints(layout="canvas"))
    assert plan.layout == "canvas"
    assert {row.student for row in plan.rows} == {"0", "1", "2", "3", ""}
    assert (
        plan_of(path, Hints(layout="plain")).why
        == "6 of 6 names are such as <student>/<file> or <student>.py"
    )


def test_a_pattern_of_the_callers_names_the_students(tmp_path: Path) -> None:
    path = folder(tmp_path, {"week3/u17--hw.py": CODE, "week3/u18--hw.py": CODE})
    plan = plan_of(path, Hints(name_regex=r"(?P<student_id>u\d+)--(?P<file_id>.*)"))
    none = plan_of(path, Hints(name_regex=r"(?P<student_id>zz)"))
    assert {row.reason for row in none.rows} == {"its name does not fit --name-regex"}

    assert {row.student for row in plan.rows} == {"u17", "u18"}
    with pytest.raises(UsageError, match=r"expected a group \(\?P<student_id>…\)"):
        plan_of(path, Hints(name_regex=".*"))
    with pytest.raises(UsageError, match="--name-regex: "):
        plan_of(path, Hints(name_regex="("))


def test_a_student_is_never_merged_with_another_by_a_cut_name() -> None:
    assert common_prefix(["lab-1-ada", "lab-1-bob-b"], "-") == "lab-1-"
    assert common_prefix(["lab_jo_a", "lab_jo_b", "lab_max"], "_") == "lab_"
    assert common_prefix(["lab_jo"], "_") == "lab_"
    assert common_prefix([], "_") == ""


def test_ids_that_are_almost_the_same_are_two_students_and_said(tmp_path: Path) -> None:
    names = ("ada/hw.py", "Ada/hw.py", "o-neil.py", "oneil.py", "bob.py", "~/hw.py", "-/hw.py")
    files = dict.fromkeys(names, CODE)
    plan = plan_of(zipped(tmp_path / "class.zip", files))

    assert plan.alike == ("Ada, ada", "o-neil, oneil")
    assert len(plan.rows) == 7
    assert "students whose ids are almost the same:\n  Ada, ada\n" in render(plan, title="class.zip")


def test_one_id_with_the_names_of_two_people_is_two_rows(tmp_path: Path) -> None:
    names = ("Kim Lee_7", "LEE Kim_7", "Ada Ray_7", "Jo Fox_8")
    files = {f"{name}_assignsubmission_file/{place}.py": CODE for place, name in enumerate(names)}
    plan = plan_of(zipped(tmp_path / "m.zip", files | {"Ada Ray_7_assignsubmission_file": b""}))
    rows = rows_of(plan)

    assert sorted(rows) == ["7 Ada Ray", "7 Kim Lee", "8"]
    assert rows["7 Kim Lee"].name == "Kim Lee"
    assert rows["7 Ada Ray"].path == "Ada Ray_7_assignsubmission_file/2.py"
    assert plan.shared == ("7: Kim Lee and Ada Ray",)


def test_of_two_people_with_one_id_a_file_counts_once(tmp_path: Path) -> None:
    names = ("Lee, Kim", "Ray, Ada", "Ada", "")
    files = {f"{name}#7/{place}.py": CODE for place, name in enumerate(names)}
    regex = r"^(?:(?P<last_name>\w+), )?(?P<first_name>\w+)?#(?P<student_id>\d+)/"
    rows = rows_of(plan_of(folder(tmp_path, files), Hints(name_regex=regex)))

    files_of = {who: {row.path, *(other.path for other in row.others)} for who, row in rows.items()}
    assert files_of == {
        "7": {"#7/3.py"}, "7 Ada": {"Ada#7/2.py", "Ray, Ada#7/1.py"}, "7 Kim Lee": {"Lee, Kim#7/0.py"},
    }  # fmt: skip


def test_equal_looking_names_are_one_student(tmp_path: Path) -> None:
    files = {"Jose\u0301/hw.py": CODE, "Jos\u00e9/hw.py": CODE, "jos\u00e9/hw.py": CODE}
    rows = rows_of(plan_of(zipped(tmp_path / "c.zip", files)))

    assert set(rows) == {"Jos\u00e9", "jos\u00e9"}
    assert [other.reason for other in rows["Jos\u00e9"].others] == ["not chosen: by its name"]
