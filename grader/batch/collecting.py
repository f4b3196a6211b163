"""A folder or an archive → a plan: for every student the file that is graded, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from grader.batch import candidates, choosing, groups
from grader.batch.candidates import Other, Reader, Rule
from grader.batch.entries import Bad, Entry, Listing, Source, normal, shown, too_large
from grader.batch.gradescope import submitters
from grader.batch.layouts import METADATA, Claim, Hints, Layout, nothing
from grader.batch.naming import Named, is_called, name_rows
from grader.batch.recognising import recognise
from grader.batch.roster import Roster, key_of
from grader.batch.rows import Plan, Row
from grader.errors import SubmissionError, UsageError
from grader.report.escape import visible
from grader.submission import MAX_FILE_BYTES

NO_WORK = "no .py or .ipynb file, only what the course system writes"


class _Pile(NamedTuple):
    """All that one student handed in."""

    claims: list[tuple[Entry, Claim]]
    bad: list[tuple[Bad, Claim]]


class Class(NamedTuple):
    """What is known of the class: its roster, and the gradebook that is to be filled in."""

    roster: Roster | None = None
    gradebook: Roster | None = None

    def groups(self) -> Roster | None:
        """Return the table that says who is in which group, if one does."""
        tables = (table for table in self if table is not None and table.by_group)
        return next(tables, None)


def collect(source: Source, hints: Hints, rule: Rule, class_: Class) -> Plan:
    """Return the plan for a source; UsageError if nothing in it is a submission."""
    try:
        listing = _without(source.listing(), hints.own)
        hints = hints._replace(submitters=submitters(source, listing))
    except SubmissionError as error:
        raise UsageError(str(error)) from error
    layout = recognise(listing, hints)
    rule = rule._replace(copies=layout.name == "canvas")
    listing, own = _put_aside(listing, layout)
    piles, nobodys, ignored = _sort_out(listing, layout)
    piles, shared = _by_name(piles)
    ignored += own
    with closing(Reader(source)) as reader:
        rows = [_row(student, pile, reader, rule) for student, pile in piles.items()] + nobodys
    if not rows:
        found = f"; found {', '.join(ignored[:3])}" if ignored else ""
        where = f"{hints.folder}: " if hints.folder else ""
        raise UsageError(f"{where}no submission: expected .py or .ipynb files or archives of them{found}")
    rows.sort(key=lambda row: row.file.entry.position if row.file else -1)
    said: list[str] = []
    of_groups = class_.groups()
    if of_groups is not None:
        rows, said = groups.split(rows, of_groups)
    named = _named(rows, class_)
    return Plan(
        layout=layout.name,
        why=layout.why,
        rows=named.rows,
        ignored=tuple(ignored),
        unknown=named.unknown,
        missing=named.missing,
        alike=_alike(row.student for row in rows if row.student),
        doubtful=layout.doubtful,
        groups=tuple(said),
        otherwise=named.otherwise,
        several=named.several,
        strange=named.strange,
        shared=shared,
    )


def _named(rows: Sequence[Row], class_: Class) -> Named:
    """Return the rows with the roster's names; a gradebook alone says who is called otherwise there."""
    if class_.roster is not None:
        return name_rows(rows, class_.roster)
    found = Named(tuple(rows))
    if class_.gradebook is None:
        return found
    return found._replace(otherwise=name_rows(rows, class_.gradebook).otherwise)


def _alike(students: Iterable[str]) -> tuple[str, ...]:
    """Return, beside each other, who may be one person: a file system or a person may have changed the case.

    Signs alone, such as "-", are like no others.
    """
    by_key: dict[str, set[str]] = {}
    for student in students:
        by_key.setdefault(key_of(student) or student, set()).add(student)
    return tuple(sorted(", ".join(sorted(same)) for same in by_key.values() if len(same) > 1))


def _without(listing: Listing, own: Sequence[str]) -> Listing:
    """Return the listing without the batch's own files."""
    entries = tuple(each for each in listing.entries if each.parts[1:] or each.parts[0] not in own)
    return listing._replace(entries=entries)


def _put_aside(listing: Listing, layout: Layout) -> tuple[Listing, list[str]]:
    """Return the listing without what the course system keeps beside submissions, and that by name."""
    asked = [each for each in listing.entries if not _was_read(each, layout)]
    if layout.beside is nothing:
        return listing._replace(entries=tuple(asked)), []
    entries = {each: layout.beside(each.parts) for each in asked}
    bad = {each: layout.beside(each.parts) if each.place else "" for each in listing.bad}
    kept = listing._replace(
        entries=tuple(each for each, own in entries.items() if not own),
        bad=tuple(each for each, own in bad.items() if not own),
    )
    return kept, sorted({*entries.values(), *bad.values()} - {""})


