"""Warnings as a person reads them who never saw the grader: they name lines of the submission, or none.

``warnings.warn(..., stacklevel=2)`` blames the caller. Where the grader called, that would be a line of the
grader's own: the line that warned is named in its place. Runs in the worker.
"""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep
_format = warnings.formatwarning


def install(cells: frozenset[str]) -> None:
    """Let warnings name the lines of ``cells``, which are the names of files in a traceback."""
    told: set[tuple[str, int, str]] = set()

    def written(
        message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
    ) -> str:
        if not filename.startswith(_OWN):
            return _format(message, category, filename, lineno, line)
        place = _warned_at(sys._getframe(1), cells)
        if place is None:
            return f"{category.__name__}: {message}\n"
        if (*place, str(message)) in told:  # once for a line, as Python does it
            return ""
        told.add((*place, str(message)))
        return _format(message, category, *place)

    warnings.formatwarning = written


def _warned_at(frame: FrameType | None, cells: frozenset[str]) -> tuple[str, int] | None:
    """Return the innermost line of the submission that runs."""
    while frame is not None:
        if frame.f_code.co_filename in cells:
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
    return None
