"""Many jobs in one process, a third of them hostile, while somebody kills the zygote at random moments.

Honest submissions must get the verdicts, points and numbers that they get alone; the host's memory and
descriptors must stay where they were; no process and no file may be left. Prints how it went, and ends
with 1 if one of these does not hold. It needs a checkout: the hostile submissions are those of tests/attacks.

    python benchmarks/soak.py [--jobs N] [--seconds S] [--seed N] [--level full|confined|process]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader import answers, pipeline
from grader.model import Exercise, Limits, Report, Submission
from grader.sandbox.runner import Sandbox
from grader.scoring.precedents import Precedents
from grader.submission import parse_submission, read_submission
from tests.attacks.expectation import Attack, attacks

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
SAMPLES = ROOT / "submissions" / "micrograd"
SECRET = b"of the soak"
# What a hostile job may use: enough to start every attack, too little for its end to be waited for.
HOSTILE_LIMITS = Limits(cpu_s=1.0, wall_s=1.0, memory_mb=128, output_kb=16)
# These wait for a limit that an honest exercise grants for long.
SLOW_SAMPLES = ("time_limit", "endless", "output_limit", "memory_limit", "numpy")
# Attacks that always use up their time are taken that often, the others as often as all.
SHARE_OF_SLOW = 0.02
KILLED_SHARE = 0.02  # of all jobs; at a random moment of the job
# What was judged and simulated before is kept, up to a bound that so many jobs reach.
WARM_UP = 2000
GROWTH_KIB = 16 * 1024
LATE_S = 8.0  # beyond this a job has hung


class Expected(NamedTuple):
    """A submission and what an honest one gets alone."""

    name: str
    submission: Submission
    alone: dict[str, object]


def main() -> None:
    """Run, print, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--level", default="", choices=["", "full", "confined", "process"])
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 (to repeat a run)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        with Sandbox(level=chosen.level, required=chosen.level or "process") as sandbox:
            if not any(wall.startswith("Landlock") for wall in sandbox.stand().walls):
                sys.exit("nothing would hold the hostile submissions back here: needs Landlock")
            problems = Soak(sandbox, chance).run(chosen.jobs, chosen.seconds)
        problems += [f"left: {name}" for name in os.listdir(folder)]
    problems += [f"left: process {pid}" for pid in children()]
    for problem in problems[:20]:
        print(problem)
    print("failed" if problems else "ok")
    sys.exit(1 if problems else 0)


