from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.digest import sha256_hex
from grader.errors import SpecError, UsageError
from grader.model import (
    AutodiffTask,
    Expected,
    GradientTask,
    Input,
    Limits,
    Method,
    NumericalGradientTask,
    Range,
    Sample,
    Tolerance,
)
from grader.spec import catalog, schema
from tests.spec.exercise_text import TEXT

PATH = catalog.bundled_exercises()[0]
SEED_GRADIENT = (-12.353553390593273, 10.25699027111255, 0.0625)


def test_the_seed_has_its_numbers_to_the_last_digit() -> None:
    exercise = catalog.load_exercise(PATH)

    gradf, one_sided, symmetric, softmax = exercise.checks
    at = (Input(name="a", value=2), Input(name="b", value=3), Input(name="c", value=4))
    for check in (gradf, one_sided, symmetric):
        assert check.cases[0].at == at
        assert tuple(each.value for each in check.cases[0].expected) == SEED_GRADIENT
        assert check.cases[0].tolerance == Tolerance(atol=1e-5)
    assert softmax.cases[0].at == (Input(name="logits", value=(0.0, 3.0, -2.0, 1.0)),)
    assert softmax.cases[0].expected == (
        Expected(dim="loss", value=2.1755153626167147),
        Expected(dim="logits[0].grad", value=0.041772570515350445),
        Expected(dim="logits[1].grad", value=0.8390245074625319),
        Expected(dim="logits[2].grad", value=0.005653302662216329),
        Expected(dim="logits[3].grad", value=-0.8864503806400986),
    )


def test_the_seed_has_its_checks() -> None:
    exercise = catalog.load_exercise(PATH)

    assert [check.id for check in exercise.checks] == [
        "gradf",
        "numerical_grad",
        "numerical_grad2",
        "softmax_nll",
    ]
    gradf, one_sided, symmetric, softmax = (check.task for check in exercise.checks)
    dims = ("df/da", "df/db", "df/dc")
    assert gradf == GradientTask(of="f", dims=dims)
    assert one_sided == NumericalGradientTask(of="f", dims=dims, method=Method.ONE_SIDED)
    assert symmetric == NumericalGradientTask(
        of="f", dims=dims, method=Method.SYMMETRIC, better_than="numerical_grad"
    )
    assert isinstance(softmax, AutodiffTask)
    assert (softmax.leaf, softmax.backward, softmax.watch) == (
        "Value(x)",
        "loss",
        ("counts", "denominator", "probs"),
    )
    assert exercise.modules == ("numpy",)
    assert exercise.limits == Limits()
    assert exercise.checks[0].template.answer == (0.0, 0.0, 0.0)
    assert exercise.checks[3].template.methods == ("__init__", "__repr__", "__add__", "backward")
    assert exercise.checks[1].forbid.calls == ("gradf",)


def test_held_out_cases_are_strict_and_hidden() -> None:
    exercise = catalog.load_exercise(PATH)

    held_out = [case for check in exercise.checks for case in check.cases if case.sample is not None]
    assert [case.hidden for case in held_out] == [True, True]
    assert {case.tolerance for case in held_out} == {
        Tolerance(atol=1e-12, rtol=1e-9),
        Tolerance(atol=1e-12, rtol=1e-12),
    }
    assert held_out[1].sample == Sample(count=3, ranges=(Range(name="logits", low=-3.0, high=3.0, size=4),))


def test_the_digest_is_that_of_the_bytes() -> None:
    raw = Path(PATH).read_bytes()

    assert catalog.load_exercise(PATH).digest == hashlib.sha256(raw).hexdigest()
    assert catalog.load_source(PATH).digest == sha256_hex(raw)


def test_an_exercise_survives_the_way_through_json() -> None:
    source = catalog.load_source(PATH)
    stored = json.loads(json.dumps(source.document))

    exercise = catalog.build_exercise(stored, digest=source.digest)
    assert exercise == catalog.load_exercise(PATH)
    assert [type(each.value) for each in exercise.checks[0].cases[0].at] == [int, int, int]


def test_what_is_left_out_has_its_default() -> None:
    text = """\
schema: 1
id: small
title: small
functions: {g: {args: [x, y], formula: x*y}}
checks:
  - {id: a, kind: gradient, entry_point: grad_g, of: g, cases: [
      {id: only, points: 1, at: {y: 3, x: 2.0}, tolerance: {rtol: 1e-9}}]}
  - {id: b, kind: numerical_gradient, entry_point: estimate, of: g, method: symmetric, at: {x: 1, y: 2}}
  - {id: c, kind: autodiff, entry_point: Node, program: z = x.exp(), backward: z, cases: [
      {id: only, points: 1, leaves: {x: 2.0}, expected: {z: 7, x.grad: 7}, tolerance: {atol: 1}},
      {id: drawn, points: 1, sample: {count: 1, x: [0, 1]}, tolerance: {atol: 1}}]}
"""
    a, b, c = catalog.build_exercise(schema.parse(text, file="x.yaml"), digest="").checks

    assert a.task == GradientTask(of="g", dims=("dg/dx", "dg/dy"))
    assert a.title == "a"
    assert a.cases[0].at == (Input(name="x", value=2.0), Input(name="y", value=3))
    assert (b.cases[0].id, b.points, b.cases[0].tolerance) == ("published", 1.0, Tolerance(atol=1e-5))
    assert b.cases[0].at == (Input(name="x", value=1), Input(name="y", value=2))
    assert isinstance(c.task, AutodiffTask)
    assert c.task.leaf == "Node(x)"
    assert c.cases[0].expected == (Expected(dim="z", value=7.0), Expected(dim="x.grad", value=7.0))
    assert c.cases[1].sample == Sample(count=1, ranges=(Range(name="x", low=0.0, high=1.0),))


