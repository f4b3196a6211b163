"""The commands on journals: `grade merge` and `grade diff`."""

from __future__ import annotations

from grader.batch import differences, merging, shards
from grader.cli import streams
from grader.cli.streams import complain

MOST = 20  # damaged lines, or absent shards, that are named


def merge(paths: tuple[str, ...], output: str) -> int:
    """Merge journals; return 1 if there is a conflict or a damaged line, else 0."""
    streams.require_file(output, "a journal")
    merged = merging.merge(paths, output)
    for place in merged.damaged[:MOST]:
        complain(f"{place}; passed over")
    if len(merged.damaged) > MOST:
        complain(f"and {len(merged.damaged) - MOST} more such lines")
    for student in merged.conflicts:
        complain(f"{student}: graded twice in the same way with different results; both lines are kept")
    absent = shards.absent(paths)
    if absent:
        more = f" and {len(absent) - MOST} more" if len(absent) > MOST else ""
        complain(f"not among them, unless nobody falls to it: {', '.join(absent[:MOST])}{more}")
    students = f"{merged.students} {'student' if merged.students == 1 else 'students'}"
    streams.write_result(
        f"{output}: {students}, {merged.lines} lines, {merged.doubled} that stood there twice\n"
    )
    return 1 if merged.conflicts or merged.damaged else 0


def diff(old: str, new: str) -> int:
    """Print what changed between two journals; return 1 if anything did."""
    compared = differences.compare(old, new)
    streams.write_result(differences.render(compared))
    return 1 if compared.changes else 0
