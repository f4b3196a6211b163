"""What a class costs: submissions per second on all processors, as a multiple of the floor, and memory.

The floor is that of ``sandbox.py``, run on every processor at once in the same run, before and after: a bare
fork that compiles, runs and calls the sample, without walls and without a grader. The class is graded
by the command itself, once with variants of the floor's own sample, once with variants of the sample
notebooks, of which each has its digest. Classes of growing size say what one more submission costs; the
host's memory is read when a tenth is done and at the end.

    python benchmarks/batch.py [--count N] [--large N]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path

from sandbox import SAMPLE, Floor, recorded

from grader.engines.cpus import usable_cpus

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "submissions" / "micrograd"
SLOW = ("limit", "endless", "many_steps")  # samples that are there to take long
FLOOR_S = 3.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--large", type=int, default=0, help="a class of this size too, such as 20000")
    parser.add_argument("--jobs", type=int, default=usable_cpus())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        before = floor(chosen.jobs)
        sample = graded(place / "sample", scripts(chosen.count), chosen.jobs)
        after = floor(chosen.jobs)
        print(f"floor on {chosen.jobs} processors: {before:.0f} and {after:.0f} jobs/s")
        share = sample / ((before + after) / 2)
        print(
            f"{chosen.count} variants of {SAMPLE.name}: {sample:.0f} jobs/s, {share:.0%} of the floor's, "
            f"{1 / share:.2f} x its time"
        )
        for count in (10, 100, chosen.count, chosen.large):
            if count:
                graded(place / f"notebooks-{count}", notebooks(count), chosen.jobs)


def scripts(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield variants of the floor's sample."""
    source = SAMPLE.read_bytes()
    for number in range(count):
        yield f"s{number:05}.py", source + b"\n# variant %d\n" % number


def notebooks(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield variants of the sample notebooks in turn."""
    paths = [path for path in sorted(SAMPLES.glob("*.ipynb")) if not any(word in path.name for word in SLOW)]
    yield from variants(paths, count)


def variants(paths: Iterable[Path], count: int) -> Iterator[tuple[str, bytes]]:
    """Yield variants of notebooks in turn, of which each has its digest."""
    for number, path in enumerate(islice(cycle(paths), count)):
        notebook = json.loads(path.read_bytes())
        notebook.setdefault("metadata", {})["variant"] = number
        yield f"s{number:05}.ipynb", json.dumps(notebook).encode()


def graded(place: Path, files: Iterator[tuple[str, bytes]], jobs: int) -> float:
    """Grade a class with the command, print what it took, and return the submissions per second."""
    place.mkdir()
    count = 0
    for name, content in files:
        (place / name).write_bytes(content)
        count += 1
    journal = place.with_suffix(".jsonl")
    command = [sys.executable, "-m", "grader", "batch", str(place), "-o", str(journal), "-j", str(jobs)]
    start = time.perf_counter()
    first = early = host = 0.0
    child = subprocess.Popen(
        [*command, "-e", "micrograd", "--exit-zero"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while child.poll() is None:
        if not first and journal.exists() and journal.stat().st_size:
            first = time.perf_counter() - start
        if not early and first and lines(journal) >= count // 10:
            early = memory_mib(child.pid, "VmRSS")
        host = max(host, memory_mib(child.pid, "VmHWM"))
        time.sleep(0.01 if not first else 0.1)
    seconds = time.perf_counter() - start
    if child.returncode or len(journal.read_bytes().splitlines()) != count:
        sys.exit(f"the class was not graded: exit {child.returncode}")
    print(
        f"{place.name:>16}: {count / seconds:6.1f} jobs/s, {seconds / count * 1e3:6.1f} ms each, "
        f"in {seconds:6.1f} s, first result after {first:.2f} s, "
        f"host {early:.1f} MiB after a tenth, at most {host:.1f} MiB",
        flush=True,
    )
    return count / seconds


def lines(journal: Path) -> int:
    """Return how many lines a journal has so far."""
    with open(journal, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b""))


def memory_mib(pid: int, field: str) -> float:
    """Return a figure of a process's memory, such as VmHWM, the peak so far (Linux; elsewhere 0)."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith(field)), 0.0)
    except OSError:
        return 0.0


def floor(processors: int) -> float:
    """Return the jobs per second of as many floors as there are processors, all at once."""
    job, calls = recorded()
    pids = []
    reading, writing = os.pipe()
    for _ in range(processors):
        pid = os.fork()
        if not pid:
            done, end = 0, time.perf_counter() + FLOOR_S
            with Floor(job, calls, ()) as one:
                while time.perf_counter() < end:
                    one.run()
                    done += 1
            os.write(writing, b"%d\n" % done)
            os._exit(0)
        pids.append(pid)
    os.close(writing)
    for pid in pids:
        os.waitpid(pid, 0)
    with open(reading, "rb") as counts:
        return sum(int(line) for line in counts) / FLOOR_S


if __name__ == "__main__":
    main()
