"""The zygote: a warm interpreter that forks one worker per submission.

Theory of operation. Three processes: the host (trusted; knows exercise and answers) → the zygote
(this file, started by exec with an environment of ``PYTHONHASHSEED=0`` alone; single-threaded;
holds no secret, runs no student code, parses nothing that a worker wrote) → the worker (one fork,
one submission, killed at its end).

The control socket (descriptor 3) carries whole messages. Host → zygote: FORK (with three descriptors
made for that job alone: the channel of the conversation, the pipe for what is printed and the bell) and
KILL. Zygote → host: READY (once: the walls that stand, or why they do not) and ENDED (wait status,
CPU time, peak memory). The conversation runs between host and worker directly. The worker is killed
and reaped here, so its pid cannot have been reused; a job's descendants that left its process group
are reparented to the zygote, which is a subreaper, and are killed before ENDED is sent (at `full`
they die with their process ids, whose first process the worker is). The host alone holds deadlines.

The zygote tries one level of walls (``walls.py``) and no other: what half a level did to a process
cannot be undone. If the kernel refuses, it says why and ends, and the host starts another one lower.

A worker can be asked for before its submission is there: it waits for it in silence, behind its walls. There
is one worker at a time all the same, whose end comes before the next one's fork.

It is started by path (``python -s -S -P -B zygote.py``) and builds a synthetic package ``grader``
in which only its siblings can be found: no other module of the project can reach a worker.
"""

from __future__ import annotations

import gc
import sys
import types
from os.path import dirname

if __name__ == "__main__":
    gc.disable()  # until a student's code runs: there is nothing to collect, and a student waits
    for _name, _path in (("grader", []), ("grader.sandbox", [dirname(__file__)])):
        _package = types.ModuleType(_name)
        _package.__path__ = _path
        sys.modules[_name] = _package

import _signal  # type: ignore[import-not-found]

# All of the library's before the first of the sandbox's own modules, which then lie side by side in memory:
# a worker copies every page that it touches.
import ast  # noqa: F401
import contextlib
import ctypes  # noqa: F401
import errno
import importlib.machinery  # noqa: F401
import itertools  # noqa: F401
import linecache  # noqa: F401
import math
import os
import re  # noqa: F401
import resource  # noqa: F401
import select
import signal
import socket
import struct  # noqa: F401
import typing
import warnings  # noqa: F401

from grader.sandbox import canary, control, imports, kernel, launch, pages, plain, readable, walls, worker

# As plain numbers, by the plain function: ``signal`` wraps them in enums, and a worker pays for every page of
# code that it runs first.
_CHILD_ENDED = int(signal.SIGCHLD)
CAN_LOOK = hasattr(os, "waitid")  # macOS has it from Python 3.13 on
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Child(typing.NamedTuple):
    """A worker: its process, 0 where there is none, and the number by which the host asked for it."""

    pid: int = 0
    number: int = 0


def main(arguments: list[str]) -> None:
    """Preload modules, put up the walls and serve the control socket until the host closes it."""
    level, how, *modules = arguments
    start_anew()
    host = socket.socket(fileno=control.DESCRIPTOR)
    sys.path[:] = [path for path in sys.path if path]
    loaded = preload(modules)
    plain.adopt_preloaded()
    become_subreaper()
    try:
        standing = stand(level, modules, prove="prove" in how, wrapped="wrapped" in how)
    except (OSError, ValueError) as error:
        host.sendall(control.ready(control.Ready(level, f"{level}: {in_words(error)}", False, (), ())))
        return
    host.sendall(control.ready(control.Ready(level, "", standing.ruleset < 0, loaded, walls_of(standing))))
    serve(host, standing)


