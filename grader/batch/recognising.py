"""Which layout is it? The first that claims nine tenths of the files, else the caller's word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from grader.batch import brightspace, nbgrader, sakai
from grader.batch.entries import Listing, Parts, shown
from grader.batch.layouts import (
    METADATA,
    SHARE,
    Beside,
    Claim,
    Claims,
    Hints,
    Layout,
    bases,
    below,
    beside_below,
    blackboard_heads,
    blackboard_of,
    by_regex,
    canvas,
    clones_of,
    common_prefix,
    gradescope_of,
    may_be_submission,
    moodle,
    nothing,
    plain,
)
from grader.errors import UsageError

# How the names of each layout look; the first that fits is taken.
_PATTERNS = {
    "canvas": "<name>_<user id>_<attachment id>_<file>",
    "moodle": "<name>_<participant id>_assignsubmission_file…",
    "blackboard": "<assignment>_<user name>_attempt_<time>_<file>",
    "brightspace": "<user id>-<folder id> - <name> - <time>/<file>",
    "sakai": "<name>(<user id>)/Submission attachment(s)/<file>",
    "gradescope": "submission_<id>/<file>",
    "nbgrader": "submitted/<student>/<assignment>/<file>",
    "github": "<assignment>-<student>/<file>",
    "plain": "<student>/<file> or <student>.py",
}


def recognise(listing: Listing, hints: Hints) -> Layout:
    """Return the layout of a source; UsageError if the caller's word does not fit it."""
    if hints.name_regex:
        return _by_regex(hints.name_regex)
    found = bases(listing)
    fit = _closest((hints.layout,) if hints.layout else _possible(listing, hints), found, listing, hints)
    if fit is not None and (hints.layout or fit.share >= SHARE):
        return fit.layout
    if hints.layout not in ("", "plain"):
        raise UsageError(f"--layout {hints.layout}: the names are not such as {_PATTERNS[hints.layout]}")
    if hints.assignment and not hints.layout:
        raise UsageError(
            f"--assignment {hints.assignment}: no assignment of nbgrader and no repositories by that name"
        )
    layout = _plain(listing, found)
    if fit is None:
        return layout
    hint = f"only {fit.layout.why}: is it --layout {fit.layout.name}?"
    return layout._replace(why=f"{layout.why}; {hint}", doubtful=True)


# What stands in every name of a layout, so that few layouts are tried on each name of a large class.
_MARKS = {
    "canvas": re.compile(r"_\d+_"),
    "moodle": re.compile("_assign(?:submission|feedback)_"),
    "blackboard": re.compile(r"_attempt_\d"),
    "brightspace": re.compile(r"\d-\d+ ?- "),
    "sakai": re.compile(re.escape(sakai.SUBMITTED)),
    "gradescope": re.compile("submission_"),  # what names its submitters bears it, too
    "nbgrader": re.compile(nbgrader.TOP),
}


def _possible(listing: Listing, hints: Hints) -> list[str]:
    """Return the layouts that some name can be of."""
    names = [shown(entry.parts) for entry in listing.entries] + [shown(bad.parts) for bad in listing.bad]
    text = "\n".join((hints.folder, *names))
    return [
        name for name in _PATTERNS if name != "plain" and (name not in _MARKS or _MARKS[name].search(text))
    ]


class _Fit(NamedTuple):
    """A layout that claims some of the names, and which share of them."""

    layout: Layout
    share: float


def _closest(names: Iterable[str], found: Sequence[Parts], listing: Listing, hints: Hints) -> _Fit | None:
    """Return the first layout that fits well enough, else the one that fits best, None if none does."""
    closest: _Fit | None = None
    for fit in (_fit(name, base, listing, hints) for name in names for base in found):
        if fit is not None and fit.share >= SHARE:
            return fit
        if fit is not None and (closest is None or fit.share > closest.share):
            closest = fit
    return closest


def _fit(name: str, base: Parts, listing: Listing, hints: Hints) -> _Fit | None:
    """Return how a layout fits below ``base``, None if not at all."""
    reader, beside = _reader(name, base, listing, hints)
    if reader is None:
        return None
    claims = cache(reader)  # every name is read again when the rows are made
    paths = [entry.parts for entry in listing.entries if entry.parts[-1] != METADATA]
    paths += [bad.parts for bad in listing.bad if bad.place]
    among = paths if beside is nothing else [parts for parts in paths if not beside(parts)]
    claimed = sum(bool(claims(parts)) for parts in among)
    if not claimed:
        return None
    where = f" below {shown(base)}/" if base else ""
    why = f"{claimed} of {len(among)} names{where} are such as {_PATTERNS[name]}"
    return _Fit(Layout(name=name, why=why, claims=claims, beside=beside), claimed / len(among))


