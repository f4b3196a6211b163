"""The student's code, cell by cell, with a note beside each line at fault."""

from __future__ import annotations

from typing import NamedTuple

from grader.model import CheckResult, Report, SourceCell, Verdict
from grader.report.html.element import EMPTY, Markup, scrolling, tag
from grader.report.text import raised_text, tone_of, words

GREEN = tone_of(Verdict.OK)
MOST_LINES, AROUND = 5000, 20  # of all cells, and around a note wherever it stands


class Note(NamedTuple):
    """What is said beside a line; ``line`` counts from 1 in its cell, ``place`` says it in words."""

    cell: int
    line: int
    place: str
    text: str
    check: str


def listing(cells: tuple[SourceCell, ...], notes: tuple[Note, ...]) -> Markup:
    """Return the code with its notes, nothing where the code is not known."""
    if not cells:
        return EMPTY
    parts, room = [], MOST_LINES
    for place, cell in enumerate(cells):
        here = tuple(note for note in notes if note.cell == place)
        parts.append(listed(cell, here, room, alone=len(cells) == 1))
        room = max(0, room - len(lines_of(cell)))
    return tag("section", tag("h2", "Code", id="code"), *parts, aria_labelledby="code", class_="card code")


def notes_of(report: Report, cells: tuple[SourceCell, ...]) -> tuple[Note, ...]:
    """Return a note for each check that is not ok, where its place is known."""
    found = (note_of(check, cells) for check in report.checks if tone_of(check.verdict) != GREEN)
    return tuple(note for note in found if note is not None)


def note_of(check: CheckResult, cells: tuple[SourceCell, ...]) -> Note | None:
    """Return the line that raised, else the last one that binds the check's entry point."""
    error = check.error
    if error is not None and error.line:
        for place, cell in enumerate(cells):
            known = cell.label == error.label or len(cells) == 1
            if known and error.line <= len(lines_of(cell)):
                return _note(check, cells, (place, error.line), raised_text(error))
    if check.verdict is Verdict.NOT_ATTEMPTED or not check.entry_point:
        return None
    for place in reversed(range(len(cells))):
        line = binding(cells[place].text, check.entry_point)
        if line:
            return _note(check, cells, (place, line), f"{words(check.verdict)}; it begins here")
    return None


def _note(check: CheckResult, cells: tuple[SourceCell, ...], at: tuple[int, int], said: str) -> Note:
    place, line = at
    return Note(place, line, in_words(cells[place], line), f"{check.id}: {said}", check.id)


def in_words(cell: SourceCell, line: int) -> str:
    """Return a place as a person calls it: "cell 4, line 2"."""
    return f"{cell.label}, line {line}" if cell.label else f"line {line}"


def binding(text: str, name: str) -> int:
    """Return the last line that begins as a definition of ``name`` does, 0 for none; nothing is parsed."""
    found = 0
    for number, line in enumerate(text.split("\n"), 1):
        start = line.removeprefix("def ").removeprefix("class ").lstrip()
        rest = start.removeprefix(name).lstrip()
        defines = line.startswith(("def ", "class ")) and rest[:1] in ("(", ":")
        assigns = line.startswith(name) and rest[:1] == "=" and rest[:2] != "=="
        if start.startswith(name) and (defines or assigns):
            found = number
    return found


def lines_of(cell: SourceCell) -> list[str]:
    """Return a cell's lines."""
    return cell.text.removesuffix("\n").split("\n")


def listed(cell: SourceCell, notes: tuple[Note, ...], room: int, *, alone: bool) -> Markup:
    """Return one cell with numbered lines: the first ``room`` of them, and those around its notes."""
    label = cell.label or "the script"
    lines: list[Markup] = []
    left_out = 0
    for number, text in enumerate(lines_of(cell), 1):
        if number > room and not any(abs(number - note.line) <= AROUND for note in notes):
            left_out += 1
            continue
        lines += gap(left_out)
        left_out = 0
        lines.append(numbered(text, number, [note for note in notes if note.line == number]))
    heading = EMPTY if alone and not cell.label else tag("h3", label)
    block = scrolling(f"code of {label}", tag("pre", *lines, *gap(left_out)))
    return tag("div", heading, block)


def gap(left_out: int) -> tuple[Markup, ...]:
    """Return a word about lines that are left out."""
    return (tag("span", f"{left_out} lines left out\n", class_="line gap"),) if left_out else ()


def numbered(text: str, number: int, notes: list[Note]) -> Markup:
    """Return one line; its number is drawn by the style, so that it is not copied with the code."""
    if not notes:
        return tag("span", text, "\n", class_="line", data_line=number)
    remarks = [tag("span", f"▲ {note.text}\n", class_="note", id=f"line-{note.check}") for note in notes]
    return tag("span", tag("mark", text), "\n", *remarks, class_="line fault", data_line=number)
