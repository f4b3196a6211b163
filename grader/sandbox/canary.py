"""The canary: a worker that tries every door which the walls close, and must be refused at each."""

from __future__ import annotations

import errno
import functools
import os
import resource
import socket
from collections.abc import Callable

from grader.sandbox import kernel
from grader.sandbox.seccomp import COLUMN
from grader.sandbox.trial import hear, tell
from grader.sandbox.walls import Limits, Standing, enter_worker, fork_worker, own_size, worker_walls


def prove(standing: Standing) -> None:
    """Let a canary try its doors in a worker of the zygote that this process is; OSError names those open."""
    reading, writing = os.pipe()
    steps = worker_walls(standing, Limits(5, 256 << 20), own_size(standing), 3)
    pid = fork_worker(standing)
    if pid == 0:
        os.dup2(writing, 0)
        tell(0, lambda: _walled_canary(standing, steps))
    os.close(writing)
    hear(pid, reading)


def _walled_canary(standing: Standing, steps: tuple[kernel.Step, ...]) -> None:
    enter_worker(standing, steps)
    found = canary(standing)
    if found:
        raise OSError(0, f"the canary found open: {', '.join(found)}")
    # What a student imports first must still be found behind the walls.
    import colorsys  # noqa: F401


def canary(standing: Standing) -> list[str]:
    """Try every door that the standing walls close, from inside a worker; return those found open."""
    doors: list[tuple[str, Callable[[], object]]] = []
    if standing.ruleset >= 0:
        doors += _doors_of_files(() if standing.level == "full" else ("/", "/home", "/tmp", "/root"))
    if standing.filtered:
        doors += _doors_of_calls(standing.zygote)
    if standing.level == "full":
        # Not /home or /root themselves: an interpreter that lives there has its empty folders above it.
        outside = ("/etc/passwd", "/proc/self", "/sys/kernel", "/dev/null", "/var/log")
        doors += [(f"stat {path}", functools.partial(os.stat, path)) for path in outside]
    return [name for name, attempt in doors if _is_open(attempt)]


def _is_open(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):  # setrlimit says EPERM with a ValueError
        return False
    return True


def _write(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    os.unlink(path)


def _doors_of_files(folders: tuple[str, ...]) -> list[tuple[str, Callable[[], object]]]:
    reads = ("/etc/passwd", "/proc/self/status", "/proc/1/environ", "/proc/cpuinfo", "/dev/zero")
    writes = [os.path.join(folder, f".canary-{os.getpid()}") for folder in (".", "/tmp", "/dev/shm")]
    return [
        *((f"read {path}", lambda path=path: os.close(os.open(path, os.O_RDONLY))) for path in reads),
        *((f"list {path}", lambda path=path: os.listdir(path)) for path in folders),
        *((f"write {path}", lambda path=path: _write(path)) for path in writes),
    ]


def _call(number: tuple[int, int], *arguments: int) -> None:
    kernel._syscall("canary", number[COLUMN], *(arguments or (99, 0, 0, 0, 0)))


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _doors_of_calls(zygote: int) -> list[tuple[str, Callable[[], object]]]:
    families = (("tcp", 2, 1), ("udp", 2, 2), ("unix", 1, 1), ("netlink", 16, 3))
    calls = {"unshare": ((272, 97), (0,)), "shmget": ((29, 194), (0, 4096, 0o1600))}
    refused = {"io_uring_setup": (425, 425), "bpf": (321, 280), "mount": (165, 40), "chroot": (161, 51)}
    refused |= {"process_vm_readv": (310, 270), "execve": (59, 221), "seccomp": (317, 277)}
    refused |= {"ptrace": (101, 117), "personality": (135, 92), "mknodat": (259, 33)}
    refused |= {"memfd_secret": (447, 447)}
    refused |= {"keyctl": (250, 219), "memfd_create": (319, 279), "setns": (308, 268)}
    refused |= {"userfaultfd": (323, 282), "sched_setaffinity": (203, 122)}
    return [
        ("fork", _fork),
        ("signal the zygote", lambda: os.kill(zygote, 0)),
        ("limits of the zygote", lambda: resource.prlimit(zygote, resource.RLIMIT_CPU)),
        ("raise a limit", lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0))),
        *((f"{n} socket", lambda f=f, k=k: socket.socket(f, k).close()) for n, f, k in families),
        *((name, lambda n=n, a=a: _call(n, *a)) for name, (n, a) in calls.items()),
        *((name, lambda n=n: _must_be_eperm(n)) for name, n in refused.items()),
    ]


def _must_be_eperm(number: tuple[int, int]) -> None:
    """Return when the kernel looked at the arguments: then the filter let the call through."""
    try:
        _call(number)
    except OSError as error:
        if error.errno == errno.EPERM:
            raise
