"""One check on a student's page: what is wrong, every number, and the pictures of it."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import CaseResult, CheckResult, DimResult, Flag, Mistake, Rule, Verdict
from grader.report import text
from grader.report.html import curve, errors, graph
from grader.report.html.element import EMPTY, Child, Markup, folded, joined, table, tag
from grader.report.html.scale import short
from grader.report.html.verdict import badge, check_badge, dim_badge
from grader.report.outcome import decision_line, tally_words
from grader.report.rules import other_rules, rule_text

COLUMNS = ("dim", "verdict", "expected", "yours", "error", "relative", "ulps")


def section(check: CheckResult, *, instructor: bool) -> Markup:
    """Return a check; ``instructor`` shows what students do not see."""
    named = f"check-{check.id}"
    heading = tag("h2", text.title(check), id=named)
    head = tag(
        "div", heading, tag("p", check_badge(check), " ", points(check), class_="result"), class_="head"
    )
    said = [tag("p", decision_line(check), class_="callout")] if check.decision is not None else []
    parts = [head, *said, *reasons(check), *(mistake(each) for each in check.mistakes)]
    parts += [each for case in check.cases for each in case_parts(check, case, instructor=instructor)]
    parts += [watched(check), graph.figure(check.expression, called=check.id), curve.figure(check)]
    parts += [evidence(check, instructor=instructor), *(flag(each) for each in check.flags)]
    return tag("section", *parts, class_="card", aria_labelledby=named)


def points(scored: CheckResult | CaseResult) -> Markup:
    """Return points earned of points possible."""
    return tag("span", f"{scored.points:g} of {scored.points_possible:g} points", class_="points")


def reasons(check: CheckResult) -> list[Markup]:
    """Return why a check is not ok, and the student's own line where one is known."""
    said = []
    for line in text.message_lines(check):
        place = line.startswith("  at ")
        said.append(tag("p", tag("code", line.strip()) if place else line, class_="reason"))
    return said


def mistake(found: Mistake) -> Markup:
    """Return a recognised mistake: what is wrong, the numbers that show it, one hint."""
    parts: list[Child] = [tag("p", tag("strong", found.message), " ", tag("small", found.code))]
    if found.evidence:
        parts.append(tag("p", found.evidence))
    if found.hint:
        parts.append(tag("p", tag("strong", "Hint: "), found.hint))
    return tag("div", *parts, class_="callout mistake")


def flag(found: Flag) -> Markup:
    """Return a remark for a person to read."""
    return tag(
        "div",
        tag("p", tag("strong", "For a person to look at: "), found.message, " ", tag("small", found.code)),
        class_="callout",
    )


# --- cases ------------------------------------------------------------------------------------


def case_parts(check: CheckResult, case: CaseResult, *, instructor: bool) -> list[Markup]:
    """Return a case: its table and its plot; of a hidden one a student sees verdict and count."""
    heading = tag("h3", case.id, " ", badge(case.verdict), " ", points(case))
    if case.hidden and (not instructor or not case.dims):
        return [heading, tag("p", tally_words(case))]
    if case.verdict is Verdict.NOT_ATTEMPTED:
        return [heading]
    said = [case.message] if case.message not in check.message else []
    if case.origin and case.dims:
        said.append(f"Answer taken from {case.origin}.")
    said += other_rules(case, check)
    if instructor or case.rule is Rule.OPERATIONS:  # which has no plot that says it
        said.append(f"Points by: {rule_text(case)}.")
    tables = numbers(check, case)
    return [heading, *tables, errors.figure(case), *(tag("p", line, class_="aside") for line in said)]


def numbers(check: CheckResult, case: CaseResult) -> list[Markup]:
    """Return a table for each of the case's points, under its inputs."""
    parts = []
    for point in sorted({dim.point for dim in case.dims}):
        dims = [dim for dim in case.dims if dim.point == point]
        inputs = text.inputs_text(case.answers[point]) if point < len(case.answers) else ""
        if inputs:
            parts.append(tag("p", "at ", tag("code", inputs), class_="aside"))
        label = f"{check.id}, {case.id}: numbers{f' at {inputs}' if inputs else ''}"
        parts.append(rows(dims, label=label))
    return parts


def rows(dims: Sequence[DimResult], *, label: str) -> Markup:
    """Return the table of these numbers; the last column stands where anything stands in it."""
    found = [row(dim) for dim in dims]
    last = len(COLUMNS) if any(cells[-1] for cells in found) else -1
    return table(COLUMNS[:last], [cells[:last] for cells in found], label=label)


def row(dim: DimResult) -> tuple[Child, ...]:
    """Return one number beside the right one; doubles are told where they are counted from that one."""
    expected = dim.torch if dim.expected is None else dim.expected
    words = tag("span", dim.found or "nothing", class_="words")
    # At a kink there is no one number that an answer is off from.
    off = (dim.absolute_error, dim.relative_error) if dim.kink is None else (None, None)
    return (
        dim.name,
        dim_badge(dim.verdict),
        repr(expected) if dim.kink is None else text.kink_text(dim.kink),
        repr(dim.actual) if dim.actual is not None else words,
        *(short(each) if each is not None else "" for each in off),
        f"{dim.ulps}" if dim.ulps is not None and dim.ulps < 10**6 and expected == dim.torch else "",
    )


def watched(check: CheckResult) -> Markup:
    """Return the values on the way to the answer, folded; open only in what they say of the wrong ones."""
    if not check.watch:
        return EMPTY
    wrong = sum(dim.verdict != "OK" for dim in check.watch)
    summary = f"Values on the way: {wrong} of {len(check.watch)} are wrong"
    label = f"{check.id}: values on the way"
    return folded(summary, rows(check.watch, label=label))


def evidence(check: CheckResult, *, instructor: bool) -> Markup:
    """Return what was observed; lists of points are for the instructor alone."""
    items = [item for item in check.evidence if instructor or not isinstance(item.value, tuple)]
    if not items:
        return EMPTY
    pairs = (joined((tag("dt", item.name), tag("dd", text.evidence_text(item)))) for item in items)
    return tag("dl", *pairs)
