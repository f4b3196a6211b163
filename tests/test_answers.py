"""The answer key on disk: what is read, what is believed, what is imported for it."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import answers
from grader.errors import ReferenceMissing, SpecError, UsageError
from grader.model import AnswerKey, ReferenceSource
from grader.scoring.key import compute_key, differences, prove
from grader.spec import catalog
from grader.spec.schema import place_of

pytest.importorskip("torch")
pytest.importorskip("mpmath")
ROOT = Path(__file__).parents[1]
BUNDLED = catalog.bundled_exercises()[0]
HEAVY = {"yaml", "jsonschema", "torch", "numpy", "mpmath"}


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a copy of the bundled exercise without a lock, with an empty cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "micrograd").mkdir()
    return str(shutil.copy(BUNDLED, tmp_path / "micrograd" / "exercise.yaml"))


@pytest.fixture
def locked(exercise: str) -> str:
    """Return the copy with its lock."""
    answers.write_lock(exercise)
    return exercise


def change(path: str, old: str, new: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")


def change_lock(exercise: str, /, **fields: Any) -> None:
    lock = Path(answers.lock_path(exercise))
    lock.write_text(json.dumps({**json.loads(lock.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


def run_python(code: str, *arguments: str, first: str = "") -> subprocess.CompletedProcess[str]:
    paths = f"{first}{os.pathsep}{ROOT}" if first else str(ROOT)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def no_torch(tmp_path: Path) -> str:
    """Return a folder whose torch cannot be imported."""
    folder = tmp_path / "absent"
    folder.mkdir()
    (folder / "torch.py").write_text("raise ImportError('absent')\n", encoding="utf-8")
    return str(folder)


# --- the lock -------------------------------------------------------------------------------


def test_a_lock_that_fits_answers_as_torch_does_and_brings_the_exercise(locked: str) -> None:
    exercise, key = answers.load(locked)
    computed, live = answers.load(locked, live=True)

    assert (key.source, live.source) == (ReferenceSource.LOCK, ReferenceSource.TORCH)
    assert exercise == computed
    assert key.cases == live.cases
    assert key.torch_version == live.torch_version


def test_a_lock_is_read_without_anything_heavy(locked: str) -> None:
    code = "import sys; from grader import answers; answers.load(sys.argv[1]); print(*sys.modules)"

    done = run_python(code, locked)

    assert done.returncode == 0
    assert "grader.answers" in done.stdout.split()
    assert not HEAVY & set(done.stdout.split())


def test_the_same_exercise_gives_the_same_bytes_and_no_file_is_left_over(locked: str) -> None:
    lock = Path(answers.lock_path(locked))
    before = lock.read_bytes()

    answers.write_lock(locked)

    assert lock.read_bytes() == before
    assert sorted(os.listdir(lock.parent)) == ["answers.lock.json", "exercise.yaml"]


def test_a_lock_has_the_documented_keys(locked: str) -> None:
    stored = json.loads(Path(answers.lock_path(locked)).read_text(encoding="utf-8"))

    assert set(stored) == {"schema", "exercise_digest", "exercise", "torch", "cases"}
    assert stored["exercise"]["id"] == "micrograd"
    assert stored["cases"][0]["answers"][0]["torch"] == [-12.353553390593273, 10.25699027111255, 0.0625]


@pytest.mark.parametrize(
    "fields",
    [
        {"schema": 2},
        {"exercise_digest": "0"},
        {"cases": []},
        {"exercise": {}},
        {"exercise": None},
        {"cases": [{"check": "gradf", "case": "published"}]},
    ],
)
def test_a_lock_that_does_not_fit_is_computed_again_and_the_reason_is_said(
    locked: str, fields: dict[str, Any]
) -> None:
    change_lock(locked, **fields)

    _, key = answers.load(locked)

    assert key.source is ReferenceSource.TORCH
    assert "the lock" in answers.lock_problem(locked, key.exercise_digest)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_damaged_lock_is_never_believed(locked: str, content: bytes) -> None:
    Path(answers.lock_path(locked)).write_bytes(content)

    exercise, key = answers.load(locked)

    assert key.source is ReferenceSource.TORCH
    assert answers.lock_problem(locked, exercise.digest).endswith("the lock is damaged or of another version")


@pytest.mark.parametrize("numbers", [[math.nan, 1.0, 1.0], [math.inf, 1.0, 1.0], [1.0, 1.0]])
def test_stored_answers_that_are_no_numbers_for_every_dim_are_never_believed(
    locked: str, numbers: list[float]
) -> None:
    stored = json.loads(Path(answers.lock_path(locked)).read_text(encoding="utf-8"))
    stored["cases"][0]["answers"][0]["torch"] = numbers
    change_lock(locked, cases=stored["cases"])

    assert answers.load(locked)[1].source is ReferenceSource.TORCH


def test_a_changed_exercise_leaves_its_lock_behind(locked: str) -> None:
    change(locked, "points: 2", "points: 3")

    exercise, key = answers.load(locked)

    assert exercise.checks[0].cases[0].points == 3
    assert key.source is ReferenceSource.TORCH
    assert "was made for other bytes" in answers.lock_problem(locked, exercise.digest)
    assert answers.verify_lock(locked) == (
        "the lock was made for other bytes of the exercise; run `grade lock`",  # behind the lock's place
    )


def test_a_lock_that_cannot_be_written_is_said(exercise: str) -> None:
    os.mkdir(answers.lock_path(exercise))

    with pytest.raises(UsageError, match=r"answers\.lock\.json: cannot be written: is a directory"):
        answers.write_lock(exercise)
    assert sorted(os.listdir(os.path.dirname(exercise))) == ["answers.lock.json", "exercise.yaml"]


# --- proof ----------------------------------------------------------------------------------


def test_an_expected_value_that_torch_does_not_find_stops_everything(exercise: str) -> None:
    change(exercise, "10.25699027111255", "10.3")

    with pytest.raises(SpecError, match=r"gradf, case published, point 0, df/db: the file expects 10\.3"):
        answers.load(exercise)
    with pytest.raises(SpecError, match=r"df/db: the file expects 10\.3, torch computes 10\.2569"):
        answers.write_lock(exercise)
    assert not os.path.exists(answers.lock_path(exercise))


@pytest.mark.parametrize("part", ["answers", "watch"])
def test_a_third_opinion_finds_one_wrong_number(exercise: str, part: str) -> None:
    loaded, key = answers.load(exercise)
    case = key.case("softmax_nll", "held-out")
    first, *rest = getattr(case, part)
    spoilt = first._replace(torch=(first.torch[0], first.torch[1] + 1e-6, *first.torch[2:]))
    wrong = case._replace(**{part: (spoilt, *rest)})
    cases = tuple(wrong if each == case else each for each in key.cases)

    with pytest.raises(SpecError) as caught:
        prove(loaded, key._replace(cases=cases))

    words = [str(problem) for problem in caught.value.problems]
    assert len(words) == 2
    assert f"softmax_nll, case held-out, point 0, {first.dims[1]}: torch computes" in words[0]
    assert [word in words[i] for i, word in enumerate(("the tape", "mpmath"))] == [True, True]


def test_inputs_without_an_answer_are_the_exercises_fault(exercise: str) -> None:
    loaded = catalog.load_exercise(exercise)
    check = loaded.checks[0]
    case = check.cases[0]
    pole = case._replace(at=(case.at[0], case.at[1], case.at[2]._replace(value=0.0)))
    broken = loaded._replace(checks=(check._replace(cases=(pole,)),))

    for source in (ReferenceSource.TORCH, ReferenceSource.TAPE):
        with pytest.raises(SpecError, match="gradf, case published: there is no answer at these inputs"):
            compute_key(broken, source=source)


def test_inputs_without_an_answer_are_said_at_the_line_of_their_case(exercise: str) -> None:
    old = "sample: {count: 5, a: [0.5, 300.0]"
    line = next(n for n, text in enumerate(Path(exercise).read_text("utf-8").splitlines(), 1) if old in text)
    change(exercise, old, "sample: {count: 5, a: [-9.0, -8.0]")

    for attempt in (answers.load, answers.write_lock):
        with pytest.raises(SpecError, match="gradf, case held-out: there is no answer") as caught:
            attempt(exercise)
        # A case begins with its id, three lines above what is drawn for it.
        assert caught.value.problems[0].place == (exercise, line - 3, 9)


def test_a_problem_of_no_case_is_one_of_the_file() -> None:
    text = "checks: [{id: a, cases: [{id: b}]}]"

    assert place_of(text, file="x", check_id="a", case_id="b")[1:] == (1, 26)
    assert place_of(text, file="x", check_id="a", case_id="c")[1:] == (1, 1)
    assert place_of(text, file="x", check_id="a")[1:] == (1, 10)


def test_the_tape_alone_answers_the_same(exercise: str) -> None:
    loaded, key = answers.load(exercise)

    by_tape = compute_key(loaded, source=ReferenceSource.TAPE)

    assert by_tape.source is ReferenceSource.TAPE
    assert differences(key, by_tape) == ()


# --- verification ---------------------------------------------------------------------------


def test_a_right_lock_has_no_differences(locked: str) -> None:
    assert answers.verify_lock(locked) == ()
    assert answers.check_lock(locked).endswith("answers.lock.json: the stored answers are torch's\n")


def test_every_changed_number_is_a_difference(locked: str) -> None:
    path = Path(answers.lock_path(locked))
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["cases"][0]["answers"][0]["torch"][0] *= 1 + 1e-10
    stored["cases"][0]["answers"][0]["expected"][2] = 0.0626
    change_lock(locked, cases=stored["cases"])

    found = answers.verify_lock(locked)

    assert [word.split(":")[0] for word in found if "df/da" in word or "df/dc" in word][:2] == [
        "gradf, case published, point 0, df/da",
        "gradf, case published, point 0, df/dc",
    ]
    with pytest.raises(SpecError, match="df/da: found"):
        answers.check_lock(locked)


def test_a_changed_exercise_inside_the_lock_is_a_difference(locked: str) -> None:
    stored = json.loads(Path(answers.lock_path(locked)).read_text(encoding="utf-8"))
    stored["exercise"]["title"] = "another"
    change_lock(locked, exercise=stored["exercise"])

    assert answers.verify_lock(locked) == (
        "the exercise in the lock is not the one in the file; run `grade lock`",
    )


def test_an_absent_lock_is_a_difference(exercise: str) -> None:
    assert answers.verify_lock(exercise)[0].endswith("there is no lock; run `grade lock`")


def test_other_inputs_and_missing_cases_are_differences(exercise: str) -> None:
    loaded, key = answers.load(exercise)
    other = compute_key(loaded, source=ReferenceSource.TORCH, secret=b"secret")
    fewer = AnswerKey(
        exercise_digest=key.exercise_digest, source=key.source, torch_version="", cases=key.cases[1:]
    )

    assert "gradf, case held-out, point 0, all dims: the inputs or the dims are others" in map(
        str, differences(key, other)
    )
    assert [str(each) for each in differences(key, fewer)] == [
        "gradf, case published, point 0, all dims: the answers are missing"
    ]


# --- the cache and torch --------------------------------------------------------------------


def test_what_torch_computed_is_cached_without_a_lock(exercise: str) -> None:
    first, second = answers.load(exercise)[1], answers.load(exercise)[1]

    assert (first.source, second.source) == (ReferenceSource.TORCH, ReferenceSource.CACHE)
    assert first.cases == second.cases


def test_a_damaged_cache_is_computed_again(exercise: str, tmp_path: Path) -> None:
    answers.load(exercise)
    (cached,) = (tmp_path / "cache" / "grade").iterdir()

    for content in ("{", '{"schema": 2}', '{"schema": 1}'):
        cached.write_text(content, encoding="utf-8")
        assert answers.load(exercise)[1].source is ReferenceSource.TORCH
    assert answers.load(exercise)[1].source is ReferenceSource.CACHE


def test_a_cache_that_cannot_be_written_is_no_error(exercise: str, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", encoding="utf-8")

    assert answers.load(exercise)[1].source is ReferenceSource.TORCH
    assert answers.load(exercise)[1].source is ReferenceSource.TORCH


def test_a_relative_cache_folder_is_ignored(
    exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    answers.load(exercise)

    assert len(list((tmp_path / "home" / ".cache" / "grade").iterdir())) == 1


def test_without_lock_cache_and_torch_the_two_remedies_are_said(exercise: str, no_torch: str) -> None:
    code = "import sys; from grader import answers; answers.load(sys.argv[1])"

    done = run_python(code, exercise, first=no_torch)

    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"grader.errors.{ReferenceMissing.__name__}: ")
    assert "there is no lock; torch, which computes the right answers, cannot be imported (absent)" in last
    assert last.endswith("run `grade lock` on a machine with torch, or pip install torch")


def test_a_lock_or_a_cache_needs_no_torch(exercise: str, no_torch: str) -> None:
    code = "import sys; from grader import answers; print(answers.load(sys.argv[1])[1].source)"
    answers.load(exercise)
    cached = run_python(code, exercise, first=no_torch)
    answers.write_lock(exercise)
    locked = run_python(code, exercise, first=no_torch)

    assert (cached.stdout, locked.stdout) == ("cache\n", "lock\n")


# --- the secret -----------------------------------------------------------------------------


def test_a_secret_draws_other_hidden_inputs_and_the_tape_answers_them(locked: str) -> None:
    loaded, public = answers.load(locked)
    _, secret = answers.load(locked, secret=b"of the instructor")

    assert secret.source is ReferenceSource.LOCK
    assert secret.case("gradf", "published") == public.case("gradf", "published")
    hidden = secret.case("gradf", "held-out")
    assert hidden.answers[0].inputs != public.case("gradf", "held-out").answers[0].inputs
    by_torch = compute_key(loaded, source=ReferenceSource.TORCH, secret=b"of the instructor")
    assert differences(secret, by_torch) == ()
