"""The kernel calls behind the walls: a small ctypes layer for Linux on x86-64 and aarch64.

Theory of operation. Each function is one system call, or one that is useless without its neighbour,
and raises OSError when the kernel refuses: nothing here decides whether a refusal matters. What a worker
does to itself is returned as a ``Step``, ready to be taken: who has just been forked copies every page that
it touches, so that what its parent has prepared costs it a fraction.
The seccomp filter is a balanced tree over the syscall numbers and not a list, because the kernel runs a
new filter once for every syscall number when it is installed: depth is what an installation costs.
Landlock rights that this kernel does not know are masked away, so an older kernel gets a thinner wall.
Importable everywhere; ``available()`` says whether the rest can work.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import signal
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

MACHINE = os.uname().machine if hasattr(os, "uname") else ""

# name: (x86-64, aarch64); -1 where the machine has no such call.
_PLAIN = {
    "read": (0, 63), "write": (1, 64), "open": (2, -1), "close": (3, 57), "stat": (4, -1), "fstat": (5, 80),
    "lstat": (6, -1), "poll": (7, -1), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226),
    "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65),
    "writev": (20, 66), "access": (21, -1), "pipe": (22, -1), "select": (23, -1), "sched_yield": (24, 124),
    "mremap": (25, 216), "madvise": (28, 233), "dup": (32, 23), "dup2": (33, -1), "nanosleep": (35, 101),
    "getitimer": (36, 102), "alarm": (37, -1), "setitimer": (38, 103), "getpid": (39, 172), "exit": (60, 93),
    "wait4": (61, 260), "uname": (63, 160), "getcwd": (79, 17), "readlink": (89, -1),
    "gettimeofday": (96, 169), "getrlimit": (97, 163), "getrusage": (98, 165), "sysinfo": (99, 179),
    "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176), "geteuid": (107, 175),
    "getegid": (108, 177), "getppid": (110, 173), "getgroups": (115, 158), "sigaltstack": (131, 132),
    "gettid": (186, 178), "futex": (202, 98), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "exit_group": (231, 94), "epoll_wait": (232, -1), "epoll_ctl": (233, 21),
    "openat": (257, 56), "newfstatat": (262, 79), "readlinkat": (267, 78), "faccessat": (269, 48),
    "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99), "epoll_pwait": (281, 22),
    "eventfd2": (290, 19), "epoll_create1": (291, 20), "dup3": (292, 24), "pipe2": (293, 59),
    "getrandom": (318, 278), "statx": (332, 291), "rseq": (334, 293), "close_range": (436, 436),
    "faccessat2": (439, 439),
}  # fmt: skip
_CHECKED = {
    "ioctl": (16, 29), "fcntl": (72, 25), "kill": (62, 129), "tgkill": (234, 131), "clone": (56, 220),
    "prlimit64": (302, 261), "sched_getaffinity": (204, 123), "clone3": (435, 435),
}  # fmt: skip
_OWN = {"seccomp": (317, 277), "capset": (126, 91), "pivot_root": (155, 41)}
_COLUMN = 1 if MACHINE == "aarch64" else 0
_AUDIT_ARCH = 0xC00000B7 if _COLUMN else 0xC000003E

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_CLONE_THREAD = 0x10000
# New namespaces (cgroup too), PTRACE, VFORK, PARENT and UNTRACED: never part of a thread's start.
_CLONE_REFUSED = 0x7E020000 | 0x2000 | 0x4000 | 0x8000 | 0x800000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT = 1, 2, 4, 32
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x1000, 0x4000, 1 << 18, 2

# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX.
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# F_DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC: no locks, no owners, no pipe sizes, no leases.
_FCNTLS = (0, 1, 2, 3, 4, 1030)

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS
_LD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06

_PLACE = 0x7ACE7ACE  # where the process id goes in the prepared filter: no syscall's number, no flag

Instruction = tuple[int, int, int, int]


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
    return _step("capset", _OWN["capset"][_COLUMN], header, bytes(24))


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
    number, word = ctypes.c_long(_CHECKED["clone"][_COLUMN]), ctypes.c_ulong(flags | _CHILD_ENDED)
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
    _syscall("pivot_root", _OWN["pivot_root"][_COLUMN], b".", os.fsencode(old))
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


def _ret(action: int) -> list[Instruction]:
    return [(_RET, 0, 0, action)]


def _low(argument: int) -> Instruction:
    return (_LD, 0, 0, 16 + 8 * argument)


def _high(argument: int) -> Instruction:
    return (_LD, 0, 0, 20 + 8 * argument)


def _one_of(argument: int, values: Sequence[int]) -> list[Instruction]:
    """Allow when the low half of the argument (the kernel reads no more) is one of the values."""
    tests = [(_JEQ, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [_low(argument), *tests, *_ret(_REFUSE), *_ret(_ALLOW)]


def _checks(pid: int, threads: bool) -> dict[str, list[Instruction]]:
    thread = [
        _low(0),
        (_JSET, 2, 0, _CLONE_REFUSED),
        (_JSET, 0, 1, _CLONE_THREAD),
        *_ret(_ALLOW),
        *_ret(_REFUSE),
    ]
    own_limits = [
        _low(0),
        (_JEQ, 0, 5, 0),
        _low(2),
        (_JEQ, 0, 3, 0),
        _high(2),
        (_JEQ, 0, 1, 0),
        *_ret(_ALLOW),
        *_ret(_REFUSE),
    ]
    return {
        "ioctl": _one_of(1, _IOCTLS),
        "fcntl": _one_of(1, _FCNTLS),
        "kill": _one_of(0, (pid,)),
        "tgkill": _one_of(0, (pid,)),
        "sched_getaffinity": _one_of(0, (0,)),
        "clone": thread if threads else _ret(_REFUSE),
        "prlimit64": own_limits,
        "clone3": _ret(_UNKNOWN),
    }


def _tree(leaves: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Return a search tree over (first number, what happens from there on)."""
    if len(leaves) == 1:
        return leaves[0][1]
    middle = len(leaves) // 2
    below, above = _tree(leaves[:middle]), _tree(leaves[middle:])
    if len(below) > 255:
        raise ValueError("the filter is too long for one jump")
    return [(_JGE, len(below), 0, leaves[middle][0]), *below, *above]


