"""The report for GitHub Actions: the log of a step with annotations, and the page that sums a job up.

A runner obeys every printed line that begins with two colons. So the log is written with commands
switched off, under a token that the log cannot contain, and each line of it is led by a mark.
"""

from __future__ import annotations

from grader.digest import sha256_hex
from grader.model import CheckResult, Report
from grader.report import markdown, text
from grader.report.escape import ci_log, github_message, github_property
from grader.report.outcome import decision_line, for_audience, passed, standing
from grader.report.size import clipped, fitting

SUMMARY_LIMIT_BYTES = 900 * 2**10  # a summary above 1 MiB is lost as a whole
MESSAGE_LIMIT = 4000
SHOWN = 10  # annotations of each level that a step may show


def render(report: Report, *, file: str = "") -> str:
    """Return the log and the annotations; ``file`` is the submission's path in the repository."""
    log = ci_log(text.render(report, color=False))
    # Nobody can write a text that contains its own digest: no line of the log can be the token.
    token = sha256_hex(log.encode())
    commands = [*total(report), *remarks(for_audience(report), file)]
    return f"::stop-commands::{token}\n{log}::{token}::\n" + "\n".join(commands) + "\n"


def summary(report: Report) -> str:
    """Return the page for GITHUB_STEP_SUMMARY, small enough to be shown."""
    page = fitting(lambda limit: markdown.page(report, limit), SUMMARY_LIMIT_BYTES)
    return markdown.title(report) if page is None else page


def total(report: Report) -> list[str]:
    """Return the notice of the points."""
    return [command("notice", f"{text.score(report)} points", title=report.exercise_id)]


def remarks(report: Report, file: str) -> list[str]:
    """Return one annotation per check that is not ok, the dearest first, and one per decision and flag."""
    lost = sorted(
        (check for check in report.checks if not passed(check)),
        key=lambda check: check.points - check.points_possible,
    )
    levels = {level: [check for check in lost if level_of(check) == level] for level in ("error", "warning")}
    shown = [annotation(report, check, file) for checks in levels.values() for check in checks[:SHOWN]]
    left = [check.id for checks in levels.values() for check in checks[SHOWN:]]
    flags = [
        command("notice", decision_line(check), title=f"{check.id}: {text.score(check)} points", file=file)
        for check in report.checks
        if check.decision is not None
    ]
    flags += [
        command("notice", flag.message, title=f"{check.id}: {flag.code}", file=file)
        for check in report.checks
        for flag in check.flags
    ]
    # Beside the points and what is left over there is room for two notices less.
    return shown + flags[: SHOWN - 2] + ([left_over(left)] if left else [])


def annotation(report: Report, check: CheckResult, file: str) -> str:
    """Return the annotation of one check, at the student's own line where it is one of the file."""
    said = text.explanation(check, instructor=report.audience == "instructor")
    error = check.error
    # A line of a notebook counts in its cell, not in the file.
    line = error.line if error is not None and file.endswith(".py") else 0
    return command(
        level_of(check),
        clipped(said, MESSAGE_LIMIT) or text.verdict_words(check),
        title=f"{check.id}: {text.verdict_words(check)}, {text.score(check)} points",
        file=file,
        line=str(line) if line else "",
    )


def left_over(names: list[str]) -> str:
    """Return the notice of the checks for which there was no room."""
    return command("notice", clipped(", ".join(names), MESSAGE_LIMIT), title=f"{len(names)} more are not ok")


def level_of(check: CheckResult) -> str:
    """Return the level of an annotation: a warning where nothing was judged wrong."""
    return "warning" if text.tone_of(standing(check)) == text.YELLOW else "error"


def command(name: str, message: str, **properties: str) -> str:
    """Return a workflow command; properties without a value are left out."""
    given = ",".join(f"{key}={github_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if given else ''}{given}::{github_message(message)}"
