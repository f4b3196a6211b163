"""Which level a sandbox reaches: the highest that stands, never one below what is required."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.model import Ended, EndReason, Limits
from grader.sandbox import bubblewrap, kernel, proof
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import HIGHEST, LEVELS, Slot
from tests.attacks.machine import Machine, why_not
from tests.sandbox.containers import (
    as_nobody,
    like_docker,
    only_bubblewrap,
    setuid_copy,
    without_landlock,
)
from tests.sandbox.conversing import GRADF, GRADF_SOURCE, converse, job, values

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
pytestmark = pytest.mark.skipif(not kernel.available(), reason="needs Linux on x86-64 or aarch64")

# The outcome of one job, the level and the error, if nothing was run.
BY_BUBBLEWRAP = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from grader.sandbox import bubblewrap, probe, proof, readable, walls
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job
bubblewrap.PLACES = tuple(sys.argv[1:])
found = probe.probe(readable.interpreter_paths())
source = "import os\\nnames = sorted({{*os.environ}} - {{'LC_CTYPE'}})\\n"
source += "print(names, os.getcwd(), os.path.exists('/proc'))\\n"
source += "def gradf(*_):\\n    return [bytearray(1 << 26) for _ in range(99)]"
with Sandbox(required="confined") as sandbox:
    outcomes, execution, _ = converse(sandbox, job(source), GRADF)
    said = [execution.level, execution.walls, execution.output, outcomes[0].message, sandbox.slot.prove]
with Sandbox(required="confined") as sandbox:
    said += [sandbox.stand().level, sandbox.slot.wrapped, sandbox.slot.prove]
print(json.dumps([found.level, [list(wall) for wall in found.walls], *said]))
"""
RUN = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from grader.errors import SandboxError
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job, values
required = sys.argv[1]
try:
    with Sandbox(required=required) as sandbox:
        outcomes, execution, _ = converse(sandbox, job({GRADF_SOURCE!r}), GRADF)
        print(json.dumps([values(outcomes[0]), execution.level, list(execution.walls)]))
except SandboxError as error:
    print(json.dumps([None, "", str(error)]))
