"""The linter: what an exercise lets through is found, and an exercise without an effective check refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import answers
from grader.lint import table
from grader.lint.candidate import Kind
from grader.lint.linting import Linted, candidates, lint, problems
from grader.model import AnswerKey, Exercise, ReferenceSource, Verdict
from grader.sandbox.runner import Sandbox
from grader.scoring.key import compute_key
from grader.spec import catalog, schema

ROOT = Path(__file__).parent.parent.parent
MICROGRAD = str(ROOT / "exercises" / "micrograd" / "exercise.yaml")

SMALL = """\
schema: 1
id: small
title: small
functions:
  f: {args: [x, y], formula: "x**3 * sin(2*y)"}
checks:
  - id: df
    kind: gradient
    title: Gradient of f
    entry_point: df
    of: f
    dims: [df/dx, df/dy]
    cases:
      - {id: published, points: 1, at: {x: 2, y: 0.4}, tolerance: {atol: 1e-5}}
"""
PARABOLA = """\
schema: 1
id: parabola
title: parabola
functions:
  f: {args: [x], formula: "3*x**2 - 4*x + 5"}
checks:
  - id: slope
    kind: numerical_gradient
    entry_point: slope
    of: f
    at: {x: 3}
    method: symmetric
    cases:
      - {id: published, points: 1, rule: formula, tolerance: {atol: 1e-6}}
"""
HELD_OUT = """\
      - id: held-out
        points: 1
        hidden: true
        sample: {count: 3, x: [0.5, 90.0], y: [0.1, 1.2]}
        tolerance: {rtol: 1e-12, atol: 1e-12}
"""
REFLECTED = """\
schema: 1
id: reflected
title: numbers on the left
checks:
  - id: node
    kind: autodiff
    title: a class
    entry_point: Node
    leaf: Node(x)
    program: "y = 1/(x - 3*x)"
    backward: y
    cases:
      - {id: published, points: 1, leaves: {x: 0.5}, tolerance: {atol: 1e-6}}
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def built(text: str) -> tuple[Exercise, AnswerKey]:
    exercise = catalog.build_exercise(schema.parse(text, file="x.yaml"), digest="0" * 64)
    return exercise, compute_key(exercise, source=ReferenceSource.TAPE)


def linted(text: str, sandbox: Sandbox, path: str = "nowhere/exercise.yaml") -> Linted:
    return lint(*built(text), path, run=sandbox.run)


def let_through(found: Linted) -> list[str]:
    return [trial.candidate.code for check in found.checks for trial in check.let_through()]


def test_the_bundled_exercise_lets_no_known_mistake_through(sandbox: Sandbox) -> None:
    found = lint(*answers.load(MICROGRAD), MICROGRAD, run=sandbox.run, quick=True)

    assert problems(found) == ()
    assert all(len(check.refused()) >= 8 for check in found.checks)
    assert "every known mistake is refused or flagged" in table.render(found)


def test_one_published_point_leaves_the_cheats_to_a_flag(sandbox: Sandbox) -> None:
    (check,) = linted(SMALL, sandbox).checks
    pasted = next(trial for trial in check.trials if trial.candidate.code.startswith("the published answer"))

    assert (str(pasted.verdict), pasted.flags) == ("ok", ("differs-elsewhere",))


def test_a_wide_tolerance_lets_mistakes_through(sandbox: Sandbox) -> None:
    found = linted(SMALL.replace("atol: 1e-5", "atol: 7"), sandbox)
    through = let_through(found)

    assert any("sin((2*y))" in code for code in through)
    assert any(f"lets {len(through)} wrong answers through" in problem.message for problem in problems(found))


def test_hidden_points_and_a_tight_tolerance_close_the_gap(sandbox: Sandbox) -> None:
    found = linted(SMALL + HELD_OUT, sandbox)

    assert problems(found) == ()
    assert len(found.checks[0].refused()) > 30


