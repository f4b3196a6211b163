"""Of several files of a student one is graded by a fixed rule, and the others are named."""

from __future__ import annotations

import os
from pathlib import Path

from grader.batch.choosing import Rule, copy_of
from tests.batch.packing import CODE, folder, plan_of, rows_of, zipped


def test_the_file_that_names_the_entry_points_is_chosen(tmp_path: Path) -> None:
    path = folder(tmp_path, {"ada/zz_helpers.py": b"import math", "ada/work.py": CODE, "bob/a.py": CODE})
    rows = rows_of(plan_of(path))

    assert rows["ada"].path == "ada/work.py"
    assert [tuple(other) for other in rows["ada"].others] == [
        ("ada/zz_helpers.py", "not chosen: it names fewer of the exercise's entry points")
    ]


def test_each_file_that_is_not_chosen_is_told_what_it_lacks(tmp_path: Path) -> None:
    names = ("ada/hw.ipynb", "ada/hx.ipynb", "ada/hw.py", "ada/deep/hw.ipynb", "bob/a.py")
    path = zipped(tmp_path / "c.zip", dict.fromkeys(names, CODE))

    assert {other.path: other.reason for other in rows_of(plan_of(path))["ada"].others} == {
        "ada/hx.ipynb": "not chosen: by its name",
        "ada/hw.py": "not chosen: it is a script beside a notebook",
        "ada/deep/hw.ipynb": "not chosen: it is deeper in folders",
    }


def test_of_equal_files_the_later_one_is_chosen(tmp_path: Path) -> None:
    path = folder(tmp_path, {"ada/a.py": CODE, "ada/b.py": CODE, "bob/a.py": CODE})
    os.utime(path / "ada" / "a.py", (2e9, 2e9))

    row = rows_of(plan_of(path))["ada"]
    assert row.path == "ada/a.py"
    assert [other.reason for other in row.others] == ["not chosen: it is older"]


def test_a_browsers_copies_count_as_one_file(tmp_path: Path) -> None:
    path = folder(
        tmp_path, {"ada/hw.py": CODE * 2, "ada/hw (2).py": b"x = 1", "ada/hw (10).py": CODE, "bob/a.py": CODE}
    )
    row = rows_of(plan_of(path))["ada"]

    assert row.path == "ada/hw (10).py"
    assert {other.reason for other in row.others} == {"an earlier copy"}


def test_the_callers_pattern_restricts_the_choice(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"ada/a.py": CODE, "ada/b.ipynb": CODE, "bob/a.py": CODE})
    rows = rows_of(plan_of(path, rule=Rule(pattern="*.ipynb")))

    assert rows["ada"].path == "ada/b.ipynb"
    assert rows["bob"].reason == "bob/a.py: its name is not such as *.ipynb"


def test_a_hundred_files_of_one_student_are_no_reason_to_read_them_all(tmp_path: Path) -> None:
    files = {f"ada/deep/er/{number}.py": b"x" for number in range(100)} | {
        "ada/hw.py": CODE,
        "bob/a.py": CODE,
    }

    row = rows_of(plan_of(folder(tmp_path, files)))["ada"]
    assert row.path == "ada/hw.py"
    reasons = [other.reason for other in row.others]
    assert reasons.count("not chosen: only 20 files are looked into, the least deep") == 81


def test_copies_are_counted_as_the_system_counts_them() -> None:
    assert copy_of("hw-2.py", canvas=True) == ("hw.py", 2)
    assert copy_of("hw-2.py", canvas=False) == ("hw-2.py", 0)
    assert copy_of("hw (3).ipynb", canvas=False) == ("hw.ipynb", 3)
    assert copy_of("hw-12345678.py", canvas=True) == ("hw-12345678.py", 0)
