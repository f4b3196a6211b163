"""Merging is a union: in any order, as often as wanted, nothing lost and nothing doubled."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from grader.batch.merging import Unfinished, merge
from grader.batch.shards import Shard, number_of
from grader.errors import UsageError
from grader.model import Usage
from tests.batch.lines import documents, journal, line, report_with

EARLY, LATE = "2024-05-01T10:00:00.000Z", "2024-05-02T10:00:00.000Z"


def test_every_order_and_every_repetition_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [
        journal(tmp_path / "a", line("ada"), line("bob", finished=LATE)),
        journal(tmp_path / "b", line("carl"), line("bob", grader_version="0.0.9", finished=EARLY)),
        journal(tmp_path / "c"),
    ]
    results = set()
    for order in itertools.permutations(files):
        merge([str(path) for path in (*order, order[0])], str(tmp_path / "all"))
        again = merge([str(tmp_path / "all"), str(order[1])], str(tmp_path / "all"))
        results.add((tmp_path / "all").read_bytes())
        assert (again.lines, again.students) == (4, 3)

    assert len(results) == 1
    assert [each["student"]["id"] for each in documents(tmp_path / "all")] == ["ada", "bob", "bob", "carl"]
    assert documents(tmp_path / "all")[2]["grader_version"] == "0.1.0"  # the later line counts


def test_a_merge_is_written_over_what_it_holds_and_over_nothing_else(tmp_path: Path) -> None:
    one = journal(tmp_path / "a", line("ada"))
    there = journal(tmp_path / "all", line("ada"), line("bob"), line("cy"))
    with pytest.raises(UsageError, match="all: is there already with 2 lines that no journal given here has"):
        merge([str(one)], str(there))
    journal(there, line("ada"))
    assert merge([str(one)], str(there)).lines == 1
    there.write_bytes(b"")
    assert merge([str(one)], str(there)).lines == 1
    there.write_text("id,name\nada,Ada\n")
    with pytest.raises(UsageError, match="all: this file is there already and no journal"):
        merge([str(one)], str(there))


def test_a_shard_is_absent_where_no_student_of_it_is_there(tmp_path: Path) -> None:
    """Whatever the journals are called, and whether they were merged before or graded as a whole."""
    of_four = {number_of(name, 4): name for name in "abcdefghijklmnop"}
    shards = [journal(tmp_path / f"j{n}", line(of_four[n], shard=f"{n}/4")) for n in range(4)]
    lines = line(of_four[2], shard="", finished=EARLY), line(of_four[3], shard="")
    whole = journal(tmp_path / "whole", *lines)
    two = merge([str(shards[3]), str(shards[1])], str(tmp_path / "two"))

    assert two.absent == (Shard(0, 4), Shard(2, 4))
    assert merge([str(tmp_path / "two"), str(shards[0])], str(tmp_path / "three")).absent == (Shard(2, 4),)
    assert merge([str(tmp_path / "three"), str(whole)], str(tmp_path / "all")).absent == ()
    assert merge([str(whole)], str(tmp_path / "same")).absent == ()
    again = merge([str(whole), str(shards[2])], str(tmp_path / "again"))
    assert (again.lines, again.doubled) == (2, 1)  # in which shard it was graded is no other result


def test_students_of_one_split_do_not_stand_for_the_shards_of_another(tmp_path: Path) -> None:
    names = "abcdefghijklmnopqrstuvwxyz"

    def shard(number: int, total: int) -> Path:
        lines = [line(name, shard=f"{number}/{total}") for name in names if number_of(name, total) == number]
        return journal(tmp_path / f"{number}-of-{total}", *lines)

    some = merge([str(shard(0, 2)), str(shard(2, 3))], str(tmp_path / "some"))
    all_ = merge([str(tmp_path / "some"), str(shard(1, 2))], str(tmp_path / "all"))

    assert some.absent == (Shard(1, 2), Shard(0, 3), Shard(1, 3))
    assert (all_.students, all_.absent) == (len(names), ())


def test_a_journal_is_unfinished_where_its_batch_planned_more_than_all_files_have(tmp_path: Path) -> None:
    names = [name for name in "abcdefghijklmnop" if number_of(name, 2) == 1][:3]

    def part(name: str, students: list[str], **changes: object) -> str:
        lines = [line(each, **{"shard": "1/2", "planned": 3} | changes) for each in students]
        return str(journal(tmp_path / name, *lines))

    begun, rest = part("begun", names[:1]), part("rest", names[1:])
    grown = part("grown", names, planned=4, finished=LATE)
    old = part("old", names[:1], planned=0)  # of a grader that did not say it
    whole = part("whole", names[:2], shard="", planned=9)
    output = str(tmp_path / "all")

    assert merge([begun, old], output).unfinished == (Unfinished(begun, Shard(1, 2), 1, 3),)
    assert merge([output], output).unfinished == (Unfinished(output, Shard(1, 2), 1, 3),)
    assert merge([output, begun, rest], output).unfinished == ()
    assert merge([grown], str(tmp_path / "two")).unfinished == (Unfinished(grown, Shard(1, 2), 3, 4),)
    assert merge([whole, begun], str(tmp_path / "three")).unfinished == (
        Unfinished(whole, Shard(), 2, 9),
        Unfinished(begun, Shard(1, 2), 2, 3),
    )


def test_a_class_that_is_graded_anew_in_part_is_unfinished(tmp_path: Path) -> None:
    before = [line(each, planned=3, finished=EARLY) for each in ("ada", "bob", "cy")]
    anew = [line(each, planned=3, finished=LATE, exercise_digest="f" * 64) for each in ("ada", "bob", "cy")]
    output = str(tmp_path / "all")

    part = str(journal(tmp_path / "part", *before, *anew[:2]))
    assert merge([part], output).unfinished == (Unfinished(part, Shard(), 2, 3),)
    assert merge([str(journal(tmp_path / "whole", *before, *anew))], output).unfinished == ()


def test_the_same_result_at_two_times_is_one_line(tmp_path: Path) -> None:
    slow = report_with(usage=Usage(wall_s=9.0, cpu_s=9.0, peak_memory_bytes=1, workers=1))
    one = journal(tmp_path / "a", line(finished=EARLY))
    two = journal(tmp_path / "b", line(finished=LATE, report=slow))
    merged = merge([str(one), str(two)], str(tmp_path / "all"))

    assert (merged.lines, merged.doubled, merged.conflicts) == (1, 1, ())
    assert documents(tmp_path / "all")[0]["finished"] == LATE


def test_two_results_of_the_same_run_are_a_conflict_and_both_are_kept(tmp_path: Path) -> None:
    one = journal(tmp_path / "a", line("ada"), line("bob"))
    two = journal(tmp_path / "b", line("ada", exit_code=0), line("bob", exit_code=3))
    merged = merge([str(one), str(two)], str(tmp_path / "all"))

    assert merged.conflicts == ("ada",)  # that the grader failed is no result
    assert merged.lines == 4


def test_what_is_no_line_is_named_and_a_torn_one_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"garbage\n" + line().render() + line("bob").render()[:-5])
    merged = merge([str(path)], str(tmp_path / "all"))

    assert merged.damaged == (f"{path}:1: not a line of a journal",)
    assert (tmp_path / "all").read_bytes() == line().render()


def test_what_cannot_be_read_or_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    path = journal(tmp_path / "a", line())

    with pytest.raises(UsageError, match="nowhere: the journal cannot be read: no such file"):
        merge([str(tmp_path / "nowhere")], str(tmp_path / "all"))
    with pytest.raises(UsageError, match="the journal cannot be read: is a directory"):
        merge([str(tmp_path)], str(tmp_path / "all"))
    with pytest.raises(UsageError, match="cannot be written"):
        merge([str(path)], str(tmp_path / "none" / "all"))
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
