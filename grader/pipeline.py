"""Where both halves meet: ``grade`` asks through the sandbox and judges what came back."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from itertools import repeat
from typing import TypeAlias

from grader import __version__
from grader.errors import SandboxError
from grader.model import (
    AnswerKey,
    AutodiffTask,
    CheckResult,
    Comparison,
    Conversation,
    Evidence,
    Execution,
    Exercise,
    Job,
    NodeNames,
    NumericalGradientTask,
    Report,
    Submission,
    Usage,
    Verdict,
)
from grader.scoring.asking import Asked, check_result
from grader.scoring.precedents import Precedents, Step
from grader.spec.program import operations_named

# An answer of these verdicts may be followed by a better one; a limit would be reached once more.
_MENDED = (Verdict.WRONG, Verdict.ERROR, Verdict.FORBIDDEN, Verdict.NOT_ATTEMPTED, Verdict.MISSING)
# What stands behind a name that is bound, or whose list is filled.
_CHANGED = r"[ \t]*(?:=(?!=)|\+=|\[|\.(?:append|extend|insert)\b)"

RunJob: TypeAlias = Callable[[Job, Conversation], Execution]


def grade(
    submission: Submission, exercise: Exercise, key: AnswerKey, *, run: RunJob, audience: str = "student"
) -> Report:
    """Return the report on ``submission``.

    ``run`` is the sandbox's seam. If the sandbox itself fails, every check that it left open is
    ``not_judged``: the grader's fault is never a student's zero.
    """
    return grade_another(submission, Precedents(exercise, key), run=run, audience=audience)


def grade_another(
    submission: Submission, precedents: Precedents, *, run: RunJob, audience: str = "student"
) -> Report:
    """Return the same report; what was asked and judged before about the exercise is not found out again."""
    exercise, key = precedents.exercise, precedents.key
    job = job_of(submission, exercise)
    execution, checks = _run(job, precedents, run)
    left_s = job.limits.wall_s - execution.usage.wall_s  # both jobs have one deadline
    if left_s > 0 and _is_taken_up_again(submission, checks):
        limits = job.limits._replace(wall_s=left_s)
        again, later = _run(job._replace(at_end=True, limits=limits), precedents, run)
        checks = tuple(map(_better, checks, later))
        execution = execution._replace(usage=execution.usage.plus(again.usage))
    return Report(
        exercise_id=exercise.id,
        exercise_title=exercise.title,
        exercise_digest=exercise.digest,
        submission_name=submission.name,
        submission_sha256=submission.sha256,
        grader_version=__version__,
        python_version=".".join(str(part) for part in sys.version_info[:3]),
        reference=key.source,
        torch_version=key.torch_version,
        hidden_inputs=key.hidden_inputs,
        audience=audience,
        checks=checks,
        comparisons=compare_methods(exercise, checks),
        cells=execution.cells,
        output=execution.output,
        output_bytes=execution.output_bytes,
        level=execution.level,
        walls=execution.walls,
        deadline_s=execution.deadline_s,
        usage=execution.usage,
    )


def _run(job: Job, precedents: Precedents, run: RunJob) -> tuple[Execution, tuple[CheckResult, ...]]:
    """Return what became of a job, and the results of all checks."""
    ended: dict[str, Step | str] = {}
    try:
        execution = run(job, _conversation(precedents, ended))
        broken = ""
    except SandboxError as error:
        execution, broken = _no_execution(precedents.exercise), str(error)
    checks = tuple(_judged(each, ended.get(each.check.id, broken)) for each in precedents.asked)
    if execution.spelled:
        from grader.scoring.suspicion import with_spelled  # late: most submissions spell none of it

        checks = tuple(map(with_spelled, precedents.asked, checks, repeat(execution.spelled)))
    return execution, checks


def _is_taken_up_again(submission: Submission, checks: tuple[CheckResult, ...]) -> bool:
    """Tell whether an answer that is not right is made in several places: it may be mended in the last."""
    names = "|".join({check.entry_point for check in checks if check.verdict in _MENDED})
    if not names:
        return False
    text = "\n".join(cell.text for cell in submission.cells)
    made = re.findall(rf"^[ \t]*(?:def[ \t]+|(?=\w+{_CHANGED}))({names})\b", text, re.MULTILINE)
    return len(made) > len(set(made))


def _better(first: CheckResult, later: CheckResult) -> CheckResult:
    """Return what an answer was at first, or at the end where that alone is right and no flag."""
    if first.verdict not in _MENDED or later.verdict is not Verdict.OK or later.flags:
        return first
    return later._replace(evidence=(*later.evidence, Evidence(name="definition", value="the last one")))


def job_of(submission: Submission, exercise: Exercise) -> Job:
    """Return what the sandbox may know: the source, the names to keep, never an input or an answer."""
    names: dict[str, None] = {}
    nodes: dict[NodeNames, None] = {}
    forbidden: dict[str, None] = {}
    for check in exercise.checks:
        forbidden.update(dict.fromkeys(check.forbid.uses))
        if isinstance(check.task, AutodiffTask):
            task = check.task
            nodes[NodeNames(check.entry_point, task.data, task.grad, operations_named(task.program))] = None
            names.update(
                dict.fromkeys(each.name for case in check.cases if not case.hidden for each in case.at)
            )
            names[check.task.backward] = None
    return Job(
        submission=submission,
        limits=exercise.limits,
        entry_points=tuple(check.entry_point for check in exercise.checks),
        names=tuple(names),
        functions=exercise.functions,
        nodes=tuple(nodes),
        modules=exercise.modules,
        forbidden=tuple(forbidden),
    )


def _conversation(precedents: Precedents, ended: dict[str, Step | str]) -> Conversation:
    """Ask for every check in turn and keep where each conversation ended, or why it did not."""
    for each in precedents.asked:
        try:
            ended[each.check.id] = yield from precedents.converse(each)
        except Exception as error:  # noqa: BLE001 - see _defect
            ended[each.check.id] = _defect(error)


def _judged(asked: Asked, end: Step | str) -> CheckResult:
    """Return what a check makes of its conversation; not judged for the reason why there is none."""
    if isinstance(end, str):
        return _not_judged(asked, end)
    try:
        return Precedents.judge(asked, end)
    except Exception as error:  # noqa: BLE001 - see _defect
        return _not_judged(asked, _defect(error))


def _defect(error: Exception) -> str:
    """Return what is said of an error of the grader's own, which costs no class its reports.

    Its message is left out, for it may hold a hidden input.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    assert trace is not None
    where = (
        f"{type(error).__name__} at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
    )
    return f"the grader itself failed ({where}); please report it with this submission"


