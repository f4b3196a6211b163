"""What it costs to tell whose file is which: the plan of a class in four layouts, in seconds of a processor.

Nothing is graded. The least of several runs is shown, with the part of it that lists the folder, which is
nearly all system calls.

    python benchmarks/plan.py [--count N]
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from contextlib import closing
from pathlib import Path

from grader.batch.candidates import Rule
from grader.batch.collecting import Class, collect
from grader.batch.layouts import Hints
from grader.batch.rows import write_plan
from grader.batch.sources import open_source

RUNS = 5
LAYOUTS = {
    "plain": "s{0:05}.ipynb",
    "plain, in folders": "s{0:05}/hw.ipynb",
    "moodle": "Ada Lovelace {0}_{0:06}_assignsubmission_file/hw.ipynb",
    "canvas": "lovelaceada{0}_{0:06}_{0:07}_hw.ipynb",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    count = parser.parse_args().count
    gc.disable()  # as where a batch makes its plan
    for layout, name in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as directory:
            for number in range(count):
                path = Path(directory, name.format(number))
                path.parent.mkdir(exist_ok=True)
                path.write_text("gradf = 1\n")
            whole, listing = map(min, zip(*(planned(directory) for _ in range(RUNS)), strict=True))
        print(f"{layout:>18}: {whole:.2f} s for {count} files, {listing:.2f} s of it to list them")


def planned(directory: str) -> tuple[float, float]:
    """Return what a plan costs, and what the listing does of it."""
    with closing(open_source(directory)) as source, tempfile.TemporaryFile() as file:
        start = time.process_time()
        source.listing()
        listed = time.process_time()
        write_plan(file, collect(source, Hints(), Rule(entry_points=("gradf",)), Class()))
        return time.process_time() - listed, listed - start


if __name__ == "__main__":
    main()
