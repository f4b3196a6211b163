"""The kernel calls behind the walls: a small ctypes layer for Linux on x86-64 and aarch64.

Theory of operation. Each function is one system call, or one that is useless without its neighbour,
and raises OSError when the kernel refuses: nothing here decides whether a refusal matters. What a worker
does to itself is returned as a ``Step``, ready to be taken: who has just been forked copies every page that
it touches, so that what its parent has prepared costs it a fraction.
Landlock rights that this kernel does not know are masked away, so an older kernel gets a thinner wall.
Importable everywhere; ``available()`` says whether the rest can work.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from grader.sandbox.seccomp import CHECKED, COLUMN, MACHINE, filter_code

# name: (x86-64, aarch64).
_OWN = {"seccomp": (317, 277), "capset": (126, 91), "pivot_root": (155, 41)}

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT = 1, 2, 4, 32
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x1000, 0x4000, 1 << 18, 2

_CHILD_ENDED = int(signal.SIGCHLD)


def available() -> bool:
    """Return whether this is a Linux on a machine whose syscall numbers are known."""
    return sys.platform == "linux" and MACHINE in ("x86_64", "aarch64") and sys.maxsize > 2**32


@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library of this process, opened once."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


class Step(NamedTuple):
    """One call, ready to be made; whoever takes it is told of a refusal by a number that is not 0."""

    what: str
    call: Callable[..., object]
    arguments: tuple[object, ...]


def take(*steps: Step) -> None:
    """Take one step after the other, up to the first that is refused: OSError."""
    for what, call, arguments in steps:
        if call(*arguments):
            raise _refused(what)


def _refused(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), what)


def _check(result: int, what: str) -> int:
    if result < 0:
        raise _refused(what)
    return result


def _step(what: str, number: int, *arguments: object) -> Step:
    words = (ctypes.c_ulong(a & 0xFFFFFFFFFFFFFFFF) if isinstance(a, int) else a for a in arguments)
    return Step(what, libc().syscall, (ctypes.c_long(number), *words))


def _syscall(what: str, number: int, *arguments: object) -> int:
    _, call, given = _step(what, number, *arguments)
    return _check(int(call(*given)), what)  # type: ignore[call-overload]


def prctl(option: int, value: int = 0) -> Step:
    """Return a call of prctl."""
    zero = ctypes.c_ulong(0)
    return Step(f"prctl({option})", libc().prctl, (option, ctypes.c_ulong(value), zero, zero, zero))


def no_new_privs() -> Step:
    """Forbid this process to gain privileges, for ever."""
    return prctl(38, 1)


def dumpable(is_dumpable: bool) -> Step:
    """Say whether others of the same uid may trace this process and open its memory."""
    return prctl(4, int(is_dumpable))


def parent_death_signal(number: int) -> Step:
    """Ask for a signal when the parent dies."""
    return prctl(1, number)


def child_subreaper() -> Step:
    """Adopt the orphans among the descendants."""
    return prctl(36, 1)


def drop_bounding_set() -> None:
    """Drop every capability from the bounding set; without CAP_SETPCAP there is nothing to gain by it."""
    with suppress(OSError):
        for capability in range(64):
            take(prctl(24, capability))


def no_capabilities() -> Step:
    """Keep no capability at all."""
    header = struct.pack("=Ii", 0x20080522, 0)
    return _step("capset", _OWN["capset"][COLUMN], header, bytes(24))


def drop_uid(uid: int) -> None:
    """Become ``uid`` with the group of the same number and no other group, for ever."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    _check(int(libc().unshare(ctypes.c_int(flags))), "unshare")


@functools.cache
def _interpreter() -> ctypes.PyDLL:
    """Return this interpreter as a library, opened once."""
    library = ctypes.PyDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def fork_into(flags: int) -> int:
    """Fork into new namespaces with the interpreter's own fork hooks; return 0 in the child.

    The hooks run with the interpreter's lock held (PyDLL), and the call itself must too: a CDLL call
    would give the lock away and leave the child to take it back from a thread that is not there.
    """
    python = _interpreter()
    before, in_parent = python.PyOS_BeforeFork, python.PyOS_AfterFork_Parent
    in_child, call = python.PyOS_AfterFork_Child, python.syscall
    number, word = ctypes.c_long(CHECKED["clone"][COLUMN]), ctypes.c_ulong(flags | _CHILD_ENDED)
    zero = ctypes.c_ulong(0)
    before()
    pid = int(call(number, word, zero, zero, zero, zero))
    if pid == 0:
        in_child()
        return 0
    in_parent()
    return _check(pid, "clone")


