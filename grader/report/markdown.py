"""The report as Markdown, for the summary of a CI job, a pull request or a message."""

from __future__ import annotations

from grader.model import CheckResult, Report
from grader.report import text
from grader.report.escape import markdown_block, markdown_cell, markdown_code, markdown_text
from grader.report.outcome import for_audience, standing
from grader.report.size import DETAIL_LIMITS, clipped


def render(report: Report) -> str:
    """Return the report as Markdown with tables, as GitHub and GitLab read it."""
    return page(report, DETAIL_LIMITS[0])


def page(report: Report, limit: int) -> str:
    """Return the report with at most ``limit`` characters said of each check; 0 leaves the table alone."""
    seen = for_audience(report)
    instructor = seen.audience == "instructor"
    style = text.Style(instructor=instructor)
    blocks = [title(seen), table(seen)]
    if limit:
        for check in seen.checks:
            said = clipped(text.explanation(check, instructor=instructor), limit)
            blocks.append(f"### {markdown_code(check.id)}: {text.verdict_words(check)}\n")
            blocks += [markdown_block(said)] if said else []
        compared = text.comparison_lines(seen.comparisons, style)
        if compared:
            blocks += [f"### {compared[0]}\n", markdown_block("\n".join(compared[1:]))]
    blocks.append(f"{markdown_text(text.circumstances(seen, style))}\n")
    return "\n".join(blocks)


def title(report: Report) -> str:
    """Return the heading: the exercise and the points."""
    return f"## {markdown_text(report.exercise_title)}: {text.score(report)} points\n"


def table(report: Report) -> str:
    """Return the table of verdicts and points."""
    head = "| check | title | verdict | points |\n|---|---|---|---|\n"
    return head + "".join(row(check) for check in report.checks)


def row(check: CheckResult) -> str:
    """Return one check's row."""
    verdict = f"{text.Style().mark(standing(check))} {text.verdict_words(check)}"
    cells = (markdown_cell(check.id), markdown_text(check.title), verdict, text.decided_score(check))
    return f"| {' | '.join(cells)} |\n"
