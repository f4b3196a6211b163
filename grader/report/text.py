"""The report as the terminal shows it, in the words of the exercise's own notebook.

One block per check (a line per dim, then what explains it), the comparison of the two numerical
gradients, the table of points, and last what stood around the run.
"""

from __future__ import annotations

from typing import NamedTuple

from grader.model import (
    CaseResult,
    CellOutcome,
    CellState,
    CheckResult,
    Comparison,
    DimResult,
    DimVerdict,
    Ended,
    Evidence,
    Input,
    Kink,
    Mistake,
    Raised,
    Report,
    StudentError,
    Verdict,
)
from grader.report import curve, expression
from grader.report.escape import inert, one_line
from grader.report.outcome import decision_line, for_audience, standing, tally_words
from grader.report.rules import other_rules, rule_text

GREEN, RED, YELLOW, BOLD = "32", "31", "33", "1"

# How a message speaks of a cell that was to define what is not there.
_OF_ANOTHER_CELL = ("was to define it, and failed", "was to be defined there")
MAX_CELLS_SHOWN = 20

# These verdicts say that nothing was judged wrong: the student's answer is absent, or the fault is ours.
UNJUDGED = frozenset((Verdict.NOT_ATTEMPTED, Verdict.MISSING, Verdict.NOT_JUDGED))


class Style(NamedTuple):
    """How to write: with colours or without, with the marks that the stream can encode."""

    color: bool = False
    ascii_only: bool = False
    instructor: bool = False

    def paint(self, text: str, tone: str) -> str:
        """Return ``text`` in a colour, or as it is."""
        return f"\x1b[{tone}m{text}\x1b[0m" if self.color else text

    def mark(self, verdict: Verdict) -> str:
        """Return the sign of a verdict; its word always stands beside it."""
        tone = tone_of(verdict)
        signs = (
            {GREEN: "+", RED: "x", YELLOW: "?"} if self.ascii_only else {GREEN: "✓", RED: "✗", YELLOW: "○"}
        )
        return self.paint(signs[tone], tone)

    @property
    def separator(self) -> str:
        """Return what stands between the parts of a line."""
        return " | " if self.ascii_only else " · "


def render(report: Report, *, color: bool, ascii_only: bool = False) -> str:
    """Return the report as lines of text, the last one ended too."""
    style = Style(color=color, ascii_only=ascii_only, instructor=report.audience == "instructor")
    report = for_audience(report)
    blocks = [check_lines(check, style) for check in report.checks]
    blocks += [
        [*comparison_lines(report.comparisons, style), *curve_lines(report)],
        cell_lines(report),
        table(report, style),
    ]
    blocks.append([circumstances(report, style)])
    return "\n\n".join("\n".join(map(inert, lines)) for lines in blocks if lines) + "\n"


# --- one check ------------------------------------------------------------------------------


def explanation(check: CheckResult, *, instructor: bool) -> str:
    """Return what is said of a check below its title, for forms that carry plain text."""
    style = Style(instructor=instructor)
    return "\n".join(map(inert, check_lines(check, style)[1:]))


def title(check: CheckResult) -> str:
    """Return what a check is called."""
    return check.id if check.title in ("", check.id) else f"{check.id}: {check.title}"


def check_lines(check: CheckResult, style: Style) -> list[str]:
    """Return the block of one check."""
    lines = [style.paint(one_line(title(check)), BOLD)]
    named = sum(style.instructor or not case.hidden for case in check.cases) > 1
    for case in check.cases:
        lines += case_lines(case, style, named=named, said=check.message)
        if style.instructor or not case.hidden:
            lines += [one_line(line) for line in other_rules(case, check)]
        if style.instructor:
            lines.append(f"points by: {rule_text(case)}")
    lines += [decision_line(check)] if check.decision is not None else []
    lines += watch_lines(check.watch, style)
    lines += message_lines(check)
    lines += mistake_lines(check.mistakes)
    lines += expression.lines(check.expression)
    if style.instructor or check.verdict is not Verdict.OK:
        lines += evidence_lines(check.evidence, style)
    lines += [f"flag {one_line(flag.code)}: {one_line(flag.message)}" for flag in check.flags]
    return lines


def mistake_lines(mistakes: tuple[Mistake, ...]) -> list[str]:
    """Return what went wrong, the evidence and one hint, for each mistake that was recognised."""
    lines = []
    for mistake in mistakes:
        lines.append(f"mistake {one_line(mistake.code)}: {one_line(mistake.message)}")
        lines += [f"  {one_line(words)}" for words in (mistake.evidence, mistake.hint) if words]
    return lines


