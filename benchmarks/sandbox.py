"""What the walls cost: one submission at each level as a multiple of the floor, in one run.

The floor (``floor.py``) is a bare fork of a warm interpreter that compiles the source, runs it and makes
the same calls with a local ``f``: no walls, no protocol, no history of values. The jobs are taken in
turns, so that a busy moment hits all of them alike; medians. For comparison the floor's work is done in an
interpreter that is started for it, as most graders do, and in one that bubblewrap starts. Then a thousand
jobs in a row: throughput, memory and descriptors.

    python benchmarks/sandbox.py [--rounds N] [--jobs N]
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from grader import answers, pipeline
from grader.errors import SandboxError
from grader.model import (
    Call,
    CallEntryPoint,
    Conversation,
    Evaluation,
    Execution,
    Job,
    ReadHistory,
    Reply,
    RunAgain,
    RunProgram,
    SourceCell,
    Together,
)
from grader.sandbox import allowed, examine
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS, Slot
from grader.sandbox.units import Units
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "submissions" / "micrograd" / "ok.py"
EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
WARM_UP = 5
FLOOR = (sys.executable, "-s", "-S", "-P", "-B", str(ROOT / "benchmarks" / "floor.py"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1000)
    chosen = parser.parse_args()
    job, calls = recorded()
    compare(job, calls, (), chosen.rounds)
    numpy = allowed.preloads(("numpy",), ["numpy"])
    if numpy:
        compare(with_import(job, "numpy"), calls, numpy, chosen.rounds)
    many(job, calls, chosen.jobs)


def compare(job: Job, calls: list[Call], preload: tuple[tuple[str, str], ...], rounds: int) -> None:
    """Print what one submission takes at each level, in multiples of the floor."""
    loaded = ", ".join(name for name, _ in preload) or "nothing"
    print(f"\n{SAMPLE.name}, {len(one_by_one(calls))} calls, {loaded} preloaded, {rounds} rounds")
    with ExitStack() as stack:
        kinds = {"floor": stack.enter_context(Floor(job, calls, preload)).run}
        for level in LEVELS:
            sandbox = stack.enter_context(Sandbox(Slot(preload, level), level=level, required=level))
            try:
                sandbox.stand()
            except SandboxError as error:
                print(f"{level}: {error}")
                continue
            kinds[level] = partial(timed, sandbox, job, calls)
        kinds |= anew(job, calls, preload)
        table(measure(kinds, rounds))


def anew(job: Job, calls: list[Call], preload: tuple[tuple[str, str], ...]) -> dict[str, Callable[[], float]]:
    """Return how others do it: the floor's work in an interpreter, or in bubblewrap, started for each job."""
    work = f"{floor_work(job, calls, preload)}\ngo\n".encode()
    kinds = {"fresh": partial(started, FLOOR, work)}
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        print("  bubblewrap: not installed here")
        return kinds
    walls = ("--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev")
    return {**kinds, "bubblewrap": partial(started, (bubblewrap, *walls, *FLOOR), work)}


