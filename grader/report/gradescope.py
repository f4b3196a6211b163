"""The report as Gradescope's results.json: one test per check.

Students read it, so it holds what a student may see, whatever the report's audience. No test is
hidden: as soon as one is, Gradescope shows no total.
"""

from __future__ import annotations

from grader.model import CheckResult, Report
from grader.report import text
from grader.report.document import written
from grader.report.outcome import for_audience, is_unjudged, passed, unjudged
from grader.report.size import DETAIL_LIMITS, clipped


def render(report: Report) -> str:
    """Return results.json."""
    seen = for_audience(report._replace(audience="student"))
    return written(results(seen))


def results(report: Report) -> dict[str, object]:
    """Return the document. The score is the sum over the tests.

    A test that nobody has judged has none, not even 0, and then the sum has to be said.
    """
    total = {"score": sum(check.points for check in report.checks)} if unjudged(report) else {}
    return {
        **total,
        "tests": [test(check, place) for place, check in enumerate(report.checks, 1)],
        "output": output(report),
        "output_format": "text",
        "test_name_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": report.usage.wall_s,
        "extra_data": {
            "exercise_sha256": report.exercise_digest,
            "submission_sha256": report.submission_sha256,
            "grader_version": report.grader_version,
            "sandbox_level": report.level,
        },
    }


def test(check: CheckResult, place: int) -> dict[str, object]:
    """Return one check as a test."""
    said: dict[str, object] = {
        "number": str(place),
        "name": text.title(check),
        "output": clipped(text.explanation(check, instructor=False), DETAIL_LIMITS[0]),
    }
    if is_unjudged(check):
        return said
    judged = {"score": check.points, "max_score": check.points_possible}
    return {**said, **judged, "status": "passed" if passed(check) else "failed"}


def output(report: Report) -> str:
    """Return what stands above the tests."""
    style = text.Style()
    lines = [text.circumstances(report, style)]
    open_checks = [check.id for check in unjudged(report)]
    if open_checks:
        lines.insert(0, f"The grader failed, not you: {', '.join(open_checks)} must be graded again.")
    compared = text.comparison_lines(report.comparisons, style)
    return "\n".join(lines + (["", *compared] if compared else []))
