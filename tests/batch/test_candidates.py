"""What may be a submission by its name, and what is left aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.candidates import Rule
from tests.batch.packing import CODE, folder, plan_of, rows_of, zipped


def test_the_callers_pattern_restricts_the_choice(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "c.zip", {"ada/a.py": CODE, "ada/b.ipynb": CODE, "bob/a.py": CODE, "cy/a.ipynb.txt": CODE}
    )
    rows = rows_of(plan_of(path, rule=Rule(pattern="*.ipynb")))

    assert rows["ada"].path == "ada/b.ipynb"
    assert rows["cy"].file is not None
    assert rows["bob"].reason == "bob/a.py: its name is not such as *.ipynb"


@pytest.mark.parametrize("name", ["hw.py.txt", "hw.ipynb.json", "HW.IPYNB.TXT"])
def test_a_suffix_that_a_browser_has_added_is_no_part_of_the_name(tmp_path: Path, name: str) -> None:
    files = {
        f"ada/{name}": CODE,
        f"bob/{name}": CODE,
        "bob/a.py": CODE,
        "cy/notes.txt": CODE,
        "cy/b.json": CODE,
    }
    rows = rows_of(plan_of(folder(tmp_path, files)))

    assert rows["ada"].file is not None
    assert rows["bob"].path == "bob/a.py"
    assert [other.reason for other in rows["bob"].others] == ["not chosen: a suffix is added to its name"]
    assert rows["cy"].file is None


def test_a_loose_file_with_an_added_suffix_is_its_students(tmp_path: Path) -> None:
    assert sorted(rows_of(plan_of(folder(tmp_path, {"ada.ipynb.txt": CODE, "bob.py": CODE})))) == [
        "ada",
        "bob",
    ]
