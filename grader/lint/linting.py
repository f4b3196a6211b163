"""An exercise → what it makes of every known mistake, and what its author has to mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from grader.lint import classes, gradients, numerical_gradients
from grader.lint.candidate import Candidate, Kind
from grader.lint.folder import NAME, FileTrial, attempt_file, files_of
from grader.lint.trial import Trial, around, attempt
from grader.lint.twin import twin_of
from grader.model import (
    AnswerKey,
    AutodiffTask,
    Check,
    DimVerdict,
    Exercise,
    GradientTask,
    NumericalGradientTask,
    Verdict,
)
from grader.pipeline import RunJob

NAMED = 3  # as many mistakes as a message names; the table has all
WRONG = (Kind.MISTAKE, Kind.FORM, Kind.CHEAT)
QUICK = 5  # of the mistakes that no file names, every fifth is tried


class CheckLint(NamedTuple):
    """What one check makes of its candidates."""

    check_id: str
    title: str
    trials: tuple[Trial, ...]
    right_mistakes: tuple[str, ...] = ()  # of the file, whose formulas are the right ones

    def of(self, *kinds: Kind) -> tuple[Trial, ...]:
        """Return the trials of some kinds."""
        return tuple(trial for trial in self.trials if trial.candidate.kind in kinds)

    def refused(self) -> tuple[Trial, ...]:
        """Return the wrong answers that do not get through."""
        return tuple(trial for trial in self.of(*WRONG) if trial.is_right())

    def is_effective(self) -> bool:
        """Tell whether the check refuses any wrong number, and not only what is no answer at all."""
        return any(trial.is_right() for trial in self.of(Kind.MISTAKE))

    def let_through(self) -> tuple[Trial, ...]:
        """Return the wrong answers that the check accepts."""
        return tuple(trial for trial in self.of(*WRONG) if not trial.is_right())


class Linted(NamedTuple):
    """What an exercise makes of all candidates and of the files beside it."""

    exercise_id: str
    checks: tuple[CheckLint, ...]
    files: tuple[FileTrial, ...]


def lint(exercise: Exercise, key: AnswerKey, path: str, *, run: RunJob, quick: bool = False) -> Linted:
    """Try every candidate on its check, and the files beside ``path`` on the whole exercise.

    ``quick`` leaves most of the generated candidates out.
    """
    return Linted(
        exercise_id=exercise.id,
        checks=tuple(_lint_check(exercise, check, key, run=run, quick=quick) for check in exercise.checks),
        files=tuple(attempt_file(file, exercise, key, run=run) for file in files_of(path)),
    )


def _lint_check(exercise: Exercise, check: Check, key: AnswerKey, *, run: RunJob, quick: bool) -> CheckLint:
    chosen = list(candidates(exercise, check, key))
    asked = around(exercise, check)
    trials = [attempt(asked, key, each, run=run) for each in (_few(chosen) if quick else chosen)]
    right: list[Trial] = []
    if isinstance(check.task, GradientTask) and not all(trial.is_right() for trial in trials):
        right = right_ones(trials, twin_of(exercise, check, key), run=run)
    if isinstance(check.task, NumericalGradientTask):
        right = [trial for trial in trials if is_exact(trial)]
    return CheckLint(
        check_id=check.id,
        title=check.title,
        trials=tuple(trial for trial in trials if trial not in right),
        right_mistakes=tuple(trial.candidate.names for trial in right if trial.candidate.names),
    )


def _few(every: list[Candidate]) -> list[Candidate]:
    """Return the candidates that somebody named, every fifth generated mistake, every third right answer."""
    generated = [each for each in every if each.kind is Kind.MISTAKE and not each.names]
    right = [each for each in every if each.kind is Kind.RIGHT]
    left_out = [each for each in generated if each not in generated[::QUICK]]
    left_out += [each for each in right if each not in right[::3]]
    return [each for each in every if each not in left_out]


def right_ones(trials: list[Trial], twin: tuple[Exercise, AnswerKey] | None, *, run: RunJob) -> list[Trial]:
    """Return the trials of those mistakes that are none: the factor 1 is forgotten by everybody."""

    def is_none(trial: Trial) -> bool:
        if trial.candidate.kind is not Kind.MISTAKE or trial.is_right() or twin is None:
            return False
        return attempt(*twin, trial.candidate, run=run).verdict is Verdict.OK

    return [trial for trial in trials if is_none(trial)]


def is_exact(trial: Trial) -> bool:
    """Tell whether a mistake is none: a symmetric difference of a parabola is right, however far it steps."""
    dims = [dim for case in trial.result.cases for dim in case.dims]
    accepted = trial.candidate.kind is Kind.MISTAKE and not trial.is_right()
    return accepted and all(dim.strict is DimVerdict.OK for dim in dims)


def candidates(exercise: Exercise, check: Check, key: AnswerKey) -> Iterator[Candidate]:
    """Yield every candidate for a check."""
    match check.task:
        case GradientTask():
            yield from gradients.candidates(exercise, check)
        case NumericalGradientTask():
            answer = key.case(check.id, check.cases[0].id).answers[0]
            point = tuple(each.value for each in answer.inputs if not isinstance(each.value, tuple))
            yield from numerical_gradients.candidates(exercise, check, point)
        case AutodiffTask():
            answers = (each for case in check.cases for each in key.case(check.id, case.id).answers)
            yield from classes.candidates(check, next((each for each in answers if each.inputs), None))


# --- what the author has to mend ----------------------------------------------------------------


class Complaint(NamedTuple):
    """What the author has to mend, in a sentence, and in which check if it is in one."""

    message: str
    check_id: str = ""


def problems(linted: Linted) -> tuple[Complaint, ...]:
    """Return what is wrong with the exercise; empty if nothing is."""
    if not any(check.is_effective() for check in linted.checks):
        return (Complaint(_ineffective(linted)),)
    found = [Complaint(each, check.check_id) for check in linted.checks for each in _problems_of(check)]
    found += [
        Complaint(f"expected {file.expected}, found in the folder {NAME}: {file.in_words()}")
        for file in linted.files
        if not file.is_right()
    ]
    return tuple(found)


def _ineffective(linted: Linted) -> str:
    tried = sum(len(check.of(Kind.MISTAKE)) for check in linted.checks)
    if not tried:
        return "no check that a known mistake could be tried on; add a check of numbers"
    return f"no check refuses a wrong number: {tried} mistakes tried, all let through; narrow the tolerances"


def _problems_of(check: CheckLint) -> Iterator[str]:
    for trial in check.of(Kind.RIGHT):
        if not trial.is_right():
            seen = ", ".join((str(trial.verdict), *trial.seen_by))
            mend = "widen a tolerance" if trial.verdict is Verdict.WRONG else "choose other inputs or limits"
            yield f"check {check.check_id!r} refuses a right answer ({seen}); {mend}"
    for name in check.right_mistakes:
        yield f"check {check.check_id!r}: the formulas of mistake {name!r} are right; mend or remove it"
    through, tried = check.let_through(), check.of(Kind.MISTAKE)
    if tried and not check.is_effective():
        yield f"check {check.check_id!r} refuses no wrong number: {len(tried)} tried, all let through"
    elif through:
        named = "; ".join(trial.candidate.code for trial in through[:NAMED])
        more = f" and {len(through) - NAMED} more" if len(through) > NAMED else ""
        answers = "1 wrong answer" if len(through) == 1 else f"{len(through)} wrong answers"
        yield f"check {check.check_id!r} lets {answers} through: {named}{more}"
