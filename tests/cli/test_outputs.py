"""``grade submit --report FORM=FILE`` as its users meet it."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from grader.cli import outputs, streams
from grader.cli.options import CLASS_FORMS, FORMS
from grader.errors import UsageError
from grader.model import Report, SourceCell, Submission
from tests.report import hostile
from tests.report.builder import check, held_out, published, report
from tests.report.test_classroom50 import ENVIRON
from tests.test_cli import HEAVY, ROOT, SAMPLE, modules_of, run

HIDDEN = report(check(published(), held_out(3, 5)))


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)


# --- every form -------------------------------------------------------------------------------


@pytest.mark.usefixtures("environ")
@pytest.mark.parametrize("form", FORMS)
def test_no_form_tells_a_student_what_is_hidden(form: str) -> None:
    text = outputs.rendered(HIDDEN, form, "student.py")

    assert len(text) > 100
    assert text.endswith("\n")
    assert not any(secret in text for secret in ("77.125", "99.25", "-55.5"))


@pytest.mark.parametrize("form", CLASS_FORMS)
@given(seen=hostile.reports(), code=hostile.TEXT)
@settings(max_examples=30)
def test_no_form_that_is_printed_gives_an_order_to_a_ci_system(form: str, seen: Report, code: str) -> None:
    handed_in = Submission("a.py", "script", "", (SourceCell(label="", text=code),))
    for line in outputs.rendered(seen, form, "a.py", handed_in).splitlines():
        assert not line.lstrip().startswith(hostile.COMMANDS), line
        assert not re.search(r"##\w*\[", line), line


@pytest.mark.usefixtures("environ")
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_same_on_repetition(form: str) -> None:
    def once(given: Report) -> str:
        return outputs.rendered(given, form, "student.py")

    assert once(HIDDEN) == once(HIDDEN)


def test_several_forms_are_written_at_once(tmp_path: Path) -> None:
    xml, table, plain = (tmp_path / name for name in ("r.xml", "r.csv", "r.json"))
    done = run(
        "submit", SAMPLE, "--report", f"junit={xml}", "--report", f"csv={table}", "--report", f"json={plain}"
    )

    assert done.returncode == 0
    assert b"OK for dim 0" in done.stdout
    assert ElementTree.parse(xml).getroot().get("failures") == "0"
    assert table.read_bytes().startswith(b'"exercise","submission"')
    assert json.loads(plain.read_bytes())["exit_code"] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv", "r.json", "r.xml"]


def test_a_dash_sends_a_form_to_standard_output_and_nothing_else() -> None:
    done = run("submit", SAMPLE, "--report", "gradescope=-")

    assert [test["status"] for test in json.loads(done.stdout)["tests"]] == ["passed"] * 4
    assert done.stderr == b""


def test_a_form_imports_its_own_module_and_nothing_heavy() -> None:
    program = (
        "import sys\nfrom grader.cli import run\ncode = run(sys.argv[1:])\n"
        "print('MODULES', *(name for name in sys.modules if name.startswith('grader.report.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "submit", str(SAMPLE), "--report", "csv=-"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stdout.rpartition("MODULES")[2].split()) == {
        "grader.report.escape",
        "grader.report.outcome",
        "grader.report.spreadsheet",
    }
    for form in ("junit=-", "github=-", "gradescope=-"):
        assert not modules_of("submit", SAMPLE, "--report", form) & HEAVY


def test_without_a_page_nothing_of_pages_is_imported() -> None:
    program = (
        "import sys\nfrom grader.cli import run\ncode = run(sys.argv[1:])\n"
        "print('MODULES', *(name for name in sys.modules if name.startswith('grader.report.html')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "submit", str(SAMPLE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.rpartition("MODULES")[2].split() == []
    assert not modules_of("submit", SAMPLE, "--html", "-") & HEAVY


def test_a_page_holds_the_code_that_was_handed_in(tmp_path: Path) -> None:
    done = run("submit", SAMPLE, "--html", tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")

    assert done.returncode == 0
    assert b"OK for dim 0" in done.stdout
    assert text.startswith("<!doctype html>")
    assert "def gradf(" in text


def test_a_page_on_standard_output_is_alone_there() -> None:
    done = run("submit", SAMPLE, "--html", "-")

    assert done.stdout.startswith(b"<!doctype html>")
    assert b"OK for dim 0:" not in done.stdout.partition(b"</html>")[2]
    refused = run("submit", SAMPLE, "--html", "-", "--json", "-")
    assert refused.returncode == 2
    assert b"found html and json" in refused.stderr


def test_help_names_every_form() -> None:
    text = " ".join(run("submit", "--help").stdout.decode().split())

    assert f"Forms: {', '.join(FORMS)}." in text


# --- what cannot be asked for -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("junti=r.xml", "no such form 'junti'; did you mean 'junit'?"),
        ("sarif=r.xml", f"no such form 'sarif'; there are {', '.join(FORMS)}"),
        ("junit", "expected junit=FILE, found 'junit'"),
        ("junit=", "expected junit=FILE, found 'junit='"),
    ],
)
def test_a_form_that_there_is_not_is_refused_before_anything_runs(value: str, problem: str) -> None:
    done = run("submit", "nowhere.py", "--report", value)

    assert done.returncode == 2
    assert done.stdout == b""
    assert problem in " ".join(done.stderr.decode().split())


@pytest.mark.parametrize(
    "options",
    [
        ("--report", "junit=-", "--report", "csv=-"),
        ("--report", "junit=-", "--json", "-"),
        ("--report", "junit=-", "--format", "json"),
    ],
)
def test_two_forms_are_not_mixed_on_standard_output(options: tuple[str, ...]) -> None:
    done = run("submit", "nowhere.py", *options)

    assert done.returncode == 2
    assert done.stdout == b""
    assert re.fullmatch(
        rb"grade: standard output: expected one form of the report, found (csv|json) and junit; "
        rb"give the others a file\n",
        done.stderr,
    )


def test_the_same_form_twice_on_standard_output_is_written_once() -> None:
    assert outputs.wanted("json", "-", (("json", "-"), ("csv", "a"), ("csv", "a"))) == (
        ("csv", "a"),
        ("json", "-"),
    )


def test_classroom50_says_what_its_runner_did_not_set() -> None:
    done = run("submit", SAMPLE, "--report", "classroom50=-", env={"SUBMISSION_TAG": ""})

    assert done.returncode == 2
    assert done.stderr == (
        b"grade: classroom50: expected SUBMISSION_TAG in the environment, found nothing; its runner sets it\n"
    )


# --- GitHub -----------------------------------------------------------------------------------


def test_the_summary_of_a_job_is_added_to_what_is_there(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("before\n", encoding="utf-8")
    for form in ("github=-", f"junit={tmp_path / 'r.xml'}"):
        run("submit", SAMPLE, "--report", form, env={"GITHUB_STEP_SUMMARY": str(page)})

    assert page.read_text(encoding="utf-8").startswith("before\n## micrograd exercises: 13/13 points\n")
    assert page.read_text(encoding="utf-8").count("## micrograd exercises") == 1


def test_a_summary_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    done = run("submit", SAMPLE, "--report", "github=-", env={"GITHUB_STEP_SUMMARY": str(tmp_path)})

    assert done.returncode == 2
    assert done.stderr == f"grade: {tmp_path}: cannot be written: is a directory\n".encode()


def test_an_annotation_names_the_file_by_its_place_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))

    assert outputs.place_in_repository(str(tmp_path / "hw" / "a.py")) == "hw/a.py"
    assert outputs.place_in_repository(str(tmp_path.parent / "a.py")) == ""
    assert outputs.place_in_repository("-") == ""


# --- files ------------------------------------------------------------------------------------


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def test_a_file_that_cannot_be_written_in_full_keeps_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-m", "grader", "submit", SAMPLE, "--report", f"json={path}"],
        cwd=ROOT,
        capture_output=True,
        preexec_fn=small_files,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == f"grade: {path}: cannot be written: file too large\n".encode()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_one_line() -> None:
    done = run("submit", SAMPLE, "--report", "csv=/dev/full")

    assert done.returncode == 2
    assert done.stderr == b"grade: /dev/full: cannot be written: no space left on device\n"


def test_a_link_keeps_pointing_to_its_file_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    run("submit", SAMPLE, "--report", f"csv={link}")

    assert link.is_symlink()
    assert real.read_bytes().startswith(b'"exercise"')
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_in_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    run("submit", SAMPLE, "--report", f"csv={pipe}")
    written, _ = reader.communicate(timeout=10)

    assert written.startswith(b'"exercise"')


def test_a_descriptor_that_is_a_pipe_is_written_in_place() -> None:
    reader, writer = os.pipe()
    streams.require_writable(f"/dev/fd/{writer}")
    streams.write_file(f"/dev/fd/{writer}", "marks")
    os.close(writer)
    with open(reader) as read:
        assert read.read() == "marks"


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_a_name_that_no_file_can_have_is_refused(path: str) -> None:
    from grader.cli.streams import write_file

    with pytest.raises(UsageError, match="cannot be written"):
        write_file(path, "x")