def write_id_maps(proc: int, outer_uid: int, outer_gid: int, inner: int) -> None:
    """Map one user and one group into the namespace just made; ``proc`` is an open /proc."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inner} {outer_uid} 1"),
        ("gid_map", f"{inner} {outer_gid} 1"),
    ):
        # os.write and not a file object: a file object swallows the refusal in its destructor.
        fd = os.open(f"self/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount ``source`` at ``target``."""
    result = libc().mount(
        os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode() or None
    )
    _check(int(result), f"mount {target}")


def swap_root(path: str, old: str) -> None:
    """Make the mount at ``path`` the root; the root before is found at ``/old`` from now on."""
    os.chdir(path)  # noqa: TID251 (this process is the zygote, never the host)
    _syscall("pivot_root", _OWN["pivot_root"][COLUMN], b".", os.fsencode(old))
    os.chdir("/")  # noqa: TID251


def detach(path: str) -> None:
    """Unmount ``path`` and all below it."""
    _check(int(libc().umount2(os.fsencode(path), MNT_DETACH)), "umount2")


def closed_from(first: int) -> Step:
    """Close every descriptor from ``first`` on; kernels before 5.9 get a loop."""
    last = 0xFFFFFFFF
    try:
        _syscall("close_range", 436, last, last, 0)
    except OSError:
        return Step("closerange", os.closerange, (first, 65536))
    return _step("close_range", 436, first, last, 0)


def populated(start: int, size: int) -> Step:
    """Give this process its own copy of private memory at once, and not page by page (Linux 5.14)."""
    return Step("madvise", libc().madvise, (ctypes.c_void_p(start), ctypes.c_size_t(size), 23))


# -- Landlock -------------------------------------------------------------------------------------

READ_FILE, READ_DIR = 1 << 2, 1 << 3
_FS_RIGHTS = (0, 13, 14, 15, 15, 16)


def landlock_abi() -> int:
    """Return the version of Landlock in this kernel; raises OSError where there is none."""
    return _syscall("landlock_create_ruleset", 444, None, 0, 1)


def landlock_attributes(abi: int) -> bytes:
    """Return the struct that handles everything this version knows: files, TCP, devices, scopes."""
    attributes = struct.pack("=Q", (1 << _FS_RIGHTS[min(abi, 5)]) - 1)
    if abi >= 4:
        attributes += struct.pack("=Q", 3)
    if abi >= 6:
        attributes += struct.pack("=Q", 3)
    return attributes


def landlock_ruleset(rules: Sequence[tuple[str, int]]) -> int:
    """Return a descriptor of the rules: each path with its rights; missing paths are skipped."""
    attributes = landlock_attributes(landlock_abi())
    ruleset = _syscall("landlock_create_ruleset", 444, attributes, len(attributes), 0)
    for path, rights in rules:
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            # A rule for a file may not speak of folders.
            allowed = rights if os.path.isdir(path) else rights & READ_FILE
            _syscall("landlock_add_rule", 445, ruleset, 1, struct.pack("=Qi", allowed, fd), 0)
        finally:
            os.close(fd)
    return ruleset


def landlocked(ruleset: int) -> Step:
    """Confine the calling thread to the ruleset, for ever; needs no_new_privs."""
    # What is refused here is no news: from version 7 on each refusal would go to the machine's audit log.
    return _step("landlock_restrict_self", 446, ruleset, int(landlock_abi() >= 7))


# -- seccomp --------------------------------------------------------------------------------------


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))  # it keeps the code alive


def filtered(code: bytes) -> Step:
    """Filter the system calls of this thread from now on; needs no_new_privs."""
    program = _Program(len(code) // 8, code)
    return _step("seccomp", _OWN["seccomp"][COLUMN], 1, 0, ctypes.byref(program))


def filter_own(threads: bool) -> None:
    """Filter the calls of a process whose id nobody could know before its fork."""
    take(filtered(filter_code(os.getpid(), threads)))
