"""A file → Submission. Text only: nothing of the student's is parsed as Python or executed here.

Notebooks are read as JSON under caps: of a notebook only the code cells' source counts, never its
outputs, metadata or kernel.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import Any

from grader.digest import sha256_hex
from grader.errors import SubmissionError, in_words
from grader.model import SourceCell, Submission

MAX_FILE_BYTES = 16 * 2**20
MAX_CODE_BYTES = 256 * 2**10  # compiling a megabyte of Python takes 450 MB
MAX_NAME = 255
MAX_CELLS = 4096
MAX_BRACKETS = 1_000_000  # of a notebook: a list or object of JSON takes up to thirty times its bytes
SUFFIXES = (".py", ".ipynb")
SCRIPTS = (".py", ".txt", "")  # what a script's name may end in
ADDED = (".txt", ".json")  # by browsers, to what they take for text: hw.ipynb.txt

_ONE_FILE = "a .py or .ipynb file; code that stands in several goes into one"

_ALPHABETS = ("cp", "iso8859", "koi8", "mac", "gb", "big5", "shift_jis", "euc")

# What people hand in by mistake, by how it begins.
_OTHER_KINDS = {
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "rich text",
    b"<!doctype html": "a web page, not the file it shows",
    b"<html": "a web page, not the file it shows",
    b"version https://git-l": "a pointer of Git LFS, not the file it stands for",
}


def read_submission(path: str) -> Submission:
    """Return the submission at ``path``, or on standard input for ``-``; SubmissionError if it is none.

    A notebook's cells are called "cell 1", "cell 2", … by their place among all its code cells.
    """
    if not path:
        raise _error("the submission", "an empty name", "a .py or .ipynb file")
    name = "standard input" if path == "-" else os.path.basename(path)[:MAX_NAME]
    raw = _read_stream() if path == "-" else _read_file(path)
    submission = parse_submission(raw, name=name)
    if submission.form == "script" and os.path.splitext(without_added(name))[1].lower() not in SCRIPTS:
        raise _error(name, "neither a script nor a notebook by its name", "a .py or .ipynb file")
    return submission


def parse_submission(raw: bytes, *, name: str) -> Submission:
    """Return the submission in ``raw``; ``name`` is what it is called in messages."""
    if not raw.strip():
        raise _error(name, "the file is empty", "a Python script or a notebook")
    digest = sha256_hex(raw)
    text = _decode(raw, name)
    if name.endswith(".ipynb") or _looks_like_a_notebook(text):
        return Submission(name=name, form="notebook", sha256=digest, cells=_notebook_cells(text, name))
    _bound_code(len(raw), name)
    return Submission(name=name, form="script", sha256=digest, cells=(SourceCell(label="", text=text),))


def without_added(name: str) -> str:
    """Return a file's name without the suffix that a browser has added to that of a script or notebook."""
    lower = name.lower()
    if not lower.endswith(ADDED):
        return name
    bare = next(name[: -len(end)] for end in ADDED if lower.endswith(end))
    return bare if bare.lower().endswith(SUFFIXES) else name


def _error(name: str, found: str, expected: str) -> SubmissionError:
    """Return an error that says where, what was found and what was expected."""
    return SubmissionError(f"{name}: {found}; expected {expected}")


# --- bytes ------------------------------------------------------------------------------------


def _read_stream() -> bytes:
    """Return standard input, up to one byte more than is allowed."""
    raw = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    return _bounded(raw, "standard input")


