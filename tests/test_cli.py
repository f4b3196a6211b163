"""The command as its users meet it: a process with arguments, two streams and an exit code."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader import __version__
from grader.cli.streams import for_terminal, wants_color
from grader.report import document
from grader.sandbox import kernel
from tests.report.builder import COMPARISON, check, held_out, published, report
from tests.sandbox.containers import like_docker

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "submissions" / "micrograd" / "ok.py"
HEAVY = {"torch", "numpy", "jsonschema", "yaml", "mpmath", "http", "urllib", "asyncio"}
FULL = report(check(published(), held_out()), comparisons=(COMPARISON,))


def run(
    *arguments: str | Path,
    cwd: Path = ROOT,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env=clean | {"PYTHONPATH": str(ROOT)} | dict(env or {}),
        capture_output=True,
        timeout=50,
        check=False,
    )


def modules_of(*arguments: str | Path) -> set[str]:
    """Return the top-level modules that a command imports."""
    program = (
        "import sys\nfrom grader.cli import run\ncode = run(sys.argv[1:])\n"
        "print('MODULES', code, *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        # Measurement imports modules of its own.
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
        check=True,
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(document.render(FULL), encoding="utf-8")
    return path


# --- asking for help --------------------------------------------------------------------------


def test_help_shows_examples_and_exit_codes() -> None:
    done = run("--help")

    assert done.returncode == 0
    assert b"grade submit hw.py " in done.stdout
    assert b"2  the input cannot be used" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["", "submit", "batch", "show", "replay", "lint", "export"])
def test_help_fits_into_80_columns_and_tells_beside_each_other_what_examples_do(command: str) -> None:
    lines = run(*command.split(), "--help").stdout.decode().splitlines()
    told = (re.match(r"    grade .*?  +(?=\w)", line) for line in lines)

    assert max(map(len, lines)) <= 80
    assert len({found.end() for found in told if found}) <= 1


def test_help_imports_click_and_no_more_of_ours_than_the_command_line() -> None:
    program = (
        "import sys\nfrom grader.cli import run\nrun(['--help'])\n"
        "print('MODULES', *(name for name in sys.modules if name.startswith('grader')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(done.stdout.rpartition("MODULES")[2].split()) == {
        "grader",
        "grader.cli",
        "grader.cli.commands",
        "grader.cli.options",
    }


def test_help_imports_nothing_heavy() -> None:
    assert not modules_of("submit", "--help") & HEAVY


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout.decode() == f"grade {__version__}\n"


def test_a_misspelt_command_is_answered_with_the_one_that_was_meant() -> None:
    done = run("sumbit", "x.py")

    assert done.returncode == 2
    assert b"no such command 'sumbit'; did you mean 'submit'?" in done.stderr
    assert done.stdout == b""


def test_an_unknown_command_is_answered_with_the_list() -> None:
    assert (
        b"there are submit, batch, merge, diff, list, show, explain, replay, doctor, lint, lock, export, "
        b"schema, completion" in run("frobnicate").stderr
    )


@pytest.mark.parametrize(
    "arguments", [["submit"], ["submit", "a", "b"], ["--frob"], ["show", "x", "--color", "red"]]
)
def test_a_wrong_command_line_is_exit_2_and_says_so_on_stderr(arguments: list[str]) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"Usage: grade")
    assert done.stderr.splitlines()[-1].startswith(b"grade: ")
    assert b"Traceback" not in done.stderr


def test_in_github_actions_a_wrong_command_line_is_an_annotation_too() -> None:
    done = run("submit", "student.py", "--report", "junti=x", env={"GITHUB_ACTIONS": "true"})

    assert done.returncode == 2
    assert b"::error title=grade::invalid value for '--report': no such form 'junti'; did you" in done.stderr


def test_help_is_shown_where_no_command_is_named() -> None:
    done = run()

    assert b"Usage: grade" in done.stdout + done.stderr
    assert b"grade:" not in done.stderr


@pytest.mark.parametrize("name", ["exercise", "report"])
def test_the_schemas_are_printed(name: str) -> None:
    done = run("schema", name)

    assert done.returncode == 0
    assert json.loads(done.stdout)["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(shell: str) -> None:
    done = run("completion", shell)

    assert done.returncode == 0
    assert b"_GRADE_COMPLETE" in done.stdout


def test_completion_completes_commands() -> None:
    env = {"_GRADE_COMPLETE": "bash_complete", "COMP_WORDS": "grade su", "COMP_CWORD": "1"}

    assert run(env=env).stdout == b"plain,submit\n"


def test_the_bundled_exercises_are_listed() -> None:
    done = run("list")

    assert done.returncode == 0
    assert re.search(r"^micrograd: .* points\)$", done.stdout.decode(), re.MULTILINE)
    assert "  gradf: " in done.stdout.decode()


# --- locking ----------------------------------------------------------------------------------


def test_a_lock_is_written_and_checked(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("mpmath")
    path = tmp_path / "exercise.yaml"
    path.write_bytes((ROOT / "exercises" / "micrograd" / "exercise.yaml").read_bytes())
    lock = tmp_path / "answers.lock.json"

    without = run("lock", tmp_path, "--check")
    written = run("lock", tmp_path)
    right = run("lock", tmp_path, "--check")
    lock.write_text(lock.read_text(encoding="utf-8").replace("-12.35355", "-12.25355"), encoding="utf-8")
    wrong = run("lock", tmp_path, "--check")

    assert (without.returncode, written.returncode, right.returncode, wrong.returncode) == (2, 0, 0, 2)
    assert written.stdout == f"{lock}: the answers are stored\n".encode()
    assert b"there is no lock; run `grade lock`" in without.stderr
    assert wrong.stdout == b""


# --- showing a report -------------------------------------------------------------------------


def test_a_report_is_shown_again(written: Path) -> None:
    done = run("show", written)

    assert done.returncode == 0
    assert b"OK for dim 0: expected -12.353553390593273, yours returns -12.353553390593273\n" in done.stdout
    assert done.stderr == b""


def test_a_report_is_read_from_standard_input(written: Path) -> None:
    assert run("show", "-", stdin=written.read_bytes()).stdout == run("show", written).stdout


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not a report: not JSON"),
        (b"\xff\xfe\x00", "not a report: not UTF-8 at byte 0"),
        (b'{"schema_version": 9}', "not a report: schema_version: expected 1, found 9"),
        (b"[" * 200_000, "not a report: not JSON: nested too deeply"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "damaged.json"
    path.write_bytes(content)
    done = run("show", path)

    assert done.returncode == 2
    assert done.stdout == b""
    assert re.fullmatch(f"grade: {re.escape(str(path))}: {re.escape(problem)}.*\n", done.stderr.decode())


def test_a_file_that_is_not_there_is_named() -> None:
    done = run("show", "no\x1b[31m.json")

    assert done.returncode == 2
    assert done.stderr == b"grade: no\\x1b[31m.json: cannot be read: no such file or directory\n"


def test_a_reader_that_goes_away_is_no_error(written: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m grader show {written} | true; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert (done.stdout, done.stderr) == (b"0\n", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_in_one_line(written: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "grader", "show", str(written)],
            cwd=ROOT,
            stdout=full,
            stderr=-1,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == b"grade: standard output: cannot be written: no space left on device\n"


def test_a_stream_without_utf8_gets_ascii(written: Path) -> None:
    done = run("show", written, env={"PYTHONIOENCODING": "latin-1"})

    assert done.stdout.isascii()
    assert b"x gradf" in done.stdout


# --- colour -----------------------------------------------------------------------------------


def shown_on_a_terminal(path: Path, **environ: str) -> bytes:
    """Return what ``grade show`` writes on a real terminal."""
    parent, child = pty.openpty()
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    subprocess.run(
        [sys.executable, "-m", "grader", "show", str(path)],
        cwd=ROOT,
        stdout=child,
        env=base | environ,
        check=True,
    )
    os.close(child)
    content = b""
    try:
        while piece := os.read(parent, 65536):
            content += piece
    except OSError:  # how Linux ends a terminal without a writer
        pass
    os.close(parent)
    return content


def test_a_terminal_gets_colour_unless_it_asks_not_to(written: Path) -> None:
    assert b"\x1b[32mOK" in shown_on_a_terminal(written)
    assert b"\x1b" not in shown_on_a_terminal(written, NO_COLOR="1")


def test_a_pipe_gets_no_colour_unless_it_asks_for_it(written: Path) -> None:
    assert b"\x1b" not in run("show", written).stdout
    assert b"\x1b[32mOK" in run("show", written, env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b[32mOK" in run("show", written, "--color", "always", env={"NO_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    ("choice", "environ", "terminal", "colour"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "0"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
    ],
)
def test_who_decides_about_colour(choice: str, environ: dict[str, str], terminal: bool, colour: bool) -> None:
    class Stream:
        def isatty(self) -> bool:
            return terminal

    assert wants_color(choice, Stream(), environ) is colour  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("encoding", "terminal", "marked"),
    [("utf-8", True, True), ("utf-8", False, False), ("latin-1", True, False)],
)
def test_words_from_right_to_left_are_marked_off_for_a_person_alone(
    encoding: str, terminal: bool, marked: bool
) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    Stream.encoding = encoding  # type: ignore[misc,assignment]

    assert for_terminal("\u05d3 1", Stream()) == ("\u2068\u05d3\u2069 1" if marked else "\u05d3 1")
    assert for_terminal("d 1", Stream()) == "d 1"


# --- grading ----------------------------------------------------------------------------------


def test_a_right_submission_is_exit_0_in_the_words_of_the_notebook() -> None:
    done = run("submit", SAMPLE)

    assert done.returncode == 0
    assert b"OK for dim 0: expected -12.353553390593273, yours returns -12.353553390593273\n" in done.stdout
    assert b"Comparison of the two approximations\nDim 0\nOne-sided approximation: " in done.stdout
    assert b"reference lock" in done.stdout
    assert done.stderr == b""


def test_grading_by_a_lock_imports_nothing_heavy() -> None:
    modules = modules_of("submit", SAMPLE)

    assert "0" in modules  # it was graded
    assert not modules & HEAVY


def test_a_wrong_submission_is_exit_1_unless_the_host_reads_the_report_alone() -> None:
    wrong = ROOT / "submissions" / "micrograd" / "gradf-wrong__lost_minus.py"

    assert run("submit", wrong).returncode == 1
    assert run("submit", wrong, "--exit-zero").returncode == 0


def test_json_on_stdout_is_the_report_alone() -> None:
    done = run("submit", SAMPLE, "--format", "json")

    assert json.loads(done.stdout)["exit_code"] == 0
    assert done.stderr == b""


def test_json_is_byte_identical_on_repetition_apart_from_timing(tmp_path: Path) -> None:
    reports = []
    for name in ("one.json", "two.json"):
        run("submit", SAMPLE, "--json", tmp_path / name)
        written = json.loads((tmp_path / name).read_bytes())
        del written["timing"]
        reports.append(json.dumps(written))

    assert reports[0] == reports[1]


def test_a_dash_writes_json_to_stdout_and_reads_stdin() -> None:
    done = run("submit", "-", "--json", "-", "-e", "micrograd", stdin=SAMPLE.read_bytes())

    assert json.loads(done.stdout)["points"] == json.loads(done.stdout)["points_possible"]


def test_the_instructor_sees_what_the_student_does_not() -> None:
    student, instructor = (
        run("submit", SAMPLE).stdout,
        run("submit", SAMPLE, "--audience", "instructor").stdout,
    )

    assert b"hidden inputs right" in student
    assert len(instructor) > len(student)


def test_a_report_that_cannot_be_written_is_exit_2() -> None:
    done = run("submit", SAMPLE, "--json", "/nowhere/report.json")

    assert done.returncode == 2
    assert done.stderr == b"grade: /nowhere/report.json: cannot be written: no such file or directory\n"


@pytest.mark.skipif(not kernel.available(), reason="refuses namespaces by a filter of Linux")
def test_walls_that_do_not_stand_run_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "grader", "submit", SAMPLE, "--require", "full"],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        preexec_fn=like_docker,
        check=False,
    )

    assert done.returncode == 3
    assert done.stdout == b""
    assert done.stderr.startswith(b"grade: --require full: these walls do not stand here (full: operation")


@pytest.mark.parametrize("allowed", [7, 16, 63])
def test_where_too_few_files_may_be_open_nothing_is_run_and_the_limit_is_named(allowed: int) -> None:
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))

    done = subprocess.run(
        [sys.executable, "-m", "grader", "submit", SAMPLE],
        cwd=ROOT,
        capture_output=True,
        preexec_fn=few,
        check=False,
        timeout=30,
    )

    assert done.returncode == 3
    assert f"at most {allowed} files may be open at a time here (ulimit -n), 64".encode() in done.stderr


def no_children_are_heard_of() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def all_signals_are_blocked() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


@pytest.mark.parametrize("left", [no_children_are_heard_of, all_signals_are_blocked])
def test_what_a_caller_left_of_its_signals_changes_nothing(left: Callable[[], None], tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.py").write_text("import os\ndef gradf(*_): os._exit(0)\n")
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-m", "grader", "batch", "class", "-e", "micrograd"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        preexec_fn=left,
        check=False,
        timeout=30,
    )

    assert done.returncode == 1
    assert done.stderr.endswith(b"class.jsonl: 1 graded\n")


@pytest.mark.skipif(not kernel.available(), reason="refuses namespaces by a filter of Linux")
def test_doctor_shows_what_is_missing_why_and_what_would_raise_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "grader", "doctor"],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        preexec_fn=like_docker,
        check=False,
    )

    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("level confined")
    assert re.search(r"^  namespaces +missing: operation not permitted", done.stdout, re.MULTILINE)
    assert re.search(r"^ +docker run .*SYS_ADMIN", done.stdout, re.MULTILINE)
    assert re.search(r"^  landlock +stands", done.stdout, re.MULTILINE)


def test_a_submission_that_is_not_there_is_exit_2() -> None:
    done = run("submit", "nowhere.py")

    assert done.returncode == 2
    assert done.stdout == b""
    assert re.fullmatch(r"grade: .*nowhere\.py.*\n", done.stderr.decode())


def test_more_than_one_file_is_answered_with_what_was_meant() -> None:
    done = run("submit", "my", "home work.py", "--json", "x")

    assert done.returncode == 2
    assert b"expected one file, found more: home work.py; put a name with spaces in quotes" in done.stderr
    assert b"grade submit [OPTIONS] SUBMISSION\n" in run("submit", "--help").stdout


def test_an_exercise_that_is_not_there_is_exit_2_with_the_list() -> None:
    done = run("submit", SAMPLE, "-e", "micrgrad")

    assert done.returncode == 2
    assert b"did you mean 'micrograd'?" in done.stderr


def test_a_damaged_exercise_is_shown_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_text("schema: 1\nid: own\nid: again\n", encoding="utf-8")
    done = run("submit", SAMPLE, "-e", path)

    assert done.returncode == 2
    assert f"{path}:3:1: ".encode() in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_fault_of_ours_is_one_line_and_exit_3() -> None:
    program = "import sys\nfrom grader import cli\nimport grader.report.reading as reading\n"
    program += "reading.parse = None\nsys.exit(cli.run(['show', '-']))"
    for debug, lines in (("", 1), ("1", None)):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            input=b"",
            env=os.environ | {"GRADE_DEBUG": debug},
            capture_output=True,
            check=False,
        )
        if lines is None:
            assert b"Traceback" in done.stderr
        else:
            assert done.returncode == 3
            assert re.fullmatch(rb"grade: internal error: TypeError: .*\n", done.stderr)


def test_an_interrupt_is_quiet_and_exit_130() -> None:
    # In the background of a shell the signal is ignored, and a child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        child = subprocess.Popen(
            [sys.executable, "-m", "grader", "show", "-"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    status = Path(f"/proc/{child.pid}/wchan")
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and not (status.exists() and "pipe" in status.read_text()):
        time.sleep(0.02)  # until it waits for its input
    child.send_signal(signal.SIGINT)
    _, stderr = child.communicate(timeout=10)

    assert child.returncode == 130
    assert stderr.strip() == b""


# --- grading once more ------------------------------------------------------------------------


def test_a_report_is_replayed(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    assert run("submit", SAMPLE, "--json", report).returncode == 0
    done = run("replay", report, SAMPLE)

    assert (done.returncode, done.stdout) == (0, b"same verdicts: the same report, times apart\n")
    assert run("replay", SAMPLE, SAMPLE).returncode == 2
    assert run("replay", report, SAMPLE, "--secret", "s").returncode == 0


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error_and_nothing_takes_their_place(closed: str, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    command = f'"{sys.executable}" -m grader submit "{SAMPLE}" --json "{written}" {closed}'

    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )

    assert done.returncode == 0
    report = json.loads(written.read_text(encoding="utf-8"))
    assert report["points"] == report["points_possible"]


def test_nothing_is_imported_from_the_folder_one_stands_in(tmp_path: Path) -> None:
    planted = f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__)\nraise SystemExit(77)\n"
    for name in ("click", "numpy", "json", "socket", "yaml", "jsonschema"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(planted, encoding="utf-8")
    submission = tmp_path / "student.py"
    submission.write_text("import numpy\n" + SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")

    for arguments in (["submit", submission, "--exercise", ROOT / "exercises" / "micrograd"], ["list"]):
        done = run(*arguments, cwd=tmp_path)

        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists()
