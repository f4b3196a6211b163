"""IPython's syntax in the text of a cell: magics, shell lines, prompts, and cells that are written to files.

Line numbers stay: what is no Python is blanked, or has a statement in its place. Runs in the worker, on
hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.sandbox.older_form import older_form

_KEEP_BODY = ("time", "capture", "prun", "timeit", "memit", "snakeviz", "debug")
_PYLAB = "from pylab import *; import numpy; np = numpy; from matplotlib import pyplot as plt"
# A line magic that runs a statement, behind its options: ``%timeit -n 100 -r3 f(1)``.
_TIMED = re.compile(r"%(?:time|timeit|prun|memit)\s+(?:-(?:[nrplsTDk]\s*\w+|[otcqvi])\s+)*(\S.*)")
# What stands before code that was copied from an interpreter.
_PROMPT = re.compile(r"^\s*(?:>>>(?: |$)|\.\.\. |In \[\d+\]:(?: |$)|\.\.\.+:(?: |$))")
# A cell that is written to a file, which later cells import: ``%%writefile -a folder/engine.py``.
_WRITTEN = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?[\"']?(\S+?)\.py[\"']?\s*$")


def without_cell_magic(lines: list[str]) -> list[str]:
    """Return the lines with a leading ``%%magic`` blanked, and its body too unless it is Python."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not lines[first].startswith("%%"):
        return list(lines)
    name = lines[first][2:].split()[0] if lines[first][2:].split() else ""
    if name in _KEEP_BODY or _WRITTEN.match(lines[first]):
        return [*lines[:first], "", *lines[first + 1 :]]
    return [""] * len(lines)


def from_the_margin(lines: list[str]) -> list[str]:
    """Return lines without the prompt or indent that the first has, as notebooks run them."""
    first = next((line for line in lines if line.strip()), "")
    if _PROMPT.match(first):
        return [_PROMPT.sub("", line, count=1) for line in lines]
    indent = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def repair(lines: list[str], place: int) -> bool:
    """Replace the line at ``place`` if it is a magic; returns whether it was."""
    # The parser names the line where it gave up, which may lie behind the magic.
    for i in range(min(place, len(lines) - 1), max(place - 3, -1), -1):
        replaced = _plain_line(lines[i])
        if replaced is None:
            replaced = older_form(lines[i])
        if replaced is not None:
            while lines[i].endswith("\\") and i + 1 < len(lines):
                lines[i], i = replaced, i + 1
                replaced = ""
            lines[i] = replaced
            return True
    return False


def _plain_line(line: str) -> str | None:
    """Return what stands for a magic, shell or help line in Python, or None if it is none of them."""
    stripped = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    timed = _TIMED.match(stripped)
    if timed is not None:
        return indent + timed[1]
    if stripped.startswith("%pylab"):
        return indent + _PYLAB
    if stripped.startswith(("%", "!", "?")) or (stripped.endswith("?") and not stripped.startswith("#")):
        return indent + "pass"
    prompt = _PROMPT.match(line)
    if prompt is not None:
        return line[prompt.end() :]
    target, equals, value = stripped.partition("=")
    if equals and value.lstrip().startswith(("%", "!")) and target.strip().isidentifier():
        timed = _TIMED.match(value.lstrip()) if value.lstrip().startswith("%time ") else None
        return f"{indent}{target.strip()} = {'None' if timed is None else timed[1]}"
    return None


def continued(parts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the parts; one that goes on indented in another's file, as in a class, has that before it."""
    files: dict[str, str] = {}
    for label, text in parts:
        head, _, body = text.lstrip().partition("\n") if "%%" in text else ("", "", "")
        found = _WRITTEN.match(head)
        before = ""
        if found is not None:
            before = files.get(found[1], "") if body.lstrip("\n")[:1].isspace() else ""
            files[found[1]] = f"{before}{body}\n"
        yield label, f"{head}\n{before}{body}" if before else text


def modules_written(parts: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the modules that cells are written to, and their packages, by every name they may have."""
    names: set[str] = set()
    for _, text in parts:
        found = _WRITTEN.match(text.lstrip().partition("\n")[0]) if "%%" in text else None
        pieces = [] if found is None else [each for each in found[1].split("/") if each.isidentifier()]
        for start in range(len(pieces)):
            names.update(".".join(pieces[start : end + 1]) for end in range(start, len(pieces)))
    return frozenset(names)
