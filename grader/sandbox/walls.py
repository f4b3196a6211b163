"""The walls around a stranger's code: which stand on this machine, and how they are put up.

Theory of operation. The zygote walls itself once, each worker adds its own before it reads a byte of
the submission. What each wall stops, in the order in which they go up:

* *uid*: started as root, the zygote becomes nobody. First, because root inside a user namespace that
  root made is still root outside, and no process limit binds it. (The new root, though, is built
  before: an interpreter behind a closed /root is reachable for root alone.)
* *namespaces*: network, shared memory, host name and, one per worker, process ids.
* *root*: a read-only tmpfs with the interpreter's files. No /proc, /sys, /dev, /home; nothing to write.
* *limits*: CPU, memory, file size, open files. Before the filter, which forbids to change them.
* *capabilities*, then *no_new_privs*, which Landlock and seccomp need.
* *files* (Landlock): the second wall around files, and the only one at ``confined``.
* *descriptors*: all but the worker's own are closed, after Landlock has used its ruleset.
* *calls* (seccomp): last, because it forbids what all the others need.

A wall that the kernel refuses at ``full`` or ``confined`` raises: nothing goes on without it. At
``process`` files and calls are walled where they can be, and nothing is promised.
"""

from __future__ import annotations

import errno
import fcntl
import functools
import os
import resource
import signal
import sys
from collections.abc import Iterator
from typing import NamedTuple

from grader.sandbox import kernel, readable, seccomp
from grader.sandbox.launch import NOBODY
from grader.sandbox.trial import refusal

OPEN_FILES = 64
FILE_SIZE = 16 << 20  # where a worker has a directory to write to
PROCESSES = 64  # of one submission, threads included
ZYGOTE_SPACES = kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWNET
ZYGOTE_SPACES |= kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS


class Limits(NamedTuple):
    """What one worker may use; memory counts on top of what the zygote weighs."""

    cpu_seconds: int
    memory: int
    threads: bool = True
    file_size: int = 0
    open_files: int = OPEN_FILES
    stack: int = 8 << 20


class Standing(NamedTuple):
    """The zygote's own walls and what its workers need of them; a ruleset of -1 is none."""

    level: str
    zygote: int
    ruleset: int
    filtered: bool
    statm: int
    maps: int = -1  # a descriptor that tells what memory this process has
    own_spaces: bool = False  # whether each worker gets process ids and shared memory of its own
    processes: int = 0  # of the same user, threads included, where no filter refuses new ones
    settings: tuple[object, ...] = ()  # the zygote's, where no filter keeps its workers from changing them


# -- the zygote -----------------------------------------------------------------------------------


def require_open_files() -> None:
    """Raise OSError where this process may open fewer files at a time than a worker needs."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed < OPEN_FILES:
        words = f"at most {allowed} files may be open at a time here (ulimit -n), {OPEN_FILES} are needed"
        raise OSError(errno.EMFILE, words)


def enter_zygote(level: str, read_only: tuple[str, ...], *, wrapped: bool = False) -> Standing:
    """Wall the zygote itself, once; return what ``fork_worker`` and ``enter_worker`` need.

    ``wrapped`` says that bubblewrap has put it into namespaces and a root of its own already.
    """
    statm, maps = _open_proc("statm"), _open_proc("maps")
    if not kernel.available():
        count = processes_of_user()
        return Standing("process", os.getpid(), -1, False, statm, processes=count, settings=settings())
    if level == "full":
        if not wrapped:
            _enter_own_root(read_only)
        ruleset = kernel.landlock_ruleset((("/", kernel.READ_FILE | kernel.READ_DIR),))
    else:
        ruleset = _ruleset(level, read_only)
        _drop_root(read_only)
    if ruleset >= 0:
        ruleset = _out_of_the_way(ruleset)
    kernel.drop_bounding_set()
    kernel.take(kernel.dumpable(False))
    for threads in (False, True):
        seccomp.filter_code(0, threads)
    filtered = level != "process" or not refusal(try_filter)
    return Standing(
        level=level,
        zygote=os.getpid(),
        ruleset=ruleset,
        filtered=filtered,
        statm=statm,
        maps=maps,
        own_spaces=level == "full" and not wrapped,
        processes=0 if filtered else processes_of_user(),
        settings=() if filtered else settings(),
    )


def settings() -> tuple[object, ...]:
    """Return what others of the same user can change of this process, and its children inherit."""
    kinds = sorted({kind for name, kind in vars(resource).items() if name.startswith("RLIMIT_")})
    own: list[object] = [resource.getrlimit(kind) for kind in kinds]
    own.append(os.getpriority(os.PRIO_PROCESS, 0))
    if sys.platform == "linux":
        own += [os.sched_getscheduler(0), frozenset(os.sched_getaffinity(0))]
    return tuple(own)


def processes_of_user() -> int:
    """Return how many processes and threads this user has; 0 where that cannot be seen."""
    uid, count = os.getuid(), 0
    try:
        names = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return 0
    for name in names:
        try:
            if os.stat(f"/proc/{name}").st_uid == uid:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue
    return count


def _open_proc(name: str) -> int:
    """Return a descriptor that tells of this process, also when /proc is gone; -1 where there is none."""
    try:
        return _out_of_the_way(os.open(f"/proc/self/{name}", os.O_RDONLY | os.O_CLOEXEC))
    except OSError:
        return -1


def _out_of_the_way(fd: int) -> int:
    """Move a descriptor past the low numbers, where a worker's channels are put by ``dup2``."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 32)
    os.close(fd)
    return moved


