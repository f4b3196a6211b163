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
    CheckResult,
    Comparison,
    Decision,
    Ended,
    Evidence,
    Input,
    Number,
    Raised,
    ReferenceSource,
    Report,
    Usage,
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
    return root.record(
        Report,
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
        checks=tuple(map(read_check, root["checks"].items())),
        comparisons=tuple(node.record(Comparison) for node in root["comparisons"].items()),
        cells=tuple(map(read_cell, root["cells"].items())),
        output=root["output"]["text"].text(),
        output_bytes=root["output"]["bytes"].integer(),
        level=sandbox["level"].word(*LEVELS, "none"),
        walls=tuple(wall.text() for wall in sandbox["walls"].items()),
        deadline_s=sandbox["deadline_s"].number(),
        usage=timing.record(Usage),
    )


def read_check(node: Node) -> CheckResult:
    """Return one check."""
    return node.record(
        CheckResult,
        cases=tuple(map(read_case, node["cases"].items())),
        evidence=tuple(map(read_evidence, node["evidence"].items())),
        decision=node["decision"].record(Decision) if node.has("decision") else None,
    )


def read_case(node: Node) -> CaseResult:
    """Return one case."""
    return node.record(
        CaseResult,
        hidden=node["visibility"].word("visible", "hidden") == "hidden",
        answers=tuple(tuple(map(read_input, inputs.items())) for inputs in node["inputs"].items()),
    )


def read_input(node: Node) -> Input:
    """Return one named input, a number or a vector."""
    value = node["value"]
    return node.record(Input, value=numbers(value) if isinstance(value.value, list) else value.number())


def numbers(node: Node) -> tuple[Number, ...]:
    """Return a list of numbers."""
    return tuple(each.number() for each in node.items())


def read_evidence(node: Node) -> Evidence:
    """Return one observation: a text, a number or a list of points."""
    value: object
    if node.has("text"):
        value = node["text"].text()
    elif node.has("number"):
        value = node["number"].number()
    else:
        value = tuple(map(numbers, node["points"].items()))
    return node.record(Evidence, value=value)


def read_cell(node: Node) -> CellOutcome:
    """Return one cell and what became of it."""
    raised, ended = node["raised"], node["ended"]
    error: Raised | Ended | None = None
    if raised.value is not None:
        error = raised.record(Raised, cause=raised["cause"].word("", "absent", "forbidden"))
    elif ended.value is not None:
        error = ended.record(Ended)
    return node.record(CellOutcome, error=error)