"""


def outcome_of(
    folder: Path, required: str, *before: Callable[[], None], python: str = sys.executable
) -> list[object]:
    """Return what a job on a fresh sandbox came to, in an interpreter that starts after ``before``."""

    def prepare() -> None:
        for step in before:
            step()

    folder.chmod(0o777)
    done = subprocess.run(
        [python, "-B", "-c", RUN, required],
        cwd="/",
        env={"XDG_CACHE_HOME": str(folder)},
        capture_output=True,
        preexec_fn=prepare,
        check=True,
    )
    outcome = json.loads(done.stdout)
    assert isinstance(outcome, list)
    return outcome


def test_the_highest_level_is_reached_and_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert proof.read() == ""

    with Sandbox() as first:
        level = first.stand().level
        proven = first.slot.prove

    assert proven
    if level == "process":
        pytest.skip("nothing to remember here")
    assert proof.read() == level
    slot = Slot()
    assert (slot.level, slot.prove) == (level, False)
    slot.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text(path.read_text().replace("full", "fuller")),
        lambda path: path.write_text("another boot\n" + path.read_text()),
        lambda path: path.chmod(0o666),
        lambda path: path.unlink(),
    ],
    ids=["unknown", "another_key", "open_to_all", "gone"],
)
def test_a_proof_that_does_not_hold_is_not_believed(
    spoil: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    proof.write("full")
    assert proof.read() == "full"

    spoil(next((tmp_path / "grade").iterdir()))

    assert proof.read() == ""


def test_a_low_level_is_believed_for_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    proof.write("confined")
    assert proof.read() == "confined"

    path = next((tmp_path / "grade").iterdir())
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 4000))

    assert proof.read() == ""


def test_where_namespaces_are_refused_confined_stands_and_runs(tmp_path: Path) -> None:
    values, level, walls = outcome_of(tmp_path, "confined", like_docker)

    assert values == [1.0]
    assert level == "confined"
    assert "system-call filter" in walls  # type: ignore[operator]


@pytest.mark.unmeasured
@pytest.mark.parametrize("setuid", [True, False])
def test_where_only_bubblewrap_may_make_namespaces_it_makes_them(tmp_path: Path, setuid: bool) -> None:
    machine = Machine("by bubblewrap", "full", (only_bubblewrap,), bubblewrap=True)
    if os.geteuid() != 0 or why_not(machine):
        pytest.skip(why_not(machine) or "needs root")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        copy = setuid_copy(Path(folder))
        assert copy is not None
        copy.chmod(0o4755 if setuid else 0o755)
        done = subprocess.run(
            [SYSTEM_PYTHON, "-B", "-c", BY_BUBBLEWRAP, str(copy)],
            cwd="/",
            env={"XDG_CACHE_HOME": folder},
            capture_output=True,
            text=True,
            preexec_fn=only_bubblewrap,
            check=False,
        )
    assert not done.stderr
    best, table, level, walls, output, message, *proofs = json.loads(done.stdout)
    rows = {name: (stands, remedy) for name, stands, _, remedy in table}

    assert best == level == ("full" if setuid else "confined")
    assert rows["namespaces"] == (False, "sudo sysctl user.max_user_namespaces=15000")
    assert rows["bubblewrap"] == (setuid, "" if setuid else f"sudo chmod u+s {copy}")
    assert any(wall.startswith("bubblewrap's namespaces") for wall in walls) is setuid
    assert output == f"['PYTHONHASHSEED'] {'/empty False' if setuid else '/ True'}\n"
    assert message == "more than 256 MB of memory"
    assert proofs == [True, level, setuid, False]


def test_a_proof_by_bubblewrap_counts_while_it_is_there_and_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    proof.write(proof.BUBBLEWRAP)
    monkeypatch.setattr(bubblewrap, "PLACES", ())

    slot = Slot()
    slot.close()

    assert (slot.level, slot.wrapped, slot.prove) == (HIGHEST, False, True)


def test_where_landlock_is_missing_too_a_process_runs(tmp_path: Path) -> None:
    values, level, walls = outcome_of(tmp_path, "process", like_docker, without_landlock)

    assert values == [1.0]
    assert level == "process"
    assert "own working directory" in walls  # type: ignore[operator]


@pytest.mark.parametrize(
    ("required", "before", "reason"),
    [
        ("full", [like_docker], "operation not permitted"),
        ("confined", [like_docker, without_landlock], "not implemented"),
    ],
    ids=["full", "confined"],
)
def test_below_what_is_required_nothing_is_run(
    required: str, before: list[Callable[[], None]], reason: str, tmp_path: Path
) -> None:
    values, _, error = outcome_of(tmp_path, required, *before)

    assert values is None
    assert str(error).startswith(f"--require {required}: ")
    assert reason in str(error)


def test_an_unprivileged_user_reaches_the_same_level_and_runs() -> None:
    if os.geteuid() != 0:
        pytest.skip("every other test is this one")
    for path in [Path(SYSTEM_PYTHON), ROOT, *ROOT.parents]:
        if not path.exists() or not path.stat().st_mode & 1:
            pytest.skip(f"{path} is closed to other users")
    version = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import sys; print(sys.version_info >= (3, 11))"],
        capture_output=True,
        check=True,
    )
    if version.stdout.strip() != b"True":
        pytest.skip(f"{SYSTEM_PYTHON} is too old")
    # Not pytest's own folder, which is closed to other users.
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as other:
        as_root = outcome_of(Path(root), "process", python=SYSTEM_PYTHON)
        as_other = outcome_of(Path(other), "process", as_nobody, python=SYSTEM_PYTHON)

    assert as_other == as_root
    assert as_root[0] == [1.0]


def test_a_sandbox_opened_at_a_level_never_runs_above_or_below_it() -> None:
    with Sandbox(level="process") as sandbox:
        assert sandbox.stand().level == "process"
        with pytest.raises(SandboxError, match="opened at 'process'"):
            sandbox.require("confined")


def test_what_was_found_lower_before_is_tried_again_when_more_is_required(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    proof.write("confined")
    with Sandbox() as sandbox:
        assert sandbox.slot.level == "confined"
        try:
            sandbox.require("full")
        except SandboxError:
            pytest.skip("no full walls here")
        assert sandbox.stand().level == "full"
    assert proof.read() == "full"


# -- what the caller made of its own process --------------------------------------------------------


def test_a_service_that_keeps_signals_from_its_threads_hears_of_a_workers_end() -> None:
    sleeping = job(
        "import time\ndef gradf(*_): time.sleep(50)",
        limits=Limits(cpu_s=0.5, wall_s=1.0, memory_mb=256, output_kb=16),
    )
    kept = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        with Sandbox() as sandbox:
            outcomes, _, _ = converse(sandbox, sleeping, GRADF)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, kept)

    assert isinstance(outcomes[0], Ended)
    assert outcomes[0].reason is EndReason.TIME_LIMIT


@pytest.mark.parametrize("level", LEVELS)
def test_a_caller_whose_new_files_are_its_own_alone_gets_the_same_walls(level: str) -> None:
    """Imports of what is not loaded yet are what a root directory is needed for."""
    kept = os.umask(0o077)
    try:
        with Sandbox(level=level, required=level) as sandbox:
            outcomes, _, _ = converse(
                sandbox, job("import colorsys\ndef gradf(*_): return colorsys.rgb_to_hsv(1, 0, 0)"), GRADF
            )
    finally:
        os.umask(kept)

    assert values(outcomes[0]) == [0.0, 1.0, 1.0]


def test_a_service_that_ignores_or_reaps_all_its_children_can_grade() -> None:
    kept = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with Sandbox() as sandbox:
            outcomes, _, _ = converse(sandbox, job(GRADF_SOURCE), GRADF)
    finally:
        signal.signal(signal.SIGCHLD, kept)

    assert values(outcomes[0]) == [1.0]


def test_a_service_with_thousands_of_open_files_can_grade() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2048, hard), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):  # select takes none above 1,023
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        sandbox = stack.enter_context(Sandbox())
        outcomes, _, _ = converse(sandbox, job(GRADF_SOURCE), GRADF)

    assert values(outcomes[0]) == [1.0]


def test_threads_that_share_a_sandbox_take_turns() -> None:
    def one(number: int) -> list[float]:
        outcomes, _, _ = converse(sandbox, job(f"def gradf(*_): return [{number}]"), GRADF)
        return values(outcomes[0])

    with Sandbox() as sandbox, ThreadPoolExecutor(3) as threads:
        assert list(threads.map(one, range(9))) == [[float(number)] for number in range(9)]
