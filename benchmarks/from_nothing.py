"""From an empty environment to the verdict: the steps of action.yml, run as they stand there, and timed.

    python benchmarks/from_nothing.py 3

Every run makes a virtual environment of its own, installs this checkout with pip and grades the sample by
the lock. pip's downloads are served by its cache where it has one, as on a runner that keeps it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "submissions" / "micrograd" / "ok.py"


def steps(inputs: dict[str, str], path: Path = ROOT / "action.yml") -> dict[str, tuple[str, dict[str, str]]]:
    """Return of every step of the action its script and its variables, by name, with ``inputs`` filled in."""
    action = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = inputs.keys() - action["inputs"].keys()
    if unknown:
        raise ValueError(f"{path}: no inputs {', '.join(sorted(unknown))}")
    values = {name: inputs.get(name, given.get("default", "")) for name, given in action["inputs"].items()}
    return {step["name"]: (step["run"], variables(step, values)) for step in action["runs"]["steps"]}


def variables(step: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    """Return the variables of a step, with the inputs in the place of the expressions that name them."""
    by_expression = {f"${{{{ inputs.{name} }}}}": value for name, value in values.items()}
    return {name: by_expression[given] for name, given in step.get("env", {}).items()}


def timed() -> dict[str, float]:
    """Return the seconds of every step, run in a new environment."""
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        runner = {"RUNNER_TEMP": folder, "GITHUB_PATH": f"{folder}/path", "GITHUB_ACTION_PATH": str(ROOT)}
        path = f"{folder}/grader/bin{os.pathsep}{os.environ['PATH']}"
        chosen = {"submission": str(SAMPLE), "exercise": "micrograd"}
        for name, (script, own) in steps(chosen).items():
            env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
            start = time.perf_counter()
            subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", script],  # noqa: S607 - as a runner calls it
                env=env | runner | own | {"PATH": path},
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            seconds[name] = time.perf_counter() - start
    return seconds


def main() -> None:
    """Print the seconds of every run and their median."""
    runs = [timed() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1)]
    for run in runs:
        parts = ", ".join(f"{name.lower()} {seconds:.1f} s" for name, seconds in run.items())
        print(f"{sum(run.values()):.1f} s ({parts})")
    print(f"median: {statistics.median(sum(run.values()) for run in runs):.1f} s")


if __name__ == "__main__":
    main()
