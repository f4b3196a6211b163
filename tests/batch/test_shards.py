"""Every student belongs to one shard, whatever the others do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.shards import WHOLE, Shard, shard_of
from grader.errors import UsageError


@given(st.text(), st.integers(1, 50))
def test_a_student_is_in_one_shard_alone(student: str, total: int) -> None:
    assert sum(Shard(number, total).holds(student) for number in range(total)) == 1


def test_the_shards_of_a_class_are_about_equal() -> None:
    sizes = [sum(Shard(number, 8).holds(f"student{each}") for each in range(4000)) for number in range(8)]

    assert min(sizes) > 400


def test_names_that_look_equal_are_in_the_same_shard() -> None:
    assert all(Shard(n, 64).holds("Jose\u0301") == Shard(n, 64).holds("Jos\u00e9") for n in range(64))


def array(task: int, count: int, low: int = 0, high: int = -1, step: int = 1) -> dict[str, str]:
    values = {"ID": task, "COUNT": count, "MIN": low, "STEP": step} | ({"MAX": high} if high >= 0 else {})
    return {f"SLURM_ARRAY_TASK_{name}": str(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("text", "environ", "shard"),
    [
        (None, {}, WHOLE),
        ("2/8", {}, Shard(2, 8)),
        ("0/1", array(3, 4), WHOLE),
        (None, array(3, 4, 0, 3), Shard(3, 4)),
        (None, array(3, 4, 1, 4), Shard(2, 4)),
        (None, array(20, 3, 10, 30, 10), Shard(1, 3)),
        (None, {"JOB_COMPLETION_INDEX": "5", "JOB_COMPLETIONS": "6"}, Shard(5, 6)),
        ("1/2", {"JOB_COMPLETION_INDEX": "5"}, Shard(1, 2)),
    ],
)
def test_the_flag_comes_before_the_array(text: str | None, environ: dict[str, str], shard: Shard) -> None:
    assert shard_of(text, environ) == shard


@pytest.mark.parametrize(
    ("text", "environ", "message"),
    [
        ("8/8", {}, r"--shard 8/8: expected i/n with i from 0 to n-1"),
        ("1", {}, "expected i/n"),
        ("-1/3", {}, "expected i/n"),
        ("a/b", {}, "expected i/n"),
        (None, array(7, 3, 1, 7, 1), "not evenly spaced; give --shard i/n"),
        (None, array(2, 2, 1, 3, 2), "not evenly spaced"),
        (None, {"SLURM_ARRAY_TASK_ID": "x"}, "set SLURM_ARRAY_TASK_COUNT"),
        (None, {"JOB_COMPLETION_INDEX": "5"}, "set JOB_COMPLETIONS to the job's completions"),
    ],
)
def test_what_is_no_shard_is_said(text: str | None, environ: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        shard_of(text, environ)
