"""What the student's code raised: in plain words, and whether it comes of what is missing around it.

Runs in the worker, on hostile exceptions.
"""

from __future__ import annotations

import sys
import types
from typing import NamedTuple

from grader.sandbox import standin
from grader.sandbox.examine import Cell

_AROUND = (
    "os",
    "pathlib",
    "pathlib._local",  # Python 3.13 keeps the class there
    "posixpath",
    "getpass",
    "locale",
    "tkinter",
    "zoneinfo._common",
)  # what they raise tells of the machine


class Failure(NamedTuple):
    """An exception of the student's code, in plain words, with the innermost place of their own."""

    type: str
    message: str
    label: str
    line: int
    text: str
    cause: str
    module: str


def message_of(error: BaseException) -> str:
    """Return the text of an exception, capped; its class may be hostile."""
    try:
        return str(error)[:2000]
    except BaseException:
        return "(its text cannot be read)"


def lies_outside(error: BaseException) -> bool:
    """Return whether an exception comes of what is missing around a submission: no line of it is wrong."""
    if isinstance(error, (standin.StandInUsedError, OSError)):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    # A variable of the environment, the home of a user, the customs of a country.
    within = None if trace is None else trace.tb_frame.f_globals
    around = (sys.modules.get(name) for name in _AROUND)
    return any(type(module) is types.ModuleType and module.__dict__ is within for module in around)


def line_in(cell: Cell, error: BaseException) -> int:
    """Return the line of a cell, at its own level, at which an exception passed through; 0 if it did not."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == cell.filename and code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0
