"""Other ways to grade the same notebooks, in the same run: seconds for each submission, one at a time.

``grade batch`` on one slot, behind all walls, beside what others are made of: a fresh interpreter for each
submission with pytest in it (GitHub Classroom), a fresh kernel for each notebook (``nbconvert --execute``, as
underneath Otter), and ``nbgrader autograde`` itself. Those check the published point with the notebook's own
rule and nothing else, and their students' code can do what it likes. What is not installed is left out.

    python benchmarks/beside.py [--count N] [--tools BIN]      BIN: the folder of pytest, jupyter, nbgrader
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from batch import SAMPLES, variants

SAMPLE = SAMPLES / "ok__helpers_below.ipynb"
CHECK = (
    "expected = [-12.353553390593273, 10.25699027111255, 0.0625]\n"
    "for one, other in zip(gradf(2, 3, 4), expected):\n"
    "    assert abs(one - other) < 1e-5\n"
)
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'c'\nc.ExecutePreprocessor.timeout = 60\n"
GIVEN = {"grade": False, "locked": False, "solution": True, "schema_version": 3, "task": False}
ASKED = {"grade": True, "locked": True, "solution": False, "schema_version": 3, "task": False, "points": 1}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--tools", type=Path, default=Path(sys.executable).parent)
    chosen = parser.parse_args()
    os.environ["PATH"] = f"{chosen.tools}{os.pathsep}{os.environ['PATH']}"  # the tools call each other
    ours = None
    for words, prepare in KINDS.items():
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            command = prepare(place, chosen.count, chosen.tools)
            if not os.path.exists(command[0][0]):
                print(f"{words:36} not installed: {command[0][0]}")
                continue
            start = time.perf_counter()
            for each in command:
                subprocess.run(each, cwd=place, check=True, capture_output=True)
            seconds = (time.perf_counter() - start) / chosen.count
            ours = ours or seconds
            print(f"{words:36} {seconds * 1e3:8.1f} ms each {seconds / ours:8.1f} x", flush=True)


def notebooks(place: Path, count: int) -> list[Path]:
    """Write variants of the sample; return their paths."""
    paths = []
    for name, content in variants([SAMPLE], count):
        paths.append(place / name)
        paths[-1].write_bytes(content)
    return paths


def grade_batch(place: Path, count: int, _: Path) -> list[list[str]]:
    """Return the command that grades a class here."""
    (place / "class").mkdir()
    notebooks(place / "class", count)
    batch = ["batch", "class", "-e", "micrograd", "-j", "1", "--exit-zero"]
    return [[sys.executable, "-m", "grader", *batch]]


def with_pytest(place: Path, count: int, tools: Path) -> list[list[str]]:
    """Return a run of pytest for each submission, as a script with the check below."""
    commands = []
    for path in notebooks(place, count):
        cells = json.loads(path.read_text())["cells"]
        code = "\n".join("".join(each["source"]) for each in cells if each["cell_type"] == "code")
        check = "\ndef test_gradf():\n" + "".join(f"    {line}\n" for line in CHECK.splitlines())
        test = path.with_name(f"test_{path.stem}.py")
        test.write_text(code + check)
        commands.append([str(tools / "pytest"), "-q", test.name])
    return commands


def with_kernels(place: Path, count: int, tools: Path) -> list[list[str]]:
    """Return a run of nbconvert for each notebook."""
    execute = [str(tools / "jupyter"), "nbconvert", "--to", "notebook", "--execute", "--output", "done"]
    return [[*execute, path.name] for path in notebooks(place, count)]


def with_nbgrader(place: Path, count: int, tools: Path) -> list[list[str]]:
    """Return nbgrader's command on a course with one assignment, which everybody has handed in."""
    (place / "nbgrader_config.py").write_text(CONFIG)
    for path in notebooks(place, count):
        notebook = json.loads(path.read_text())
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = f"cell{number}"
            if cell["cell_type"] == "code":
                cell["metadata"] = {"nbgrader": GIVEN | {"grade_id": f"cell{number}"}}
        asked = {"nbgrader": ASKED | {"grade_id": "check"}}
        cell = {"cell_type": "code", "source": CHECK, "metadata": asked, "id": "check"}
        notebook["cells"].append(cell | {"outputs": [], "execution_count": None})
        notebook |= {"nbformat": 4, "nbformat_minor": 5}
        for folder in (place / "source" / "hw", place / "submitted" / path.stem / "hw"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "work.ipynb").write_text(json.dumps(notebook))
    nbgrader = str(tools / "nbgrader")
    if os.path.exists(nbgrader):
        subprocess.run([nbgrader, "generate_assignment", "hw"], cwd=place, check=True, capture_output=True)
    return [[nbgrader, "autograde", "hw"]]


KINDS: dict[str, Callable[[Path, int, Path], list[list[str]]]] = {
    "grade batch, one slot": grade_batch,
    "pytest in a new interpreter": with_pytest,
    "nbconvert --execute, a kernel each": with_kernels,
    "nbgrader autograde": with_nbgrader,
}


if __name__ == "__main__":
    main()