def started(command: Sequence[str], work: bytes) -> float:
    """Return the seconds from the start of a command to its end."""
    start = time.perf_counter()
    done = subprocess.run(command, input=work, env={"PYTHONHASHSEED": "0"}, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return seconds


def table(times: dict[str, list[float]]) -> None:
    """Print the medians as multiples of the floor."""
    floor = statistics.median(times["floor"])
    for name, measured in times.items():
        median = statistics.median(measured)
        p95 = sorted(measured)[int(len(measured) * 0.95)]
        print(f"  {name:10} {median * 1e3:7.2f} ms  {median / floor:5.2f} x   p95 {p95 * 1e3:7.2f} ms")


def measure(kinds: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Return the times of each kind, in seconds, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(WARM_UP + rounds):
        for name, run in kinds.items():
            seconds = run()
            if turn >= WARM_UP:
                times[name].append(seconds)
    return times


def many(job: Job, calls: list[Call], count: int) -> None:
    """Run ``count`` jobs on one sandbox and print what they cost and leave."""
    with Sandbox() as sandbox:
        for _ in range(WARM_UP):
            timed(sandbox, job, calls)
        before = host_memory_kib(os.getpid()), descriptors(), host_memory_kib(sandbox.slot.pid)
        start = time.perf_counter()
        for _ in range(count):
            timed(sandbox, job, calls)
        wall_s = time.perf_counter() - start
        after = host_memory_kib(os.getpid()), descriptors(), host_memory_kib(sandbox.slot.pid)
        print(f"\n{count} jobs in a row at {sandbox.stand().level}: {count / wall_s:.0f} jobs/s")
        for name, first, last in zip(
            ("host KiB", "host descriptors", "zygote KiB"), before, after, strict=True
        ):
            print(f"  {name:17} {first:7} -> {last:7}")


def host_memory_kib(pid: int) -> int:
    """Return the resident memory of a process (Linux; elsewhere 0)."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    except OSError:
        return 0


def descriptors() -> int:
    """Return how many descriptors this process has open (Linux; elsewhere 0)."""
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


# -- the job ---------------------------------------------------------------------------------------


def recorded() -> tuple[Job, list[Call]]:
    """Return the sample's job and the calls that grading it makes."""
    exercise, key = answers.load(str(EXERCISE), live=False)
    jobs: list[Job] = []
    calls: list[Call] = []

    def listening(conversation: Conversation) -> Conversation:
        outcome = None
        try:
            call = next(conversation)
            while True:
                outcome = yield call
                if not isinstance(call, Reply):
                    calls.append(call)
                call = conversation.send(outcome)
        except StopIteration:
            return

    with Sandbox() as sandbox:

        def run(job: Job, conversation: Conversation) -> Execution:
            jobs.append(job)
            return sandbox.run(job, listening(conversation))

        pipeline.grade(read_submission(str(SAMPLE)), exercise, key, run=run)
    return jobs[0], calls


def with_import(job: Job, module: str) -> Job:
    """Return the job with an import at its end: who writes its name gets a sandbox that has loaded it."""
    *others, last = job.submission.cells
    cells = (*others, SourceCell(label=last.label, text=f"{last.text}\nimport {module}\n"))
    return job._replace(submission=job.submission._replace(cells=cells))


def f(a: float, b: float, c: float) -> float:
    """Stand in for the function that the host serves."""
    return a * a + b * c


def timed(sandbox: Sandbox, job: Job, calls: list[Call]) -> float:
    """Return the seconds that one submission took in the sandbox."""

    def replay() -> Conversation:
        for call in calls:
            outcome = yield call
            while isinstance(outcome, Evaluation):
                outcome = yield Reply(value=f(*outcome.args))

    start = time.perf_counter()
    sandbox.run(job, replay())
    return time.perf_counter() - start


# -- the floor -------------------------------------------------------------------------------------


class Floor:
    """A warm interpreter of its own, as bare as a zygote, that forks for each job."""

    def __init__(self, job: Job, calls: list[Call], preload: tuple[tuple[str, str], ...]) -> None:
        self.process = subprocess.Popen(
            FLOOR,
            env={"PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.say(floor_work(job, calls, preload))

    def say(self, line: str) -> None:
        """Send one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def run(self) -> float:
        """Return the seconds that one job took."""
        self.say("go")
        assert self.process.stdout is not None
        return float(self.process.stdout.readline())

    def __enter__(self) -> Floor:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate("")


def floor_work(job: Job, calls: list[Call], preload: tuple[tuple[str, str], ...]) -> str:
    """Return the floor's job in one line."""
    return json.dumps([*plain_work(job, calls), [list(each) for each in preload]])


def one_by_one(calls: list[Call]) -> list[Call]:
    """Return the calls with those that are made together apart."""
    return [each for call in calls for each in (call.calls if isinstance(call, Together) else (call,))]


def plain_work(job: Job, calls: list[Call]) -> tuple[str, list[list[object]]]:
    """Return the source, and the calls as plain lists."""
    source = "\n".join(cell.text for cell in job.submission.cells)
    cells = examine.cells_of(job.submission.form, [(cell.label, cell.text) for cell in job.submission.cells])
    statements = Units(cells)
    work: list[list[object]] = []
    for call in one_by_one(calls):
        if isinstance(call, CallEntryPoint):
            work.append(["call", call.name, list(call.args)])
        elif isinstance(call, ReadHistory):
            work.append(["read", call.name])
        elif isinstance(call, RunAgain):
            slices = statements.slice_for(call.name, call.cell)
            pieces = [ast.unparse(tree) for _, tree in slices]
            work.append(["again", call.name, "\n".join(pieces), call.args])
        elif isinstance(call, RunProgram):
            steps = [[step.op, list(step.operands), step.value] for step in call.graph.steps]
            work.append(["program", call.class_name, steps, call.graph.root, list(call.reads)])
    return source, work


if __name__ == "__main__":
    main()