def case_lines(case: CaseResult, style: Style, *, named: bool, said: str) -> list[str]:
    """Return the lines of one case; of a hidden one a student sees verdict and count.

    What the check itself will say (``said``) is not said twice.
    """
    if case.hidden and not style.instructor:
        return [hidden_line(case, style)]
    lines: list[str] = []
    if case.verdict is not Verdict.NOT_ATTEMPTED:  # the starter's numbers are nobody's mistake
        lines += point_lines(case, style)
        if case.message and case.message not in said:
            lines.append(one_line(case.message))
        if case.origin and case.dims and case.verdict is not Verdict.OK:
            lines.append(f"answer taken from {one_line(case.origin)}")
    if not named or not (lines or case.hidden or style.instructor):
        return lines
    return [hidden_line(case, style) if case.hidden else f"{one_line(case.id)}:", *lines]


def point_lines(case: CaseResult, style: Style) -> list[str]:
    """Return the lines of every dim, under its inputs where there are several."""
    lines = []
    points = sorted({dim.point for dim in case.dims})
    for point in points:
        if len(points) > 1 and 0 <= point < len(case.answers):
            lines.append(f"at {inputs_text(case.answers[point])}:")
        lines += dim_lines(tuple(dim for dim in case.dims if dim.point == point), style)
    return lines


def hidden_line(case: CaseResult, style: Style) -> str:
    """Return all that a student is told of a hidden case."""
    word = style.paint(words(case.verdict), tone_of(case.verdict))
    return f"{one_line(case.id)}: {word}, {tally_words(case)}"


def dim_lines(dims: tuple[DimResult, ...], style: Style) -> list[str]:
    """Return the lines of one answer, each dim called by its place, or by its name where it has none."""
    places = [dim.index for dim in dims]
    return [
        dim_line(
            dim,
            f"dim {dim.index}" if places.count(dim.index) == 1 and dim.index is not None else dim.name,
            style,
        )
        for dim in dims
    ]


def dim_line(dim: DimResult, called: str, style: Style) -> str:
    """Return the line that the exercise's own notebook prints for a dim."""
    ok = dim.verdict is DimVerdict.OK
    word = style.paint("OK", GREEN) if ok else style.paint("WRONG!", RED)
    expected = dim.torch if dim.expected is None else dim.expected
    yours = repr(dim.actual) if dim.actual is not None else one_line(dim.found) or "nothing"
    wanted = repr(expected) if dim.kink is None else kink_text(dim.kink)
    return f"{word} for {one_line(called)}: expected {wanted}, yours returns {yours}"


def kink_text(kink: Kink) -> str:
    """Return what is right at a kink."""
    words = "a kink" if kink.judged else "a kink, not judged"
    return f"{kink.least!r} to {kink.greatest!r} ({words})"


def watch_lines(watch: tuple[DimResult, ...], style: Style) -> list[str]:
    """Return the intermediate values that are wrong: they say where the error enters."""
    wrong = [dim for dim in watch if dim.verdict is not DimVerdict.OK]
    if not wrong:
        return []
    return ["on the way there:", *(dim_line(dim, dim.name, style) for dim in wrong)]


def message_lines(check: CheckResult) -> list[str]:
    """Return why, led by the verdict where no line above says it, and the student's own place."""
    error = check.error
    raised = raised_text(error) if error is not None else ""
    reasons = [one_line(check.message)] if check.message else []
    if raised and raised not in one_line(check.message):
        reasons.append(raised)
    said = bool(reasons) and reasons[0].startswith(words(check.verdict))
    if not said and check.verdict not in (Verdict.OK, Verdict.WRONG):
        reasons[:1] = [": ".join([words(check.verdict), *reasons[:1]])]
    return [*reasons, *(place_lines(error) if error is not None else [])]


def raised_text(error: StudentError) -> str:
    """Return an exception as Python says it."""
    return one_line(f"{error.type}: {error.message}" if error.message else error.type)


def place_lines(error: StudentError) -> list[str]:
    """Return the student's own cell, line and source line, as far as they are known."""
    line = f"line {error.line}" if error.line else ""
    place = ", ".join(part for part in (one_line(error.label), line) if part)
    if not place:
        return []
    return [f"  at {place}: {one_line(error.text.strip())}" if error.text.strip() else f"  at {place}"]


def evidence_lines(evidence: tuple[Evidence, ...], style: Style) -> list[str]:
    """Return what was observed; lists of points are for the instructor alone."""
    return [
        f"{one_line(item.name)}: {evidence_text(item)}"
        for item in evidence
        if style.instructor or not isinstance(item.value, tuple)
    ]


def evidence_text(item: Evidence) -> str:
    """Return the value of one observation."""
    if isinstance(item.value, str):
        return one_line(item.value)
    if isinstance(item.value, tuple):
        return "; ".join(f"({', '.join(map(repr, point))})" for point in item.value)
    return f"{item.value:.6g}"  # x + h - x has digits that nobody typed


