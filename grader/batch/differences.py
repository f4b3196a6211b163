"""Two journals side by side: for every student and dim what changed, and what changed around it.

The reasons are those that can be read off two lines: another submission, exercise, grader, torch,
Python, secret, or a decision of the instructor's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

from grader.batch.index import Index
from grader.batch.journal import read_line
from grader.batch.line import Head, Line, identity
from grader.batch.merging import Unfinished, open_journal, require_journal, unfinished
from grader.report.escape import inert, one_line

Report = dict[str, Any]

# What is compared, and what it is called.
_OF_A_DIM = (
    ("verdict", ""),
    ("actual", "yours"),
    ("found", "found"),
    ("expected", "expected"),
    ("torch", "torch"),
)
_OF_A_LINE = (
    ("submission_sha256", "submission changed"),
    ("exercise_digest", "exercise changed"),
    ("inputs_digest", "hidden inputs drawn from another seed"),
    ("grader_version", "grader {} → {}"),
    ("audience", "audience {} → {}"),
    ("overrides", "the instructor's decisions changed"),
)
_OF_A_REPORT = (
    ("reference", "torch", "torch"),
    ("reference", "source", "reference"),
    ("grader", "python", "Python"),
    ("sandbox", "level", "walls"),
)


class Change(NamedTuple):
    """What changed for one student: ``what`` in lines, ``why`` in a few words each, and the points gained."""

    who: str
    head: str
    what: tuple[str, ...]
    why: tuple[str, ...]
    gained: float = 0.0


class Compared(NamedTuple):
    """All changes between two journals, and which of the two were interrupted."""

    changes: tuple[Change, ...]
    students: int
    unfinished: tuple[Unfinished, ...]


def compare(old: str, new: str) -> Compared:
    """Return what changed from the journal ``old`` to the journal ``new``."""
    with ExitStack() as stack:
        opened = {path: open_journal(path, stack) for path in (old, new)}
        before, after = (_last_lines(path, opened[path]) for path in (old, new))
        left = tuple(each for path, descriptor in opened.items() for each in unfinished(path, descriptor))
        changes: list[Change] = []
        for who in sorted(before.keys() | after.keys()):
            if who not in after or who not in before:
                where = "the old" if who in before else "the new"
                changes.append(Change(who=who[1:], head=f"only in {where} journal", what=(), why=()))
                continue
            change = change_of(who[1:], before[who].line(), after[who].line())
            if change is not None:
                changes.append(change)
    return Compared(changes=tuple(changes), students=len(before.keys() | after.keys()), unfinished=left)


class _Place(NamedTuple):
    """Where a line is: a class's reports are read one by one."""

    descriptor: int
    place: int

    def line(self) -> Line:
        """Return the line."""
        return read_line(self.descriptor, self.place)


def _last_lines(path: str, descriptor: int) -> dict[str, _Place]:
    index = Index()
    index.load(descriptor)
    require_journal(path, lines=len(index.last), damaged=index.damaged)
    found = (_Place(descriptor, place) for place in index.last.values())
    return {identity(each.line().head): each for each in found}


def change_of(who: str, old: Line, new: Line) -> Change | None:
    """Return what changed between two lines of a student, None if nothing that counts did."""
    before, after = _document(old), _document(new)
    what = (*_results(old.head, new.head), *_checks(before, after))
    if not what:
        return None
    points = _points(old.head), _points(new.head)
    head = f"{points[0]} points" if points[0] == points[1] else f"{points[0]} → {points[1]} points"
    gained = (new.head["points"] or 0.0) - (old.head["points"] or 0.0)
    return Change(who, head, what, tuple(reasons(old.head, new.head, before, after)), gained)


def _document(line: Line) -> Report:
    return line.document() if line.has_report() else {}


def _points(head: Head) -> str:
    return "no" if head["points"] is None else f"{head['points']:g}"


def _results(old: Head, new: Head) -> Iterator[str]:
    """Yield what changed beside the report; the points stand above."""
    if old["reason"] != new["reason"]:
        yield f"reason: {_short(old['reason'])} → {_short(new['reason'])}"
    if old["overrides"] != new["overrides"]:
        yield f"decided: {_decided(old['overrides'])} → {_decided(new['overrides'])}"
    if old["late"] != new["late"]:
        yield "late: no → yes" if new["late"] else "late: yes → no"


def _decided(overrides: list[Head]) -> str:
    """Return the instructor's decisions in words."""
    said = (
        f"{each['check']} {each['points']:g} points{f' ({why})' if (why := each['reason']) else ''}"
        for each in overrides
    )
    return ", ".join(said) or "nothing"


def _short(value: object) -> str:
    if value is None:
        return "nothing"
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value or "none"