def _reader(name: str, base: Parts, listing: Listing, hints: Hints) -> tuple[Claims | None, Beside]:
    """Return the reader of a layout below ``base``, None if it cannot be that layout; and what is beside."""
    inside = [entry.parts[len(base) :] for entry in listing.entries]
    claims: Claims | None = None
    beside: Beside = nothing
    match name:
        case "blackboard":
            claims = blackboard_of(common_prefix(blackboard_heads([p for p in inside if p]), "_"))
        case "brightspace":
            claims, beside = brightspace.claims_of(inside), brightspace.beside
        case "gradescope":
            claims = gradescope_of(dict(hints.submitters))
        case "nbgrader":
            claims, beside = _nbgrader(base, inside, hints)
        case "github":
            claims = _clones(base, listing, hints)
        case "sakai" if not (sakai.is_here(inside) or hints.layout == "sakai"):
            pass  # a folder may be called "week (1)" anywhere
        case _:
            claims, beside = _FIXED[name]
    return None if claims is None else below(base, claims), beside_below(base, beside)


# Layouts that are read in the same way whatever the names have in common.
_FIXED: dict[str, tuple[Claims, Beside]] = {
    "canvas": (canvas, nothing),
    "moodle": (moodle, nothing),
    "sakai": (sakai.claims, sakai.beside),
    "plain": (plain, nothing),
}


def _nbgrader(base: Parts, inside: list[Parts], hints: Hints) -> tuple[Claims, Beside]:
    """Return nbgrader's reader and what it keeps beside; the source may be ``submitted`` itself."""
    within = hints.folder == nbgrader.TOP and not base and all(parts[0] != nbgrader.TOP for parts in inside)
    above = (nbgrader.TOP,) if within else ()
    assignment = _assignment([(*above, *parts) for parts in inside], hints.assignment)
    claims, beside = nbgrader.claims_of(assignment), nbgrader.beside_of(assignment)
    if not within:
        return claims, beside
    return nbgrader.inside(claims), lambda parts: beside((*above, *parts))


def _assignment(inside: list[Parts], wanted: str) -> str:
    """Return nbgrader's assignment; UsageError if there are several and none was named."""
    found = nbgrader.assignments(inside)
    if wanted or len(found) < 2:
        return wanted
    raise UsageError(f"several assignments: {', '.join(found)}; name one with --assignment")


def _clones(base: Parts, listing: Listing, hints: Hints) -> Claims | None:
    """Return the reader of cloned repositories: each top folder is one, or the assignment was named."""
    if hints.assignment:
        return clones_of(f"{hints.assignment}-")
    cloned = {folder[-1] for folder in listing.repositories if folder[:-1] == base and folder[len(base) :]}
    prefix = common_prefix(cloned, "-") if len(cloned) > 1 or hints.layout == "github" else ""
    if not prefix and hints.layout == "github":
        tops = _folders(listing, len(base))
        # "hw-submissions" may hold them all: then each student's folder is one deeper.
        deeper = _folders(listing, len(base) + 1) if len(tops) == 1 else set()
        prefix = "" if len(deeper) > 1 and common_prefix(deeper, "-") else common_prefix(tops, "-")
    return clones_of(prefix) if prefix else None


def _folders(listing: Listing, depth: int) -> set[str]:
    """Return the names of the folders so many levels below the top."""
    return {entry.parts[depth] for entry in listing.entries if len(entry.parts) > depth + 1}


def _by_regex(text: str) -> Layout:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise UsageError(f"--name-regex: {error} in {text!r}") from error
    if "student_id" not in pattern.groupindex:
        raise UsageError(f"--name-regex: expected a group (?P<student_id>…), found none in {text!r}")
    return Layout(name="regex", why="by --name-regex", claims=below((), by_regex(pattern)))


def _plain(listing: Listing, found: list[Parts]) -> Layout:
    """Return the plain layout: below the folder that holds all of the class, not one student's files."""
    base = found[-1] if len(found) > 1 and len(set(_students(listing, found[-1]))) > 1 else ()
    where = f" below {shown(base)}/" if base else ""
    why = f"no course system's names{where}: a folder or a file for each student"
    folders = _folders(listing, len(base))
    prefix = common_prefix(folders, "-") if len(folders) > 1 else ""
    if prefix:  # repositories that were downloaded and not cloned
        why += f"; all begin with {prefix}, which --layout github leaves out"
    return Layout(name="plain", why=why, claims=below(base, _submissions_alone))


def _submissions_alone(parts: Parts) -> tuple[Claim, ...]:
    """Read a plain name; a loose file that can be no submission is nobody's."""
    return plain(parts) if len(parts) > 1 or may_be_submission(parts[0]) else ()


def _students(listing: Listing, base: Parts) -> Iterator[str]:
    for entry in listing.entries:
        rest = entry.parts[len(base) :]
        if rest and (len(rest) > 1 or may_be_submission(rest[0])):
            yield rest[0]
