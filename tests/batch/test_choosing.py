"""Of several files of a student one is graded by a fixed rule, and the others are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.batch import choosing
from grader.batch import plan as plan_table
from grader.batch.choosing import copy_of
from grader.submission import MAX_FILE_BYTES
from tests.batch.packing import CODE, folder, plan_of, rows_of, zipped


def test_the_file_that_names_the_entry_points_is_chosen(tmp_path: Path) -> None:
    path = folder(tmp_path, {"ada/zz_helpers.py": b"import math", "ada/work.py": CODE, "bob/a.py": CODE})
    rows = rows_of(plan_of(path))

    assert rows["ada"].path == "ada/work.py"
    assert [(other.path, other.reason) for other in rows["ada"].others] == [
        ("ada/zz_helpers.py", "not chosen: it defines fewer of the exercise's entry points")
    ]


def test_a_test_that_imports_the_entry_points_is_not_taken_for_the_work(tmp_path: Path) -> None:
    test = b"from src.work import gradf, Value\nassert gradf(1, 2, 3)\n"
    path = folder(tmp_path, {"ada/src/work.py": CODE, "ada/tests/test_work.py": test, "bob/a.py": CODE})
    os.utime(path / "ada" / "src" / "work.py", (1e9, 1e9))  # a clone's files are as old as its checkout

    assert rows_of(plan_of(path))["ada"].path == "ada/src/work.py"


@pytest.mark.parametrize(
    "code",
    [
        b"gradf = [1.0]",
        b'"gradf: list = [\\n",',
        rb'"h = 1\ngradf = [1]"',
        b"class gradf:",
        b"def  gradf(a):",
        b"a, gradf=1, 2",
    ],
)
def test_what_defines_an_entry_point_comes_before_what_names_it(tmp_path: Path, code: bytes) -> None:
    path = zipped(
        tmp_path / "c.zip", {"ada/b.py": code, "ada/a.py": b"if gradf == 1: x.gradf = 2", "bob.py": CODE}
    )

    assert rows_of(plan_of(path))["ada"].path == "ada/b.py"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("hw.rar", b"Rar!", "an archive of a kind that is not opened"),
        ("hw.zip", b"PK\x03\x04 torn", "not a zip archive that can be read: its end is missing; is the"),
        ("hw.py", CODE + b" " * MAX_FILE_BYTES, "16 MiB; at most 16 MiB are read"),
        ("hw.py", CODE.decode().encode("utf-16"), "UTF-16 text; expected UTF-8"),
        ("hw.ipynb", b"<!DOCTYPE html><html>", "a web page, not the file it shows"),
    ],
)
@pytest.mark.parametrize("test", [b"assert True", b"from work import gradf\nassert gradf(2, 3, 4)"])
def test_beside_work_that_cannot_be_read_a_file_without_any_is_not_graded(
    tmp_path: Path, name: str, content: bytes, reason: str, test: bytes
) -> None:
    files = {f"ada/src/{name}": content, "ada/tests/test_x.py": test, "bob/a.py": CODE}
    row = rows_of(plan_of(folder(tmp_path, files)))["ada"]

    assert row.file is None
    assert row.reason.startswith(f"ada/src/{name}: {reason}")
    assert row.reason.endswith("; beside it only ada/tests/test_x.py, which defines no entry point")
    assert [other.path for other in row.others] == ["ada/tests/test_x.py"]


def test_an_empty_file_holds_no_work(tmp_path: Path) -> None:
    files = {"ada/src/__init__.py": b"\n", "ada/tests/test_x.py": b"import gradf", "bob/a.py": CODE}

    assert rows_of(plan_of(folder(tmp_path, files)))["ada"].path == "ada/tests/test_x.py"


def test_work_with_an_added_suffix_comes_before_a_test_without(tmp_path: Path) -> None:
    files = {"ada/hw.ipynb.txt": CODE, "ada/tests/test_x.py": b"import gradf", "bob/a.py": CODE}

    assert rows_of(plan_of(folder(tmp_path, files)))["ada"].path == "ada/hw.ipynb.txt"


def test_beside_work_that_can_be_read_nothing_unread_matters(tmp_path: Path) -> None:
    files = {"ada/hw.py": CODE, "ada/old.rar": b"Rar!", "bob/a.py": b"1", "bob/notes.pdf": b"%PDF"}
    rows = rows_of(plan_of(folder(tmp_path, files)))

    assert (rows["ada"].path, rows["bob"].path) == ("ada/hw.py", "bob/a.py")
    assert rows["bob"].file is not None


def test_of_names_that_differ_in_a_number_the_greater_is_the_later(tmp_path: Path) -> None:
    files = {f"ada/Version {n}/hw.py": CODE + b"#%d" % n for n in (2, 9, 10)} | {"bob/hw.py": CODE}
    row = rows_of(plan_of(zipped(tmp_path / "c.zip", files)))["ada"]

    assert row.path == "ada/Version 10/hw.py"
    assert {other.reason for other in row.others} == {"not chosen: a number in its name is lower"}


def test_where_the_name_alone_decides_that_is_told(tmp_path: Path) -> None:
    files = {"ada/hw1.py": CODE, "ada/hw2.py": CODE + b"#", "bob/a.py": CODE, "bob/b.py": CODE}
    plan = plan_of(zipped(tmp_path / "c.zip", files))

    assert [row.student for row in plan.rows if row.by_name] == ["ada"]  # of equal files it does not matter
    assert "--file names the one that is meant:\n  ada: ada/hw2.py\n" in plan_table.render(plan, title="c")


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


def test_a_hundred_files_of_one_student_are_no_reason_to_read_them_all(tmp_path: Path) -> None:
    files = {f"ada/deep/er/{number}.py": b"x" for number in range(100)} | {
        "ada/hw.py": CODE,
        "bob/a.py": CODE,
    }

    row = rows_of(plan_of(folder(tmp_path, files)))["ada"]
    assert row.path == "ada/hw.py"
    reasons = [other.reason for other in row.others]
    assert reasons.count("not chosen: only 20 files are looked into, the least deep") == 81


def test_large_files_of_one_student_are_read_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MAX_PEEKED_BYTES", 5000)
    files = {f"ada/{number}.py": b"x" * 2000 for number in range(10)} | {"ada/0 hw.py": CODE}
    path = folder(tmp_path, {**files, "ada/0 a.ipynb": b" " * (MAX_FILE_BYTES + 1), "bob/a.py": CODE})

    row = rows_of(plan_of(path))["ada"]
    assert row.path == "ada/0 hw.py"
    reasons = [other.reason for other in row.others]
    assert reasons.count("not chosen: only 4 files are looked into, the least deep") == 8


def test_copies_are_counted_as_the_system_counts_them() -> None:
    assert copy_of("hw-2.py", canvas=True) == ("hw.py", 2)
    assert copy_of("hw-2.py", canvas=False) == ("hw-2.py", 0)
    assert copy_of("hw (3).ipynb", canvas=False) == ("hw.ipynb", 3)
    assert copy_of("hw-12345678.py", canvas=True) == ("hw-12345678.py", 0)
