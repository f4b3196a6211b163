"""Every limit ends in words of its own, and what was printed before is kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model import CallEntryPoint, Ended, EndReason, Limits, Raised
from grader.sandbox import kernel
from grader.sandbox.refusals import in_plain_words
from grader.sandbox.runner import Sandbox
from tests.attacks.machine import SYSTEM_PYTHON, Machine, why_not, without_seccomp
from tests.sandbox.containers import like_docker, without_landlock
from tests.sandbox.conversing import converse, job, values

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parents[2]
LEVELS = ["full", "confined", "process"]
EVERYWHERE = [*LEVELS, "bare"]
GRADF = CallEntryPoint(name="gradf", args=())
SMALL = Limits(cpu_s=1.0, wall_s=6.0, memory_mb=128, output_kb=16)

ENDS = {
    "cpu": ("while True: pass", EndReason.TIME_LIMIT, "stopped after 1.0 s of CPU"),
    "wall": ("import time; time.sleep(60)", EndReason.TIME_LIMIT, "stopped after 0.6 s"),
    "output": ("while True: print('x' * 100000)", EndReason.OUTPUT_LIMIT, "stopped after 16 MB of output"),
    "memory access": (
        "import ctypes; ctypes.string_at(0)",
        EndReason.CRASHED,
        "the process was ended by signal 11 (segmentation fault)",
    ),
    "exit": ("import os; os._exit(0)", EndReason.CRASHED, "the process ended itself with exit code 0"),
    "closed": (
        "import os, time; os.closerange(0, 64); time.sleep(60)",
        EndReason.CRASHED,
        "closed its channel to the grader",
    ),
}
# In one piece: a worker forked from a test run that has freed many small ones may have those again.
MEMORY = "x = bytearray(200 << 20)"
THREADS = "import _thread, time\n    for _ in range(999): _thread.start_new_thread(time.sleep, (9,))"
FILES = "import os; x = [os.pipe() for _ in range(99)]"
RAISES = {
    "memory": (EVERYWHERE, MEMORY, "MemoryError", "more than 128 MB of memory"),
    "threads": (
        EVERYWHERE,
        THREADS,
        "RuntimeError",
        "more threads than the limits of memory and processes allow",
    ),
    "open files": (EVERYWHERE, FILES, "OSError", "more than 64 files open at a time"),
    "writing": (LEVELS, "open('x', 'w')", "OSError PermissionError", "and none can be written"),
    "inodes": (LEVELS, "import os; os.mkdir('x')", "OSError PermissionError", "written|changes to files are"),
    "reading": (
        LEVELS,
        "open('/etc/passwd')",
        "FileNotFoundError PermissionError",
        "own files",
    ),
    "processes": (LEVELS, "import os; os.fork()", "PermissionError", "new processes"),
    "programs": (
        LEVELS,
        "import subprocess; subprocess.run(['ls'])",
        "PermissionError",
        "other programs",
    ),
    "network": (LEVELS, "import socket; socket.socket()", "PermissionError", "network connections and"),
}


def program(body: str) -> str:
    return f"def gradf(*_):\n    print('before', flush=True)\n    {body}\n    return [1]"


@pytest.mark.parametrize(
    ("sandbox", "name"),
    # What takes its time is tried at one level.
    [
        (level, name)
        for name in ENDS
        for level in EVERYWHERE
        if level == "full" or name not in ("cpu", "wall")
    ],
    indirect=["sandbox"],
)
def test_what_ends_a_worker_is_named_with_its_figure(sandbox: Sandbox, name: str) -> None:
    body, reason, figure = ENDS[name]

    limits = SMALL._replace(wall_s=1.0) if name == "wall" else SMALL

    outcomes, execution, _ = converse(sandbox, job(program(body), limits=limits), GRADF)

    assert outcomes[0] == Ended(reason=reason, figure=figure)
    assert execution.output.startswith("before\n")


@pytest.mark.parametrize(
    ("sandbox", "name"),
    [(level, name) for name, (levels, _, _, _) in RAISES.items() for level in levels],
    indirect=["sandbox"],
)
def test_what_a_limit_refuses_is_named_in_plain_words(sandbox: Sandbox, name: str) -> None:
    _, body, kinds, words = RAISES[name]

    outcomes, execution, _ = converse(sandbox, job(program(body), limits=SMALL), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].type in kinds.split()
    assert re.search(words, outcomes[0].message)
    assert execution.output == "before\n"


@pytest.mark.parametrize("sandbox", EVERYWHERE, indirect=True)
def test_after_a_flood_head_and_tail_are_kept(sandbox: Sandbox) -> None:
    body = "print('y' * 10**6, 'last words')"

    outcomes, execution, _ = converse(sandbox, job(program(body), limits=SMALL), GRADF)

    assert values(outcomes[0]) == [1.0]
    assert execution.output.startswith("before\nyyy")
    assert execution.output.endswith("yyy last words\n")
    assert execution.output_bytes == 10**6 + 19
    assert len(execution.output) < 17_000


BARE = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import converse, job
from tests.sandbox.test_limits import GRADF, SMALL, program
with Sandbox(level="process", required="process") as sandbox:
    for body in json.loads(sys.argv[1]):
        outcomes, _, _ = converse(sandbox, job(program(body), limits=SMALL), GRADF)
        print(outcomes[0].message)
"""


def test_without_walls_processes_and_files_have_limits_all_the_same() -> None:
    without = Machine("none", "process", (like_docker, without_landlock, without_seccomp))
    if not kernel.available() or os.geteuid() != 0 or why_not(without):
        pytest.skip("needs root, and an interpreter for every user")

    def prepare() -> None:
        for step in without.before:
            step()

    bodies = ["import os\n    while True: os.fork()", "open('x', 'wb').write(bytes(17 << 20))"]
    done = subprocess.run(
        [SYSTEM_PYTHON, "-B", "-c", BARE, json.dumps(bodies)],
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))},
        capture_output=True,
        text=True,
        preexec_fn=prepare,
        check=False,
    )

    assert done.stdout.splitlines() == [
        "[Errno 11] Resource temporarily unavailable; more than 64 processes",
        "[Errno 27] File too large; a file of more than 16 MB",
    ], done.stderr


def test_words_about_a_wall_are_said_only_where_it_stands() -> None:
    error = Raised(type="PermissionError", message="[Errno 1] Operation not permitted")

    assert in_plain_words(error, SMALL, ("separate process",)) == error
    assert "are refused here" in in_plain_words(error, SMALL, ("system-call filter",)).message


def test_an_array_that_is_too_large_is_a_matter_of_memory() -> None:
    error = Raised(type="_ArrayMemoryError", message="Unable to allocate 8 TiB")

    found = in_plain_words(error, SMALL, ())

    assert found.type == "MemoryError"
    assert found.message == "Unable to allocate 8 TiB; more than 128 MB of memory"
