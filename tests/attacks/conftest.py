"""The machines, the listener and the neighbours of the attacks."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.machine import OTHERS, OURS, Host, Machine, why_not
from tests.attacks.traces import Listener, sweep

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "submissions" / "micrograd"
CONTROLS = ("ok.py", "gradf-wrong__lost_minus.py")
MACHINES = {machine.name: machine for machine in (*OURS, *OTHERS)}


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Somebody who would hear an attack phone home."""
    one = Listener()
    yield one
    one.close()


class Arena:
    """A host on one machine, the folders around it and the reports of its neighbours."""

    def __init__(self, machine: Machine, home: Path, listener: Listener) -> None:
        self.machine, self.home, self.listener = machine, home, listener
        self.markers, self.submissions = home / "markers", home / "submissions"
        for folder in (self.markers, self.submissions):
            folder.mkdir()
            folder.chmod(0o777)
        self.classmate = self.submissions / "classmate.py"
        shutil.copy(SAMPLES / "ok.py", self.classmate)
        self.host = Host(machine, home)
        self.clean: dict[str, dict[str, Any]] = {}
        if not self.host.problem:
            self.warm_up()

    def warm_up(self) -> None:
        """Grade the controls alone, and remember what is open and what stands in their reports."""
        for name in CONTROLS:
            said = self.host.grade(str(SAMPLES / name))
            self.clean[name] = said["report"]
            self.descriptors, self.umask = said["descriptors"], said["umask"]
        self.memory_kib = said["memory_kib"]

    @property
    def files_are_walled(self) -> bool:
        """Whether it is promised that no file can be written."""
        return any(wall.startswith("Landlock") for wall in self.host.walls)

    @property
    def calls_are_walled(self) -> bool:
        """Whether it is promised that nothing can be sent."""
        return "system-call filter" in self.host.walls

    @property
    def is_harmless(self) -> bool:
        """Whether an attack can do no harm to whoever runs the tests."""
        return self.files_are_walled or (os.geteuid() == 0 and "unprivileged user" in self.host.walls)

    def folders(self) -> tuple[Path, ...]:
        """Return the folders around the host that anybody may write to."""
        return self.markers, self.submissions, self.host.temporary, self.host.here

    def filled(self, text: str) -> str:
        """Return a submission's text with the places of this machine filled in, as a thief knows them."""
        for name, value in {
            "PORT": self.listener.port,
            "MARKERS": self.markers,
            "CLASSMATE": self.classmate,
            "HOST": self.host.process.pid,
            "ANSWERS": ROOT / "exercises" / "micrograd" / "answers.lock.json",
            "ROOT": ROOT,
        }.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def place(self, path: Path) -> Path:
        """Return the attack's file as it lies among the submissions."""
        target = self.submissions / path.name
        target.write_text(self.filled(path.read_text(encoding="utf-8")), encoding="utf-8")
        return target

    def place_as_notebook(self, path: Path) -> Path:
        """Return the attack as it lies among the submissions as a notebook of one cell, line for line."""
        source = self.filled(path.read_text(encoding="utf-8")).splitlines(keepends=True)
        cell = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        target = self.submissions / f"{path.stem}.ipynb"
        target.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        return target

    def neighbours(self) -> list[dict[str, Any]]:
        """Grade both controls again."""
        return [self.host.grade(str(SAMPLES / name)) for name in CONTROLS]

    def close(self) -> None:
        """End the host and remove what was left."""
        self.host.close()
        sweep(*self.folders())


@pytest.fixture(scope="module")
def arenas(listener: Listener) -> Iterator[dict[str, Arena]]:
    """The arenas that were opened so far, by machine."""
    opened: dict[str, Arena] = {}
    yield opened
    for arena in opened.values():
        arena.close()
        shutil.rmtree(arena.home, ignore_errors=True)


def arena_on(name: str, arenas: dict[str, Arena], listener: Listener) -> Arena:
    """Return the arena on a machine; a new one if its host was lost. Skips where there is none."""
    machine = MACHINES[name]
    reason = why_not(machine)
    if reason:
        pytest.skip(reason)
    known = arenas.get(name)
    if known is not None and known.host.process.poll() is not None:
        known.close()
        known = None
    if known is None:
        # Not pytest's own folder, which is closed to other users.
        home = Path(tempfile.mkdtemp(prefix="arena-"))
        home.chmod(0o777)
        arenas[name] = known = Arena(machine, home, listener)
    if known.host.problem:
        pytest.skip(known.host.problem)
    if not known.is_harmless:
        pytest.skip("nothing would hold an attack back from the files of whoever runs the tests")
    return known


@pytest.fixture
def arena(request: pytest.FixtureRequest, arenas: dict[str, Arena], listener: Listener) -> Arena:
    """The arena on the machine that the test names, or the best of this machine's own levels."""
    wanted = getattr(request, "param", None)
    if wanted is not None:
        return arena_on(wanted, arenas, listener)
    for machine in OURS:
        try:
            return arena_on(machine.name, arenas, listener)
        except pytest.skip.Exception:
            continue
    pytest.skip("no level stands here")
