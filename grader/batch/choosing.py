"""Which of a student's files is graded: by a fixed rule, so that the same folder gives the same choice.

The latest attempt that the names tell; of numbered copies of one file the last; then the file that defines
most of the exercise's entry points, the one that names most of them (a test imports them, too), one without
a suffix that a browser has added, the latest by its own time, the one less deep, the notebook, and the
name, of which a greater number is later. Archives of one student's are opened, archives within them are
not. Where what can be read defines no entry point and something beside it cannot be read, nobody knows what
was handed in, and nothing is graded.
"""

from __future__ import annotations

import re
from itertools import accumulate, islice
from typing import NamedTuple

from grader.batch.candidates import NO_CODE, Candidate, File, Other, Read, Rule
from grader.batch.entries import Parts
from grader.batch.sources import UNOPENED, is_archive
from grader.digest import sha256_hex
from grader.errors import SubmissionError
from grader.submission import MAX_FILE_BYTES, SUFFIXES, parse_submission, without_added

MAX_PEEKED = 20  # candidates of one student that are read before one is chosen
MAX_PEEKED_BYTES = 64 * 2**20  # of them together; the first is read in any case
MAX_MENTIONS = 1000  # of one name, that are looked at in a file
# A function, a class or a variable of a name, in a script or among the cells of a notebook: what stands
# before the name and behind it, within so many bytes. One pattern takes minutes for a file made for it.
_BEFORE, _BEHIND = re.compile(rb"\b(?:def|class)\s+$"), re.compile(rb"\s*(?::[^=\n]{0,60})?=(?!=)")
_AROUND = 80
_COPY = re.compile(
    r"(?P<stem>.*?)(?:-(?P<canvas>\d+)|(?<!\s)\s*\((?P<number>\d+)\))(?P<suffix>\.[^.]*)?", re.DOTALL
)


class Choice(NamedTuple):
    """What is graded for one student: ``chosen``, or why there is nothing, and where that was seen.

    ``by_name`` is true where nothing but the name told it from another one.
    """

    chosen: Candidate | None
    others: tuple[Other, ...]
    reason: str = ""
    path: str = ""
    by_name: bool = False


def choose(found: list[Candidate], others: list[Other], rule: Rule, read: Read) -> Choice:
    """Return which candidate is graded; ``read`` is asked for their bytes only where there are several."""
    if len(found) == 1 and not others:
        return Choice(chosen=found[0], others=())
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
    by_name = False
    if len(found) > 1:
        found, left, by_name = _by_contents(found, rule, read)
        rest += left
    choice = Choice(chosen=found[0], others=(*rest, *others), by_name=by_name)
    return _unless_hidden(choice, rule, read)


def _unless_hidden(choice: Choice, rule: Rule, read: Read) -> Choice:
    """Return the choice, or nothing where the work must be in what cannot be read."""
    unread = [other for other in choice.others if _may_hold_work(other)]
    if not unread or choice.chosen is None or not rule.entry_points:
        return choice
    try:
        defined, _ = _named(read(choice.chosen.file), rule)
    except SubmissionError:
        return choice
    if defined:
        return choice
    path = choice.chosen.file.path
    first, *rest = unread
    others = (*rest, *(each for each in choice.others if each not in unread))
    said = f"{first.path}: {first.reason}; beside it only {path}, which defines no entry point"
    left = Other(path=path, reason="not chosen: it defines no entry point")
    return Choice(chosen=None, others=(left, *others), reason=said, path=first.path)


def _may_hold_work(other: Other) -> bool:
    """Tell whether the work can be in an item that is left aside because it cannot be read."""
    work = without_added(other.path).lower().endswith((*SUFFIXES, *UNOPENED)) or is_archive((other.path,))
    return work and other.unread


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
    "cannot be read",
    "it defines fewer of the exercise's entry points",
    "it names fewer of the exercise's entry points",
    "a suffix is added to its name",
    "it is older",
    "it is deeper in folders",
    "it is a script beside a notebook",
    "by its name",
    "a number in its name is lower",
    "by its name",
)
_BY_NAME = 3  # of these look at nothing but the name
_Rank = tuple[bool, int, int, bool, float, int, bool, str, tuple[int, ...], str]


