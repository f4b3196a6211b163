"""The autograder as Gradescope would run it, in a folder that plays /autograder."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export import wheel
from grader.export.gradescope import archive, autograder
from grader.sandbox import kernel
from tests.report.outside import accepted
from tests.sandbox.containers import like_docker
from tests.test_cli import run

ROOT = Path(__file__).parent.parent.parent
EXERCISE = ROOT / "exercises" / "micrograd"
SAMPLES = ROOT / "submissions" / "micrograd"
BLOCKS = re.findall(
    r"^```sh\n(.*?)^```",
    (ROOT / "docs" / "gradescope.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, as the command writes it."""
    path = tmp_path_factory.mktemp("exported") / "autograder.zip"
    done = run("export", "gradescope", EXERCISE, "-o", path)
    assert (done.returncode, done.stderr) == (0, b"")
    return path


@pytest.fixture
def home(exported: Path, tmp_path: Path) -> Path:
    """A folder like /autograder after its setup; the wheel is unpacked where pip would have installed it."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results", "environment/bin"):
        (root / name).mkdir(parents=True)
    unpacked(exported, root / "source")
    (package,) = (root / "source").glob("*.whl")
    unpacked(package, root / "environment" / "library")
    python = root / "environment" / "bin" / "python"
    library = f'PYTHONPATH="{root}/environment/library"'
    python.write_text(f'#!/bin/sh\n{library} exec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return root


def unpacked(path: Path, target: Path) -> None:
    """Unpack an archive with the modes that it states, as unzip does."""
    with zipfile.ZipFile(path) as opened:
        for entry in opened.infolist():
            (target / entry.filename).parent.mkdir(parents=True, exist_ok=True)
            Path(opened.extract(entry, target)).chmod(entry.external_attr >> 16 & 0o777)


def graded(home: Path) -> dict[str, Any]:
    """Run the autograder and return the results that Gradescope would read."""
    done = autograde(home)
    assert (done.returncode, done.stderr) == (0, "")
    text = (home / "results" / "results.json").read_text(encoding="utf-8")
    return accepted(text, "gradescope")


def autograde(home: Path, machine: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    cache = str(home.parent / "cache")
    env = {"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(home), "XDG_CACHE_HOME": cache}
    command = [str(home / "source" / "run_autograder")]
    return subprocess.run(
        command, cwd=home, env=env, capture_output=True, text=True, check=False, preexec_fn=machine
    )


def points(results: dict[str, Any]) -> tuple[float, float]:
    return sum(test["score"] for test in results["tests"]), sum(
        test["max_score"] for test in results["tests"]
    )


# --- what is graded ---------------------------------------------------------------------------


def test_a_right_script_gets_all_points_by_the_lock(home: Path) -> None:
    shutil.copy(SAMPLES / "ok.py", home / "submission")
    results = graded(home)

    assert points(results) == (13.0, 13.0)
    assert "reference lock" in results["output"]
    assert os.listdir(home / "results") == ["results.json"]


def test_a_wrong_notebook_in_a_folder_beside_what_systems_add_loses_points(home: Path) -> None:
    folder = home / "submission" / "homework 1"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (home / "submission" / "__MACOSX").mkdir()
    name = "gradf-wrong__inner_derivative_is_b.ipynb"
    for place in (folder, folder / ".ipynb_checkpoints", home / "submission" / "__MACOSX"):
        shutil.copy(SAMPLES / name, place)
    (folder / "notes.txt").write_text("notes", encoding="utf-8")
    results = graded(home)

    assert 0 < points(results)[0] < points(results)[1]
    assert {test["status"] for test in results["tests"]} == {"passed", "failed"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "found none; hand in"),
        ({"notes.txt": "x"}, "found none; hand in"),
        ({"a.py": "x", "b.ipynb": "{}"}, "found 2: a.py, b.ipynb; hand in only the one"),
        ({"empty.py": ""}, "empty.py: the file is empty"),
        ({"broken.ipynb": "{"}, "broken.ipynb:1:2: not a notebook"),
    ],
)
def test_what_cannot_be_graded_is_told_to_the_student(home: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (home / "submission" / name).write_text(text, encoding="utf-8")
    results = graded(home)

    assert (results["score"], results["tests"]) == (0, [])
    assert results["output"].startswith("Nothing was graded: ")
    assert said in results["output"]


def test_a_link_to_the_answers_is_no_submission(home: Path) -> None:
    (home / "submission" / "a.py").symlink_to(home / "source" / "exercise" / "answers.lock.json")

    assert "found none" in graded(home)["output"]


def test_a_fault_of_the_grader_is_no_zero(home: Path) -> None:
    shutil.copy(SAMPLES / "ok.py", home / "submission")
    (home / "source" / "exercise" / "exercise.yaml").unlink()
    done = autograde(home)

    assert done.returncode != 0
    assert done.stderr.startswith("autograder: ")
    assert os.listdir(home / "results") == []


@pytest.mark.skipif(not kernel.available(), reason="refuses namespaces by a filter of Linux")
def test_in_a_container_a_submission_is_graded_and_cannot_read_the_answers(home: Path) -> None:
    answers = home / "source" / "exercise" / "answers.lock.json"
    reads = f"def gradf(a, b, c):\n    return [float(len(open({str(answers)!r}).read()))] * 3\n"
    (home / "submission" / "student.py").write_text(reads, encoding="utf-8")
    done = autograde(home, like_docker)
    results = accepted((home / "results" / "results.json").read_text(encoding="utf-8"), "gradescope")

    assert (done.returncode, done.stderr) == (0, "")
    assert results["extra_data"]["sandbox_level"] == "confined"
    assert "PermissionError" in results["tests"][0]["output"]


@given(st.text(max_size=200))
def test_every_refusal_is_one_that_gradescope_reads(message: str) -> None:
    assert accepted(autograder.refusal(message), "gradescope")["score"] == 0


# --- the archive ------------------------------------------------------------------------------


def test_the_archive_holds_scripts_that_run_the_grader_and_the_exercise(exported: Path) -> None:
    with zipfile.ZipFile(exported) as opened:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in opened.infolist()}
        document = opened.read("exercise/exercise.yaml")

    assert modes.pop("setup.sh") == modes.pop("run_autograder") == 0o755
    assert modes.keys() == {wheel.NAME, "exercise/exercise.yaml", "exercise/answers.lock.json"}
    assert document == (EXERCISE / "exercise.yaml").read_bytes()


def test_the_same_exercise_gives_the_same_bytes(exported: Path) -> None:
    assert archive.build(str(EXERCISE / "exercise.yaml")) == exported.read_bytes()


def test_an_exercise_without_a_lock_that_fits_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "own"
    shutil.copytree(EXERCISE, copy)
    with (copy / "exercise.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")

    with pytest.raises(UsageError, match=r"made for other bytes of the exercise; run `grade lock` first"):
        archive.build(str(copy / "exercise.yaml"))


def test_an_archive_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = run("export", "gradescope", EXERCISE, "-o", tmp_path / "absent" / "autograder.zip")

    assert done.returncode == 2
    assert b"cannot be written: no such file" in done.stderr


# --- the wheel and the scripts ----------------------------------------------------------------


def test_the_wheel_needs_what_the_project_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert list(wheel.REQUIREMENTS) == project["dependencies"]
    assert f"Requires-Python: {project['requires-python']}\n".encode() in b"".join(wheel.metadata().values())
    assert {f"grade = {project['scripts']['grade']}"} < set(
        wheel.metadata()[f"{wheel.NAME.removesuffix('-py3-none-any.whl')}.dist-info/entry_points.txt"]
        .decode()
        .splitlines()
    )


def test_the_record_of_the_wheel_is_true() -> None:
    with zipfile.ZipFile(io.BytesIO(wheel.build())) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    (record,) = [name for name in files if name.endswith("/RECORD")]
    listed = dict(line.rsplit(",", 2)[:2] for line in files[record].decode().splitlines())

    assert listed.pop(record) == ""
    digests = {name: hashlib.sha256(content).digest() for name, content in files.items() if name != record}
    assert listed == {
        name: f"sha256={urlsafe_b64encode(digest).rstrip(b'=').decode()}" for name, digest in digests.items()
    }
    assert not any("__pycache__" in name or "exercises" in name for name in files)


@pytest.mark.parametrize("script", archive.SCRIPTS)
def test_the_scripts_are_bash(script: str) -> None:
    path = ROOT / "grader" / "export" / "gradescope" / script
    done = subprocess.run(["bash", "-n", str(path)], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_setup_without_a_recent_python_asks_for_one_and_says_what_is_missing(tmp_path: Path) -> None:
    asked = tmp_path / "apt-get"
    asked.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n', encoding="utf-8")
    asked.chmod(0o755)
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    command = [shutil.which("bash") or "bash", str(ROOT / "grader" / "export" / "gradescope" / "setup.sh")]
    env = {"PATH": str(tmp_path), "AUTOGRADER_ROOT": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("setup.sh: expected Python 3.11 or later, found none; choose a newer base image\n")
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines() == [
        "update",
        "install -y python3 python3-venv",
        "install -y python3.11 python3.11-venv",
    ]


def test_the_lines_of_the_page_work_as_written(home: Path) -> None:
    work = home.parent
    shutil.copy(SAMPLES / "ok.py", work / "student.py")
    command = work / "bin" / "grade"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec {sys.executable} -m grader "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    # All but the one line that needs the network: the environment that it makes stands already.
    lines = [line for line in "".join(BLOCKS).splitlines() if "setup.sh" not in line]
    env = {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(lines)], cwd=work, env=env, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert points(accepted(done.stdout[done.stdout.index("{") :], "gradescope")) == (13.0, 13.0)