def _not_judged(asked: Asked, reason: str) -> CheckResult:
    """Return a check that the grader could not judge, through no fault of the student."""
    return check_result(asked, (), verdict=Verdict.NOT_JUDGED, message=f"not judged: {reason}")


def _no_execution(exercise: Exercise) -> Execution:
    """Return what is known of a job whose sandbox failed."""
    return Execution(
        cells=(),
        output="",
        output_bytes=0,
        usage=Usage(wall_s=0.0, cpu_s=0.0, peak_memory_bytes=0, workers=0),
        level="none",
        walls=(),
        deadline_s=exercise.limits.wall_s,
    )


def compare_methods(exercise: Exercise, checks: tuple[CheckResult, ...]) -> tuple[Comparison, ...]:
    """Return the comparison of two numerical gradients where a check claims to be better than another."""
    results = {check.id: check for check in checks}
    comparisons: list[Comparison] = []
    for check in exercise.checks:
        if not isinstance(check.task, NumericalGradientTask) or check.task.better_than is None:
            continue
        worse, better = _errors(results[check.task.better_than]), _errors(results[check.id])
        comparisons += [
            Comparison(dim=dim, one_sided=worse[dim], symmetric=better[dim])
            for dim in sorted(worse.keys() & better.keys())
        ]
    return tuple(comparisons)


def _errors(check: CheckResult) -> dict[int, float]:
    """Return the absolute error of every dim of the first point, where there is a number."""
    if check.verdict is Verdict.NOT_ATTEMPTED or not check.cases:
        return {}
    return {
        dim.index: dim.absolute_error
        for dim in check.cases[0].dims
        if dim.index is not None and dim.point == 0 and dim.absolute_error is not None
    }