def test_a_mistake_is_seen_by_the_dims_that_it_concerns(sandbox: Sandbox) -> None:
    (check,) = linted(SMALL + HELD_OUT, sandbox).checks
    seen = {trial.candidate.code: trial.seen_by for trial in check.trials}

    assert seen["exponent not lowered: (x**3)"] == ("published df/dx", "held-out df/dx")
    assert seen["right"] == ()


def test_answers_without_a_formula_are_tried_whatever_the_entry_point_is_called(sandbox: Sandbox) -> None:
    text = (SMALL + HELD_OUT).replace("id: df", "id: slope").replace("entry_point: df", "entry_point: slope")
    cheats = [
        trial
        for check in linted(text, sandbox).checks
        for trial in check.trials
        if trial.candidate.kind is Kind.CHEAT
    ]

    assert len(cheats) >= 18
    assert [trial.candidate.code for trial in cheats if str(trial.verdict) not in ("ok", "wrong")] == []


def test_a_factor_of_one_is_no_mistake_to_forget(sandbox: Sandbox) -> None:
    text = (SMALL + HELD_OUT).replace("x**3 * sin(2*y)", "1*x + y**2")

    assert problems(linted(text, sandbox)) == ()


def test_of_a_parabola_a_symmetric_difference_is_right_however_far_it_steps(sandbox: Sandbox) -> None:
    (check,) = linted(PARABOLA.replace("3*x**2", "x**3"), sandbox).checks

    assert problems(linted(PARABOLA, sandbox)) == ()
    assert "step far too large" in {trial.candidate.code for trial in check.refused()}


def test_what_a_class_does_with_a_number_that_stands_on_one_side_is_no_mistake() -> None:
    exercise, key = built(REFLECTED)
    tried = {each.code for each in candidates(exercise, exercise.checks[0], key)}
    lost = "operand gets no gradient"

    seen = {f"truediv: the second {lost}", f"mul: the first {lost}", f"sub: the first {lost}"}
    assert seen <= tried
    assert f"sub: the second {lost}" in tried  # there are nodes on both sides of it
    assert tried.isdisjoint((f"truediv: the first {lost}", f"mul: the second {lost}"))


def test_an_exercise_that_refuses_nothing_is_refused(sandbox: Sandbox) -> None:
    (problem,) = problems(linted(SMALL.replace("atol: 1e-5", "atol: 1e9"), sandbox))

    assert problem.message.startswith("no check refuses a wrong number")


def test_a_mistake_of_the_file_is_tried_under_its_name(sandbox: Sandbox) -> None:
    text = SMALL + HELD_OUT + "    mistakes: [{id: own, formula: ['3*x**2', 'x'], hint: look again}]\n"
    (check,) = linted(text, sandbox).checks

    own = next(trial for trial in check.trials if trial.candidate.code == "own")
    assert (own.candidate.kind, own.is_right()) == (Kind.MISTAKE, True)


@pytest.mark.parametrize(
    ("name", "fine"),
    [("wrong__zero.py", True), ("missing__zero.py", False), ("ok__zero.py", False), ("lost__zero.py", True)],
)
def test_a_file_has_to_do_what_its_name_says(
    sandbox: Sandbox, tmp_path: Path, name: str, *, fine: bool
) -> None:
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes" / name).write_text("def df(x, y):\n    return [x, y]\n", encoding="utf-8")
    own = "    mistakes: [{id: lost, formula: ['x', 'y'], hint: look again}]\n"
    found = linted(SMALL + HELD_OUT + own, sandbox, str(tmp_path / "exercise.yaml"))

    assert found.files[0].is_right() is fine
    assert (problems(found) == ()) is fine


def test_a_mistake_of_the_file_that_is_the_right_answer_is_told(sandbox: Sandbox) -> None:
    right = "['3 * x**2 * sin(2*y)', '2 * x**3 * cos(2*y)']"
    text = SMALL + HELD_OUT + f"    mistakes: [{{id: own, formula: {right}, hint: look again}}]\n"
    found = linted(text, sandbox)

    said = "check 'df': the formulas of mistake 'own' are right; mend or remove it"
    assert problems(found) == ((said, "df"),)
    assert "own" not in let_through(found)