def start_anew() -> None:
    """Take signals and the modes of new files as a shell gives them, whatever the caller made of its own.

    A service may keep signals from its threads, and this process would never hear of a worker's end; and
    folders that only their owner may enter are none of a root directory for workers.
    """
    _signal.signal(_CHILD_ENDED, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    os.umask(0o022)


def stand(level: str, modules: list[str], *, prove: bool, wrapped: bool) -> walls.Standing:
    """Put up the walls of ``level`` around this process; returns what stands. OSError if not all do.

    ``wrapped`` says that bubblewrap has started it, ``prove`` that a canary tries the doors.
    """
    walls.require_open_files()
    os.environ.pop("PWD", None)  # of bubblewrap's making
    read_only = [*readable.interpreter_paths(), dirname(__file__)]
    for module in modules:
        name, _, directory = module.partition("=")
        read_only += [f"{directory}/{name}", f"{directory}/{name}.libs"]
    standing = walls.enter_zygote(level, tuple(read_only), wrapped=wrapped)
    if standing.level != level:
        raise OSError(errno.ENOSYS, f"{sys.platform} has none of these walls")
    if prove:
        canary.prove(standing)
    return standing


def in_words(error: Exception) -> str:
    """Return why a wall does not stand, in one line."""
    if not isinstance(error, OSError):
        return str(error)
    what = f": {error.filename}" if error.filename else ""
    return f"{(error.strerror or str(error)).lower()}{what}"


def walls_of(standing: walls.Standing) -> tuple[str, ...]:
    """Return the walls that stand, in words for the report."""
    words = ["separate process", "empty environment", "resource limits", "deadline", "output cap"]
    if os.geteuid() != 0:
        words.append("unprivileged user")
    if standing.level == "full":
        own = control.OWN_SPACES
        words.append(own if standing.own_spaces else own.replace("own", "bubblewrap's", 1))
        words.append("read-only root with the interpreter's files alone")
    if kernel.available():
        words.append("no capabilities")
    if standing.ruleset >= 0:
        words.append(f"Landlock (version {kernel.landlock_abi()})")
    else:
        words.append("own working directory")
    if standing.filtered:
        words.append(control.FILTER)
    if standing.level != "full":
        words.append("kill of the process group" + " and its orphans" * (sys.platform == "linux"))
    return tuple(words)


def serve(host: socket.socket, standing: walls.Standing) -> None:
    """Fork a worker for each order, until the host closes the control socket."""
    reading, wake_write = os.pipe()
    # Where a worker has its bell, so that no descriptor that comes for a worker lies where it wants another.
    wake = os.dup2(reading, control.DESCRIPTOR + 1)
    for descriptor in (wake, wake_write):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    open_streams()
    forget_grader()
    imports.note_loaded()
    gc.freeze()
    child = Child()
    copies: tuple[kernel.Step, ...] = ()
    while True:
        waiting: list[socket.socket | int] = [host, wake]
        readable, _, _ = select.select(waiting, [], [])
        if wake in readable:
            os.read(wake, 4096)
        if host in readable:
            message, descriptors, _, _ = socket.recv_fds(host, control.SIZE, 3)
            if not message:
                end_children(child.pid)
                return
            child = obey(host, standing, (message, descriptors), child, copies)
            # Behind the first fork: none is ahead of its submission until then, nor ever at other levels.
            copies = pages.copies(standing.maps) if standing.own_spaces else ()
        if child.pid:
            child = reap(host, standing, child)


def obey(
    host: socket.socket,
    standing: walls.Standing,
    asked: tuple[bytes, list[int]],
    child: Child,
    copies: tuple[kernel.Step, ...],
) -> Child:
    """Do what the host asks; returns the worker that runs then, which may make ``copies`` while it waits."""
    message, descriptors = asked
    if message[:1] == control.FORK:
        # A host that was interrupted while it asked for the last one does not know of it.
        end_worker(host, standing, child)
        order, number = control.parse_fork(message)
        return Child(fork_worker(host, standing, order, descriptors, copies), number)
    if message[:1] == control.KILL and child.pid:
        kill_group(child.pid)
    return child


def preload(arguments: list[str]) -> tuple[str, ...]:
    """Import the modules that an exercise allows, ``name=directory`` for each; return those that are loaded.

    Their numerical libraries must not start threads: a process with threads cannot be forked safely.
    """
    for variable in _ONE_THREAD:
        os.environ[variable] = "1"
    loaded = []
    for argument in arguments:
        name, _, directory = argument.partition("=")
        sys.path.append(directory)
        # The student's import meets a stand-in then, and the report says so. A library can fail in any way.
        with contextlib.suppress(Exception):
            __import__(name)
            loaded.append(name)
        sys.path.remove(directory)
    for variable in _ONE_THREAD:
        del os.environ[variable]
    return tuple(loaded)


def become_subreaper() -> None:
    """Adopt descendants of a worker that outlive their parents (Linux)."""
    if sys.platform == "linux":
        kernel.take(kernel.child_subreaper())


def fork_worker(
    host: socket.socket,
    standing: walls.Standing,
    order: control.ForkOrder,
    descriptors: list[int],
    copies: tuple[kernel.Step, ...],
) -> int:
    """Fork a worker; returns its pid in the zygote and does not return in the worker."""
    limits, size = limits_of(standing, order), walls.own_size(standing)
    steps = walls.worker_walls(standing, limits, size, control.DESCRIPTOR + 2)
    directory = working_directory(standing, order)
    pid = walls.fork_worker(standing)
    if not pid:
        try:
            signal.set_wakeup_fd(-1)
            _signal.signal(_CHILD_ENDED, 0)
            host.detach()
            arrange_descriptors(*descriptors)
            os.chdir(directory)  # noqa: TID251 - of the worker alone
            walls.enter_worker(standing, steps)
            pages.copy_while_idle(control.DESCRIPTOR, copies)
            worker.main(control.DESCRIPTOR)
        finally:
            os._exit(4)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def working_directory(standing: walls.Standing, order: control.ForkOrder) -> str:
    """Return where a worker stands: in its own directory only where it can write at all."""
    if standing.level == "full":
        return readable.EMPTY
    return order.directory or "/"


def limits_of(standing: walls.Standing, order: control.ForkOrder) -> walls.Limits:
    """Return what a worker may use; without a wall around files it may write small ones of its own."""
    return walls.Limits(
        cpu_seconds=max(1, math.ceil(order.cpu_s)),
        memory=order.memory_bytes,
        file_size=walls.FILE_SIZE if standing.ruleset < 0 else 0,
    )


def arrange_descriptors(channel: int, output: int, bell: int) -> None:
    """Put these where they belong: 0 nothing to read, 1 and 2 the output, 3 the conversation, 4 its bell.

    The zygote's own 0 is the null device. What lies above 4, as all three did, is closed with the walls.
    """
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, control.DESCRIPTOR)
    os.dup2(bell, control.DESCRIPTOR + 1)


