"""The filter over system calls, as the kernel reads it: a list of what is allowed, and what is looked into.

Theory of operation. The filter is a balanced tree over the syscall numbers and not a list, because the kernel
runs a new filter once for every syscall number when it is installed: depth is what an installation costs.
Nothing is called here.
"""

from __future__ import annotations

import errno
import functools
import os
import struct
from collections.abc import Sequence

MACHINE = os.uname().machine if hasattr(os, "uname") else ""

# name: (x86-64, aarch64); -1 where the machine has no such call.
ALLOWED = {
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
CHECKED = {
    "ioctl": (16, 29), "fcntl": (72, 25), "kill": (62, 129), "tgkill": (234, 131), "clone": (56, 220),
    "prlimit64": (302, 261), "sched_getaffinity": (204, 123), "clone3": (435, 435),
}  # fmt: skip
COLUMN = 1 if MACHINE == "aarch64" else 0

_CLONE_THREAD = 0x10000
# New namespaces (cgroup too), PTRACE, VFORK, PARENT and UNTRACED: never part of a thread's start.
_CLONE_REFUSED = 0x7E020000 | 0x2000 | 0x4000 | 0x8000 | 0x800000
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


def filter_program(pid: int, threads: bool, column: int = COLUMN) -> list[Instruction]:
    """Return the allow-list as BPF for a process whose own id is ``pid``."""
    actions = {numbers[column]: _ret(_ALLOW) for numbers in ALLOWED.values()}
    checks = _checks(pid, threads)
    actions.update({numbers[column]: checks[name] for name, numbers in CHECKED.items()})
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


@functools.cache
def _template(threads: bool) -> bytes:
    return assemble(filter_program(_PLACE, threads))


def filter_code(pid: int, threads: bool) -> bytes:
    """Return the assembled allow-list for ``pid``; built once, so that a fork finds it ready."""
    return _template(threads).replace(struct.pack("=I", _PLACE), struct.pack("=I", pid))
