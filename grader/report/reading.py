"""A written report, read back: the inverse of ``document.render``.

Every value is checked on its way in, because the file may come from anywhere. The first thing that
is not as the schema says ends the reading with its path: ``checks[0].points``.
"""

from __future__ import annotations

import json
from typing import NoReturn

from grader import LEVELS
from grader.errors import UsageError
from grader.model import (
    CaseResult,
    CellOutcome,
    CellState,
    CheckResult,
    Comparison,
    CurvePoint,
    Decision,
    DimResult,
    DimVerdict,
    Ended,
    EndReason,
    Evidence,
    Flag,
    Input,
    Kink,
    Mistake,
    NodeResult,
    Raised,
    ReferenceSource,
    Report,
    Rule,
    StudentError,
    Tally,
    Tolerance,
    Usage,
    Verdict,
)
from grader.report.document import SCHEMA_VERSION
from grader.report.node import Node


def parse(text: str, *, file: str = "report") -> Report:
    """Return the report written in ``text``; UsageError says what is not as the schema has it."""
    try:
        value = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else str(error).lower()
        raise UsageError(f"{file}: not a report: not JSON: {problem}") from error
    root = Node(value=value, path="", file=file)
    version = root["schema_version"]
    if version.integer() != SCHEMA_VERSION:
        version.fail(f"expected {SCHEMA_VERSION}, found {version.value}; this grader is older or newer")
    return read_report(root)


def refuse(constant: str) -> NoReturn:
    """Refuse the bare NaN and Infinity that are not JSON."""
    raise ValueError(f"bare {constant}; write the text instead")


def read_report(root: Node) -> Report:
    """Return the report at the root of a document."""
    sandbox, timing = root["sandbox"], root["timing"]
    return Report(
        exercise_id=root["exercise"]["id"].text(),
        exercise_title=root["exercise"]["title"].text(),
        exercise_digest=root["exercise"]["digest"].text(),
        submission_name=root["submission"]["name"].text(),
        submission_sha256=root["submission"]["sha256"].text(),
        grader_version=root["grader"]["version"].text(),
        python_version=root["grader"]["python"].text(),
        reference=root["reference"]["source"].one_of(ReferenceSource),
        torch_version=root["reference"]["torch"].text(),
        hidden_inputs=root["hidden_inputs"].word("public", "secret"),
        audience=root["audience"].word("student", "instructor"),
        checks=tuple(read_check(node) for node in root["checks"].items()),
        comparisons=tuple(read_comparison(node) for node in root["comparisons"].items()),
        cells=tuple(read_cell(node) for node in root["cells"].items()),
        output=root["output"]["text"].text(),
        output_bytes=root["output"]["bytes"].integer(),
        level=sandbox["level"].word(*LEVELS, "none"),
        walls=tuple(wall.text() for wall in sandbox["walls"].items()),
        deadline_s=sandbox["deadline_s"].number(),
        usage=Usage(
            wall_s=timing["wall_s"].number(),
            cpu_s=timing["cpu_s"].number(),
            peak_memory_bytes=timing["peak_memory_bytes"].integer(),
            workers=timing["workers"].integer(),
        ),
    )


def read_check(node: Node) -> CheckResult:
    """Return one check."""
    return CheckResult(
        id=node["id"].text(),
        kind=node["kind"].text(),
        title=node["title"].text(),
        entry_point=node["entry_point"].text(),
        verdict=node["verdict"].one_of(Verdict),
        points=node["points"].number(),
        points_possible=node["points_possible"].number(),
        cases=tuple(read_case(case) for case in node["cases"].items()),
        watch=tuple(read_dim(dim) for dim in node["watch"].items()),
        message=node["message"].text(),
        error=None if node["error"].value is None else read_error(node["error"]),
        flags=tuple(
            Flag(code=flag["code"].text(), message=flag["message"].text()) for flag in node["flags"].items()
        ),
        evidence=tuple(read_evidence(item) for item in node["evidence"].items()),
        mistakes=tuple(read_mistake(item) for item in node["mistakes"].items()),
        expression=tuple(read_node(item) for item in node["expression"].items()),
        curve=tuple(read_curve_point(item) for item in node["curve"].items()),
        decision=read_decision(node["decision"]) if node.has("decision") else None,
    )


def read_decision(node: Node) -> Decision:
    """Return the points that the instructor gave."""
    return Decision(
        points=node["points"].number(),
        points_graded=node["points_graded"].maybe_number(),
        reason=node["reason"].text(),
    )


