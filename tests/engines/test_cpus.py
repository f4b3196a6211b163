"""The processors that may be used: the smallest of affinity and every quota above this process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.engines.cpus import homes, stay_at, usable_cpus

V1 = {"cpu/job/cpu.cfs_quota_us": "90000", "cpu/job/cpu.cfs_period_us": "100000"}
AFFINITY = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count(tmp_path: Path, groups: str, files: dict[str, str]) -> int:
    for name, text in files.items():
        file = tmp_path / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "groups").write_text(groups)
    return usable_cpus(str(tmp_path / "cgroup"), str(tmp_path / "groups"))


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        ("0::/job/step\n", {"job/cpu.max": "100000 100000\n", "job/step/cpu.max": "max 100000\n"}, 1),
        ("0::/\n", {"cpu.max": "50000 100000\n"}, 1),
        ("0::/\n", {"cpu.max": "120000 100000\n"}, min(2, AFFINITY)),
        ("0::/../../outside\n", {"cpu.max": "max 100000"}, AFFINITY),
        ("4:cpu,cpuacct:/job\n", V1, 1),
        ("4:cpu,cpuacct:/\n", {"cpu,cpuacct/cpu.cfs_quota_us": "-1"}, AFFINITY),
        ("0::/\n", {"cpu.max": "garbage"}, AFFINITY),
        ("0::/\n", {"cpu.max": "100000 0"}, AFFINITY),
        ("nonsense", {}, AFFINITY),
    ],
)  # fmt: skip
def test_a_quota_bounds_the_count(tmp_path: Path, groups: str, files: dict[str, str], expected: int) -> None:
    assert count(tmp_path, groups, files) == expected


def test_without_groups_the_affinity_counts(tmp_path: Path) -> None:
    assert usable_cpus(str(tmp_path / "none"), str(tmp_path / "none")) == AFFINITY


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors cannot be chosen here")
def test_every_slot_has_a_processor_of_its_own_or_none_has() -> None:
    assert homes(AFFINITY) == tuple(sorted(os.sched_getaffinity(0)))
    assert homes(AFFINITY + 1) == ()
    assert homes(AFFINITY - 1) == ()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors cannot be chosen here")
def test_a_process_stays_where_it_is_put_and_a_refusal_is_no_error() -> None:
    before = os.sched_getaffinity(0)
    try:
        stay_at(min(before))
        assert os.sched_getaffinity(0) == {min(before)}
        stay_at(100_000)
        assert os.sched_getaffinity(0) == {min(before)}
    finally:
        os.sched_setaffinity(0, before)
