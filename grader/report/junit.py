"""The report as JUnit XML, for Jenkins, GitLab and everything else that reads test results.

A check is a test suite; a dim is a test case, and so is a case whose dims are withheld or absent.
What a check says stands in the suite's ``system-out``, and in every failure's own text, because
GitLab shows no message attribute.
"""

from __future__ import annotations

from typing import NamedTuple

from grader.model import CaseResult, CheckResult, DimResult, DimVerdict, Report, Verdict
from grader.report import text
from grader.report.escape import xml_attribute, xml_text
from grader.report.outcome import decision_line, for_audience, standing

# Here an answer was judged, or there was none; the other verdicts say that the code did not run to its end.
FAILURES = frozenset((Verdict.WRONG, Verdict.NOT_ATTEMPTED, Verdict.MISSING, Verdict.FORBIDDEN))
PLAIN = text.Style()


class TestCase(NamedTuple):
    """One test case. ``message`` says why in one line, ``detail`` in full, where the verdict is not ok."""

    name: str
    verdict: Verdict
    message: str = ""
    detail: str = ""


def render(report: Report) -> str:
    """Return the report as JUnit XML."""
    seen = for_audience(report)
    suites = [(check, test_cases(check, seen)) for check in seen.checks]
    every = [case for _, cases in suites for case in cases]
    head = {"name": f"grade {seen.exercise_id}", **counts(every), "time": f"{seen.usage.wall_s:.3f}"}
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<testsuites{attributes(head)}>"]
    for check, cases in suites:
        lines += suite_lines(seen, check, cases)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


# --- what the test cases are ----------------------------------------------------------------


def test_cases(check: CheckResult, report: Report) -> list[TestCase]:
    """Return the test cases of one check, each with a name of its own."""
    why = text.explanation(check, instructor=report.audience == "instructor")
    if standing(check) is not check.verdict:  # the instructor judged it: nothing is left that failed to be
        said = decision_line(check)
        return [TestCase(name="instructor", verdict=standing(check), message=said, detail=why)]
    found = [row for case in check.cases for row in rows(case, why)]
    if check.verdict is not Verdict.OK and all(row.verdict is Verdict.OK for row in found):
        found.append(
            TestCase(name=check.entry_point, verdict=check.verdict, message=check.message, detail=why)
        )
    return with_own_names(found or [TestCase(name=check.entry_point, verdict=check.verdict)])


def rows(case: CaseResult, why: str) -> list[TestCase]:
    """Return one test case for every dim that is shown, else one for the whole case."""
    if case.tally is not None:
        return [TestCase(name=case.id, verdict=case.verdict, detail=text.hidden_line(case, PLAIN))]
    if not case.dims or case.verdict not in (Verdict.OK, Verdict.WRONG):
        return [TestCase(name=case.id, verdict=case.verdict, message=case.message, detail=why)]
    several = len({dim.point for dim in case.dims}) > 1
    found = [dim_row(case, dim, several=several) for dim in case.dims]
    if case.verdict is Verdict.WRONG and all(row.verdict is Verdict.OK for row in found):
        found.append(TestCase(name=case.id, verdict=case.verdict, message=case.message, detail=why))
    return found


def dim_row(case: CaseResult, dim: DimResult, *, several: bool) -> TestCase:
    """Return the test case of one dim; ``several`` points are told apart by their number."""
    name = f"{case.id} {dim.name}" + (f" at point {dim.point + 1}" if several else "")
    if dim.verdict is DimVerdict.OK:
        return TestCase(name=name, verdict=Verdict.OK)
    return TestCase(name=name, verdict=Verdict.WRONG, detail=text.dim_line(dim, dim.name, PLAIN))


def with_own_names(cases: list[TestCase]) -> list[TestCase]:
    """Return the test cases with every repeated name numbered: of two equal ones only one is read."""
    taken: set[str] = set()
    named = []
    for case in cases:
        name, count = case.name, 1
        while name in taken:
            count += 1
            name = f"{case.name} ({count})"
        taken.add(name)
        named.append(case._replace(name=name))
    return named


# --- how they are written -------------------------------------------------------------------


def suite_lines(report: Report, check: CheckResult, cases: list[TestCase]) -> list[str]:
    """Return the lines of one check."""
    name = f"{report.exercise_id}.{check.id}"
    said = text.explanation(check, instructor=report.audience == "instructor")
    lines = [
        f"  <testsuite{attributes({'name': name, **counts(cases), 'skipped': '0'})}>",
        "    <properties>",
    ]
    lines += [
        f"      <property{attributes({'name': key, 'value': value})}/>"
        for key, value in properties(report, check).items()
    ]
    lines.append("    </properties>")
    for case in cases:
        lines += case_lines(name, case)
    if said:
        lines.append(f"    <system-out>{xml_text(said)}</system-out>")
    return [*lines, "  </testsuite>"]


def properties(report: Report, check: CheckResult) -> dict[str, str]:
    """Return what JUnit has no place of its own for."""
    return {
        "title": check.title,
        "verdict": check.verdict,
        "points": f"{check.points:g}",
        "points_possible": f"{check.points_possible:g}",
        **({"decision": decision_line(check)} if check.decision is not None else {}),
        "submission": report.submission_name,
        "submission_sha256": report.submission_sha256,
        "exercise_sha256": report.exercise_digest,
        "grader_version": report.grader_version,
        "sandbox_level": report.level,
    }


def case_lines(classname: str, case: TestCase) -> list[str]:
    """Return the lines of one test case."""
    head = f"    <testcase{attributes({'classname': classname, 'name': case.name})}"
    if case.verdict is Verdict.OK:
        return [f"{head}/>"]
    tag = element(case.verdict)
    said = case.detail or text.words(case.verdict)
    message = attributes({"message": (case.message or said.partition("\n")[0])[:500], "type": case.verdict})
    return [f"{head}>", f"      <{tag}{message}>{xml_text(said)}</{tag}>", "    </testcase>"]


def element(verdict: Verdict) -> str:
    """Return the element that a verdict other than ok is written as."""
    return "failure" if verdict in FAILURES else "error"


def counts(cases: list[TestCase]) -> dict[str, str]:
    """Return how many test cases there are, and how many of them failed in either way."""
    bad = [element(case.verdict) for case in cases if case.verdict is not Verdict.OK]
    found = {"tests": len(cases), "failures": bad.count("failure"), "errors": bad.count("error")}
    return {name: str(number) for name, number in found.items()}


def attributes(values: dict[str, str]) -> str:
    """Return attributes as they stand in a tag, each led by a space."""
    return "".join(f' {name}="{xml_attribute(value)}"' for name, value in values.items())