def _was_read(entry: Entry, layout: Layout) -> bool:
    """Tell whether a file is where the names of the students were read."""
    return layout.name == "gradescope" and entry.parts[-1] == METADATA and not layout.claims(entry.parts)


def _sort_out(listing: Listing, layout: Layout) -> tuple[dict[str, _Pile], list[Row], list[str]]:
    """Return what is whose: each student's pile, bad items that are nobody's, and files that are."""
    piles: dict[str, _Pile] = {}
    nobodys: list[Row] = []
    ignored: list[str] = []
    for entry in listing.entries:
        claims = layout.claims(entry.parts)
        for claim in claims:
            piles.setdefault(visible(normal(claim.student)), _Pile([], [])).claims.append((entry, claim))
        if not claims:
            if layout.name != "plain" and entry.parts[-1] != METADATA:
                fits = "--name-regex" if layout.name == "regex" else f"the layout {layout.name}"
                reason = f"its name does not fit {fits}"
                nobodys.append(_nobodys(shown(entry.parts), reason))
            else:
                ignored.append(shown(entry.parts))
    for bad in listing.bad:
        claims = layout.claims(bad.parts) if bad.place else ()
        for claim in claims:
            piles.setdefault(visible(normal(claim.student)), _Pile([], [])).bad.append((bad, claim))
        if not claims:
            nobodys.append(_nobodys(shown(bad.parts), bad.reason))
    return piles, list({row.path: row for row in nobodys}.values()), ignored


def _by_name(piles: dict[str, _Pile]) -> tuple[dict[str, _Pile], tuple[str, ...]]:
    """Return the piles, one for each name where an id stands with several, and those ids in words.

    Two people can have one id: a number that a system gave twice, that of a group and of a participant.
    """
    apart: dict[str, _Pile] = {}
    shared = []
    for student, pile in piles.items():
        names = [claim.name for _, claim in (*pile.claims, *pile.bad)]
        names = _different(names) if len(names) > 1 else names
        if len(names) < 2:
            apart[student] = pile
            continue
        shared.append(f"{student}: {' and '.join(names)}")
        for entry, claim in pile.claims:
            apart.setdefault(_whose(student, claim, names), _Pile([], [])).claims.append((entry, claim))
        for bad, claim in pile.bad:
            apart.setdefault(_whose(student, claim, names), _Pile([], [])).bad.append((bad, claim))
    return apart, tuple(shared)


def _whose(student: str, claim: Claim, names: Sequence[str]) -> str:
    """Return the id and the first name that can be the claim's; of one without a name the id alone."""
    name = next((name for name in names if claim.name and is_called(claim.name, name, ())), "")
    return f"{student} {visible(normal(name))}".strip()


def _different(names: Iterable[str]) -> list[str]:
    """Return the names that cannot be those of one person."""
    found: list[str] = []
    for name in dict.fromkeys(filter(None, names)):
        if not any(is_called(name, other, ()) for other in found):
            found.append(name)
    return found


def _nobodys(path: str, reason: str) -> Row:
    return Row(student="", name="", path=path, file=None, reason=reason, others=())


def _row(student: str, pile: _Pile, reader: Reader, rule: Rule) -> Row:
    """Return the row of one student."""
    receipts = [shown(entry.parts) for entry, claim in pile.claims if claim.receipt]
    own = [(entry, claim) for entry, claim in pile.claims if not claim.receipt]
    found, others = candidates.candidates(reader.source, own, rule)
    others += [Other(shown(bad.parts), bad.reason, unread=True) for bad, _ in pile.bad]
    claims = [claim for _, claim in (*pile.claims, *pile.bad)]
    name = next((claim.name for claim in claims if claim.name), "")
    late = any(claim.late for claim in claims)
    if receipts and not (found or others):
        return Row(student, name, receipts[0], None, NO_WORK, (), late)
    choice = choosing.choose(found, others, rule, reader.read)
    if choice.chosen is None:
        return Row(student, name, choice.path, None, choice.reason, choice.others, late)
    file, late = choice.chosen.file, choice.chosen.claim.late
    size = (file.inner or file.entry).size
    if size > MAX_FILE_BYTES:
        reason = str(too_large(size, MAX_FILE_BYTES))
        return Row(student, name, file.path, None, reason, choice.others, late)
    return Row(student, name, file.path, file, "", choice.others, late, by_name=choice.by_name)
