"""Machines that offer less: the calls that a container or an old kernel refuses, refused by a filter."""

from __future__ import annotations

import errno
import os
import struct

from grader.sandbox import kernel, walls

NAMESPACES = 0x7E020000


def as_nobody() -> None:
    """Go on without root's rights."""
    if os.geteuid() == 0:
        kernel.drop_uid(walls.NOBODY)


def refuse(numbers: dict[int, int], flags_of_clone: bool = False) -> None:
    """Refuse the calls as a container's profile does: each number with its errno."""
    program: list[tuple[int, int, int, int]] = [(0x20, 0, 0, 0)]
    for number, error in numbers.items():
        program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x50000 | error)]
    if flags_of_clone:
        clone = kernel._CHECKED["clone"][kernel._COLUMN]
        program += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 0, 1, NAMESPACES)]
        program += [(0x06, 0, 0, 0x50000 | errno.EPERM)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    kernel.set_no_new_privs()
    kernel.install_filter(b"".join(struct.pack("=HBBI", *i) for i in program))


def like_docker() -> None:
    """Refuse namespaces and mounts, as a container's default profile does."""
    column = kernel._COLUMN
    refused = ((272, 97), (165, 40), (155, 41), (308, 268))
    refuse({pair[column]: errno.EPERM for pair in refused}, flags_of_clone=True)


def without_landlock() -> None:
    """Know nothing of Landlock, as a kernel before 5.13 does."""
    refuse(dict.fromkeys((444, 445, 446), errno.ENOSYS))
