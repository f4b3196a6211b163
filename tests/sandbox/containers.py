"""Machines that offer less: the calls that a container or an old kernel refuses, refused by a filter."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from grader.sandbox import bubblewrap, kernel, walls
from grader.sandbox.seccomp import CHECKED, COLUMN, assemble

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
        clone = CHECKED["clone"][COLUMN]
        program += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 0, 1, NAMESPACES)]
        program += [(0x06, 0, 0, 0x50000 | errno.EPERM)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    kernel.take(kernel.no_new_privs(), kernel.filtered(assemble(program)))


def like_docker() -> None:
    """Refuse namespaces and mounts, as a container's default profile does."""
    refused = ((272, 97), (165, 40), (155, 41), (308, 268))
    refuse({pair[COLUMN]: errno.EPERM for pair in refused}, flags_of_clone=True)


def only_bubblewrap() -> None:
    """Become nobody on a machine where no user namespace may be made, but a setuid program has root's rights.

    It is a user namespace of its own with all ids, whose limit of further ones is 0. Needs root.
    """
    reading, writing = os.pipe()
    helper = os.fork()
    if helper == 0:  # more than one id can only be mapped from outside
        os.read(reading, 1)
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{os.getppid()}/{name}").write_text("0 0 65536", encoding="ascii")
        os._exit(0)
    kernel.unshare(kernel.CLONE_NEWUSER)
    os.write(writing, b"x")
    os.waitpid(helper, 0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    os.close(reading)
    os.close(writing)
    as_nobody()


def setuid_copy(folder: Path) -> Path | None:
    """Return a setuid copy of bubblewrap in ``folder``; None where there is none, or it would not count."""
    program = next((place for place in bubblewrap.PLACES if os.access(place, os.X_OK)), "")
    if not program or os.geteuid() != 0 or os.statvfs(folder).f_flag & os.ST_NOSUID:
        return None
    copy = folder / "bwrap"
    shutil.copy(program, copy)
    copy.chmod(0o4755)
    return copy


def without_landlock() -> None:
    """Know nothing of Landlock, as a kernel before 5.13 does."""
    refuse(dict.fromkeys((444, 445, 446), errno.ENOSYS))
