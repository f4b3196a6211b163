"""Candidates on their way through a check: what became of each, and which numbers saw it."""

from __future__ import annotations

from typing import NamedTuple

from grader import pipeline
from grader.errors import SandboxError
from grader.lint.candidate import Candidate, Kind
from grader.model import (
    AnswerKey,
    Check,
    CheckResult,
    DimVerdict,
    Exercise,
    NumericalGradientTask,
    SourceCell,
    Submission,
    Verdict,
)
from grader.pipeline import RunJob

# Of a wrong answer that loops: a class that visits every path takes its time, and is as wrong.
CPU_S, WALL_S = 2.0, 4.0


class Trial(NamedTuple):
    """What a check makes of one candidate."""

    candidate: Candidate
    verdict: Verdict
    seen_by: tuple[str, ...]  # the dims that are wrong, as "published df/da"
    named: tuple[str, ...]  # the mistakes that the student is told of
    flags: tuple[str, ...]
    result: CheckResult

    def is_right(self) -> bool:
        """Tell whether the check made of the candidate what it has to."""
        match self.candidate.kind:
            case Kind.RIGHT:
                return self.verdict is Verdict.OK
            case Kind.MISTAKE | Kind.FORM:
                return self.verdict is not Verdict.OK
            case Kind.CHEAT:
                return self.verdict is not Verdict.OK or bool(self.flags)


def around(exercise: Exercise, check: Check) -> Exercise:
    """Return the exercise with this check first, beside it only those that it mentions.

    The time is the one that a wrong answer deserves.
    """
    mentioned = set(check.forbid.calls)
    if isinstance(check.task, NumericalGradientTask):
        mentioned.add(check.task.better_than or "")
    others = (
        each for each in exercise.checks if each is not check and {each.id, each.entry_point} & mentioned
    )
    limits = exercise.limits
    limits = limits._replace(cpu_s=min(limits.cpu_s, CPU_S), wall_s=min(limits.wall_s, WALL_S))
    return exercise._replace(checks=(check, *others), limits=limits)


def attempt(exercise: Exercise, key: AnswerKey, candidate: Candidate, *, run: RunJob) -> Trial:
    """Return what the first check of ``exercise`` makes of a candidate; SandboxError if it cannot judge."""
    submission = Submission(
        name=candidate.code,
        form="script",
        sha256="",
        cells=(SourceCell(label="the candidate", text=candidate.source),),
    )
    report = pipeline.grade(submission, exercise, key, run=run, audience="instructor")
    result = report.checks[0]
    if result.verdict is Verdict.NOT_JUDGED:
        raise SandboxError(f"{candidate.code}: {result.message}")
    return Trial(
        candidate=candidate,
        verdict=result.verdict,
        seen_by=seen_by(result),
        named=tuple(mistake.code for mistake in result.mistakes),
        flags=tuple(flag.code for flag in result.flags),
        result=result,
    )


def seen_by(result: CheckResult) -> tuple[str, ...]:
    """Return the dims of each case that are wrong, whatever the point."""
    wrong = (
        f"{case.id} {dim.name}"
        for case in result.cases
        for dim in case.dims
        if dim.verdict is DimVerdict.WRONG
    )
    return tuple(dict.fromkeys(wrong))