def test_building_from_a_lock_imports_no_parser() -> None:
    program = (
        "import sys; before = set(sys.modules); import json; from grader.spec import catalog; "
        "catalog.build_exercise(json.load(sys.stdin), digest=''); "
        "print(sorted({'yaml', 'jsonschema', 'numpy', 'torch', 'ast'} & set(sys.modules) - before))"
    )
    document = json.dumps(catalog.load_source(PATH).document)

    done = subprocess.run(
        [sys.executable, "-c", program], input=document, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_file_that_is_not_there_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.yaml: cannot read the exercise: no such file or directory"):
        catalog.load_exercise(str(tmp_path / "gone.yaml"))
    with pytest.raises(UsageError, match="cannot read the exercise"):
        catalog.load_exercise("a\0b")


def test_a_file_that_is_no_text_is_the_authors_fault(tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_bytes(b"id: \xff")

    with pytest.raises(SpecError, match=r"exercise\.yaml:1:5: found the byte 0xff: expected text in UTF-8"):
        catalog.load_exercise(str(path))


def test_a_byte_order_mark_and_carriage_returns_are_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    assert catalog.load_exercise(str(path))._replace(digest="") == catalog.load_exercise(PATH)._replace(
        digest=""
    )


def test_an_exercise_is_found_by_id_file_and_folder(tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_text(TEXT)

    assert catalog.find_exercise("micrograd", None) == PATH
    assert catalog.find_exercise(str(path), None) == str(path)
    assert catalog.find_exercise(str(tmp_path), "elsewhere.py") == str(path)


def test_the_nearest_exercise_above_a_submission_is_taken(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "exercise.yaml").write_text(TEXT)

    assert catalog.find_exercise(None, str(inner / "student.py")) == str(tmp_path / "exercise.yaml")
    (tmp_path / "a" / "exercise.yaml").write_text(TEXT)
    assert catalog.find_exercise(None, str(inner)) == str(tmp_path / "a" / "exercise.yaml")


def test_the_only_bundled_exercise_is_the_last_resort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    for submission in (None, "-", str(tmp_path / "student.py")):
        assert catalog.find_exercise(None, submission) == PATH


def test_an_unknown_exercise_is_refused_with_the_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        catalog.find_exercise("microgard", None)
    assert str(caught.value) == (
        "no exercise 'microgard': neither a bundled id nor a path; bundled exercises: micrograd; "
        "did you mean 'micrograd'?"
    )
    with pytest.raises(UsageError, match=r"the folder has no exercise\.yaml$"):
        catalog.find_exercise(str(tmp_path), None)
    for name in ("Exercise.yaml", "exercise.yml"):
        (tmp_path / name).write_text("")
        said = rf"the folder has no exercise\.yaml; is it {name}\? Then rename it$"
        with pytest.raises(UsageError, match=said):
            catalog.find_exercise(str(tmp_path), None)


def bundle(package: Path, *ids: str) -> subprocess.CompletedProcess[str]:
    """Find an exercise with a copy of the package that carries ``ids``, in a folder without any."""
    os.makedirs(package / "exercises", exist_ok=True)
    for each in ids:
        (package / "exercises" / each).mkdir()
        (package / "exercises" / each / "exercise.yaml").write_text(TEXT)
    root = Path(catalog.__file__).parent.parent
    for name in ("__init__.py", "digest.py", "errors.py"):
        (package / name).write_text((root / name).read_text())
    shutil.copytree(root / "model", package / "model")
    (package / "spec").mkdir()
    for name in ("__init__.py", "catalog.py"):
        (package / "spec" / name).write_text((root / "spec" / name).read_text())
    program = "from grader.spec import catalog; print(catalog.find_exercise(None, None))"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=package.parent,
        env={"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installed_package_carries_its_exercises(tmp_path: Path) -> None:
    done = bundle(tmp_path / "grader", "micrograd")

    assert done.stdout.strip() == str(tmp_path / "grader" / "exercises" / "micrograd" / "exercise.yaml")


def test_among_several_bundled_exercises_none_is_guessed(tmp_path: Path) -> None:
    done = bundle(tmp_path / "grader", "one", "two")

    assert "choose an exercise with -e ID or -e PATH; bundled exercises: one, two" in done.stderr
