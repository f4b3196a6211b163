"""Remembering which walls a canary has proven here, so that not every start has to prove them again.

One small file for each interpreter, user and version of the grader, in the user's cache directory,
void after the next boot. It saves the canary alone: the walls are put up at every start, and one
that is refused ends that start.
"""

from __future__ import annotations

import os
import sys
import time

from grader import LEVELS, __version__
from grader.digest import sha256_hex

BUBBLEWRAP = "bubblewrap"  # the highest level, with namespaces made by that program
_LOWER_S = 3600.0  # how long less than the highest level is taken as given: a container's profile can change


def read() -> str:
    """Return the level that was proven here, or nothing."""
    key = _key()
    if not key:
        return ""
    try:
        with open(_path(key), encoding="utf-8") as file:
            seen = os.fstat(file.fileno())
            text = file.read(4096)
    except (OSError, ValueError):
        return ""
    level = text.removeprefix(key).strip() if text.startswith(key) else ""
    if level not in (*LEVELS[:2], BUBBLEWRAP) or seen.st_uid != os.geteuid() or seen.st_mode & 0o022:
        return ""
    return level if level == LEVELS[0] or time.time() - seen.st_mtime < _LOWER_S else ""


def write(level: str) -> None:
    """Remember that ``level`` was proven. Without a place to write it is proven again next time."""
    key = _key()
    if not key or level == LEVELS[-1]:
        return
    path = _path(key)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(f"{path}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{key}{level}\n")
        os.replace(f"{path}.{os.getpid()}", path)
    except (OSError, ValueError):
        return


def _key() -> str:
    """Return everything that must be the same for a proof to hold; nothing where that is unknown."""
    if sys.platform != "linux":
        return ""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        spaces = os.readlink("/proc/self/ns/mnt"), os.readlink("/proc/self/ns/user")
        here = os.path.dirname(__file__)
        changed = [os.stat(f"{here}/{name}.py").st_mtime_ns for name in ("readable", "walls")]
    except OSError:
        return ""
    machine = (boot, *spaces, os.uname().release)
    own = (sys.executable, sys.version, os.geteuid(), __version__, changed)
    return "".join(f"{str(fact)!r}\n" for fact in (*machine, *own))


def _path(key: str) -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    lasting = "".join(key.splitlines(keepends=True)[4:])  # not what a boot changes: its file is written over
    return os.path.join(base, "grade", f"walls-{sha256_hex(lasting.encode())[:16]}")
