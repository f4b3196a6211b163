from __future__ import annotations

import ctypes
import errno
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from grader.sandbox import kernel, seccomp

pytestmark = pytest.mark.skipif(not kernel.available(), reason="needs Linux on x86-64 or aarch64")


def ending(attempt: Callable[[], int]) -> int:
    """Return what the attempt answered in a child of its own, as its exit status."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = attempt()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def filtered(threads: bool = True) -> None:
    kernel.take(kernel.no_new_privs(), kernel.filtered(seccomp.filter_code(os.getpid(), threads)))


def test_without_threads_no_thread_starts() -> None:
    def attempt() -> int:
        filtered(threads=False)
        try:
            threading.Thread(target=lambda: None).start()
        except RuntimeError:
            return 7
        return 0

    assert ending(attempt) == 7


def test_with_threads_a_thread_runs_under_the_filter() -> None:
    def attempt() -> int:
        filtered()
        seen: list[int] = []
        thread = threading.Thread(target=lambda: seen.append(1))
        thread.start()
        thread.join()
        return 7 if seen else 0

    assert ending(attempt) == 7


def test_a_fork_under_the_filter_is_refused() -> None:
    def attempt() -> int:
        filtered()
        try:
            pid = os.fork()
        except PermissionError:
            return 7
        return 0 if pid else 1

    assert ending(attempt) == 7


def test_landlock_leaves_one_folder_readable_and_nothing_writable(tmp_path: object) -> None:
    try:
        kernel.landlock_abi()
    except OSError as error:
        pytest.skip(f"landlock: {error}")
    folder = str(tmp_path)
    with open(f"{folder}/inside", "w") as file:
        file.write("x")

    def attempt() -> int:
        ruleset = kernel.landlock_ruleset([(folder, kernel.READ_FILE | kernel.READ_DIR)])
        kernel.take(kernel.no_new_privs(), kernel.landlocked(ruleset))
        os.close(os.open(f"{folder}/inside", os.O_RDONLY))
        for path, flags in (("/etc/passwd", os.O_RDONLY), (f"{folder}/inside", os.O_WRONLY)):
            try:
                os.open(path, flags)
            except PermissionError:
                continue
            return 0
        return 7

    assert ending(attempt) == 7


@pytest.mark.parametrize(("abi", "size"), [(1, 8), (3, 8), (4, 16), (5, 16), (6, 24), (9, 24)])
def test_an_older_landlock_gets_a_thinner_wall(abi: int, size: int) -> None:
    assert len(kernel.landlock_attributes(abi)) == size


def test_a_forked_interpreter_still_starts_threads() -> None:
    # From a process of its own: who forks must have no other thread, and a runner of tests may have some.
    script = """
import os, threading
from grader.sandbox import kernel, seccomp
pid = kernel.fork_into(0)
if pid == 0:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    os._exit(7)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=30).returncode == 7


def test_a_refused_call_raises_the_kernels_own_number() -> None:
    ctypes.set_errno(0)
    with pytest.raises(OSError, match="prctl") as caught:
        kernel.take(kernel.prctl(0x7FFFFFFF))
    assert caught.value.errno == errno.EINVAL


@pytest.mark.parametrize(
    ("column", "header", "own"),
    [(0, "x86_64-linux-gnu/asm/unistd_64.h", {}), (1, "asm-generic/unistd.h", {"newfstatat": "fstatat"})],
)
def test_every_call_has_the_number_that_the_kernels_headers_give_it(
    column: int, header: str, own: dict[str, str]
) -> None:
    try:
        with open(f"/usr/include/{header}", encoding="ascii") as file:
            defined = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", file.read())
    except OSError as error:
        pytest.skip(str(error))
    numbers = {name: int(number) for name, number in defined}

    for name, pair in (seccomp.ALLOWED | seccomp.CHECKED | kernel._OWN).items():
        assert pair[column] == numbers.get(own.get(name, name), -1), name
