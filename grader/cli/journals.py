"""The commands on journals: `grade merge` and `grade diff`."""

from __future__ import annotations

from grader.batch import differences, merging
from grader.cli import streams
from grader.cli.streams import complain


def merge(paths: tuple[str, ...], output: str) -> int:
    """Merge journals; return 1 if there is a conflict or a damaged line, else 0."""
    merged = merging.merge(paths, output)
    for place in merged.damaged:
        complain(f"{place}; passed over")
    for student in merged.conflicts:
        complain(f"{student}: graded twice in the same way with different results; both lines are kept")
    streams.write_result(
        f"{output}: {merged.students} students, {merged.lines} lines, "
        f"{merged.doubled} that stood there twice\n"
    )
    return 1 if merged.conflicts or merged.damaged else 0


def diff(old: str, new: str) -> int:
    """Print what changed between two journals; return 1 if anything did."""
    compared = differences.compare(old, new)
    streams.write_result(differences.render(compared))
    return 1 if compared.changes else 0
