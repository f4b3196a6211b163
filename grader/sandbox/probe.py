"""The probe: which walls this machine offers, why one is missing and what would raise it."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from grader import LEVELS
from grader.sandbox import bubblewrap, kernel, walls
from grader.sandbox.canary import prove
from grader.sandbox.control import ZygoteLostError
from grader.sandbox.slot import Slot
from grader.sandbox.trial import refusal

PROMISES = {
    "full": "strangers' code can be run here",
    "confined": "strangers' code can be run here, behind fewer walls",
    "process": "run only code that you trust: an accident stays inside, a thief does not",
}


class Wall(NamedTuple):
    """One wall on this machine: whether it stands, why not, and what would raise it."""

    name: str
    stands: bool
    reason: str
    remedy: str


class Probe(NamedTuple):
    """What this machine offers: the best level whose canary was refused everywhere, and the walls."""

    level: str
    walls: tuple[Wall, ...]
    wrapped: bool = False  # whether bubblewrap makes the namespaces


def probe(read_only: tuple[str, ...]) -> Probe:
    """Try each wall and each level in throw-away children; return what stands, and what would help."""
    if not kernel.available():
        wall = Wall("kernel", False, f"{sys.platform} has none of these walls", "run the grader on Linux")
        return Probe("process", (wall,))
    spaces = refusal(lambda: kernel.unshare(walls.ZYGOTE_SPACES))
    landlock = refusal(lambda: kernel.take(kernel.landlocked(_empty_ruleset())))
    calls = refusal(walls.try_filter)
    level, reasons = "process", []
    for candidate in LEVELS[:2]:
        reason = refusal(lambda level=candidate: _try_level(level, read_only))  # type: ignore[misc]
        if not reason:
            level = candidate
            break
        reasons.append(Wall(candidate, False, reason, ""))
    table = (
        Wall("namespaces", not spaces, spaces, _raise_namespaces() if spaces else ""),
        Wall("landlock", not landlock, landlock, _raise_landlock() if landlock else ""),
        Wall("seccomp", not calls, calls, "a kernel with CONFIG_SECCOMP_FILTER" if calls else ""),
        *_user(level, read_only),
        *reasons,
    )
    if not spaces or level == LEVELS[0] or not _bubblewrap_matters():
        return Probe(level, table)
    wrapper = _bubblewrap()
    if wrapper.stands:
        kept = tuple(wall for wall in table if wall.name != LEVELS[0])
        return Probe(LEVELS[0], (*kept[:1], wrapper, *kept[1:]), wrapped=True)
    return Probe(level, (*table[:1], wrapper, *table[1:]))


def _user(level: str, read_only: tuple[str, ...]) -> tuple[Wall, ...]:
    """Return whether root's workers are an unprivileged user; at the highest level they always are."""
    if os.geteuid() != 0 or level == LEVELS[0]:
        return ()
    closed = walls.closed_to_others(read_only)
    reason = f"{closed} is closed to others, and the interpreter lies there" if closed else ""
    return (Wall("user", not closed, reason, "/usr/bin/python3 -m venv /opt/grader" if closed else ""),)


def _bubblewrap_matters() -> bool:
    """Return whether the machine refuses namespaces to most programs: a container refuses them to all."""
    return bubblewrap.helps() or (os.geteuid() != 0 and not _raise_namespaces().startswith("docker"))


def _bubblewrap() -> Wall:
    """Return whether bubblewrap can make the namespaces that are refused to this process."""
    program = bubblewrap.program()
    if not program:
        return Wall("bubblewrap", False, "not installed", "sudo apt-get install bubblewrap")
    slot = Slot((), LEVELS[0], wrapped=True)
    try:
        problem = slot.ready().problem
    except ZygoteLostError:
        problem = "it is refused namespaces too"
    finally:
        slot.close()
    return Wall("bubblewrap", not problem, problem, f"sudo chmod u+s {program}" if problem else "")


def _try_level(level: str, read_only: tuple[str, ...]) -> None:
    """Stand up a whole zygote and worker, and let the canary try its doors."""
    prove(walls.enter_zygote(level, read_only))


def _empty_ruleset() -> int:
    kernel.take(kernel.no_new_privs())
    return kernel.landlock_ruleset(())


def _raise_namespaces() -> str:
    if _sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    if _sysctl("kernel/unprivileged_userns_clone") == "0":
        return "sudo sysctl kernel.unprivileged_userns_clone=1"
    if _sysctl("user/max_user_namespaces") == "0":
        return "sudo sysctl user.max_user_namespaces=15000"
    return (
        "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN"
    )


def _raise_landlock() -> str:
    try:
        with open("/sys/kernel/security/lsm", encoding="ascii") as file:
            active = file.read().strip()
    except OSError:
        active = ""
    if active and "landlock" not in active.split(","):
        return f"boot a kernel >= 5.13 with lsm=landlock,{active} on its command line"
    return "a kernel >= 5.13 with landlock in its lsm= list, and a container profile that allows landlock"


def _sysctl(name: str) -> str:
    try:
        with open(f"/proc/sys/{name}", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
