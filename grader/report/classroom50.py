"""The report as result.json of Classroom 50, version 1.

Its scores are integers, so points are scaled by the power of ten that makes every case of the
exercise an integer: the same for all students, whatever they earned. Students read the file, so it
holds what a student may see, whatever the report's audience.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from grader.errors import UsageError
from grader.model import CheckResult, Report, Rule
from grader.report import text
from grader.report.document import written
from grader.report.outcome import for_audience, passed
from grader.report.size import DETAIL_LIMITS, clipped

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MOMENT_IN_TAG = re.compile(r"submit/(\d{4})-?(\d\d)-?(\d\d)[T_-]?(\d\d)[:-]?(\d\d)[:-]?(\d\d)Z")
FINEST = 1000  # parts of a point
SHARED = 100


class Identity(NamedTuple):
    """Whose submission it is, as the runner of Classroom 50 names it."""

    classroom: str
    assignment: str
    assignment_type: str
    owner: str
    submission: str
    commit: str
    release: str
    review: str
    datetime: str


def identity_of(environ: Mapping[str, str]) -> Identity:
    """Return the identity that the runner's environment states; UsageError says what is missing there."""
    tag = required(environ, "SUBMISSION_TAG")
    if not tag.startswith("submit/"):
        raise UsageError(f"classroom50: SUBMISSION_TAG: expected submit/…, found {tag!r}")
    commit = required(environ, "COMMIT_URL")
    return Identity(
        classroom=required(environ, "CLASSROOM"),
        assignment=required(environ, "ASSIGNMENT"),
        assignment_type=environ.get("ASSIGNMENT_TYPE") or "individual",
        owner=environ.get("OWNER") or required(environ, "USERNAME"),
        submission=tag,
        commit=commit,
        release=required(environ, "RELEASE_URL"),
        review=environ.get("REVIEW_URL") or commit,
        datetime=moment(environ.get("SUBMITTED_AT", ""), tag),
    )


def required(environ: Mapping[str, str], name: str) -> str:
    """Return a variable that must be set."""
    value = environ.get(name, "")
    if not value:
        raise UsageError(
            f"classroom50: expected {name} in the environment, found nothing; its runner sets it"
        )
    return value


def moment(given: str, tag: str) -> str:
    """Return when the work was committed: as given in SUBMITTED_AT, else as the tag says."""
    if MOMENT.fullmatch(given):
        return given
    in_tag = MOMENT_IN_TAG.match(tag)
    if given or in_tag is None:
        raise UsageError(
            f"classroom50: SUBMITTED_AT: expected a time such as 2026-09-01T12:00:00Z, found {given!r}"
        )
    year, month, day, hour, minute, second = in_tag.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"


def render(report: Report, *, identity: Identity) -> str:
    """Return result.json."""
    seen = for_audience(report._replace(audience="student"))
    scale = scale_of(seen)
    document = {
        "schema": "classroom50/result/v1",
        **identity._asdict(),
        "score": sum(score(check, scale) for check in seen.checks),
        "max-score": sum(max_score(check, scale) for check in seen.checks),
        "tests": [test(check, scale) for check in seen.checks],
    }
    return written(document)


def scale_of(report: Report) -> int:
    """Return 1, 10, 100 or 1000: the smallest that makes every case's points an integer, if one does.

    Points that are divided into shares keep two decimals: how many shares there are is not in every report.
    """
    points = [case.points_possible for check in report.checks for case in check.cases]
    points += [check.points_possible for check in report.checks]
    shared = any(case.rule is Rule.OPERATIONS for check in report.checks for case in check.cases)
    scale = SHARED if shared else 1
    while scale < FINEST and any(abs(each * scale - round(each * scale)) > 1e-9 for each in points):
        scale *= 10
    return scale


def score(check: CheckResult, scale: int) -> int:
    """Return the points earned, rounded to even where no integer fits."""
    return min(round(check.points * scale), max_score(check, scale))


def rounding(check: CheckResult, scale: int) -> str:
    """Return what the integer in ``score`` leaves out, in words; "" where it leaves out nothing.

    An instructor may give any fraction of a point, and the scale must be that of all students.
    """
    exact, written = check.points * scale, score(check, scale)
    if abs(exact - written) < 1e-6 * scale:
        return ""
    return f"; a score is a whole number here, so {exact:g} is written as {written}"


def max_score(check: CheckResult, scale: int) -> int:
    """Return the points that could be earned."""
    return round(check.points_possible * scale)


def test(check: CheckResult, scale: int) -> dict[str, object]:
    """Return one check as a test."""
    return {
        "test-name": check.id,
        "passed": passed(check),
        "score": score(check, scale),
        "max-score": max_score(check, scale),
        "message": f"{text.verdict_words(check)}, {text.score(check)} points{rounding(check, scale)}",
        "output": clipped(text.explanation(check, instructor=False), DETAIL_LIMITS[0]),
    }
