"""The commands on journals: `grade merge` and `grade diff`."""

from __future__ import annotations

from grader.batch import differences, merging
from grader.batch.phrases import counted, first_of
from grader.cli import streams
from grader.cli.streams import complain

MOST = 20  # damaged lines, or absent shards, that are named


def merge(paths: tuple[str, ...], output: str) -> int:
    """Merge journals; return 1 if there is a conflict, a damaged line or somebody left to grade, else 0."""
    streams.require_file(output, "a journal")
    merged = merging.merge(paths, output)
    for place in merged.damaged[:MOST]:
        complain(f"{place}; passed over")
    if len(merged.damaged) > MOST:
        complain(f"and {len(merged.damaged) - MOST} more such lines")
    for student in merged.conflicts:
        complain(f"{student}: graded twice in the same way with different results; both lines are kept")
    if merged.absent:
        named = first_of([*map(str, merged.absent)], MOST)
        complain(f"nobody of shard {named} is here; merge those journals too, unless nobody falls to them")
    for each in merged.unfinished:
        complain(f"{_interrupted(each)}, and merge once more")
    students, lines = counted(merged.students, "student"), counted(merged.lines, "line")
    streams.write_result(f"{output}: {students}, {lines}, {merged.doubled} that stood there twice\n")
    return 1 if merged.conflicts or merged.damaged or merged.unfinished else 0


def diff(old: str, new: str) -> int:
    """Print what changed between two journals; return 1 if anything did."""
    compared = differences.compare(old, new)
    for each in compared.unfinished:
        complain(_interrupted(each))
    streams.write_result(differences.render(compared))
    return 1 if compared.changes else 0


def _interrupted(journal: merging.Unfinished) -> str:
    """Return what is missing in a journal, and what goes on from there."""
    path, shard, there, planned = journal
    which = f" --shard {shard}" if shard.total > 1 else ""
    return (
        f"{path}: its batch was interrupted, {planned - there} of {planned} are left; give the same "
        f"grade batch{which} again, which goes on from there"
    )
