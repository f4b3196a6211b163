"""What every kind of check shares while it asks: points, answers, and how a case is put together."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from grader.model import (
    Answer,
    AnswerKey,
    Call,
    Case,
    CaseResult,
    Check,
    CheckResult,
    DimResult,
    DimVerdict,
    Evidence,
    Exercise,
    Flag,
    Foreseen,
    Interface,
    Kink,
    Kinks,
    Moment,
    NodeResult,
    Noted,
    Number,
    Numbers,
    Outcome,
    Outcomes,
    Parts,
    Rule,
    RunProgram,
    StudentError,
    Together,
    Verdict,
)
from grader.scoring import compare, verdicts
from grader.scoring.standings import Standing
from grader.scoring.stencil import Made
from grader.scoring.trials import Tried

if TYPE_CHECKING:  # for a class that is wrong alone
    from grader.scoring.fault import Fault

Points = tuple[tuple[float, ...], ...]


class Asked(NamedTuple):
    """What a check has to know to ask and to judge: itself, its exercise and the right answers.

    It is told apart by identity, so that what follows from it can be remembered without comparing answers.
    """

    exercise: Exercise
    check: Check
    key: AnswerKey

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def points(self) -> Iterator[tuple[Case, int, Answer]]:
        """Return every point of every case that has inputs, in the exercise's order."""
        for case in self.check.cases:
            if case.rule is Rule.OPERATIONS:
                continue
            for point, answer in enumerate(self.key.case(self.check.id, case.id).answers):
                yield case, point, answer


class Found(NamedTuple):
    """The outcome at one point. ``origin`` says where it was taken, where that is not a plain call."""

    case_id: str
    point: int
    outcome: Outcome
    origin: str = ""


class Elsewhere(NamedTuple):
    """A point at which the submission's function has another value than the exercise's."""

    point: tuple[float, ...]
    own: float
    right: float


class Served(NamedTuple):
    """What the student's code did while the host answered the functions of the exercise."""

    outcome: Outcome
    points: Points  # where the function was evaluated, in order, without repetitions
    uses_watched: bool  # the answer depends on a function that must not be called
    follows: bool = False  # with another smooth function the answer is the derivative of that
    other_f: Elsewhere | None = None  # where the function that was differentiated is not the exercise's


class TriedCase(NamedTuple):
    """All trials of a case of operations, the operations that it asks for, and how each one stands."""

    case_id: str
    operations: tuple[str, ...]
    tried: tuple[Tried, ...]
    standings: Mapping[str, Standing]


class Probed(NamedTuple):
    """What a class that is wrong was asked for, so that its mistake can be named."""

    programs: tuple[tuple[RunProgram, Outcome], ...]  # all that it was run on
    parts: Parts | None = None  # which of its operations are made of which
    suspects: tuple[Fault, ...] | None = None  # what can explain it all by itself; None if nobody looked


class Gathered(NamedTuple):
    """All outcomes of one check."""

    found: tuple[Found, ...]
    moment: Moment | None = None
    served: Served | None = None
    own: tuple[Found, ...] = ()  # what the student's own cell left behind, latest first
    interface: Interface | None = None  # how the student's class is used
    expression: tuple[NodeResult, ...] = ()  # the smallest expression that fails
    tried: tuple[TriedCase, ...] = ()  # the trials of each case of operations
    beside: tuple[tuple[Answer, Outcome], ...] = ()  # at points that give no points: right, and found
    noted: tuple[Noted, ...] = ()  # how the answers are made
    probed: Probed | None = None  # what a wrong class was asked for
    made: tuple[Made, ...] = ()  # what each dim of a numerical gradient is made of


Asking = Generator[Call, Outcome, Gathered]


def ask_together(
    calls: tuple[Foreseen, ...],
) -> Generator[Call, Outcome, tuple[Outcome, ...]]:
    """Return the outcome of every call, for one way there and back.

    After a call that ended the worker none is made: its end stands for them too.
    """
    outcome = yield Together(calls=calls)
    if not isinstance(outcome, Outcomes):
        raise TypeError(f"a {type(outcome).__name__} where the outcomes of several calls are expected")
    found = outcome.outcomes
    return found + found[-1:] * (len(calls) - len(found))


def arguments(asked: Asked, function: str, answer: Answer) -> tuple[Number | tuple[Number, ...], ...]:
    """Return the inputs of one point in the order of the function's arguments."""
    values = {each.name: each.value for each in answer.inputs}
    return tuple(values[name] for name in asked.exercise.function(function).args)


