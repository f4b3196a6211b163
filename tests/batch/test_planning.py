"""A plan from a process of its own says what one made here says, and leaves its memory behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from grader.batch.candidates import Rule
from grader.batch.layouts import Hints
from grader.batch.planning import planned
from grader.batch.roster import parse_roster
from grader.batch.rows import Plan, Rows, where
from grader.errors import UsageError
from tests.batch.packing import CODE, Pack, folder, plan_of, tarred, zipped

FILES = {
    "ada/work.py": CODE,
    "ada/notes.txt": b"",
    "grace/work.ipynb": b"{}",
    "jos\u00e9/work-1.py": CODE,
    "jos\u00e9/work-2.py": CODE,
    "kurt/inner.zip": b"PK",
}
ROOT = Path(__file__).resolve().parents[2]
ROSTER = parse_roster("student_id,name\nada,Ada Lovelace\nemmy,Emmy Noether\n", file="class.csv")


def in_memory(plan: Plan) -> Plan:
    return plan._replace(rows=tuple(plan.rows))


@pytest.mark.parametrize("pack", [folder, zipped, tarred], ids=["folder", "zip", "tar"])
def test_a_plan_on_the_disk_is_the_plan(tmp_path: Path, pack: Pack) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a/work.py": CODE}).read_bytes()
    path = pack(tmp_path / "class", FILES | {"kurt/inner.zip": inner})

    def make() -> Plan:
        return plan_of(path, Hints(), Rule(entry_points=("gradf",)), ROSTER)

    here = make()
    with planned(make) as plan:
        assert isinstance(plan.rows, Rows)
        assert in_memory(plan) == here
        assert plan.rows[::-1][0] == here.rows[-1]
        assert tuple(where(plan.rows, lambda row: row.student != "ada")) == here.rows[1:]
    assert here.missing
    assert where(here.rows, lambda row: row.student != "ada") == here.rows[1:]


def test_a_file_name_that_is_no_text_comes_back_as_it_is(tmp_path: Path) -> None:
    path = folder(tmp_path / "class", {"ada.py": CODE})
    (path / os.fsdecode(b"gr\xe9ta.py")).write_bytes(CODE)

    with planned(lambda: plan_of(path)) as plan:
        assert in_memory(plan) == plan_of(path)


def test_what_is_wrong_is_raised_here(tmp_path: Path) -> None:
    path = folder(tmp_path / "class", {"notes.txt": b""})

    with pytest.raises(UsageError, match="no submission"), planned(lambda: plan_of(path)):
        pass


def test_without_room_for_its_file_a_plan_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    path = folder(tmp_path / "class", FILES)

    with planned(lambda: plan_of(path)) as plan:
        assert plan == plan_of(path)


def test_a_plan_that_is_cut_off_by_a_full_disk_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", partial(open, "/dev/full", "r+b", buffering=0))
    path = folder(tmp_path / "class", FILES)

    with planned(lambda: plan_of(path)) as plan:
        assert plan == plan_of(path)


MEASURED = """
import sys
from grader.batch.planning import planned
from tests.batch.packing import plan_of

def peak_kib():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = peak_kib()
if sys.argv[2] == "here":
    plan = plan_of(sys.argv[1])
    print(len(plan.rows), peak_kib() - before)
else:
    with planned(lambda: plan_of(sys.argv[1])) as plan:
        print(len(plan.rows), peak_kib() - before)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak of memory is read from /proc")
def test_the_memory_of_the_caller_does_not_grow_with_the_class(tmp_path: Path) -> None:
    path = folder(tmp_path / "class", {f"student{number:04}/work.py": CODE for number in range(3000)})

    def grown(where: str) -> int:
        """Return by how many KiB the peak of a new interpreter grows, which makes the plan."""
        command = [sys.executable, "-c", MEASURED, str(path), where]
        count, kib = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.split()
        assert count == b"3000"
        return int(kib)

    here, aside = grown("here"), grown("aside")

    assert here > 2000
    assert aside < here / 4
