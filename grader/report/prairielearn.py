"""The report as results.json of an external grader of PrairieLearn: one test per check.

Students read it, so it holds what a student may see, whatever the report's audience.
"""

from __future__ import annotations

from grader.model import CheckResult, Report
from grader.report import text
from grader.report.document import written
from grader.report.outcome import for_audience, unjudged
from grader.report.size import clipped, fitting

LIMIT_BYTES = 1_000_000  # a larger file fails the job


def render(report: Report) -> str:
    """Return results.json, small enough to be accepted."""
    seen = for_audience(report._replace(audience="student"))
    return fitting(lambda limit: written(results(seen, limit)), LIMIT_BYTES) or written(verdict(seen))


def results(report: Report, limit: int) -> dict[str, object]:
    """Return the document with at most ``limit`` characters said of each check."""
    style = text.Style()
    said = [text.circumstances(report, style), *text.comparison_lines(report.comparisons, style)]
    return {
        **verdict(report),
        "output": clipped("\n".join(said), limit),
        "tests": [test(check, limit) for check in report.checks],
    }


def verdict(report: Report) -> dict[str, object]:
    """Return the score, a fraction; an answer that the grader failed to judge costs no attempt."""
    left = unjudged(report)
    if left:
        reasons = [f"{check.id}: {check.message or 'not judged'}"[:300] for check in left[:20]]
        return {"gradable": False, "format_errors": ["The grader failed, not you.", *reasons]}
    possible = report.points_possible
    return {"gradable": True, "score": min(1.0, max(0.0, report.points / possible)) if possible else 1.0}


def test(check: CheckResult, limit: int) -> dict[str, object]:
    """Return one check as a test; without both kinds of points PrairieLearn shows no test at all."""
    return {
        "name": check.id,
        "description": check.title,
        "points": check.points,
        "max_points": check.points_possible,
        "message": text.verdict_words(check),
        "output": clipped(text.explanation(check, instructor=False), limit),
    }
