"""Folders that strangers have filled are removed, however deep they are and whoever may open them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.sandbox import removal

DEPTH = 400  # and no more frames of Python's, since some disks take long for each folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_folders_in_folders_are_removed_beyond_every_depth_that_a_recursion_has(folder: Path) -> None:
    inner = os.open(folder, os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir("in", dir_fd=inner)
        deeper = os.open("in", os.O_RDONLY, dir_fd=inner)
        os.close(inner)
        inner = deeper
    os.close(inner)

    before = sys.getrecursionlimit()
    sys.setrecursionlimit(DEPTH)
    try:
        removal.remove(str(folder))
    finally:
        sys.setrecursionlimit(before)

    assert not folder.exists()


def test_folders_that_nobody_may_open_are_removed(folder: Path) -> None:
    (folder / "closed" / "closed").mkdir(parents=True)
    (folder / "closed" / "closed" / "file").write_text("")
    (folder / "closed" / "0").mkdir()
    (folder / "0").write_text("beside them")
    for closed in (folder / "closed" / "closed", folder / "closed" / "0", folder / "closed", folder):
        closed.chmod(0)

    removal.remove(str(folder))

    assert not folder.exists()


def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("somebody else's")
    (folder / "in").mkdir()
    for link in (folder / "link", folder / "in" / "link"):
        link.symlink_to(kept)
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "in" / "fifo")

    removal.remove(str(folder))

    assert not folder.exists()
    assert (kept / "file").exists()


def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    removal.remove(str(tmp_path / "nowhere"))
    (tmp_path / "link").symlink_to(tmp_path)

    removal.remove(str(tmp_path / "link"))

    assert tmp_path.exists()
