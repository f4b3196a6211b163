"""The host of an attack, in a process of its own: grades what it is told to, over lines of JSON.

It is a process apart because a machine without namespaces cannot be made one again, and because an
attack that ends its host must not end the tests. It imports what ``grade submit`` imports, no more.

    python -B host.py LEVEL [BUBBLEWRAP]

Every line in is ``{"path": …, "limits": [cpu_s, wall_s, memory_mb, output_kb] or null}``, every line out
what came of it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
# What the tests are told of a report that is far too large.
TOLD, TOLD_CELLS = 1 << 20, 1000
SECRET = b"known to this process alone"


def main() -> None:
    """Open one sandbox at the level and serve until the input ends."""
    sys.path.insert(0, str(ROOT))
    # So that whatever outlives a zygote is found below this process, and not below init.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1)
    from grader import answers
    from grader.errors import SandboxError
    from grader.sandbox.runner import Sandbox

    exercise, key = answers.load(str(EXERCISE), secret=SECRET)
    level, *places = sys.argv[1:]
    if places:
        from grader.sandbox import bubblewrap

        bubblewrap.PLACES = tuple(places)
    with Sandbox(level=level, required=level) as sandbox:
        try:
            said = sandbox.stand()
        except SandboxError as error:
            tell({"problem": str(error)})
            return
        tell({"problem": "", "walls": said.walls, "zygote": sandbox.slot.pid})
        for line in sys.stdin:
            tell(outcome(json.loads(line), sandbox, exercise, key))


def tell(document: dict[str, object]) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def outcome(order, sandbox, exercise, key) -> dict[str, object]:  # noqa: ANN001 (imported late)
    """Return what came of one submission: the report without its timing, and this process's state."""
    from grader import pipeline
    from grader.errors import SubmissionError
    from grader.model import Limits
    from grader.report import document, github, gradescope, junit, markdown, prairielearn, spreadsheet, text
    from grader.report.escape import one_line
    from grader.report.html import student
    from grader.submission import read_submission

    start = time.monotonic()
    if order["limits"] is not None:
        cpu_s, wall_s, memory_mb, output_kb = order["limits"]
        limits = Limits(cpu_s=cpu_s, wall_s=wall_s, memory_mb=memory_mb, output_kb=output_kb)
        exercise = exercise._replace(limits=limits)
    try:
        submission = read_submission(order["path"])
    except SubmissionError as error:
        return {"refused": one_line(str(error)), "seconds": time.monotonic() - start, **state(sandbox)}
    # Its worker waits for it already, and the next one's does not yet: that would look like something left.
    sandbox.fork_ahead(exercise.limits)
    report = pipeline.grade(submission, exercise, key, run=sandbox.run, audience="instructor")
    seconds = time.monotonic() - start
    sandbox.rest()
    said = {
        "json": document.render(report),
        "text": text.render(report, color=False),
        "student": text.render(report._replace(audience="student"), color=False),
        "csv": spreadsheet.render(report),
        "github": github.render(report),
        "gradescope": gradescope.render(report),
        "html": student.render(report, submission.cells),
        "junit": junit.render(report),
        "markdown": markdown.render(report),
        "prairielearn": prairielearn.render(report),
    }
    sizes = {name: len(rendered) for name, rendered in said.items()}
    parsed = json.loads(said["json"])
    timing = parsed.pop("timing")
    if len(parsed["cells"]) > TOLD_CELLS:
        parsed["cells"] = parsed["cells"][:TOLD_CELLS]
    return {
        "refused": "",
        "seconds": seconds,
        "sizes": sizes,
        "report": parsed,
        "timing": timing,
        **{name: rendered[:TOLD] for name, rendered in said.items()},
        **state(sandbox),
    }


def state(sandbox) -> dict[str, object]:  # noqa: ANN001
    """Return what must not grow: descriptors and memory; and which process is the zygote."""
    reap(sandbox.slot.pid)
    known = os.path.isdir("/proc/self/fd")
    return {
        "zygote": sandbox.slot.pid,
        "descriptors": len(os.listdir("/proc/self/fd")) if known else 0,
        "memory_kib": memory_kib() if known else 0,
        "directory": os.getcwd(),
        "umask": os.umask(0o022),
    }


def reap(zygote: int) -> None:
    """Collect what was orphaned by a zygote's death and is dead itself."""
    while sys.platform == "linux":
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid == zygote:
            return
        os.waitpid(found.si_pid, 0)


def memory_kib() -> int:
    """Return the resident memory of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") // 1024


if __name__ == "__main__":
    main()
