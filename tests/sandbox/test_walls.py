from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import LEVELS
from grader.sandbox import kernel, probe, readable, walls
from grader.sandbox.canary import canary
from tests.sandbox.containers import as_nobody, like_docker, without_landlock

pytestmark = pytest.mark.skipif(not kernel.available(), reason="needs Linux on x86-64 or aarch64")

LIMITS = walls.Limits(cpu_seconds=5, memory=256 << 20)


def told(attempt: Callable[[], object]) -> object:
    """Return what the attempt answered in a child of its own, or its exception in words."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            answer = attempt()
        except BaseException as error:  # noqa: BLE001 (told to the parent)
            answer = repr(error)
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as file:
        text = file.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def level_after(*before: Callable[[], None]) -> list[object]:
    paths = readable.interpreter_paths()

    def attempt() -> object:
        for step in before:
            step()
        found = probe.probe(paths)
        return [found.level, {wall.name: [wall.reason, wall.remedy] for wall in found.walls}]

    answer = told(attempt)
    assert isinstance(answer, list), answer
    return answer


def in_worker(level: str, attempt: Callable[[walls.Standing], object], *more: str) -> object:
    """Return what the attempt answered in a worker behind the walls of ``level``."""
    if level == "full" and level_after()[0] != "full":
        pytest.skip(f"no full walls here: {level_after()[1]}")
    paths = (*readable.interpreter_paths(), *more)

    def zygote() -> object:
        standing = walls.enter_zygote(level, paths)
        reading, writing = os.pipe()
        steps = walls.worker_walls(standing, LIMITS, walls.own_size(standing), 3)
        pid = walls.fork_worker(standing)
        if pid == 0:
            os.dup2(writing, 0)
            try:
                walls.enter_worker(standing, steps)
                answer = attempt(standing)
            except BaseException as error:  # noqa: BLE001 (told to the parent)
                answer = repr(error)
            os.write(0, json.dumps(answer).encode())
            os._exit(0)
        os.close(writing)
        text = os.read(reading, 65536)
        os.waitpid(pid, 0)
        return json.loads(text)

    return told(zygote)


@pytest.mark.parametrize("level", LEVELS)
def test_the_canary_finds_no_door_open(level: str) -> None:
    assert in_worker(level, canary) == []


def test_the_canary_finds_the_doors_that_a_missing_wall_leaves_open() -> None:
    bare = walls.Standing("full", os.getpid(), 0, True, -1)
    found = told(lambda: canary(bare))
    assert isinstance(found, list)
    assert {"read /etc/passwd", "fork", "tcp socket", "stat /etc/passwd"} <= set(found)


def test_a_refused_namespace_leaves_confined() -> None:
    level, reasons = level_after(like_docker)
    assert level == "confined"
    assert isinstance(reasons, dict)
    assert "Operation not permitted" in reasons["namespaces"][0]
    assert reasons["namespaces"][1]


def test_without_landlock_too_only_a_process_is_left_and_the_reason_is_told() -> None:
    level, reasons = level_after(like_docker, without_landlock)
    assert level == "process"
    assert isinstance(reasons, dict)
    assert "not implemented" in reasons["landlock"][0]


@pytest.mark.parametrize("level", ["full", "confined"])
def test_a_module_not_imported_before_can_be_imported_behind_the_walls(level: str) -> None:
    def attempt(_standing: walls.Standing) -> object:
        import colorsys

        return colorsys.__name__

    assert in_worker(level, attempt) == "colorsys"


def test_a_worker_at_full_is_alone_nobody_and_powerless() -> None:
    def attempt(_standing: walls.Standing) -> object:
        return [os.getpid(), os.getppid(), os.getuid()]

    assert in_worker("full", attempt) == [1, 0, walls.NOBODY]


def test_packages_beside_the_library_are_empty_at_full() -> None:
    packages = [os.path.join(os.path.dirname(os.__file__), name) for name in readable.HIDDEN]
    packages = [path for path in packages if os.path.isdir(path) and os.listdir(path)]
    if not packages:
        pytest.skip("this interpreter has no packages beside its library")
    assert in_worker("full", lambda _: [os.listdir(path) for path in packages]) == [[] for _ in packages]


@pytest.mark.parametrize("level", ["full", "confined"])
def test_packages_of_an_interpreter_beside_the_c_library_cannot_be_read(level: str, tmp_path: Path) -> None:
    library = tmp_path / "lib64"
    for name in ("python3/site-packages", "python3/json", "gconv"):
        (library / name).mkdir(parents=True)
        (library / name / "file").write_text("text")
    for folder in (library, *library.parents):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o555)

    def attempt(_standing: walls.Standing) -> object:
        return [
            is_readable(f"{library}/{name}/file")
            for name in ("python3/site-packages", "python3/json", "gconv")
        ]

    assert in_worker(level, attempt, str(library)) == [False, True, True]


def is_readable(path: str) -> bool:
    try:
        with open(path, encoding="ascii") as file:
            return file.read() == "text"
    except OSError:
        return False


def test_memory_is_limited_on_top_of_the_zygotes_own() -> None:
    def attempt(_standing: walls.Standing) -> object:
        fine = len(bytearray(64 << 20))
        try:
            bytearray(512 << 20)
        except MemoryError:
            return fine
        return "no limit"

    assert in_worker("process", attempt) == 64 << 20


def test_an_unprivileged_user_gets_the_same_level_where_it_can_read_the_interpreter() -> None:
    paths = readable.interpreter_paths()
    if os.geteuid() != 0 or walls.closed_to_others(paths):
        pytest.skip("not root, or the interpreter is closed to other users")
    assert level_after(as_nobody)[0] == level_after()[0]


def test_what_is_closed_to_other_users_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    closed = tmp_path / "closed"
    (closed / "inner").mkdir(parents=True)
    closed.chmod(0o700)
    own = tmp_path / "own"
    own.touch(0o600)
    reachable = walls.closed_to_others((str(tmp_path),)) == ""

    assert walls.closed_to_others(("/", str(tmp_path / "absent"))) == ""
    if reachable:
        assert walls.closed_to_others(("/", str(closed / "inner"))) == str(closed)
    assert walls.closed_to_others((str(own),)) == str(own)


def test_root_is_told_whether_its_workers_are_somebody_else() -> None:
    if os.geteuid() != 0:
        pytest.skip("not root")
    level, reasons = level_after(like_docker)
    closed = walls.closed_to_others(readable.interpreter_paths())

    assert level == "confined"
    assert isinstance(reasons, dict)
    assert reasons["user"] == (
        [
            f"{closed} is closed to others, and the interpreter lies there",
            "/usr/bin/python3 -m venv /opt/grader",
        ]
        if closed
        else ["", ""]
    )
