"""How many processors this process may use: its affinity and the quota of its control groups."""

from __future__ import annotations

import math
import os
from contextlib import suppress

_ROOT = "/sys/fs/cgroup"


def usable_cpus(root: str = _ROOT, groups: str = "/proc/self/cgroup") -> int:
    """Return the number of processors, at least 1; a quota of 1.5 is two, each three quarters busy."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [quota for quota in _quotas(root, groups) if quota > 0]
    return max(1, min([count, *(math.ceil(quota) for quota in quotas)]))


def homes(slots: int) -> tuple[int, ...]:
    """Return the processor of each slot, where every slot can have one of its own; else nothing.

    A slot's processes work one after the other and wake each other up: on one processor that costs a switch,
    across two an interrupt, and the memory that they share has to follow.
    """
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return tuple(allowed) if len(allowed) == slots else ()


def stay_at(home: int) -> None:
    """Keep this process, and all that it will start, on one processor; where that is refused, anywhere."""
    with suppress(OSError):
        os.sched_setaffinity(0, {home})


def _quotas(root: str, groups: str) -> list[float]:
    """Return the quota, in processors, of every control group that this process is in."""
    found = []
    for line in _lines(groups):
        number, controllers, path = (*line.split(":", 2), "", "")[:3]
        if number == "0":
            found += [_quota_v2(folder) for folder in _upward(root, path)]
        elif "cpu" in controllers.split(","):
            for mount in (f"{root}/cpu", f"{root}/{controllers}"):
                found += [_quota_v1(folder) for folder in _upward(mount, path)]
    return found


def _upward(mount: str, path: str) -> list[str]:
    """Return the folders from ``path`` up to the mount; in a container a path can lead out of it."""
    parts = [part for part in path.split("/") if part and part != ".."]
    return ["/".join((mount, *parts[:depth])) for depth in range(len(parts), -1, -1)]


def _quota_v2(folder: str) -> float:
    quota, period = (*" ".join(_lines(f"{folder}/cpu.max")).split(), "", "")[:2]
    return _share(quota, period)


def _quota_v1(folder: str) -> float:
    quota = "".join(_lines(f"{folder}/cpu.cfs_quota_us"))
    return _share(quota, "".join(_lines(f"{folder}/cpu.cfs_period_us")))


def _share(quota: str, period: str) -> float:
    """Return quota per period, 0 where there is no limit: "max", -1 or nothing."""
    return int(quota) / int(period) if quota.isdigit() and period.isdigit() and int(period) else 0.0


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(65536).splitlines()
    except (OSError, ValueError):
        return []
