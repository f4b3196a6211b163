"""Machines on which attacks are tried: a level, a user, and what the kernel refuses there."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.sandbox.containers import (
    as_nobody,
    like_docker,
    only_bubblewrap,
    refuse,
    setuid_copy,
    without_landlock,
)

HOST = Path(__file__).with_name("host.py")
SYSTEM_PYTHON = "/usr/bin/python3"
# Far above every deadline: who does not answer by then hangs for ever.
PATIENCE_S = 40.0


def without_seccomp() -> None:
    """Refuse filters of system calls, as a kernel without them does; last, for it is one itself."""
    refuse({(317, 277)[os.uname().machine == "aarch64"]: errno.ENOSYS})


class Machine(NamedTuple):
    """A level on a machine of some kind; ``before`` makes the host's process such a machine.

    Where something is made, the interpreter is one that other users can reach: workers are nobody then.
    """

    name: str
    level: str
    before: tuple[Callable[[], None], ...] = ()
    bubblewrap: bool = False


OURS = (Machine("full", "full"), Machine("confined", "confined"), Machine("process", "process"))
OTHERS = (
    Machine("full-unprivileged", "full", (as_nobody,)),
    Machine("full-by-bubblewrap", "full", (only_bubblewrap,), bubblewrap=True),
    Machine("confined-unprivileged", "confined", (as_nobody,)),
    Machine("confined-in-a-container", "confined", (like_docker,)),
    Machine("process-without-landlock", "process", (like_docker, without_landlock)),
    # Nothing is refused here but what a user cannot do to another one.
    Machine("process-without-walls", "process", (like_docker, without_landlock, without_seccomp)),
)


def why_not(machine: Machine) -> str:
    """Return why this machine cannot be had here, or nothing."""
    if machine in OURS:
        return ""
    if sys.platform != "linux":
        return "needs Linux"
    if os.geteuid() != 0:
        return "needs root"
    for path in (Path(SYSTEM_PYTHON), *HOST.parents):
        if not path.exists() or not path.stat().st_mode & 1:
            return f"{path} is closed to other users"
    if machine.bubblewrap:
        with tempfile.TemporaryDirectory() as folder:
            if setuid_copy(Path(folder)) is None:
                return "needs bubblewrap, and a folder where a setuid program counts"
    return ""


class HostLostError(Exception):
    """The host ended, or does not answer: an attack has won."""


class Host:
    """The process that grades, and what it knows of itself."""

    def __init__(self, machine: Machine, home: Path) -> None:
        self.machine = machine

        def prepare() -> None:
            for step in machine.before:
                step()

        for name in ("temporary", "cache", "here"):
            (home / name).mkdir()
            (home / name).chmod(0o777)
        self.temporary, self.here = home / "temporary", home / "here"
        environment = {
            "XDG_CACHE_HOME": str(home / "cache"),
            "HOME": str(home / "here"),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SECRET_TOKEN": "not for students",
        }
        python = SYSTEM_PYTHON if machine.before else sys.executable
        copy = [str(setuid_copy(home))] if machine.bubblewrap else []
        self.process = subprocess.Popen(
            [python, "-B", str(HOST), machine.level, *copy],
            cwd=self.here,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=prepare if machine.before else None,
        )
        self.buffer = b""
        said = self.hear()
        self.problem = str(said["problem"])
        self.walls: list[str] = said.get("walls", [])
        self.zygote: int = said.get("zygote", 0)

    def grade(self, path: str, limits: tuple[float, float, int, int] | None = None) -> dict[str, Any]:
        """Return what came of the submission at ``path``."""
        line = json.dumps({"path": path, "limits": limits}).encode() + b"\n"
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(line)
            self.process.stdin.flush()
        except OSError as error:
            raise HostLostError(f"the host is gone: {error}") from error
        said = self.hear()
        self.zygote = said["zygote"]
        return said

    def hear(self) -> dict[str, Any]:
        """Return the host's next line; HostLostError if there is none in time."""
        assert self.process.stdout is not None
        end = time.monotonic() + PATIENCE_S
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.process.kill()
                self.process.wait()
                raise HostLostError(f"the host says nothing for {PATIENCE_S:.0f} s")
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                raise HostLostError(f"the host ended with status {self.process.wait()}")
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        said = json.loads(line)
        assert isinstance(said, dict)
        return said

    def descendants(self) -> list[str]:
        """Return in words what lives below the host, but for its zygote."""
        if sys.platform != "linux":
            return []
        parents: dict[int, list[tuple[int, str]]] = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    stat = Path(f"/proc/{name}/stat").read_text(encoding="utf-8", errors="replace")
                except OSError:
                    continue
                state, parent = stat.rpartition(")")[2].split()[:2]
                parents.setdefault(int(parent), []).append((int(name), state))
        known = self.zygote_and_its_wrapper(parents)
        found, waiting = [], [self.process.pid]
        while waiting:
            for pid, state in parents.get(waiting.pop(), []):
                waiting.append(pid)
                if pid not in known:
                    found.append(f"process {pid} ({state})")
        return found

    def zygote_and_its_wrapper(self, parents: dict[int, list[tuple[int, str]]]) -> set[int]:
        """Return what is to live: the zygote; where bubblewrap starts it, two processes above it too."""
        known, last = {self.zygote}, [self.zygote]
        for _ in range(2 * self.machine.bubblewrap):
            last = [pid for parent in last for pid, _ in parents.get(parent, [])]
            known.update(last)
        return known

    def close(self) -> None:
        """End the host."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()
