"""Starting a zygote and giving its workers a place: what cannot be done is said in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import launch
from grader.sandbox.slot import Slot


def test_a_directory_is_removed_with_all_that_was_left_in_it() -> None:
    directory = Path(launch.make_directory())
    (directory / "deep" / "er").mkdir(parents=True)
    (directory / "deep" / "er" / "file").write_text("left behind")

    launch.remove_directory(str(directory))

    assert not directory.exists()


def test_no_place_for_a_directory_is_said_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))

    with pytest.raises(
        SandboxError, match=r"nowhere: no working directory can be made there: .*; set TMPDIR"
    ):
        launch.make_directory()


def test_an_interpreter_that_cannot_be_started_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(SandboxError, match="/nowhere/python: cannot be started"):
        Slot()
