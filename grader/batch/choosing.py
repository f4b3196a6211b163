"""Which of a student's files is graded: by a fixed rule, so that the same folder gives the same choice.

The latest attempt that the names tell; of numbered copies of one file the last; then the file that
names most of the exercise's entry points; then the latest by its own time, the one less deep, the notebook,
and the name. Archives of one student's are opened, archives within them are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from grader.batch.entries import Entry, Parts, Source, shown
from grader.batch.layouts import Claim
from grader.batch.sources import is_archive, open_inner
from grader.errors import SubmissionError
from grader.submission import MAX_FILE_BYTES, SUFFIXES

MAX_INNER = 2000  # files of one submission that is an archive
MAX_ARCHIVES = 20  # of one student that are opened
UNOPENED = (".rar", ".7z", ".xz", ".zst")
MAX_PEEKED = 20  # candidates of one student that are read before one is chosen
_COPY = re.compile(r"(?P<stem>.*?)(?:-(?P<canvas>\d+)|\s*\((?P<number>\d+)\))(?P<suffix>\.[^.]*)?", re.DOTALL)


class File(NamedTuple):
    """A file of the source, or a file inside one that is an archive."""

    entry: Entry
    inner: Entry | None = None

    @property
    def path(self) -> str:
        """Return where it is, as a person writes it."""
        return shown(self.entry.parts + (self.inner.parts if self.inner else ()))


class Candidate(NamedTuple):
    """A file that may be the submission, and what the names say of it."""

    file: File
    claim: Claim


class Other(NamedTuple):
    """A file or item that is not graded, and why."""

    path: str
    reason: str


class Choice(NamedTuple):
    """What is graded for one student: ``chosen``, or why there is nothing, and where that was seen."""

    chosen: Candidate | None
    others: tuple[Other, ...]
    reason: str = ""
    path: str = ""


Names = tuple[str, ...]
Read = Callable[[File], bytes]


class Rule(NamedTuple):
    """What is asked of a file: its name (a pattern, or nothing), and the names that it should define."""

    pattern: str = ""
    entry_points: Names = ()
    copies: bool = False  # "-1" before the suffix counts copies, as in Canvas


def read_file(source: Source, file: File) -> bytes:
    """Return the bytes of a file, in its archive if it is in one; SubmissionError if it cannot be read."""
    raw = source.read(file.entry, MAX_FILE_BYTES)
    if file.inner is None:
        return raw
    archive = open_inner(raw)
    try:
        return archive.read(file.inner, MAX_FILE_BYTES)
    finally:
        archive.close()


def candidates(
    source: Source, claimed: Sequence[tuple[Entry, Claim]], rule: Rule
) -> tuple[list[Candidate], list[Other]]:
    """Return the files that may be the submission, and the others with their reasons."""
    found: list[Candidate] = []
    others: list[Other] = []
    opened = 0
    for entry, claim in claimed:
        opened += is_archive(entry.parts)
        if is_archive(entry.parts) and opened > MAX_ARCHIVES:
            others.append(Other(path=shown(entry.parts), reason=f"more than {MAX_ARCHIVES} archives"))
            continue
        if is_archive(entry.parts):
            try:
                inside, refused = _open(source, entry)
            except SubmissionError as error:
                others.append(Other(path=shown(entry.parts), reason=str(error)))
                continue
            others += refused
            files = [File(entry=entry, inner=inner) for inner in inside]
            named = [(file, claim._replace(file=file.path.rpartition("/")[2])) for file in files]
        else:
            named = [(File(entry=entry), claim)]
        for file, said in named:
            reason = refusal(file, said, rule)
            if reason:
                others.append(Other(path=file.path, reason=reason))
            else:
                found.append(Candidate(file=file, claim=said))
    return found, others


def refusal(file: File, claim: Claim, rule: Rule) -> str:
    """Return why a file cannot be the submission by its name, or nothing."""
    if file.inner is not None and is_archive(file.inner.parts):
        return "an archive within an archive; it is not opened"
    if claim.file.lower().endswith(UNOPENED):
        return "an archive of a kind that is not opened; zip and tar are"
    if not claim.file.lower().endswith(SUFFIXES):
        return "not a .py or .ipynb file"
    if rule.pattern and not fnmatchcase(claim.file, rule.pattern):
        return f"its name is not such as {rule.pattern}"
    return ""


def choose(found: list[Candidate], others: list[Other], rule: Rule, read: Read) -> Choice:
    """Return which candidate is graded; ``read`` is asked for their bytes only where there are several."""
    latest = max((each.claim.attempt for each in found), default="")
    rest = [
        Other(path=each.file.path, reason="an earlier attempt")
        for each in found
        if each.claim.attempt < latest
    ]
    found = [each for each in found if each.claim.attempt == latest]
    found, copies = last_copies(found, rule)
    rest += [Other(path=each.file.path, reason="an earlier copy") for each in copies]
    if not found:
        reason, path = _nothing(others)
        return Choice(chosen=None, others=tuple(others), reason=reason, path=path)
    if len(found) > 1:
        found, left = _by_contents(found, rule, read)
        rest += left
    return Choice(chosen=found[0], others=(*rest, *others))


def last_copies(found: list[Candidate], rule: Rule) -> tuple[list[Candidate], list[Candidate]]:
    """Return the last of each file's numbered copies, and those before it."""
    copies: dict[tuple[Parts, str], list[tuple[int, int, Candidate]]] = {}
    for place, each in enumerate(found):
        stem, number = copy_of(each.claim.file, canvas=rule.copies)
        copies.setdefault((() if rule.copies else folder_of(each.file), stem), []).append(
            (number, place, each)
        )
    last: list[Candidate] = []
    earlier: list[Candidate] = []
    for group in copies.values():
        *before, newest = [each for _, _, each in sorted(group, key=lambda item: item[:2])]
        last.append(newest)
        earlier += before
    return last, earlier


