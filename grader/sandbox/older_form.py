"""A line in the syntax of a newer Python, written as an older one knows it. Runs in the worker.

A student's own Python may be newer than the one that runs here, and a line that it prints with must not cost
an answer. Only lines that do not parse are looked at, and what becomes of them has to parse.
"""

from __future__ import annotations

import re

MAX_LINE = 1000  # strings within strings are looked into by recursion
_TYPE = re.compile(r"^(\s*)type\s+(\w+)\s*(\[.*\])?\s*=.*$")
_PARAMETERS = re.compile(r"^(\s*(?:async\s+)?(?:def|class)\s+\w+)\s*\[")
_EXCEPT = re.compile(r"^(\s*except\*?\s+)([A-Z]\w*(?:\s*,\s*[A-Z]\w*)+)(\s*:.*)$")
_F_STRING = re.compile(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])([\"'])(?!\1)")
_ESCAPED = re.compile(r"([\"'])\\([nt])\1")
_CHARACTERS = {"n": "chr(10)", "t": "chr(9)"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def older_form(line: str) -> str | None:
    """Return what stands for a line in older syntax, or None if nothing in it is known to be newer."""
    if len(line) > MAX_LINE:
        return None
    named = _TYPE.match(line)
    if named is not None:  # its value is for annotations, which are never evaluated
        return f"{named[1]}{named[2]} = None"
    with_parameters = _PARAMETERS.match(line)
    if with_parameters is not None:
        end = _end_of_brackets(line, with_parameters.end() - 1)
        return None if end < 0 else with_parameters[1] + line[end:]
    several = _EXCEPT.match(line)
    if several is not None:
        return f"{several[1]}({several[2]}){several[3]}"
    changed = _requoted(line)
    return None if changed == line else changed


def _requoted(line: str) -> str:
    """Return a line whose f-strings hold no quotes of their own and no backslash between their braces."""
    place = 0
    while (found := _F_STRING.search(line, place)) is not None:
        end = _end_of_text(line, found.end(), found[1], is_f=True)
        if end < 0:
            return line
        inside = line[found.end() : end - 1]
        fields = _ESCAPED.sub(lambda escape: _CHARACTERS[escape[2]], inside)
        changed = fields if fields != inside and found[1] not in inside else inside
        quotes = found[1]
        if found[1] in re.sub(r"\\.", "", inside):
            changed, quotes = fields, next((each * 3 for each in "\"'" if _can_quote(fields, each)), quotes)
        start = line[found.start() : found.end() - 1]
        head = f"{line[: found.start()]}{start}{quotes}{changed}{quotes}"
        line, place = head + line[end:], len(head)
    return line


def _can_quote(text: str, quote: str) -> bool:
    """Return whether a text can stand between three quotes of a kind."""
    return quote * 3 not in text and not text.startswith(quote) and not text.endswith((quote, "\\"))


def _end_of_text(line: str, place: int, quote: str, *, is_f: bool) -> int:
    """Return where a string ends that is open at ``place``, behind its quote; -1 if it does not."""
    while place < len(line):
        char = line[place]
        if char == quote:
            return place + 1
        if is_f and char == "{" and line[place : place + 2] != "{{":
            place = _end_of_brackets(line, place)
            if place < 0:
                return -1
        else:
            place += 2 if char == "\\" or line[place : place + 2] == "{{" else 1
    return -1


def _end_of_brackets(line: str, place: int) -> int:
    """Return where the brackets end that open at ``place``, behind them; -1 if they do not."""
    waiting: list[str] = []
    while place < len(line):
        char = line[place]
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place + 1
        elif char in ")]}":
            return -1
        elif char in "\"'":
            is_f = line[max(place - 2, 0) : place].lower().strip("r")[-1:] == "f"
            place = _end_of_text(line, place + 1, char, is_f=is_f)
            if place < 0:
                return -1
            continue
        place += 1
    return -1
