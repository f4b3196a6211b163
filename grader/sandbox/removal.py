"""Removes a folder that a stranger has filled: of any depth, with folders in it that nobody may open.

``shutil.rmtree`` calls itself for each level and holds it open: a thousand folders in one another end it, and
whoever called it. Here one folder is open at a time, and the way back is by its ``..``. No link is followed;
whoever wrote there is dead.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def remove(directory: str) -> None:
    """Remove ``directory`` with all that is in it; what the machine refuses stays."""
    with suppress(OSError):
        _empty(os.open(directory, _FOLDER))
    with suppress(OSError):
        os.rmdir(directory)


def _empty(folder: int) -> None:
    """Remove everything in an open folder, and close it."""
    names: list[str] = []  # of the open folder and those above it, below the first
    waiting: list[list[str]] = [[]]  # the folders in each of them
    try:
        os.chmod(folder, stat.S_IRWXU)
        waiting[0] = _without_files(folder)
        while True:
            if waiting[-1]:
                name = waiting[-1].pop()
                with suppress(OSError):
                    folder = _entered(folder, name)
                    names.append(name)
                    waiting.append([])
                    waiting[-1] = _without_files(folder)
            elif names:
                folder = _entered(folder, "..")
                waiting.pop()
                with suppress(OSError):
                    os.rmdir(names.pop(), dir_fd=folder)
            else:
                return
    finally:
        os.close(folder)


def _entered(folder: int, name: str) -> int:
    """Open a folder of an open one, in whose place it is; OSError if it cannot be opened."""
    if name != "..":
        os.chmod(name, stat.S_IRWXU, dir_fd=folder)
    entered = os.open(name, _FOLDER, dir_fd=folder)
    os.close(folder)
    return entered


def _without_files(folder: int) -> list[str]:
    """Remove the files and the empty folders in an open folder; returns the other folders in it."""
    return [
        name
        for name in os.listdir(folder)
        if not (_removed(os.unlink, name, folder) or _removed(os.rmdir, name, folder))
        and stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    ]


def _removed(call: Callable[..., None], name: str, folder: int) -> bool:
    """Return whether a call has removed what an open folder holds under a name."""
    try:
        call(name, dir_fd=folder)
    except OSError:
        return False
    return True
