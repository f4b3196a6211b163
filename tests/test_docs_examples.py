"""The examples of the pages, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.outside import accepted
from tests.report.test_classroom50 import ENVIRON

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "submissions" / "micrograd" / "ok.py"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a submission, and ``grade`` on the path."""
    command = tmp_path / "bin" / "grade"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m grader "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(SAMPLE, work / "student.py")
    return work


def run(command: list[str], home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    path = f"{home.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path} | environ
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)


def blocks(name: str, language: str = "") -> list[str]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_first_lines_on_forms_work_as_written(home: Path) -> None:
    done = run(["sh", "-e", "-c", blocks("formats.md")[0]], home)

    assert (done.returncode, done.stderr) == (0, "")
    assert (home / "report.xml").exists()
    assert (home / "report.csv").exists()
    assert "::notice title=micrograd::13/13 points" in done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="reads the time of a commit")
def test_the_autograder_for_classroom50_works_as_written(home: Path) -> None:
    (home / "autograder.py").write_text(blocks("formats.md", "python")[0], encoding="utf-8")
    commit = "git init -q && git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m first"
    run(["sh", "-c", commit], home, GIT_COMMITTER_DATE="2026-09-01T14:00:00+02:00")
    done = run([sys.executable, "autograder.py"], home, **ENVIRON)

    assert (done.returncode, done.stderr) == (0, "")
    result = accepted((home / "result.json").read_text(encoding="utf-8"), "classroom50")
    assert (result["datetime"], result["score"], result["max-score"]) == ("2026-09-01T12:00:00Z", 1300, 1300)


def test_the_examples_in_json_are_json() -> None:
    assert [json.loads(text.replace("…", "")) for text in blocks("formats.md", "json")] != []


@pytest.mark.slow
@pytest.mark.unmeasured
def test_the_exercise_about_a_class_works_as_written(home: Path) -> None:
    pytest.importorskip("torch")
    (home / "neuron" / "mistakes").mkdir(parents=True)
    exercise = next(text for text in blocks("exercise-file.md", "yaml") if "id: neuron" in text)
    (home / "neuron" / "exercise.yaml").write_text(exercise, encoding="utf-8")
    source = blocks("exercise-file.md", "python")[0]
    (home / "neuron" / "mistakes" / "tanh-square-missing.py").write_text(source, encoding="utf-8")
    lock, lint, submit = blocks("exercise-file.md", "sh")[0].splitlines()

    locked = run(lock.split(), home)
    linted = run(lint.split(), home)
    wrong = run(submit.split(), home)
    (home / "right.py").write_text(source.replace("out.data) * out", "out.data**2) * out"), encoding="utf-8")
    right = run(["grade", "submit", "right.py", "-e", "neuron"], home)

    assert (linted.returncode, linted.stderr) == (0, "")
    assert "tanh-square-missing.py" in linted.stdout
    assert linted.stdout.endswith("every known mistake is refused or flagged\n")
    assert (locked.returncode, wrong.returncode, right.returncode) == (0, 1, 0)
    assert "mistake tanh-square-missing" in wrong.stdout
    assert "OK for node * node" in wrong.stdout
    assert (home / "neuron" / "answers.lock.json").exists()
