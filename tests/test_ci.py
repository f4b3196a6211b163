"""The lines of docs/ci.md, the action and the include for GitLab, run as they are written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.from_nothing import steps
from grader.report.escape import github_property

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "submissions" / "micrograd"
WRONG = SAMPLES / "gradf-wrong__two_dims_only.py"
BASH = ["bash", "-e", "-o", "pipefail", "-c"]


class Blocks:
    """The blocks of docs/ci.md that are for copying."""

    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    github, gitlab = map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    (shell,) = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A student's repository, and beside it ``grade`` on the path and a torch that cannot be imported."""
    command = tmp_path / "bin" / "grade"
    command.parent.mkdir()
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "torch.py").write_text("raise ImportError('absent')\n", encoding="utf-8")
    paths = os.pathsep.join((str(tmp_path / "absent"), str(ROOT)))
    start = f'#!/bin/sh\nPYTHONPATH="{paths}" exec {sys.executable} -m grader "$@"\n'
    command.write_text(start, encoding="utf-8")
    command.chmod(0o755)
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(SAMPLES / "ok.py", folder / "student.py")
    return folder


def run(command: list[str], checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    path = f"{checkout.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = clean | {"PATH": path} | variables
    return subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)


def action(checkout: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the step that grades; the one before it installs what is installed here."""
    script, variables = steps(inputs)["Grade"]
    summary = {"GITHUB_STEP_SUMMARY": str(checkout.parent / "summary.md"), "GITHUB_WORKSPACE": str(checkout)}
    return run([*BASH, script], checkout, **variables, **summary)


def inputs_of_the_page() -> dict[str, str]:
    (used,) = [step for step in Blocks.github["jobs"]["grade"]["steps"] if "grader@" in step["uses"]]
    inputs: dict[str, str] = used["with"]
    return inputs


def installed(script: str, checkout: Path, **variables: str) -> list[str]:
    """Return what the script has pip install."""
    python = checkout.parent / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {checkout.parent}/asked\n', encoding="utf-8")
    python.chmod(0o755)
    runner = {"RUNNER_TEMP": "T", "GITHUB_PATH": "/dev/null", "GITHUB_ACTION_PATH": "the grader"}
    run([*BASH, script], checkout, **runner, **variables)
    asked = (checkout.parent / "asked").read_text(encoding="utf-8").splitlines()
    return asked[asked.index("--disable-pip-version-check") + 1 :]


@pytest.mark.parametrize(
    ("code", "also"), [("import numpy as np\n", ["numpy"]), ("import math\n", []), (None, [])]
)
def test_numpy_is_installed_for_who_names_it_and_nobody_else(
    checkout: Path, code: str | None, also: list[str]
) -> None:
    if code is not None:
        (checkout / "my hw.py").write_text(code, encoding="utf-8")
    script, variables = steps({"submission": "my hw.py"})["Install"]
    before = job_of_the_page()["before_script"]
    gitlab = {"GRADE_PACKAGE": "the grader", "GRADE_SUBMISSION": "my hw.py"}

    assert installed(script, checkout, **variables) == ["the grader", *also]
    assert installed("\n".join(before), checkout, **gitlab) == ["the grader", *also]


# --- GitHub Actions ---------------------------------------------------------------------------


def test_the_workflow_of_the_page_grades_by_the_lock_without_torch(checkout: Path) -> None:
    done = action(checkout, inputs_of_the_page())

    assert (done.returncode, done.stderr) == (0, "")
    assert "::notice title=micrograd::13/13 points" in done.stdout
    assert "reference lock" in done.stdout
    assert "13/13" in (checkout.parent / "summary.md").read_text(encoding="utf-8")
    assert (checkout / "report.xml").exists()
    assert (checkout / "report.json").exists()


def test_a_wrong_answer_is_an_annotation_and_fails_the_step(checkout: Path) -> None:
    shutil.copy(WRONG, checkout / "student.py")
    done = action(checkout, inputs_of_the_page())

    assert done.returncode == 1
    assert re.search(r"^::error title=gradf%3A .*file=student.py", done.stdout, re.MULTILINE)


def test_what_cannot_be_graded_is_an_annotation_too(checkout: Path) -> None:
    script, variables = steps({"submission": "absent.py", "exercise": "micrograd"})["Grade"]
    done = run([*BASH, script], checkout, GITHUB_ACTIONS="true", **variables)

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "grade: absent.py: cannot be read: no such file or directory; did you mean student.py?",
        "::error title=grade::absent.py: cannot be read: no such file or directory; did you mean student.py?",
    ]


@pytest.mark.parametrize("name", ["$(touch ran).py", "`touch ran`.py", '"; touch ran; ".py', "-h.py", "*.py"])
def test_a_file_name_is_never_a_command_nor_an_option(checkout: Path, name: str) -> None:
    (checkout / "student.py").unlink()
    shutil.copy(WRONG, checkout / name)
    done = action(checkout, {"submission": name, "exercise": "micrograd"})

    assert done.returncode == 1
    assert f"file={github_property(name)}" in done.stdout
    assert not (checkout / "ran").exists()


def test_an_exercise_or_a_report_is_never_a_command_either(checkout: Path) -> None:
    hostile = {"submission": "student.py", "exercise": "$(touch ran)", "report": "json=$(touch ran)\n\n"}
    unknown = action(checkout, hostile)
    written = action(checkout, hostile | {"exercise": "micrograd"})

    assert (unknown.returncode, written.returncode) == (2, 0)
    assert (checkout / "$(touch ran)").exists()
    assert not (checkout / "ran").exists()


def test_no_script_of_the_action_holds_an_expression() -> None:
    scripts = [script for script, _ in steps({"submission": "student.py"}).values()]

    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


# --- GitLab and others ------------------------------------------------------------------------


def job_of_the_page() -> dict[str, Any]:
    """Return the job of the page with what it extends: lists of the job itself win, variables add up."""
    (included,) = Blocks.gitlab["include"]
    template = yaml.safe_load((ROOT / included["file"].lstrip("/")).read_text(encoding="utf-8"))
    job = Blocks.gitlab["grade"]
    extended: dict[str, Any] = template[job["extends"]]
    return extended | job | {"variables": extended["variables"] | job["variables"]}


@pytest.mark.parametrize(("sample", "code"), [(SAMPLES / "ok.py", 0), (WRONG, 1)])
def test_the_job_for_gitlab_grades_and_leaves_its_report(checkout: Path, sample: Path, code: int) -> None:
    shutil.copy(sample, checkout / "student.py")
    job = job_of_the_page()
    done = run(["sh", "-e", "-c", "\n".join(job["script"])], checkout, **job["variables"])

    assert (done.returncode, done.stderr) == (code, "")
    assert "reference lock" in done.stdout
    assert "<testsuite " in (checkout / job["artifacts"]["reports"]["junit"]).read_text(encoding="utf-8")


def test_the_job_for_gitlab_takes_no_name_as_a_command(checkout: Path) -> None:
    job = job_of_the_page()
    names = {"GRADE_SUBMISSION": "-h $(touch ran) *.py", "GRADE_EXERCISE": "$(touch ran) *"}
    done = run(["sh", "-e", "-c", "\n".join(job["script"])], checkout, **names)

    assert done.returncode == 2
    assert not (checkout / "ran").exists()


def test_the_job_for_gitlab_says_which_variable_is_missing(checkout: Path) -> None:
    (install,) = [line for line in job_of_the_page()["before_script"] if "GRADE_PACKAGE" in line]
    done = run(["sh", "-e", "-c", install], checkout, GRADE_PACKAGE="")

    assert done.returncode != 0
    assert "GRADE_PACKAGE: is not set" in done.stderr


def test_the_line_for_all_others_works_as_written(checkout: Path) -> None:
    done = run(["sh", "-e", "-c", Blocks.shell], checkout)

    assert (done.returncode, done.stderr) == (0, "")
    assert (checkout / "report.xml").exists()
    assert (checkout / "report.md").exists()
