"""Starting and ending a zygote, and the working directories of its workers.

A command starts the zygote before anything else: nothing is imported here until it is needed.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTOR = 3  # of the zygote's end of the control socket, and later of the worker's channel
NOBODY = 65534


def spawn(control: int, arguments: Sequence[str], wrapper: Sequence[str] = ()) -> int:
    """Start a zygote whose control socket is ``control``; returns its pid.

    ``arguments`` are those of ``zygote.main``, ``wrapper`` is the command that starts the interpreter,
    if any. By exec, so that nothing of the host's memory is in it; without site-packages, user files or
    the environment. ``-I`` would ignore PYTHONHASHSEED.
    """
    script = os.path.join(os.path.dirname(__file__), "zygote.py")
    # A virtual environment's interpreter is a link that finds its library by a file beside it.
    interpreter = os.path.realpath(sys.executable) if wrapper else sys.executable
    # The columns of a line are shown nowhere, and it takes time to keep them.
    command = [*wrapper, interpreter, "-s", "-S", "-P", "-B", "-X", "no_debug_ranges", script, *arguments]
    actions: list[tuple[int, ...] | tuple[int, int, str, int, int]] = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, control, DESCRIPTOR),
    ]
    if not os.environ.get("GRADE_DEBUG"):
        actions.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    try:
        return os.posix_spawn(command[0], command, {"PYTHONHASHSEED": "0"}, file_actions=actions)
    except OSError as error:
        from grader.errors import SandboxError

        raise SandboxError(f"{command[0]}: cannot be started: {error.strerror or error}") from error


def children() -> list[int]:
    """Return the pids of this process's children (Linux; elsewhere a process group has to do)."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


def end(pid: int) -> None:
    """Kill a zygote that has no worker, and wait for it: it holds nothing that an orderly end would save."""
    try:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):  # who reaps all children has it already
        pass


def make_directory() -> str:
    """Return a new empty directory for one worker; SandboxError if there is no place for it."""
    base = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - a fresh name, mode 0700
    directory = os.path.join(base, f"grade-{os.urandom(8).hex()}")
    try:
        os.mkdir(directory, 0o700)
        if os.geteuid() == 0:
            os.chown(directory, NOBODY, NOBODY)  # as whom a worker runs that root started
    except OSError as error:
        from grader.errors import SandboxError, in_words

        why = in_words(error)
        raise SandboxError(f"{base}: no working directory can be made there: {why}; set TMPDIR") from error
    return directory


def remove_directory(directory: str) -> None:
    """Remove a worker's directory with all that it left there."""
    try:
        os.rmdir(directory)
    except OSError:
        from grader.sandbox import removal

        removal.remove(directory)
