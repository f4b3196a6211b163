"""How long a student waits: ``grade submit`` as a multiple of the bare interpreter's start.

Whole processes of this interpreter, taken in turns so that a busy moment hits all of them alike;
medians of 20 after two that warm the file cache. Then the slowest imports of one run.

    python benchmarks/latency.py [SUBMISSION]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "submissions" / "micrograd" / "ok.py"
ROUNDS, WARM_UP = 20, 2
BOUND = 10.0  # times the bare interpreter; the aim is 6


def main() -> None:
    """Measure, print the table and exit with 1 beyond the bound."""
    submission = sys.argv[1] if len(sys.argv) > 1 else str(SAMPLE)
    submit = [*command(), "submit", submission]
    kinds = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "grade --help": [*command(), "--help"],
        "grade submit": submit,
    }
    medians = measure(kinds)
    bare = medians["python -c pass"]
    for name, median in medians.items():
        print(f"{name:15} {median * 1e3:7.1f} ms  {median / bare:5.1f} x")
    print("\nslowest imports of grade submit, each without those below it, ms:")
    for own_ms, module in slowest_imports(submit):
        print(f"{own_ms:7.1f}  {module}")
    ratio = medians["grade submit"] / bare
    if ratio > BOUND:
        sys.exit(f"grade submit takes {ratio:.1f} times the bare interpreter, the bound is {BOUND:g}")


def command() -> list[str]:
    """Return how this environment starts ``grade``: its script if it is installed."""
    script = Path(sys.executable).with_name("grade")
    return [str(script)] if script.exists() else [sys.executable, "-m", "grader"]


def measure(kinds: dict[str, list[str]]) -> dict[str, float]:
    """Return the median wall time of each command, in seconds."""
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(WARM_UP + ROUNDS):
        for name, arguments in kinds.items():
            wall_s = time_of(arguments)
            if turn >= WARM_UP:
                times[name].append(wall_s)
    return {name: statistics.median(measured) for name, measured in times.items()}


def time_of(arguments: list[str]) -> float:
    """Return the wall time of one process, in seconds; a failure ends the measurement."""
    start = time.perf_counter()
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    wall_s = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: exit {done.returncode}")
    return wall_s


def slowest_imports(arguments: list[str], count: int = 12) -> list[tuple[float, str]]:
    """Return the modules that took longest by themselves, in milliseconds."""
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    rows = []
    for line in done.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            rows.append((int(own) / 1e3, rest.partition("|")[2].strip()))
    return sorted(rows, reverse=True)[:count]


if __name__ == "__main__":
    main()