def _checks(old: Report, new: Report) -> Iterator[str]:
    """Yield the checks whose verdict changed, and under each its dims."""
    before, after = ({check["id"]: check for check in report.get("checks", [])} for report in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        dims = [*_withheld(was, is_), *_dims(was, is_), *_named(was, is_)]
        verdicts = tuple("absent" if check is None else check["verdict"] for check in (was, is_))
        points = tuple(0 if check is None else check["points"] for check in (was, is_))
        if verdicts[0] != verdicts[1] or points[0] != points[1] or dims:
            said = verdicts[0] if verdicts[0] == verdicts[1] else f"{verdicts[0]} → {verdicts[1]}"
            earned = "" if points[0] == points[1] else f", {points[0]:g} → {points[1]:g} points"
            yield f"{name}: {said}{earned}"
            yield from (f"  {dim}" for dim in dims)


def _withheld(old: Report | None, new: Report | None) -> Iterator[str]:
    """Yield the cases that show no dims and whose verdict or tally changed."""
    before, after = ({case["id"]: case for case in (check or {}).get("cases", [])} for check in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        if was and is_ and not was["dims"] and not is_["dims"]:
            said = [_case_in_words(case) for case in (was, is_)]
            if said[0] != said[1]:
                yield f"{name}: {said[0]} → {said[1]}"


def _case_in_words(case: Report) -> str:
    tally = case["tally"]
    return f"{case['verdict']}, {tally['right']} of {tally['total']}" if tally else str(case["verdict"])


def _named(old: Report | None, new: Report | None) -> Iterator[str]:
    """Yield the mistakes and flags that were named before and are not now, or the other way round."""
    for key in ("mistakes", "flags"):
        was, is_ = (sorted({each["code"] for each in (check or {}).get(key, [])}) for check in (old, new))
        if was != is_:
            yield f"{key}: {', '.join(was) or 'none'} → {', '.join(is_) or 'none'}"


def _dims(old: Report | None, new: Report | None) -> Iterator[str]:
    """Yield the dims of a check that changed: verdict, answer, or what was expected.

    At other inputs all numbers are others: of dims whose verdict is the same that is said once for the case.
    """
    before, after = _by_name(old), _by_name(new)
    several = {case for case, point, _ in (*before, *after) if point}
    elsewhere = _at_other_inputs(old, new)
    told: set[str] = set()
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        called = f"{name[0]} {name[2]}{f' at input {name[1] + 1}' if name[0] in several else ''}"
        if was and is_ and name[:2] in elsewhere and was["verdict"] == is_["verdict"]:
            if name[0] not in told:
                yield f"{name[0]}: at other inputs"
            told.add(name[0])
            continue
        if was is None or is_ is None:
            yield f"{called}: {'new' if was is None else 'gone'}"
            continue
        parts = [
            f"{words} {_short(was[key])} → {_short(is_[key])}".strip()
            for key, words in _OF_A_DIM
            if was[key] != is_[key]
        ]
        if parts:
            yield f"{called}: {', '.join(parts)}"


def _at_other_inputs(old: Report | None, new: Report | None) -> set[tuple[str, int]]:
    """Return the cases and numbers of their inputs that are not what they were."""
    before, after = (
        {
            (case["id"], place): given
            for case in (check or {}).get("cases", [])
            for place, given in enumerate(case["inputs"])
        }
        for check in (old, new)
    )
    return {place for place in before.keys() & after.keys() if before[place] != after[place]}


def _by_name(check: Report | None) -> dict[tuple[str, int, str], Report]:
    return {
        (case["id"], dim["point"], dim["name"]): dim
        for case in (check or {}).get("cases", [])
        for dim in case["dims"]
    }


def reasons(old: Head, new: Head, before: Report, after: Report) -> Iterator[str]:
    """Yield what differs around two lines."""
    for key, words in _OF_A_LINE:
        same_exercise = old["exercise_digest"] == new["exercise_digest"]
        if old[key] != new[key] and (same_exercise or key != "inputs_digest"):
            yield words.format(old[key], new[key])
    for part, key, words in _OF_A_REPORT if before and after else ():
        if before[part][key] != after[part][key]:
            yield f"{words} {before[part][key]} → {after[part][key]}"


def render(compared: Compared) -> str:
    """Return the changes as text."""
    lines: list[str] = []
    for change in compared.changes:
        why = f" ({'; '.join(change.why)})" if change.why else ""
        lines.append(one_line(f"{change.who}: {change.head}{why}"))
        lines += [f"  {one_line(line)}" for line in change.what]
    up, down = (sum(change.gained * sign > 0 for change in compared.changes) for sign in (1, -1))
    if up or down:
        lines.append(f"points: {up} up, {down} down")
    counted = Counter(why for change in compared.changes for why in change.why)
    by = "; ".join(f"{why}: {count}" for why, count in counted.most_common())
    lines.append(f"{len(compared.changes)} of {compared.students} changed{f' ({by})' if by else ''}")
    return "\n".join(map(inert, lines)) + "\n"
