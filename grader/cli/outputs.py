"""Where a report goes: each form to its file, and one of them to standard output."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from grader.cli import inputs, streams
from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.model import Report, Submission

STDOUT = "-"


def wanted(
    form: str, json_file: str | None, reports: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Return every (form, file) that the options ask for, standard output last.

    UsageError if two forms would be mixed on standard output. What is not said goes to a person:
    text, on standard output, unless another form is sent there.
    """
    targets = [*reports, *([("json", json_file)] if json_file is not None else [])]
    shown = {each for each, file in targets if file == STDOUT} | ({form} if form != "text" else set())
    if len(shown) > 1:
        raise UsageError(
            f"standard output: expected one form of the report, found {' and '.join(sorted(shown))}; "
            "give the others a file"
        )
    files = tuple(dict.fromkeys(target for target in targets if target[1] != STDOUT))
    return (*files, ((shown or {"text"}).pop(), STDOUT))


def require_apart(targets: tuple[tuple[str, str], ...], read: Mapping[str, str]) -> None:
    """UsageError if a report would be written over what is read, or over another report."""
    files = [file for _, file in targets if file != STDOUT]
    for place, file in enumerate(files):
        inputs.require_apart(file, read)
        if os.path.realpath(file) in map(os.path.realpath, files[:place]):
            raise UsageError(f"{file}: two reports would be written to it; name another for one of them")


def write(
    report: Report,
    targets: tuple[tuple[str, str], ...],
    *,
    color: str,
    submission: str,
    handed_in: Submission | None = None,
) -> None:
    """Write the report to every target; ``submission`` is the path of what was handed in."""
    for form, file in targets:
        if (form, file) == ("text", STDOUT):
            write_text(report, color)
            continue
        text = rendered(report, form, submission, handed_in)
        if file == STDOUT:
            streams.write_result(text)
        else:
            streams.write_file(file, text)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and any(form == "github" for form, _ in targets):
        from grader.report import github

        streams.append_file(summary, github.summary(report))


def write_text(report: Report, color: str) -> None:
    """Write the report on stdout as its stream can show it."""
    from grader.report import text

    streams.write_result(
        text.render(
            report,
            color=streams.wants_color(color, sys.stdout, os.environ),
            ascii_only=streams.is_ascii_only(sys.stdout),
        )
    )


def rendered(report: Report, form: str, submission: str, handed_in: Submission | None = None) -> str:
    """Return the report in a form; only that form's module is imported."""
    match form:
        case "classroom50":
            from grader.report import classroom50

            return classroom50.render(report, identity=classroom50.identity_of(os.environ))
        case "github":
            from grader.report import github

            return github.render(report, file=place_in_repository(submission))
        case "html":
            from grader.report.html import student

            return student.render(report, handed_in.cells if handed_in is not None else ())
        case "text":
            from grader.report import text

            return text.render(report, color=False)
        case _:
            from importlib import import_module

            module = {"csv": "spreadsheet", "json": "document"}.get(form, form)
            text_of: str = import_module(f"grader.report.{module}").render(report)
            return text_of


def place_in_repository(path: str) -> str:
    """Return the path of a file as GitHub names it, "" if it lies outside of the repository."""
    root = os.environ.get("GITHUB_WORKSPACE") or os.getcwd()
    place = "" if path == STDOUT else os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    return "" if place.startswith("..") else place.replace(os.sep, "/")