def filter_program(pid: int, threads: bool, column: int = _COLUMN) -> list[Instruction]:
    """Return the allow-list as BPF for a process whose own id is ``pid``."""
    actions = {numbers[column]: _ret(_ALLOW) for numbers in _PLAIN.values()}
    checks = _checks(pid, threads)
    actions.update({numbers[column]: checks[name] for name, numbers in _CHECKED.items()})
    actions.pop(-1, None)
    leaves: list[tuple[int, list[Instruction]]] = [(0, _ret(_REFUSE))]
    for number in sorted(actions):
        for first, action in ((number, actions[number]), (number + 1, _ret(_REFUSE))):
            if leaves[-1][0] == first:
                leaves.pop()
            if not leaves or leaves[-1][1] != action:
                leaves.append((first, action))
    # x32 numbers start at 0x40000000 and lie past the last leaf: refused.
    return [
        (_LD, 0, 0, 4),
        (_JEQ, 1, 0, 0xC00000B7 if column else 0xC000003E),
        *_ret(_REFUSE),
        (_LD, 0, 0, 0),
        *_tree(leaves),
    ]


def assemble(program: Sequence[Instruction]) -> bytes:
    """Return the instructions as the kernel reads them."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))  # it keeps the code alive


def filtered(code: bytes) -> Step:
    """Filter the system calls of this thread from now on; needs no_new_privs."""
    program = _Program(len(code) // 8, code)
    return _step("seccomp", _OWN["seccomp"][_COLUMN], 1, 0, ctypes.byref(program))


@functools.cache
def _template(threads: bool) -> bytes:
    return assemble(filter_program(_PLACE, threads))


def filter_code(pid: int, threads: bool) -> bytes:
    """Return the assembled allow-list for ``pid``; built once, so that a fork finds it ready."""
    return _template(threads).replace(struct.pack("=I", _PLACE), struct.pack("=I", pid))


def filter_own(threads: bool) -> None:
    """Filter the calls of a process whose id nobody could know before its fork."""
    take(filtered(filter_code(os.getpid(), threads)))