def _by_contents(found: list[Candidate], rule: Rule, read: Read) -> tuple[list[Candidate], list[Other], bool]:
    """Return the best candidate, the others with what they lack, and whether the name alone decided."""
    # Where somebody hands in hundreds of files, the ones less deep are looked at.
    shallow = sorted(found, key=lambda each: (len(each.file.path.split("/")), each.file.path))
    # In the order in which they lie there: an archive that is packed as a whole is unpacked once then.
    count = _how_many(shallow[:MAX_PEEKED])
    seen = [_looked_into(each, rule, read) for each in sorted(shallow[:count], key=_place)]
    first, *after = sorted(seen, key=lambda each: each.rank)
    left = [_after(first, each) for each in after]
    unseen = f"not chosen: only {count} files are looked into, the least deep"
    left += [Other(path=each.file.path, reason=unseen) for each in shallow[count:]]
    by_name = any(
        each.rank[:-_BY_NAME] == first.rank[:-_BY_NAME] and each.digest != first.digest for each in after
    )
    return [first.candidate], left, by_name


def _how_many(shallow: list[Candidate]) -> int:
    """Return how many of these candidates are looked into: at least one, and no more bytes than allowed."""
    sizes = ((each.file.inner or each.file.entry).size for each in shallow)
    # Of one that is too large nothing is read.
    read = accumulate(size if size <= MAX_FILE_BYTES else 0 for size in sizes)
    return max(1, sum(total <= MAX_PEEKED_BYTES for total in read))


def _place(each: Candidate) -> tuple[int, int]:
    """Return where a candidate lies in its source, and in an archive there."""
    return each.file.entry.position, each.file.inner.position if each.file.inner else 0


class _Seen(NamedTuple):
    """A candidate that was looked into."""

    rank: _Rank
    candidate: Candidate
    digest: str
    problem: str  # why it cannot be read


def _looked_into(each: Candidate, rule: Rule, read: Read) -> _Seen:
    """Return a candidate with its rank; what cannot be read comes last."""
    last = each.file.inner or each.file.entry
    problem, digest, named = "", "", (0, 0)
    try:
        raw = read(each.file)
        digest, named = sha256_hex(raw), _named(raw, rule)
        if raw.strip() and not any(named):  # text in another encoding names nothing
            parse_submission(raw, name=last.parts[-1])
    except SubmissionError as error:
        problem = str(error).removeprefix(f"{last.parts[-1]}: ")
    depth = len(each.file.entry.parts) + (len(each.file.inner.parts) if each.file.inner else 0)
    called = without_added(last.parts[-1])
    added, script, path = called != last.parts[-1], not called.endswith(".ipynb"), each.file.path
    numbers = tuple(-int(number) for number in re.findall(r"[0-9]{1,20}", path))
    by_name = (re.sub("[0-9]+", "0", path), numbers, path)
    rank = (bool(problem), -named[0], -named[1], added, -last.modified, depth, script, *by_name)
    return _Seen(rank, each, digest, problem)


def _after(first: _Seen, each: _Seen) -> Other:
    """Return a candidate that is not chosen, and what it lacks."""
    path = each.candidate.file.path
    if each.problem:
        return Other(path=path, reason=each.problem, unread=True)
    differs = (words for words, one, two in zip(_AFTER, first.rank, each.rank, strict=True) if one != two)
    return Other(path=path, reason=f"not chosen: {next(differs, _AFTER[-1])}")


def _named(raw: bytes, rule: Rule) -> tuple[int, int]:
    """Return how many of the exercise's entry points a file seems to define, and how many it names."""
    raw = raw.replace(rb"\n", b"\n").replace(rb"\t", b"\t")  # as a notebook's JSON writes them
    defined = named = 0
    for name in rule.entry_points:
        # The name itself comes first in the pattern, for that is found fastest.
        word = rb"%b(?<!\w%b)(?!\w)" % ((re.escape(name.encode()),) * 2)
        mentions = list(islice(re.finditer(word, raw), MAX_MENTIONS))
        named += bool(mentions)
        defined += any(_defines(raw, *mention.span()) for mention in mentions)
    return defined, named


def _defines(raw: bytes, start: int, end: int) -> bool:
    """Tell whether a name is defined, or something assigned to it, where it stands."""
    if _BEFORE.search(raw[max(start - _AROUND, 0) : start]):
        return True
    return raw[start - 1 : start] != b"." and _BEHIND.match(raw[end : end + _AROUND]) is not None


def _nothing(others: list[Other]) -> tuple[str, str]:
    """Return in words why there is nothing to grade, by what stands there instead, and its path."""
    if not others:
        return "no .py or .ipynb file", ""
    real = [other for other in others if other.reason != NO_CODE]
    if real:
        return f"{real[0].path}: {real[0].reason}", real[0].path
    return f"no .py or .ipynb file; found {', '.join(other.path for other in others[:3])}", others[0].path
