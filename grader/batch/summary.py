"""A class at a glance: how many are ok, what is most often wrong, and who could not be judged and why."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from grader.batch.entries import shortened
from grader.batch.line import ANSWERED, Head, whose
from grader.batch.phrases import counted, first_of
from grader.model import Verdict
from grader.report.escape import inert, one_line

MOST = 10  # lines of a list that can be long
COLUMNS = 80  # of a terminal
VERDICTS = tuple(verdict.value for verdict in Verdict)


class Group(NamedTuple):
    """What is counted of one check."""

    verdicts: Counter[str]
    points: array[float]
    points_possible: float


class Class:
    """The lines of a class, counted one by one."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.points = array("d")
        self.points_possible = 0.0
        self.checks: dict[str, Group] = {}
        self.wrong: Counter[tuple[str, str]] = Counter()
        self.unjudged: list[tuple[str, str]] = []
        self.decided = 0
        self.digests: dict[str, bool] = {}  # the beginning of each, and whether several lines have it

    def add(self, head: Head) -> None:
        """Count one line."""
        digest = head["submission_sha256"][:16]
        if digest:
            self.digests[digest] = digest in self.digests
        self.results[result_of(head)] += 1
        if result_of(head) == "not judged":
            who = whose(head)
            self.unjudged.append((shortened(who), head["reason"].removeprefix(f"{who}: ")))
        if head["points"] is not None and result_of(head) != "not judged":  # the same holds for each check
            self.points.append(head["points"])
            self.points_possible = max(self.points_possible, head["points_possible"] or 0.0)
        self.decided += bool(head["overrides"])
        for check in head["checks"]:
            group = self.checks.setdefault(
                check["id"], Group(Counter(), array("d"), check["points_possible"])
            )
            group.verdicts[check["verdict"]] += 1
            if check["verdict"] != Verdict.NOT_JUDGED:  # nobody's mean is moved by what the grader failed at
                group.points.append(check["points"])
            if check["verdict"] in ANSWERED:
                self.wrong.update((check["id"], dim) for dim in check["wrong_dims"])

    def results_in_words(self) -> str:
        """Return how many have each result."""
        return ", ".join(f"{self.results[word]} {word}" for word in RESULTS if self.results[word]) or "none"

    def verdicts(self) -> list[str]:
        """Return the verdicts that some check has."""
        return [word for word in VERDICTS if any(each.verdicts[word] for each in self.checks.values())]


RESULTS = ("ok", "not ok", "decided", "not judged")


def result_of(head: Head) -> str:
    """Return a line's result in words: ``decided`` where the instructor judged what the grader could not."""
    if head["exit_code"] < 2:
        return RESULTS[head["exit_code"]]
    decided = {each["check"] for each in head["overrides"]}
    left = {check["id"] for check in head["checks"] if check["verdict"] == Verdict.NOT_JUDGED}
    return "decided" if decided and left <= decided else "not judged"


def count(heads: Iterable[Head]) -> Class:
    """Return the class of these lines."""
    found = Class()
    for head in heads:
        found.add(head)
    return found


def identical(found: Class, heads: Callable[[], Iterable[Head]]) -> list[list[str]]:
    """Return who handed in the same bytes; ``heads`` is asked for the class's lines only where somebody did.

    Sorted, as the lines come in another order each time. One file of a group is no copy.
    """
    groups: dict[str, dict[str, list[str]]] = {
        digest: {} for digest, several in found.digests.items() if several
    }
    for head in heads() if groups else ():
        group = groups.get(head["submission_sha256"][:16])
        if group is not None:
            group.setdefault(head["path"], []).append(head["student"]["id"])
    return sorted(sorted(chain(*group.values())) for group in groups.values() if len(group) > 1)


def render(found: Class, copies: Iterable[Sequence[str]]) -> str:
    """Return the summary as text; ``copies`` are the students who handed in the same."""
    from statistics import fmean, median  # nobody waits for it here, as for the first result

    lines = [f"{counted(sum(found.results.values()), 'submission')}: {found.results_in_words()}"]
    if found.points:
        middle = f"mean {fmean(found.points):.2f}, median {median(found.points):g}"
        lines.append(f"points: {middle}, of {found.points_possible:g}")
    if found.decided:
        lines.append(f"points decided by the instructor: {found.decided}")
    lines += _checks(found)
    wrong = [f"  {one_line(check)} {one_line(dim)}: {n}" for (check, dim), n in _ranked(found.wrong)]
    lines += _list("most often wrong", wrong)
    unjudged = sorted(found.unjudged)
    lines += _list("not judged", [f"  {one_line(who)}: {one_line(why)}" for who, why in unjudged])
    same = ([one_line(shortened(each)) for each in who] for who in copies)
    lines += _list("identical submissions", [f"  {first_of(who, MOST)}" for who in same])
    return "\n".join(map(inert, lines)) + "\n"


def _checks(found: Class) -> list[str]:
    """Return the table of the checks: how many of each verdict, and the mean of the points."""
    from statistics import fmean

    if not found.checks:
        return []
    seen = found.verdicts()
    rows = [["check", *seen, "mean"]]
    rows += [
        [
            one_line(name),
            *(str(group.verdicts[word] or "") for word in seen),
            f"{fmean(group.points):.2f}/{group.points_possible:g}" if group.points else "",
        ]
        for name, group in found.checks.items()
    ]
    shown = _aligned(rows)
    if len(shown[0]) > COLUMNS:  # a class can have many verdicts, and then few checks beside them
        shown = min(shown, _aligned([*zip(*rows, strict=True)]), key=lambda table: len(table[0]))
    return ["", *shown]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with their cells below each other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join([row[0].ljust(widths[0]), *cells]).rstrip()


def _ranked(wrong: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(wrong.items(), key=lambda item: (-item[1], item[0]))


def _list(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    more = [f"  and {len(items) - MOST} more"] if len(items) > MOST else []
    return ["", f"{title}:", *items[:MOST], *more]
