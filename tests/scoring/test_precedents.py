"""What was judged before saves time and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from grader import answers
from grader.model import AnswerKey, Conversation, Execution, Exercise, Job
from grader.pipeline import grade, grade_another
from grader.report import document
from grader.sandbox.runner import Sandbox
from grader.scoring import precedents as module
from grader.scoring.precedents import Precedents, Step
from grader.submission import parse_submission, read_submission

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "submissions" / "micrograd"
# Right and wrong, in one worker and in several, with errors, and with answers that are forbidden.
NAMES = (
    "ok.py",
    "ok__helpers_below.ipynb",
    "gradf-wrong__lost_minus.py",
    "gradf-crashed__leaves_the_interpreter.py",
    "numerical_grad-forbidden__calls_gradf.py",
    "numerical_grad2-wrong__divided_by_h.py",
    "softmax_nll-wrong__log10.py",
    "softmax_nll-error__exp_returns_nothing.py",
    "all-error__syntax.py",
    "ok.py",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def loaded() -> tuple[Exercise, AnswerKey]:
    return answers.load(str(ROOT / "exercises" / "micrograd" / "exercise.yaml"))


def without_timing(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    del found["timing"]
    return found


def test_reports_are_the_same_with_and_without_others_before_them(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    precedents, lines = Precedents(*loaded), document.Lines()
    for name in NAMES * 2:
        submission = read_submission(str(SAMPLES / name))
        alone = document.render(grade(submission, *loaded, run=sandbox.run))
        after = lines.render(grade_another(submission, precedents, run=sandbox.run))
        assert without_timing(after) == without_timing(alone), name


def test_the_same_answers_are_neither_asked_about_nor_judged_again(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = read_submission(str(SAMPLES / "ok.py"))
    precedents = Precedents(*loaded)
    first = grade_another(submission, precedents, run=sandbox.run)
    monkeypatch.setattr(module, "KINDS", {})  # nobody can ask or judge any more

    second = grade_another(submission, precedents, run=sandbox.run)

    assert all(one is other for one, other in zip(first.checks, second.checks, strict=True))


def test_where_answers_differ_the_check_asks_on_by_itself(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    precedents = Precedents(*loaded)
    right, wrong = (
        grade_another(read_submission(str(SAMPLES / name)), precedents, run=sandbox.run)
        for name in ("ok.py", "softmax_nll-wrong__log10.py")
    )

    assert [check.verdict.value for check in right.checks] == ["ok"] * 4
    assert [check.verdict.value for check in wrong.checks] == ["ok", "ok", "ok", "wrong"]
    assert wrong.checks[3].mistakes


def test_there_is_an_end_to_what_is_remembered(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_STEPS", 3)
    precedents = Precedents(*loaded)
    for _ in range(3):
        report = grade_another(read_submission(str(SAMPLES / "ok.py")), precedents, run=sandbox.run)
        assert [check.verdict.value for check in report.checks] == ["ok"] * 4
        assert precedents.steps <= 3


def test_what_is_remembered_has_a_bound_however_much_is_said(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SIZE", 3 * module.LARGEST)
    precedents = Precedents(*loaded)
    for numbers in (4096, 500, 500, 500, 500):
        source = f"import random\ndef gradf(*_):\n    return [random.random() for _ in range({numbers})]"
        submission = parse_submission(source.encode(), name="student.py")
        grade_another(submission, precedents, run=sandbox.run)
        kept = [outcome for step in _steps(precedents.first.values()) for outcome, _ in step.after.values()]
        assert all(module._size(outcome) <= module.LARGEST for outcome in kept)
        assert sum(map(module._size, kept)) <= module.MOST_SIZE


def _steps(first: Iterable[Step]) -> Iterator[Step]:
    for step in first:
        yield step
        yield from _steps(following for _, following in step.after.values())


def test_a_conversation_that_breaks_off_is_no_precedent(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    def broken(job: Job, conversation: Conversation) -> Execution:
        def half(inner: Conversation) -> Conversation:
            outcome = yield next(inner)
            inner.send(outcome)

        return sandbox.run(job, half(conversation))

    precedents = Precedents(*loaded)
    submission = read_submission(str(SAMPLES / "ok.py"))
    grade_another(submission, precedents, run=broken)

    report = grade_another(submission, precedents, run=sandbox.run)

    assert [check.verdict.value for check in report.checks] == ["ok"] * 4
