"""What an attack states of itself in its first lines, and what it must not come to.

    # A01: a float subclass whose comparisons are always true
    # expect: gradf=wrong
    # points: 0
    # contained: full confined

The first line names the attack. The others may be left out: ``expect`` (``refused``: the file is no
submission; or verdicts of checks, alternatives with ``|``), ``points`` (at most; 0), ``copied`` (at most,
where no wall around files keeps it from others' answers; those of ``points``), ``seconds`` (at most; the
deadline's), ``flags`` (codes, or ``any``), ``contained`` (the levels at which it must not print a line with
BREACH; ``nowhere`` for none; full and confined), ``quick`` (part of ``make test``) and ``why`` (why points
are earned).
A notebook has the same lines as a list under ``metadata.attack``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
BREACH = "BREACH"
KEYS = frozenset(("expect", "points", "copied", "seconds", "flags", "contained", "quick", "why"))


class Expectation(NamedTuple):
    """What must come of one attack."""

    title: str
    refused: bool = False
    verdicts: tuple[tuple[str, frozenset[str]], ...] = ()
    points: float = 0.0
    copied: float = 0.0
    seconds: float | None = None
    flags: tuple[str, ...] = ()
    contained: tuple[str, ...] = ("full", "confined")
    quick: bool = False
    why: str = ""


class Attack(NamedTuple):
    """One hostile submission: its name, its file and what must come of it."""

    name: str
    path: Path
    expectation: Expectation


def parse(lines: Iterable[str]) -> Expectation:
    """Return the expectation in ``lines``; ValueError for a key or value that is not known."""
    first, *rest = lines
    name, colon, title = first.partition(": ")
    if not colon or not name or " " in name:
        raise ValueError(f"{first!r} does not name an attack, as in 'A01: what it does'")
    given: dict[str, str] = {}
    for line in rest:
        key, colon, value = line.partition(": ")
        if not colon or key not in KEYS or key in given:
            raise ValueError(f"{line!r} is no key of an expectation, or is said twice")
        given[key] = value.strip()
    expect = given.get("expect", "")
    return Expectation(
        title=title,
        refused=expect == "refused",
        verdicts=() if expect == "refused" else tuple(_verdicts(expect)),
        points=float(given.get("points", "0")),
        copied=float(given.get("copied", given.get("points", "0"))),
        seconds=float(given["seconds"]) if "seconds" in given else None,
        flags=tuple(given.get("flags", "").split()),
        contained=_levels(given.get("contained", "full confined")),
        quick=_yes(given.get("quick", "no")),
        why=given.get("why", ""),
    )


def _verdicts(text: str) -> Iterable[tuple[str, frozenset[str]]]:
    from grader.model import Verdict

    for pair in text.split():
        check, equals, allowed = pair.partition("=")
        if not equals:
            raise ValueError(f"{pair!r} is no check with its verdict, as in 'gradf=wrong|error'")
        yield check, frozenset(Verdict(each).value for each in allowed.split("|"))


def _levels(text: str) -> tuple[str, ...]:
    levels = () if text == "nowhere" else tuple(text.split())
    if not set(levels) <= {"full", "confined", "process"}:
        raise ValueError(f"{text!r} are no levels")
    return levels


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text == "yes"


def head_of(path: Path) -> list[str]:
    """Return the lines of an attack's head."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        head = json.loads(text)["metadata"]["attack"]
        assert isinstance(head, list)
        return head
    lines = []
    for line in text.split("\n"):
        if not line.startswith("# "):
            break
        lines.append(line.removeprefix("# "))
    return lines


def attacks() -> list[Attack]:
    """Return every attack that is a file, in the order of the groups."""
    paths = [path for path in FOLDER.glob("*/*") if path.suffix in {".py", ".ipynb"}]
    return [Attack(f"{path.parent.name}/{path.stem}", path, parse(head_of(path))) for path in sorted(paths)]