@pytest.mark.parametrize("leaf", ["Node(x)", "Node(value=x)"])
def test_a_class_whose_leaf_names_its_number_is_tried_too(sandbox: Sandbox, leaf: str) -> None:
    text = REFLECTED.replace("leaf: Node(x)", f"leaf: {leaf}\n    data: value")
    (check,) = lint(*built(text), "nowhere/exercise.yaml", run=sandbox.run, quick=True).checks

    assert check.of(Kind.RIGHT)
    assert all(trial.is_right() for trial in check.of(Kind.RIGHT))
    assert check.refused()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ok", "[3*x**2 * sin(2*y), 2*x**3 * cos(2*y)]"),
        ("complex-step", "[f(x + 1e-20j, y).imag / 1e-20, f(x, y + 1e-20j).imag / 1e-20]"),
    ],
)
def test_a_file_may_be_right_or_only_be_flagged(
    sandbox: Sandbox, tmp_path: Path, name: str, body: str
) -> None:
    code = f"from cmath import *\ndef f(x, y): return x**3 * sin(2*y)\ndef df(x, y): return {body}\n"
    code = code.replace("cmath", "math") if name == "ok" else code
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes" / f"{name}__x.py").write_text(code, encoding="utf-8")
    (file,) = linted(SMALL + HELD_OUT, sandbox, str(tmp_path / "exercise.yaml")).files

    assert (file.verdicts, file.is_right()) == ((), True)


def test_the_command_exits_with_1_and_names_what_gets_through(tmp_path: Path) -> None:
    path = tmp_path / "exercise.yaml"
    path.write_text(SMALL.replace("atol: 1e-5", "atol: 7"), encoding="utf-8")
    arguments = [sys.executable, "-m", "grader", "lint", str(path), "--quick", "--json"]
    done = subprocess.run(arguments, capture_output=True, cwd=ROOT, timeout=50, check=False)

    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["checks"][0]["let_through"]
    assert b"exercise.yaml:7:5: check 'df' lets " in done.stderr


def test_a_module_that_is_not_installed_is_told_and_one_of_a_single_file_is_there(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path, site, student = tmp_path / "exercise.yaml", tmp_path / "site", tmp_path / "student.py"
    path.write_text(
        SMALL.replace("id: small", "id: small\nmodules: [math, lonely, lonley]"), encoding="utf-8"
    )
    site.mkdir()
    (site / "lonely.py").write_text("from math import sin, cos\n", encoding="utf-8")
    student.write_text(
        "import lonely\ndef df(x, y): return [3*x**2 * lonely.sin(2*y), 2*x**3 * lonely.cos(2*y)]\n",
        encoding="utf-8",
    )
    env = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, env=env, timeout=50, check=False)

    said = f"{path}:3:25: the module 'lonley' is not installed here: mend its name, or install it\n".encode()
    locked, linted = run("lock", path), run("lint", path, "--quick")
    assert (locked.returncode, locked.stderr) == (0, said)
    assert said in linted.stderr
    assert run("submit", student, "-e", path).returncode == 0


@pytest.mark.parametrize(
    ("verdict", "advice"),
    [(Verdict.WRONG, "widen a tolerance"), (Verdict.ERROR, "choose other inputs or limits")],
)
def test_a_right_answer_that_is_refused_is_told_of_its_check_with_what_helps(
    sandbox: Sandbox, verdict: Verdict, advice: str
) -> None:
    found = linted(SMALL + HELD_OUT, sandbox)
    first, *others = found.checks[0].trials
    assert first.candidate.kind is Kind.RIGHT
    refused = found.checks[0]._replace(trials=(first._replace(verdict=verdict, seen_by=()), *others))

    said = f"check 'df' refuses a right answer ({verdict}); {advice}"
    assert problems(found._replace(checks=(refused,))) == ((said, "df"),)
