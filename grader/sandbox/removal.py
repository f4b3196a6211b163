"""Removes a folder that a stranger has filled: of any depth, with folders in it that nobody may open.

``shutil.rmtree`` calls itself for each level and holds it open: a thousand folders in one another end it, and
whoever called it. Here whatever is found in a folder of the top one is moved up into the top one, so that
nothing lies deeper than two levels. No link is followed; whoever wrote there is dead.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from contextlib import suppress


def remove(directory: str) -> None:
    """Remove ``directory`` with all that is in it; what the machine refuses stays."""
    with suppress(OSError):
        top = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
    with suppress(OSError):
        os.rmdir(directory)


def _empty(top: int) -> None:
    """Remove everything in an open folder."""
    os.chmod(top, stat.S_IRWXU)
    waiting = os.listdir(top)
    names = (name for name in map(str, itertools.count()) if not _exists(name, top))
    while waiting:
        name = waiting.pop()
        with suppress(OSError):
            if not _is_folder(name, top):
                os.unlink(name, dir_fd=top)
            else:
                waiting += _moved_up(name, top, names)
                os.rmdir(name, dir_fd=top)


def _moved_up(name: str, top: int, names: Iterator[str]) -> list[str]:
    """Remove the files in a folder of ``top`` and move its folders up; returns their new names."""
    moved = []
    os.chmod(name, stat.S_IRWXU, dir_fd=top)
    folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for inner in os.listdir(folder):
            with suppress(OSError):
                if not _is_folder(inner, folder):
                    os.unlink(inner, dir_fd=folder)
                else:
                    # A folder that may not be written to may not be moved either.
                    os.chmod(inner, stat.S_IRWXU, dir_fd=folder)
                    new = next(names)
                    os.rename(inner, new, src_dir_fd=folder, dst_dir_fd=top)
                    moved.append(new)
    finally:
        os.close(folder)
    return moved


def _is_folder(name: str, parent: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)


def _exists(name: str, parent: int) -> bool:
    try:
        os.stat(name, dir_fd=parent, follow_symlinks=False)
    except OSError:
        return False
    return True