def read_case(node: Node) -> CaseResult:
    """Return one case."""
    tolerance, tally = node["tolerance"], node["tally"]
    return CaseResult(
        id=node["id"].text(),
        verdict=node["verdict"].one_of(Verdict),
        points=node["points"].number(),
        points_possible=node["points_possible"].number(),
        hidden=node["visibility"].word("visible", "hidden") == "hidden",
        tolerance=Tolerance(atol=tolerance["atol"].number(), rtol=tolerance["rtol"].number()),
        answers=tuple(tuple(map(read_input, inputs.items())) for inputs in node["inputs"].items()),
        dims=tuple(read_dim(dim) for dim in node["dims"].items()),
        message=node["message"].text(),
        origin=node["origin"].text(),
        tally=None
        if tally.value is None
        else Tally(right=tally["right"].integer(), total=tally["total"].integer()),
        rule=node["rule"].one_of(Rule),
    )


def read_input(node: Node) -> Input:
    """Return one named input, a number or a vector."""
    value = node["value"]
    vector = isinstance(value.value, list)
    return Input(
        name=node["name"].text(),
        value=tuple(item.number() for item in value.items()) if vector else value.number(),
    )


def read_dim(node: Node) -> DimResult:
    """Return one number beside the right ones."""
    return DimResult(
        name=node["name"].text(),
        index=None if node["index"].value is None else node["index"].integer(),
        point=node["point"].integer(),
        verdict=node["verdict"].one_of(DimVerdict),
        expected=node["expected"].maybe_number(),
        torch=node["torch"].number(),
        actual=node["actual"].maybe_number(),
        found=node["found"].text(),
        absolute_error=node["absolute_error"].maybe_number(),
        relative_error=node["relative_error"].maybe_number(),
        seed=node["seed"].one_of(DimVerdict),
        strict=node["strict"].one_of(DimVerdict),
        ulps=None if node["ulps"].value is None else node["ulps"].integer(),
        kink=read_kink(node["kink"]),
    )


def read_kink(node: Node) -> Kink | None:
    """Return the one-sided derivatives of a dim at a kink."""
    if node.value is None:
        return None
    least, greatest = node["least"].number(), node["greatest"].number()
    return Kink(least=least, greatest=greatest, judged=node["judged"].flag())


def read_error(node: Node) -> StudentError:
    """Return an error with the student's own place."""
    return StudentError(
        type=node["type"].text(),
        message=node["message"].text(),
        label=node["label"].text(),
        line=node["line"].integer(),
        text=node["text"].text(),
    )


def read_evidence(node: Node) -> Evidence:
    """Return one observation: a text, a number or a list of points."""
    name = node["name"].text()
    if node.has("text"):
        return Evidence(name=name, value=node["text"].text())
    if node.has("number"):
        return Evidence(name=name, value=node["number"].number())
    points = node["points"].items()
    return Evidence(
        name=name, value=tuple(tuple(item.number() for item in point.items()) for point in points)
    )


def read_mistake(node: Node) -> Mistake:
    """Return one named mistake."""
    return Mistake(
        code=node["code"].text(),
        message=node["message"].text(),
        evidence=node["evidence"].text(),
        hint=node["hint"].text(),
        dims=tuple(dim.text() for dim in node["dims"].items()),
    )


def read_node(node: Node) -> NodeResult:
    """Return one node of a failing expression."""
    return NodeResult(
        name=node["name"].text(),
        text=node["text"].text(),
        value=node["value"].maybe_number(),
        value_expected=node["value_expected"].number(),
        grad=node["grad"].maybe_number(),
        grad_expected=node["grad_expected"].number(),
        wrong=node["wrong"].flag(),
    )


def read_curve_point(node: Node) -> CurvePoint:
    """Return the errors at one step."""
    return CurvePoint(
        h=node["h"].number(), one_sided=node["one_sided"].number(), symmetric=node["symmetric"].number()
    )


def read_comparison(node: Node) -> Comparison:
    """Return the comparison of one dim."""
    return Comparison(
        dim=node["dim"].integer(),
        one_sided=node["one_sided"].number(),
        symmetric=node["symmetric"].number(),
    )


def read_cell(node: Node) -> CellOutcome:
    """Return one cell and what became of it."""
    raised, ended = node["raised"], node["ended"]
    error: Raised | Ended | None = None
    if raised.value is not None:
        error = read_raised(raised)
    elif ended.value is not None:
        error = Ended(
            reason=ended["reason"].one_of(EndReason),
            figure=ended["figure"].text(),
            label=ended["label"].text(),
        )
    return CellOutcome(
        label=node["label"].text(),
        state=node["state"].one_of(CellState),
        error=error,
        retried=node["retried"].flag(),
    )


def read_raised(node: Node) -> Raised:
    """Return what a cell raised."""
    return Raised(
        type=node["type"].text(),
        message=node["message"].text(),
        label=node["label"].text(),
        line=node["line"].integer(),
        text=node["text"].text(),
        cause=node["cause"].word("", "absent", "forbidden"),
        module=node["module"].text(),
        watched_calls=node["watched_calls"].integer(),
    )
