"""The answer key of an exercise: computed, proven by a third opinion, and compared with another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import NamedTuple, TypeAlias

from grader.errors import Place, Problem, SpecError
from grader.model import (
    Answer,
    AnswerKey,
    Case,
    CaseKey,
    Check,
    Exercise,
    Input,
    ReferenceSource,
    Rule,
    Tolerance,
)
from grader.scoring import tape
from grader.scoring.compare import agree
from grader.scoring.target import Target, target_of, watch_of
from grader.spec.sampling import points_of

Answering: TypeAlias = Callable[[Target], tuple[float, ...]]
Points: TypeAlias = tuple[tuple[Input, ...], ...]

# Two arithmetics on the same program; the absolute part is for differences that cancel to nothing.
PROOF = Tolerance(rtol=1e-9, atol=1e-12)
# Torch's last digits differ between processors and versions.
SAME = Tolerance(rtol=1e-12, atol=1e-14)


class Difference(NamedTuple):
    """A number on which two answers do not agree."""

    check_id: str
    case_id: str
    point: int
    dim: str
    words: str

    def __str__(self) -> str:
        return f"{self.check_id}, case {self.case_id}, point {self.point}, {self.dim}: {self.words}"


def compute_key(exercise: Exercise, *, source: ReferenceSource, secret: bytes | None = None) -> AnswerKey:
    """Return the answers of every case: by the tape if that is the source, else by torch.

    SpecError if an answer does not exist, ReferenceMissing without torch.
    """
    if source is ReferenceSource.TAPE:
        return AnswerKey(
            exercise_digest=exercise.digest,
            source=source,
            torch_version="",
            cases=_cases(exercise, tape.answers, secret),
        )
    from grader.scoring import reference

    return AnswerKey(
        exercise_digest=exercise.digest,
        source=source,
        torch_version=reference.torch_version(),
        cases=_cases(exercise, reference.answers, secret),
    )


def draw_hidden(exercise: Exercise, key: AnswerKey, secret: bytes) -> AnswerKey:
    """Return ``key`` with the sampled hidden cases drawn from ``secret`` and answered by the tape."""
    cases = tuple(
        _case_key(exercise, check, case, (tape.answers, secret))
        if (case.hidden and case.sample is not None) or case.rule is Rule.OPERATIONS
        else key.case(check.id, case.id)
        for check in exercise.checks
        for case in check.cases
    )
    return key._replace(cases=cases, hidden_inputs="secret")


def answer_at(exercise: Exercise, key: AnswerKey, points: Mapping[tuple[str, str], Points]) -> AnswerKey:
    """Return ``key`` with the cases in ``points`` (by check and case) answered by the tape there."""
    cases = tuple(
        _key_at(exercise, check, case, (tape.answers, points[check.id, case.id]))
        if (check.id, case.id) in points
        else key.case(check.id, case.id)
        for check, case in _all_cases(exercise)
    )
    return key._replace(cases=cases, hidden_inputs="secret")


def prove(exercise: Exercise, key: AnswerKey, *, file: str = "") -> None:
    """Check every number of ``key`` against the tape, 60 digits and the file's expected.

    SpecError names every case and dim where they differ: the exercise is at fault, nobody is graded.
    """
    found = [*unexpected(exercise, key), *_unproven(exercise, key)]
    if found:
        raise SpecError(tuple(problem(str(each), file or exercise.id) for each in found))


def problem(message: str, file: str) -> Problem:
    """Return a problem of a file as a whole."""
    return Problem(place=Place(file=file, line=1, column=1), message=message)


def unexpected(exercise: Exercise, key: AnswerKey) -> Iterator[Difference]:
    """Yield the dims where the file's expected and torch differ beyond the case's tolerance."""
    for check, case in _all_cases(exercise):
        for point, answer in enumerate(key.case(check.id, case.id).answers):
            for dim, expected, torch in zip(answer.dims, answer.expected, answer.torch, strict=True):
                if expected is not None and not agree(torch, expected, case.tolerance):
                    words = f"the file expects {expected!r}, torch computes {torch!r}; mend the expected"
                    yield Difference(check.id, case.id, point, dim, words)


def differences(key: AnswerKey, other: AnswerKey) -> tuple[Difference, ...]:
    """Return the numbers of ``key`` that ``other`` does not have within ``SAME``."""
    found: list[Difference] = []
    others = {(case.check_id, case.case_id): case for case in other.cases}
    for case in key.cases:
        twin = others.get((case.check_id, case.case_id))
        if twin is None:
            found.append(Difference(case.check_id, case.case_id, 0, "all dims", "the answers are missing"))
            continue
        found += _differing(case, case.answers, twin.answers)
        found += _differing(case, case.watch, twin.watch)
    return tuple(found)


def _all_cases(exercise: Exercise) -> Iterator[tuple[Check, Case]]:
    return ((check, case) for check in exercise.checks for case in check.cases)


def _cases(exercise: Exercise, answering: Answering, secret: bytes | None) -> tuple[CaseKey, ...]:
    return tuple(
        _case_key(exercise, check, case, (answering, secret)) for check, case in _all_cases(exercise)
    )


def _case_key(exercise: Exercise, check: Check, case: Case, drawn: tuple[Answering, bytes | None]) -> CaseKey:
    """Return the answers of one case, computed by ``drawn[0]`` at the points of the secret ``drawn[1]``."""
    answering, secret = drawn
    points = points_of(
        case,
        exercise_digest=exercise.digest,
        check_id=check.id,
        # What everybody may see stays the same for all.
        secret=secret if case.hidden or case.rule is Rule.OPERATIONS else None,
    )
    return _key_at(exercise, check, case, (answering, points))


def _key_at(exercise: Exercise, check: Check, case: Case, asked: tuple[Answering, Points]) -> CaseKey:
    """Return the answers of one case, computed by ``asked[0]`` at the points ``asked[1]``."""
    answering, points = asked
    if case.rule is Rule.OPERATIONS:
        return _seed_alone(check, case, points[0])
    expected = {each.dim: each.value for each in case.expected}
    answers: list[Answer] = []
    watch: list[Answer] = []
    for inputs in points:
        for target_at, kept in ((target_of, answers), (watch_of, watch)):
            target = target_at(exercise, check, inputs)
            if target.dims:
                kept.append(
                    Answer(
                        inputs=inputs,
                        dims=target.dims,
                        expected=tuple(expected.get(dim) for dim in target.dims),
                        torch=_answered(answering, target, f"{check.id}, case {case.id}", exercise.id),
                    )
                )
    return CaseKey(check_id=check.id, case_id=case.id, answers=tuple(answers), watch=tuple(watch))


def _seed_alone(check: Check, case: Case, seed: tuple[Input, ...]) -> CaseKey:
    """Return the key of a case of operations: its graphs are drawn and answered when they are asked for."""
    answer = Answer(inputs=seed, dims=(), expected=(), torch=())
    return CaseKey(check_id=check.id, case_id=case.id, answers=(answer,))


def _answered(answering: Answering, target: Target, where: str, file: str) -> tuple[float, ...]:
    try:
        found = answering(target)
        for dim, number in zip(target.dims, found, strict=True):
            if not isfinite(number):
                raise ValueError(f"{dim} is {number!r}")
    except (ArithmeticError, ValueError) as error:
        message = f"{where}: there is no answer at these inputs ({error}); choose other inputs"
        raise SpecError((problem(message, file),)) from error
    return found


def _unproven(exercise: Exercise, key: AnswerKey) -> Iterator[Difference]:
    """Yield the dims, watched ones too, on which the tape or 60 digits differ from torch."""
    from grader.scoring import precise

    opinions: tuple[tuple[str, Answering], ...] = (("the tape", tape.answers), ("mpmath", precise.answers))
    for check, case in _all_cases(exercise):
        case_key = key.case(check.id, case.id)
        if case.rule is Rule.OPERATIONS:
            yield from _unproven_trials(exercise, check, case, key)
            continue
        for target_at, answers in ((target_of, case_key.answers), (watch_of, case_key.watch)):
            for point, answer in enumerate(answers):
                target = target_at(exercise, check, answer.inputs)
                for name, opinion in opinions:
                    found = _answered(opinion, target, f"{check.id}, case {case.id}", exercise.id)
                    for dim, torch, other in zip(answer.dims, answer.torch, found, strict=True):
                        if not agree(torch, other, PROOF):
                            words = f"torch computes {torch!r}, {name} {other!r}; choose other inputs"
                            yield Difference(check.id, case.id, point, dim, words)


def _unproven_trials(exercise: Exercise, check: Check, case: Case, key: AnswerKey) -> Iterator[Difference]:
    """Yield the trials of operations on which the tape, torch or 60 digits differ."""
    from grader.scoring import precise, reference
    from grader.scoring.trials import first_trials, seed_in, wanted_operations

    others = [key.case(check.id, each.id).answers for each in check.cases if each.rule is not Rule.OPERATIONS]
    graphs = [target_of(exercise, check, answer.inputs).graph for answers in others for answer in answers]
    seed = seed_in(key.case(check.id, case.id).answers[0].inputs)
    for point, trial in enumerate(first_trials(wanted_operations(check, case, graphs), seed)):
        for name, opinion in (("torch", reference.answers), ("mpmath", precise.answers)):
            found = opinion(trial.target())
            if not all(agree(one, other, PROOF) for one, other in zip(trial.right, found, strict=True)):
                words = f"the tape computes {trial.right!r}, {name} {found!r}"
                yield Difference(check.id, case.id, point, trial.operation, words)


def _differing(
    case: CaseKey, answers: tuple[Answer, ...], others: tuple[Answer, ...]
) -> Iterator[Difference]:
    if [(each.inputs, each.dims) for each in answers] != [(each.inputs, each.dims) for each in others]:
        yield Difference(case.check_id, case.case_id, 0, "all dims", "the inputs or the dims are others")
        return
    for point, (answer, other) in enumerate(zip(answers, others, strict=True)):
        rows = zip(answer.dims, answer.torch, other.torch, answer.expected, other.expected, strict=True)
        for dim, number, twin, expected, twin_expected in rows:
            if expected != twin_expected or not agree(number, twin, SAME):
                words = f"found {number!r}, computed {twin!r}"
                yield Difference(case.check_id, case.case_id, point, dim, words)