def open_streams() -> None:
    """Open the worker's text streams ahead of its fork, over the descriptors that it will have.

    A stream asks its descriptor once what it can do: so it is a pipe meanwhile, as in the worker.
    """
    reading, writing = os.pipe()
    own = os.dup(1), os.dup(2)
    for place in (1, 2):
        os.dup2(writing, place)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open for life
    sys.stdout = open(1, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    for descriptor, place in zip(own, (1, 2), strict=True):
        os.dup2(descriptor, place)
    for descriptor in (reading, writing, *own):
        os.close(descriptor)


def forget_grader() -> None:
    """Take the sandbox's own modules out of reach of a plain import."""
    for name in [name for name in sys.modules if name == "grader" or name.startswith("grader.")]:
        del sys.modules[name]


def kill_group(child: int) -> None:
    """Kill the worker and its process group."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def end_worker(host: socket.socket, standing: walls.Standing, child: Child) -> None:
    """Kill a worker, if there is one, and wait for its end."""
    while child.pid:  # dead within a moment
        kill_group(child.pid)
        child = reap(host, standing, child)


def reap(host: socket.socket, standing: walls.Standing, child: Child) -> Child:
    """Tell the host if the worker ended; returns the one that runs."""
    # The group is killed before its leader is reaped: its id could be somebody else's afterwards.
    if CAN_LOOK and os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
        kill_group(child.pid)
    pid, status, usage = os.wait4(child.pid, os.WNOHANG)
    if not pid:
        return child
    if not CAN_LOOK:
        kill_group(child.pid)
    cpu_s = usage.ru_utime + usage.ru_stime + end_children(0)
    unit = 1024 if sys.platform == "linux" else 1
    gone = control.WorkerGone(child.number, status, cpu_s, peak_memory_bytes=usage.ru_maxrss * unit)
    if standing.settings and walls.settings() != standing.settings:
        host.shutdown(socket.SHUT_RD)  # what the worker has changed the next one would have
    host.sendall(control.ended(gone))
    return Child()


def end_children(child: int) -> float:
    """Kill every process that is left below the zygote; returns the CPU seconds that they used."""
    if child:
        kill_group(child)
    cpu_s = 0.0
    while True:
        for pid in launch.children():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu_s
        cpu_s += usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
