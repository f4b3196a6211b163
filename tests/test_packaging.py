"""What the built wheel carries, used outside the checkout."""

from __future__ import annotations

import importlib.util
import os
import pkgutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import grader

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    pytest.importorskip("build")
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = target.glob("*.whl")
    return path


@pytest.mark.slow
def test_exercises_and_schemas_travel_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "grader/exercises/micrograd/exercise.yaml",
        "grader/exercises/micrograd/answers.lock.json",
        "grader/report/report.schema.json",
        "grader/scoring/showing.bin",
        "grader/spec/exercise.schema.json",
        "grader/py.typed",
    } <= names
    assert not any("tests" in name or "__pycache__" in name for name in names)


@pytest.mark.slow
def test_the_installed_wheel_grades_outside_the_checkout_by_its_lock(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    submission = tmp_path / "student.py"
    submission.write_bytes((ROOT / "submissions" / "micrograd" / "ok.py").read_bytes())
    # A module that cannot be imported stands in for a torch that is not installed.
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "torch.py").write_text("raise ImportError('absent')\n", encoding="utf-8")
    paths = os.pathsep.join((str(tmp_path / "absent"), str(installed)))

    done = subprocess.run(
        [sys.executable, "-P", "-m", "grader", "submit", str(submission)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode == 0
    assert "reference lock" in done.stdout


MODULES = [each.name for each in pkgutil.walk_packages(grader.__path__, "grader.")]
NEEDS = {"grader.scoring.reference": "torch", "grader.scoring.precise": "mpmath"}


def test_every_module_can_be_imported() -> None:
    """Beside what it claims: a module that no test imports would be missing where coverage is measured."""
    for name in MODULES:
        missing = name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None
        if name != "grader.__main__" and not missing:  # that one runs the command
            importlib.import_module(name)
