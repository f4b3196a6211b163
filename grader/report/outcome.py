"""What a report means to its reader: the exit code, and what a student may see of it."""

from __future__ import annotations

from grader.model import CaseResult, CheckResult, DimVerdict, Report, Rule, Tally, Verdict
from grader.report.escape import one_line


def exit_code(report: Report) -> int:
    """Return 3 if a check is judged by nobody, else 1 if a check is not ok, else 0."""
    if unjudged(report):
        return 3
    return 0 if all(passed(check) for check in report.checks) else 1


def passed(check: CheckResult) -> bool:
    """Tell whether nothing is left to earn: by the verdict, or by the points that the instructor gave."""
    if check.decision is not None:
        return check.points >= check.points_possible
    return check.verdict is Verdict.OK


def unjudged(report: Report) -> tuple[CheckResult, ...]:
    """Return the checks that neither the grader nor the instructor has judged."""
    return tuple(check for check in report.checks if is_unjudged(check))


def is_unjudged(check: CheckResult) -> bool:
    """Tell whether neither the grader nor the instructor has judged a check."""
    return check.verdict is Verdict.NOT_JUDGED and check.decision is None


def standing(check: CheckResult) -> Verdict:
    """Return the verdict as it counts: of what the instructor judged in the grader's place, by the points."""
    if check.verdict is not Verdict.NOT_JUDGED or check.decision is None:
        return check.verdict
    return Verdict.OK if passed(check) else Verdict.WRONG


def decision_line(check: CheckResult) -> str:
    """Return what the instructor decided, in one line; "" where nothing was decided."""
    if check.decision is None:
        return ""
    points, graded, reason = check.decision
    instead = "" if graded is None else f" instead of {graded:g}"
    return f"points by the instructor: {points:g}{instead} ({one_line(reason)})"


def for_audience(report: Report) -> Report:
    """Return what the report's audience may see: students get verdict and count of hidden cases."""
    if report.audience == "instructor":
        return report
    seen = report._replace(checks=tuple(without_hidden(check) for check in report.checks))
    return seen if report.hidden_inputs == "public" else without_own_words(seen)


def without_own_words(report: Report) -> Report:
    """Return the report without what the submission printed or raised: it may name secret inputs."""
    checks = tuple(
        check
        if check.error is None
        else check._replace(error=check.error._replace(message=""), message=check.error.type)
        for check in report.checks
    )
    return report._replace(checks=checks, output="")


def without_hidden(check: CheckResult) -> CheckResult:
    """Return the check with inputs, answers and messages of its hidden cases withheld.

    Of operations the seed alone is withheld, which may come from a secret.
    """
    cases = tuple(
        case._replace(answers=(), dims=(), message="", origin="", tally=tally_of(case))
        if case.hidden
        else case._replace(answers=())
        if case.rule is Rule.OPERATIONS
        else case
        for case in check.cases
    )
    return check._replace(cases=cases, message="" if quotes_hidden(check) else check.message)


def quotes_hidden(check: CheckResult) -> bool:
    """Tell whether the check's message is about an answer at hidden inputs, which it then quotes."""
    said = {case.hidden for case in check.cases if case.message == check.message}
    return check.verdict is Verdict.WRONG and said == {True}


def tally_of(case: CaseResult) -> Tally:
    """Return how many inputs of the case were answered right."""
    if case.tally is not None:
        return case.tally
    judged = {dim.point for dim in case.dims}
    wrong = {dim.point for dim in case.dims if dim.verdict is not DimVerdict.OK}
    total = max(len(case.answers), len(judged))
    # Where every dim is OK and the case is not, the answers were refused for their form.
    refused = case.verdict is not Verdict.OK and not wrong
    return Tally(right=0 if refused else len(judged - wrong), total=total)


def tally_words(case: CaseResult) -> str:
    """Return all that a student is told of how a hidden case went, in words."""
    right, total = tally_of(case)
    return f"{right} of {total} hidden {'input' if total == 1 else 'inputs'} right"
