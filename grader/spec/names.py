"""Names of an exercise file: which are taken, and which stand there twice."""

from __future__ import annotations

from keyword import iskeyword

from grader.spec.draft import Draft, Path
from grader.spec.language import RESERVED


def check_name(draft: Draft, path: Path, name: str | None, what: str, *, at_key: bool = False) -> None:
    """Report a name that formulas and programs, or the exercise file, use for something else."""
    if name is None or draft.is_broken(path):
        return
    if iskeyword(name):
        draft.report(path, f"{name!r} is a word of Python; give {what} another name", at_key=at_key)
    elif name in RESERVED or name == "count":
        draft.report(path, f"{name!r} has a meaning of its own here; give {what} another name", at_key=at_key)


def report_repeated_ids(draft: Draft, path: Path, what: str) -> None:
    """Report items of a list whose id another item has."""
    _report_repetitions(draft, [(*each, "id") for each in draft.children(path)], f"another {what} has the id")


def report_repeated(draft: Draft, path: Path) -> None:
    """Report texts that stand in a list twice."""
    _report_repetitions(draft, draft.children(path), "the list already has")


def _report_repetitions(draft: Draft, places: list[Path], words: str) -> None:
    seen: dict[str, Path] = {}
    for place in places:
        name = draft.text(place)
        if name is not None and name in seen:
            line = draft.values[seen[name]][0] + 1
            draft.report(place, f"{words} {name!r}, in line {line}; change one of them")
        elif name is not None:
            seen[name] = place