def folder_of(file: File) -> Parts:
    """Return the folder in which a file stands."""
    return file.entry.parts[:-1] if file.inner is None else file.entry.parts + file.inner.parts[:-1]


def copy_of(file: str, *, canvas: bool) -> tuple[str, int]:
    """Return a file's name without the number of its copy, and that number; 0 for the file itself."""
    found = _COPY.fullmatch(file)
    number = found and (found["number"] or (found["canvas"] if canvas else None))
    if not found or not number or len(number) > 6:
        return file, 0
    return f"{found['stem']}{found['suffix'] or ''}", int(number)


# Why a file comes after the one that is chosen, in the order in which they are compared.
_AFTER = (
    "it names fewer of the exercise's entry points",
    "it is older",
    "it is deeper in folders",
    "it is a script beside a notebook",
    "by its name",
)


def _by_contents(found: list[Candidate], rule: Rule, read: Read) -> tuple[list[Candidate], list[Other]]:
    """Return the best candidate, and the others with what they lack."""

    def rank(each: Candidate) -> tuple[int, float, int, bool, str]:
        last = each.file.inner or each.file.entry
        depth = len(each.file.entry.parts) + (len(each.file.inner.parts) if each.file.inner else 0)
        return (
            -_hits(each, rule, read),
            -last.modified,
            depth,
            not last.parts[-1].endswith(".ipynb"),
            each.file.path,
        )

    # Where somebody hands in hundreds of files, the ones less deep are looked at.
    shallow = sorted(found, key=lambda each: (len(each.file.path.split("/")), each.file.path))
    (best, chosen), *after = sorted(
        ((rank(each), each) for each in shallow[:MAX_PEEKED]), key=lambda two: two[0]
    )
    left = []
    for other, each in after:
        differs = (words for words, one, two in zip(_AFTER, best, other, strict=True) if one != two)
        left.append(Other(path=each.file.path, reason=f"not chosen: {next(differs, _AFTER[-1])}"))
    unseen = f"not chosen: only {MAX_PEEKED} files are looked into, the least deep"
    left += [Other(path=each.file.path, reason=unseen) for each in shallow[MAX_PEEKED:]]
    return [chosen], left


def _hits(each: Candidate, rule: Rule, read: Read) -> int:
    """Return how many of the exercise's entry points a file names; -1 if it cannot be read."""
    try:
        raw = read(each.file)
    except SubmissionError:
        return -1
    return sum(bool(re.search(rb"\b%b\b" % re.escape(name.encode()), raw)) for name in rule.entry_points)


def _open(source: Source, entry: Entry) -> tuple[list[Entry], list[Other]]:
    """Return the files inside a student's archive, and its items that cannot be read."""
    archive = open_inner(source.read(entry, MAX_FILE_BYTES))
    try:
        listing = archive.listing()
    finally:
        archive.close()
    if len(listing.entries) > MAX_INNER:
        raise SubmissionError(
            f"an archive of {len(listing.entries)} files; at most {MAX_INNER} are looked at"
        )
    bad = [Other(path=shown(entry.parts + each.parts), reason=each.reason) for each in listing.bad]
    return list(listing.entries), bad


def _nothing(others: list[Other]) -> tuple[str, str]:
    """Return in words why there is nothing to grade, by what stands there instead, and its path."""
    if not others:
        return "no .py or .ipynb file", ""
    real = [other for other in others if other.reason != "not a .py or .ipynb file"]
    if real:
        return f"{real[0].path}: {real[0].reason}", real[0].path
    return f"no .py or .ipynb file; found {', '.join(other.path for other in others[:3])}", others[0].path