def inputs_text(inputs: tuple[Input, ...]) -> str:
    """Return inputs as ``a = 2, b = 3``."""
    return ", ".join(
        f"{one_line(item.name)} = {list(item.value) if isinstance(item.value, tuple) else item.value!r}"
        for item in inputs
    )


# --- the whole ------------------------------------------------------------------------------


def comparison_lines(comparisons: tuple[Comparison, ...], style: Style) -> list[str]:
    """Return the notebook's comparison of the two numerical gradients, in its own words."""
    if not comparisons:
        return []
    lines = [style.paint("Comparison of the two approximations", BOLD)]
    for comparison in comparisons:
        lines += [
            f"Dim {comparison.dim}",
            f"One-sided approximation: {comparison.one_sided!r}",
            f"Symmetric approximation: {comparison.symmetric!r}",
            f"Symmetric - one-sided:  {comparison.symmetric - comparison.one_sided!r}",
        ]
    return lines


def curve_lines(report: Report) -> list[str]:
    """Return why the symmetric form is not the closer one in some dim, where it is not."""
    if all(comparison.symmetric < comparison.one_sided for comparison in report.comparisons):
        return []
    return next((curve.lines(check) for check in reversed(report.checks) if check.curve), [])


def cell_lines(report: Report) -> list[str]:
    """Return one line about the cells that failed although no check suffered from it, as far as is known."""
    blamed = {check.error.label for check in report.checks if check.error is not None}
    harmless = [
        f"{one_line(cell_name(cell))} ({failure(cell)})"
        for cell in report.cells
        if cell.state is not CellState.OK
        and blamed.isdisjoint((cell.label, cell.error.label if cell.error else cell.label))
    ]
    shown = harmless[:MAX_CELLS_SHOWN]
    if len(harmless) > len(shown):
        shown.append(f"and {len(harmless) - len(shown)} more")
    # What a submission does not define may have stood in what failed.
    lacking = any(
        check.verdict is Verdict.MISSING or any(words in check.message for words in _OF_ANOTHER_CELL)
        for check in report.checks
    )
    return [f"failed{'' if lacking else ', at no cost'}: {', '.join(shown)}"] if shown else []


def cell_name(cell: CellOutcome) -> str:
    """Return what a cell is called; the cells of a script have no names, but lines."""
    if cell.label:
        return cell.label
    return f"line {cell.error.line}" if isinstance(cell.error, Raised) and cell.error.line else "the script"


def failure(cell: CellOutcome) -> str:
    """Return why a cell failed, in one word or two."""
    match cell.error:
        case Raised(type=name):
            return one_line(name)
        case Ended(reason=reason):
            return words(reason)
        case None:
            return words(cell.state)


def table(report: Report, style: Style) -> list[str]:
    """Return the table of verdicts and points."""
    width = max([5, *(len(one_line(check.id)) for check in report.checks)])
    column = max([0, *(len(verdict_words(check)) for check in report.checks)])
    lines = [
        f"{style.mark(standing(check))} {one_line(check.id):{width}}  "
        f"{style.paint(f'{verdict_words(check):{column}}', tone_of(standing(check)))}  {decided_score(check)}"
        for check in report.checks
    ]
    return [*lines, f"  {'total':{width}}  {'':{column}}  {score(report)}"]


def circumstances(report: Report, style: Style) -> str:
    """Return the last line: what was graded, behind which walls, against which answers."""
    return style.separator.join(
        (
            one_line(report.submission_name),
            f"sandbox level {one_line(report.level)}",
            f"reference {report.reference}, torch {one_line(report.torch_version) or 'not used'}",
            f"hidden inputs {report.hidden_inputs}",
        )
    )


def score(scored: CheckResult | Report) -> str:
    """Return points earned of points possible, whole ones without a fraction."""
    return f"{scored.points:g}/{scored.points_possible:g}"


def decided_score(check: CheckResult) -> str:
    """Return the score of a check, and by whom where that is not the grader."""
    return score(check) + (" by the instructor" if check.decision is not None else "")


def tone_of(verdict: Verdict) -> str:
    """Return the colour of a verdict."""
    if verdict is Verdict.OK:
        return GREEN
    return YELLOW if verdict in UNJUDGED else RED


def verdict_words(check: CheckResult) -> str:
    """Return a check's verdict as words: ``decided`` where the instructor judged it in the grader's place."""
    if check.verdict is Verdict.NOT_JUDGED and check.decision is not None:
        return "decided"
    return words(check.verdict)


def words(name: str) -> str:
    """Return an identifier as words: ``time limit``."""
    return name.replace("_", " ")