def judge_case(
    asked: Asked, case: Case, found: list[Found], *, answers: tuple[Answer, ...]
) -> tuple[CaseResult, StudentError | None]:
    """Return the result of one case over all its points, and the first error of the student's code."""
    dims: list[DimResult] = []
    found_verdicts: list[Verdict] = []
    messages: list[str] = []
    error: StudentError | None = None
    for each in found:
        failing = verdicts.failing(each.outcome, asked.check, asked.exercise.modules)
        if failing is not None:
            found_verdicts.append(failing.verdict)
            messages.append(failing.message)
            error = error or failing.error
            continue
        if not isinstance(each.outcome, Numbers):
            raise TypeError(f"a {type(each.outcome).__name__} where an answer is expected")
        answer = answers[each.point]
        at_kinks = _kinks(asked, case, answer)
        results, message = compare.judge_dims(
            each.outcome, answer, tolerance=case.tolerance, point=each.point, kinks=at_kinks
        )
        dims += results
        right = all(result.verdict is DimVerdict.OK for result in results) and not message.startswith(
            "expected"
        )
        found_verdicts.append(Verdict.OK if right else Verdict.WRONG)
        messages.append(message)
    verdict = verdicts.worst(found_verdicts)
    return (
        CaseResult(
            id=case.id,
            verdict=verdict,
            points=case.points if verdict is Verdict.OK else 0.0,
            points_possible=case.points,
            hidden=case.hidden,
            tolerance=case.tolerance,
            answers=tuple(answer.inputs for answer in answers),
            dims=tuple(dims),
            message=next((message for message in messages if message), ""),
            origin=next((each.origin for each in found if each.origin), ""),
            rule=case.rule,
        ),
        error,
    )


def _kinks(asked: Asked, case: Case, answer: Answer) -> tuple[Kink | None, ...]:
    """Return the kinks among the dims at one point, where the case says what is right there."""
    if case.kinks is Kinks.TORCH:
        return ()
    from grader.scoring import kinks  # late: few cases ask for it
    from grader.scoring.target import target_of

    judged = case.kinks is Kinks.SUBGRADIENT
    spans = kinks.ranges(target_of(asked.exercise, asked.check, answer.inputs))
    return tuple(None if span is None else Kink(*span, judged) for span in spans)


def is_template(asked: Asked, gathered: Gathered) -> bool:
    """Return whether every answer is the one that the untouched starter file gives, made of nothing."""
    template = asked.check.template.answer
    answers = [each.outcome for each in gathered.found]
    attempted = gathered.served is not None and gathered.served.points
    return bool(template and answers and not attempted) and all(
        isinstance(answer, Numbers) and tuple(element.value for element in answer.elements) == template
        for answer in answers
    )


def judge_cases(
    asked: Asked,
    gathered: Gathered,
    judged: Mapping[str, tuple[CaseResult, StudentError | None]] | None = None,
) -> CheckResult:
    """Return the result of a check whose cases stand for themselves; those in ``judged`` have theirs."""
    cases = []
    error = None
    for case in asked.check.cases:
        found = [each for each in gathered.found if each.case_id == case.id]
        answers = asked.key.case(asked.check.id, case.id).answers
        given = (judged or {}).get(case.id)
        result, case_error = given or judge_case(asked, case, found, answers=answers)
        cases.append(result)
        error = error or case_error
    verdict = verdicts.worst(case.verdict for case in cases)
    message = next((case.message for case in cases if case.verdict is verdict and case.message), "")
    if is_template(asked, gathered) and verdict is not Verdict.OK:
        verdict, message = Verdict.NOT_ATTEMPTED, "the starter's answer is unchanged"
        cases = [case._replace(verdict=verdict) for case in cases]
    return check_result(asked, tuple(cases), verdict=verdict, message=message)._replace(error=error)


def check_result(
    asked: Asked, cases: tuple[CaseResult, ...], *, verdict: Verdict, message: str
) -> CheckResult:
    """Return a check's result with its sums filled in."""
    check = asked.check
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    return CheckResult(
        id=check.id,
        kind=check.kind,
        title=check.title,
        entry_point=check.entry_point,
        verdict=verdict,
        points=sum(case.points for case in cases),
        points_possible=check.points,
        cases=cases,
        message=message,
        flags=flags,
        evidence=evidence,
    )
