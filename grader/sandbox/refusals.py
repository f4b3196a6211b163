"""What a limit or a wall refused, and what else is told best here, in plain words beside Python's own.

Runs on the host, on text alone.

A student who meets ``[Errno 24] Too many open files`` should read which limit that was. Whatever a
submission writes into its exceptions, it can only bring these words upon itself.
"""

from __future__ import annotations

from grader.model import Limits, Raised
from grader.sandbox.control import FILTER

LANDLOCK = "Landlock"
_FILES = "only Python's own files can be read here, and none can be written"
_CALLS = "new processes, other programs, network connections and changes to files are refused here"
# (exception's class, how its message begins, the wall that must stand, what is said)
_REFUSALS = (
    (
        "RuntimeError",
        "can't start new thread",
        "",
        "more threads than the limits of memory and processes allow",
    ),
    ("BlockingIOError", "[Errno 11]", "", "more than {processes} processes"),
    ("OSError", "[Errno 24]", "", "more than {open_files} files open at a time"),
    ("OSError", "[Errno 27]", "", "a file of more than {file_mb} MB"),
    ("OSError", "[Errno 30]", LANDLOCK, _FILES),
    ("PermissionError", "[Errno 13]", LANDLOCK, _FILES),
    ("FileNotFoundError", "[Errno 2]", LANDLOCK, _FILES),
    ("PermissionError", "[Errno 1]", FILTER, _CALLS),
)
# (what its message says, what stands in the line, what is said): other errors that people puzzle over.
_PUZZLES = (
    (r"could not convert string to float: ''", "input(", "input() answers with an empty text here"),
    (r"invalid literal for int\(\) with base 10: ''", "input(", "input() answers with an empty text here"),
    (r"unhashable type: '[A-Z]", "", "a class with __eq__ needs __hash__ to stand in a set"),
    ("invalid non-printable character", "", "it looks like a space: type that anew"),
    (r"^invalid character .* \(U\+(?:2212|201[0-5])\)", "", "it looks like a minus: type that anew"),
    (r"^invalid character .* \(U\+(?:20[13][89A-F]|00[AB]B)\)", "", "Python's quotes are straight"),
    ("invalid syntax", "<<<<<<< ", "two versions that git could not merge: keep one of them"),
    (r"unsupported operand type\(s\) for \^", "^", "Python writes a power as **"),
)


def in_plain_words(error: Raised, limits: Limits, walls: tuple[str, ...]) -> Raised:
    """Return ``error`` with the limit or the wall that it met, if it met one, or with another remedy."""
    if error.type in ("MemoryError", "_ArrayMemoryError"):
        figure = f"more than {limits.memory_mb} MB of memory"
        return error._replace(type="MemoryError", message=_joined(error.message, figure))
    for kind, begins, wall, words in _REFUSALS:
        if error.type == kind and error.message.startswith(begins) and _stands(wall, walls):
            return error._replace(message=_joined(error.message, _figured(words)))
    from re import search  # late: most submissions raise nothing

    for says, stands, words in _PUZZLES:
        if search(says, error.message) and (stands in error.text or stands in error.message):
            return error._replace(message=_joined(error.message, words))
    return error


def _stands(wall: str, walls: tuple[str, ...]) -> bool:
    """Return whether one of the walls is ``wall``, or none is needed."""
    return not wall or any(each.startswith(wall) for each in walls)


def _joined(message: str, words: str) -> str:
    """Return both, in one line where Python's is one."""
    return f"{message}; {words}" if message else words


def _figured(words: str) -> str:
    """Return the words with this machine's limits in them."""
    # Late: who meets no limit does not wait for the walls' module.
    from grader.sandbox.walls import FILE_SIZE, OPEN_FILES, PROCESSES

    return words.format(processes=PROCESSES, open_files=OPEN_FILES, file_mb=FILE_SIZE >> 20)