def _read_file(path: str) -> bytes:
    """Return the bytes of a regular file; a pipe or a device is refused without waiting for it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise SubmissionError(f"{path}: cannot be read: {in_words(error)}{_hint(path, error)}") from error
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise _error(path, "this is a folder", f"{_ONE_FILE}; grade batch grades a class")
        if not stat.S_ISREG(mode):
            raise _error(path, "this is not a regular file", "a .py or .ipynb file, or - for standard input")
        with open(descriptor, "rb", closefd=False) as file:
            return _bounded(file.read(MAX_FILE_BYTES + 1), path)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {in_words(error)}") from error
    finally:
        os.close(descriptor)


def _hint(path: str, error: Exception) -> str:
    """Return which file beside ``path`` may have been meant, "" if none."""
    if not isinstance(error, FileNotFoundError):
        return ""
    from contextlib import suppress
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    beside: list[str] = []
    with suppress(OSError):
        beside = [each for each in sorted(os.listdir(folder or ".")) if each.endswith(SUFFIXES)]
    # Without its suffix a name is closer: student.py and student.ipynb.
    stems = {os.path.splitext(each)[0]: each for each in beside}
    close = get_close_matches(os.path.splitext(name)[0], stems, n=1)
    return f"; did you mean {os.path.join(folder, stems[close[0]])}?" if close else ""


def _bounded(raw: bytes, name: str) -> bytes:
    """Return ``raw`` if it is not too large."""
    if len(raw) > MAX_FILE_BYTES:
        raise _error(
            name, f"more than {MAX_FILE_BYTES // 2**20} MiB", "a smaller file; clear the outputs first"
        )
    return raw


def _bound_code(size: int, name: str) -> None:
    """Refuse more code than a compiler can take."""
    if size > MAX_CODE_BYTES:
        raise _error(name, f"{-(-size // 1024)} KiB of code", f"at most {MAX_CODE_BYTES // 1024} KiB")


def _decode(raw: bytes, name: str) -> str:
    """Return ``raw`` as text with plain line ends; UTF-8 alone is accepted, with or without a mark."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _error(name, "UTF-16 text", "UTF-8: save it again in that encoding")
    begin = raw[:32].lstrip().lower()
    kind = next((kind for magic, kind in _OTHER_KINDS.items() if begin.startswith(magic.lower())), "")
    if kind:
        raise _error(name, kind, _ONE_FILE if "archive" in kind else "a .py or .ipynb file")
    place = raw.find(b"\0")
    if place >= 0:
        raise _error(name, f"a null byte at byte {place}", "text: is this the right file?")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        declared = _as_declared(raw)
        if declared is not None:
            return declared
        line = raw.count(b"\n", 0, error.start) + 1
        raise _error(
            name, f"line {line}: bytes that are not UTF-8", "UTF-8: save it again in that encoding"
        ) from error
    return _with_plain_ends(text)


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_declared(raw: bytes) -> str | None:
    """Return the text in the older encoding that one of its first two lines declares, None if none does."""
    import codecs
    import re

    declared = (
        re.match(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line) for line in raw[:1024].split(b"\n")[:2]
    )
    name = next((found[1].decode("ascii", "replace") for found in declared if found is not None), "")
    try:
        codec = codecs.lookup(name).name
        # Those of some other kind than an alphabet, such as unicode_escape, are no text that anybody writes.
        return _with_plain_ends(raw.decode(codec)) if codec.startswith(_ALPHABETS) else None
    except (LookupError, UnicodeDecodeError):
        return None


# --- notebooks --------------------------------------------------------------------------------


def _looks_like_a_notebook(text: str) -> bool:
    """Return whether ``text`` is a JSON object with cells; a Python file can begin with a brace too."""
    return text.lstrip().startswith("{") and ('"cells"' in text or '"worksheets"' in text)


def _notebook_cells(text: str, name: str) -> tuple[SourceCell, ...]:
    """Return the code cells of a notebook of format 3 or 4."""
    sources = [
        _source(cell, name, place) for place, cell in enumerate(_code_cells(_json(text, name), name), 1)
    ]
    _bound_code(sum(len(source.encode("utf-8", "surrogatepass")) for source in sources), name)
    if not any(source.strip() for source in sources):
        raise _error(name, "a notebook without code", "at least one code cell")
    return tuple(SourceCell(label=f"cell {place}", text=source) for place, source in enumerate(sources, 1))


def _json(text: str, name: str) -> dict[str, Any]:
    """Return the notebook's JSON object."""
    import json

    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise _error(name, f"more than {MAX_BRACKETS} brackets", "a smaller file; clear the outputs first")
    try:
        # No number in it is looked at: one of very many digits is not refused, and millions are not kept.
        notebook = json.loads(text, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise SubmissionError(f"{place}: not a notebook: {_no_json(text, error.msg)}") from error
    except RecursionError as error:
        raise _error(name, "JSON nested too deeply", "a notebook") from error
    if not isinstance(notebook, dict):
        raise _error(name, f"JSON that is a {type(notebook).__name__}", "a notebook, which is an object")
    return notebook


def _no_json(text: str, problem: str) -> str:
    """Return why a text is no notebook's, and what to do."""
    if "<<<<<<<" in text and ">>>>>>>" in text:
        return "two versions that git could not merge; choose one of them and save it again"
    if not text.lstrip().startswith(("{", "[")):
        return "no JSON; if it is a script, its name has to end in .py"
    what = problem.lower().removesuffix(" at").removesuffix(" starting")  # a place that stands before it
    return f"{what}; is the file complete?"


def _code_cells(notebook: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the code cells as they stand in the JSON."""
    if "worksheets" in notebook:
        sheets = notebook["worksheets"]
        if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
            raise _error(name, "worksheets that are no list of objects", "a notebook of format 3")
        groups = [sheet.get("cells", []) for sheet in sheets]
    else:
        groups = [notebook.get("cells")]
    if not all(isinstance(cells, list) for cells in groups):
        raise _error(name, "no list of cells", 'a notebook: a JSON object with "cells"')
    cells = [cell for group in groups for cell in group]
    if not all(isinstance(cell, dict) for cell in cells):
        raise _error(name, "a cell that is no object", "a notebook of format 3 or 4")
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    if len(code) > MAX_CELLS:
        raise _error(name, f"{len(code)} code cells", f"at most {MAX_CELLS}")
    return code


def _source(cell: dict[str, Any], name: str, place: int) -> str:
    """Return the source of one cell: a text, or a list of texts; format 3 calls it "input"."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _error(name, f"cell {place}: a source that is no text", "text or a list of lines")
    if "\0" in source:
        raise _error(name, f"cell {place}: a null character", "text")
    return _with_plain_ends(source)
