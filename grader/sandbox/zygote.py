"""The zygote: a warm interpreter that forks one worker per submission.

Theory of operation. Three processes: the host (trusted; knows exercise and answers) → the zygote
(this file, started by exec with an environment of ``PYTHONHASHSEED=0`` alone; single-threaded;
holds no secret, runs no student code, parses nothing that a worker wrote) → the worker (one fork,
one submission, killed at its end).

The control socket (descriptor 3) carries whole messages: host → zygote FORK (with two descriptors
made for that job alone: the channel of the conversation and the pipe for what is printed) and
KILL; zygote → host ENDED (wait status, CPU time, peak memory). The conversation
runs between host and worker directly. The worker is killed and reaped here, so its pid cannot have
been reused; a job's descendants that left its process group are reparented to the zygote, which is
a subreaper, and are killed before ENDED is sent. The host alone holds deadlines.

It is started by path (``python -s -S -P -B zygote.py``) and builds a synthetic package ``grader``
in which only its siblings can be found: no other module of the project can reach a worker.
"""

from __future__ import annotations

import sys
import types
from os.path import dirname

if __name__ == "__main__":
    for _name, _path in (("grader", []), ("grader.sandbox", [dirname(__file__)])):
        _package = types.ModuleType(_name)
        _package.__path__ = _path
        sys.modules[_name] = _package

import contextlib
import ctypes
import fcntl
import gc
import math
import os
import resource
import select
import signal
import socket

from grader.sandbox import control, worker

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
# linux/prctl.h: PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
_PARENT_DEATH_SIGNAL, _SUBREAPER = 1, 36


def main(modules: list[str]) -> None:
    """Preload ``modules`` and serve the control socket until the host closes it."""
    host = socket.socket(fileno=control.DESCRIPTOR)
    sys.path[:] = [path for path in sys.path if path]
    preload(modules)
    become_subreaper()
    wake, wake_write = os.pipe()
    for descriptor in (wake, wake_write):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    gc.freeze()
    child = 0
    while True:
        waiting: list[socket.socket | int] = [host, wake]
        readable, _, _ = select.select(waiting, [], [])
        if wake in readable:
            os.read(wake, 4096)
        if host in readable:
            message, descriptors, _, _ = socket.recv_fds(host, control.SIZE, 2)
            if not message:
                end_children(child)
                return
            child = obey(host, message, descriptors, child)
        if child:
            child = reap(host, child)


def obey(host: socket.socket, message: bytes, descriptors: list[int], child: int) -> int:
    """Do what the host asks; returns the worker's pid, or 0."""
    if message[:1] == control.FORK and not child:
        return fork_worker(host, control.parse_fork(message), descriptors)
    if message[:1] == control.KILL and child:
        kill_group(child)
    return child


def preload(arguments: list[str]) -> None:
    """Import the modules that an exercise allows: ``name=directory`` for each.

    Their numerical libraries must not start threads: a process with threads cannot be forked safely.
    """
    for variable in _ONE_THREAD:
        os.environ[variable] = "1"
    for argument in arguments:
        name, _, directory = argument.partition("=")
        sys.path.append(directory)
        # The student's import meets a stand-in then, and the report says so.
        with contextlib.suppress(ImportError):
            __import__(name)
        sys.path.remove(directory)
    for variable in _ONE_THREAD:
        del os.environ[variable]


def become_subreaper() -> None:
    """Adopt descendants of a worker that outlive their parents (Linux)."""
    prctl(_SUBREAPER, 1)


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process (Linux; elsewhere there is none)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def fork_worker(host: socket.socket, order: control.ForkOrder, descriptors: list[int]) -> int:
    """Fork a worker; returns its pid in the zygote and does not return in the worker."""
    pid = os.fork()
    if not pid:
        try:
            become_worker(host, order, descriptors)
        finally:
            os._exit(4)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def become_worker(host: socket.socket, order: control.ForkOrder, descriptors: list[int]) -> None:
    """Turn this process, just forked, into a worker; does not return."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    channel, output = descriptors
    host.detach()
    arrange_descriptors(channel, output)
    os.setsid()
    os.chdir(order.directory)  # noqa: TID251 - of the worker alone
    limit_resources(order.cpu_s, order.memory_bytes)
    forget_grader()
    worker.main(control.DESCRIPTOR)


def arrange_descriptors(channel: int, output: int) -> None:
    """Leave exactly these open: 0 nothing to read, 1 and 2 the output pipe, 3 the conversation."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    # First above everything that is wanted below, so that no dup2 closes what a later one needs.
    nothing, output, channel = (fcntl.fcntl(each, fcntl.F_DUPFD, 100) for each in (nothing, output, channel))
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, control.DESCRIPTOR)
    os.closerange(control.DESCRIPTOR + 1, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1024))
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open for life
    sys.stdout = open(1, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def limit_resources(cpu_s: float, memory_bytes: int) -> None:
    """Bound what the worker may use. Soft equals hard, so that nothing can be caught and survived."""
    cpu = max(1, math.ceil(cpu_s))
    limits = [
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 16 * 2**20),
        (resource.RLIMIT_NOFILE, 64),
    ]
    if sys.platform == "linux":
        limits.append((resource.RLIMIT_AS, address_space() + memory_bytes))
    for name, value in limits:
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def address_space() -> int:
    """Return the size of this process's address space in bytes (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


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


def reap(host: socket.socket, child: int) -> int:
    """Tell the host if the worker ended; returns its pid while it runs, else 0."""
    pid, status, usage = os.wait4(child, os.WNOHANG)
    if not pid:
        return child
    kill_group(child)
    cpu_s = usage.ru_utime + usage.ru_stime + end_children(0)
    unit = 1024 if sys.platform == "linux" else 1
    gone = control.WorkerGone(status=status, cpu_s=cpu_s, peak_memory_bytes=usage.ru_maxrss * unit)
    host.sendall(control.ended(gone))
    return 0


def end_children(child: int) -> float:
    """Kill every process that is left below the zygote; returns the CPU seconds that they used."""
    if child:
        kill_group(child)
    cpu_s = 0.0
    while True:
        for pid in children():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu_s
        cpu_s += usage.ru_utime + usage.ru_stime


def children() -> list[int]:
    """Return the pids of the zygote's children (Linux; elsewhere the process group has to do)."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


if __name__ == "__main__":
    main(sys.argv[1:])