class Soak:
    """One sandbox, the submissions and what has gone wrong so far."""

    def __init__(self, sandbox: Sandbox, chance: random.Random) -> None:
        self.sandbox, self.chance = sandbox, chance
        self.exercise, self.key = answers.load(str(EXERCISE), secret=SECRET)
        self.precedents: dict[Limits, Precedents] = {}  # as a class's host has them
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        self.slow: set[str] = set()
        self.honest = [
            Expected(path.name, submission, facts(self.graded(submission, self.exercise)))
            for path in sorted(SAMPLES.iterdir())
            if path.suffix in {".py", ".ipynb"} and not any(word in path.name for word in SLOW_SAMPLES)
            for submission in [read_submission(str(path))]
        ]
        self.hostile = [
            (each, parse_submission(filled(each.path), name=each.path.name))
            for each in attacks()
            if not each.expectation.refused
        ]

    def graded(self, submission: Submission, exercise: Exercise) -> Report:
        """Return the report on a submission."""
        precedents = self.precedents.setdefault(exercise.limits, Precedents(exercise, self.key))
        return pipeline.grade_another(submission, precedents, run=self.sandbox.run)

    def run(self, jobs: int, seconds: float) -> list[str]:
        """Grade ``jobs`` submissions, or as many as the time allows; return what went wrong."""
        start = time.monotonic()
        before = usage()
        done = 0
        while done < jobs and time.monotonic() - start < seconds:
            self.one_job()
            done += 1
            if done == min(WARM_UP, jobs // 2):
                self.sandbox.rest()  # the worker that waits, if one does, has three descriptors
                before = usage()
            if done % 500 == 0:
                print(f"  {done} jobs, {time.monotonic() - start:.0f} s, {usage()}", flush=True)
        self.sandbox.rest()
        after = usage()
        wall_s = time.monotonic() - start
        print(f"{done} jobs in {wall_s:.0f} s at {self.sandbox.stand().level}: {dict(self.seen)}")
        print(f"host: {before} -> {after}")
        if after.memory_kib > before.memory_kib + GROWTH_KIB:
            self.problems.append(f"the host grew from {before.memory_kib} to {after.memory_kib} KiB")
        if after.descriptors != before.descriptors:
            self.problems.append(f"{before.descriptors} descriptors became {after.descriptors}")
        others = [pid for pid in children() if pid != self.sandbox.slot.pid]
        return [*self.problems, *(f"left: process {pid}" for pid in others)]

    def one_job(self) -> None:
        """Grade one submission by chance, with or without a kill, and compare."""
        killer = Killer(self.sandbox, self.chance) if self.chance.random() < KILLED_SHARE else None
        start = time.monotonic()
        if self.chance.random() < 1 / 3:
            attack, submission = self.chance.choice(self.hostile)
            if attack.name in self.slow and self.chance.random() > SHARE_OF_SLOW:
                self.seen["slow, left out"] += 1
            else:
                self.hostile_job(attack, submission)
        else:
            self.honest_job(self.chance.choice(self.honest))
        if killer is not None:
            self.seen["killed"] += killer.stop()
        took = time.monotonic() - start
        if took > LATE_S:
            self.problems.append(f"a job took {took:.1f} s")

    def hostile_job(self, attack: Attack, submission: Submission) -> None:
        """Grade an attack: no more points than it states."""
        start = time.monotonic()
        self.seen["hostile"] += 1
        try:
            report = self.graded(submission, self.exercise._replace(limits=HOSTILE_LIMITS))
        except Exception as error:  # noqa: BLE001 (that it ends the host is what is looked for)
            self.problems.append(f"{attack.name}: {error!r}")
            return
        if time.monotonic() - start > 0.4:
            self.slow.add(attack.name)
        if report.points > attack.expectation.points:
            self.problems.append(f"{attack.name} won {report.points} points")

    def honest_job(self, expected: Expected) -> None:
        """Grade an honest submission: it must get what it gets alone."""
        found = facts(self.graded(expected.submission, self.exercise))
        self.seen["honest"] += 1
        changed = [
            f"{field}: {found[field]!r:.200} instead of {expected.alone[field]!r:.200}"
            for field in found
            if found[field] != expected.alone[field]
        ]
        if changed:
            self.problems.append(f"{expected.name}: {'; '.join(changed)}")


def filled(path: Path) -> bytes:
    """Return an attack with the places of this machine filled in."""
    text = path.read_text(encoding="utf-8")
    for name, value in {
        "PORT": 9,
        "MARKERS": os.environ["TMPDIR"],
        "CLASSMATE": SAMPLES / "ok.py",
        "HOST": os.getpid(),
        "ANSWERS": EXERCISE.with_name("answers.lock.json"),
        "ROOT": ROOT,
    }.items():
        text = text.replace(f"@{name}@", str(value))
    return text.encode()


def facts(report: Report) -> dict[str, object]:
    """Return all of a report that may not depend on who was graded before."""
    return {field: value for field, value in report._asdict().items() if field != "usage"}


class Killer:
    """Kills the zygote once, a moment after now."""

    def __init__(self, sandbox: Sandbox, chance: random.Random) -> None:
        self.sandbox = sandbox
        self.killed = 0
        self.timer = threading.Timer(chance.random() * 0.03, self.kill)
        self.timer.start()

    def kill(self) -> None:
        """Kill it by a descriptor of the process: its id alone could have become somebody else's."""
        pid = self.sandbox.slot.pid
        if pid <= 0:
            return
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            return
        try:
            if pid in children():
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                self.killed = 1
        except OSError:
            return
        finally:
            os.close(descriptor)

    def stop(self) -> int:
        """Wait until it has happened; return how many were killed."""
        self.timer.join()
        return self.killed


class Used(NamedTuple):
    """What the host uses."""

    memory_kib: int
    descriptors: int


def usage() -> Used:
    """Return the host's resident memory and open descriptors."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return Used(pages * os.sysconf("SC_PAGESIZE") // 1024, len(os.listdir("/proc/self/fd")))


def children() -> list[int]:
    """Return the processes right below this one."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(pid) for pid in file.read().split()]


if __name__ == "__main__":
    main()