# The tests at level full run this, in a process that can write no measurements any more.
def _enter_own_root(read_only: tuple[str, ...]) -> None:  # pragma: no cover
    """Leave the machine's files, network and names behind, as an unprivileged user."""
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    if os.geteuid() == 0:
        kernel.unshare(kernel.CLONE_NEWNS)
        readable.build_root(read_only)
        kernel.drop_uid(NOBODY)
        _own_spaces(proc)
    else:
        _own_spaces(proc)
        readable.build_root(read_only)
    os.close(proc)


# The tests at level full run this, in a process that can write no measurements any more.
def _own_spaces(proc: int) -> None:  # pragma: no cover
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(ZYGOTE_SPACES)
    # The maps belong to root while a process that changed its uid is not dumpable.
    kernel.take(kernel.dumpable(True))
    kernel.write_id_maps(proc, uid, gid, NOBODY)


def _ruleset(level: str, read_only: tuple[str, ...]) -> int:
    try:
        return kernel.landlock_ruleset(readable.rules(read_only))
    except OSError:
        if level == "process":
            return -1
        raise


def _drop_root(read_only: tuple[str, ...]) -> None:
    """Become nobody, unless nobody cannot reach the interpreter: then stay, without capabilities."""
    if os.geteuid() == 0 and not closed_to_others(read_only):
        kernel.drop_uid(NOBODY)


def closed_to_others(read_only: tuple[str, ...]) -> str:
    """Return what keeps other users from the first of these paths that they cannot read, or nothing."""
    for path in filter(os.path.exists, read_only):
        path = os.path.realpath(path)
        if not os.stat(path).st_mode & 4:
            return path
        while path != "/":
            path = os.path.dirname(path)
            if not os.stat(path).st_mode & 1:
                return path
    return ""


# -- the worker -----------------------------------------------------------------------------------


def fork_worker(standing: Standing) -> int:
    """Fork a worker, into process ids of its own at ``full``; return its id, 0 in the worker."""
    if standing.own_spaces:
        return kernel.fork_into(kernel.CLONE_NEWPID | kernel.CLONE_NEWIPC)
    return os.fork()


@functools.lru_cache(maxsize=1)
def worker_walls(standing: Standing, limits: Limits, size: int, keep: int) -> tuple[kernel.Step, ...]:
    """Return how workers wall themselves, prepared in the zygote, which has this ``size``.

    Descriptors from ``keep`` on are closed. The order is load-bearing: see above.
    """
    linux, steps = kernel.available(), [kernel.Step("setsid", os.setsid, ())]
    if sys.platform == "linux":
        steps.append(kernel.parent_death_signal(signal.SIGKILL))
    steps += _limited(standing, limits, size)
    if linux:
        steps += [kernel.no_capabilities(), kernel.dumpable(False), kernel.no_new_privs()]
    if standing.ruleset >= 0:
        steps.append(kernel.landlocked(standing.ruleset))
    steps.append(kernel.closed_from(keep) if linux else kernel.Step("close", os.closerange, (keep, 4096)))
    if standing.filtered and standing.own_spaces:
        steps.append(kernel.filtered(seccomp.filter_code(1, limits.threads)))  # the first of its process ids
    elif standing.filtered:
        steps.append(kernel.Step("seccomp", kernel.filter_own, (limits.threads,)))
    return tuple(steps)


def enter_worker(standing: Standing, steps: tuple[kernel.Step, ...]) -> None:
    """Wall the worker, which is this process, just forked."""
    kernel.take(*steps)
    # The zygote may have died before the signal was asked for. Across process ids the parent is 0.
    if os.getppid() not in (standing.zygote, 0):
        os._exit(1)


def _limited(standing: Standing, limits: Limits, size: int) -> Iterator[kernel.Step]:
    # Soft is hard: the first process of its process ids would ignore the soft limit's signal.
    yield _cap(resource.RLIMIT_CPU, limits.cpu_seconds)
    if size:
        yield _cap(resource.RLIMIT_AS, size + limits.memory)
    yield _cap(resource.RLIMIT_FSIZE, limits.file_size)
    yield _cap(resource.RLIMIT_NOFILE, limits.open_files)
    yield _cap(resource.RLIMIT_CORE, 0)
    yield _cap(resource.RLIMIT_STACK, limits.stack)
    if standing.own_spaces:
        yield _cap(resource.RLIMIT_NPROC, PROCESSES)
    elif standing.processes:
        # The count is shared with every process of this user here: a constant would bind by luck.
        yield _cap(resource.RLIMIT_NPROC, standing.processes + PROCESSES)


def own_size(standing: Standing) -> int:
    """Return this process's address space in bytes, with which a worker begins; 0 if it cannot be limited.

    Where no /proc tells it, the soft limit is lowered until one page more is refused.
    """
    if standing.statm >= 0:
        return int(os.pread(standing.statm, 64, 0).split()[0]) * resource.getpagesize()
    if not kernel.available():
        return 0
    before = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 47
    try:
        while high - low > 1 << 16:
            middle = (low + high) // 2
            resource.setrlimit(resource.RLIMIT_AS, (middle, before[1]))
            low, high = (low, middle) if _page_fits() else (middle, high)
    except (OSError, ValueError, MemoryError):
        return 0
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    return high


def _page_fits() -> bool:
    """Return whether one page of memory can be had."""
    import mmap

    try:
        mmap.mmap(-1, resource.getpagesize()).close()
    except (OSError, MemoryError):
        return False
    return True


def _cap(kind: int, value: int) -> kernel.Step:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    return kernel.Step("setrlimit", resource.setrlimit, (kind, (value, value)))


def try_filter() -> None:
    """Put up the filter in this process; raises OSError where the kernel refuses."""
    kernel.take(kernel.no_new_privs(), kernel.filtered(seccomp.filter_code(os.getpid(), True)))
