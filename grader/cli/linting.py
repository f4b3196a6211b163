"""`grade lint`: the known mistakes run through an exercise, and what its author has to mend."""

from __future__ import annotations

import json
import os
import sys

from grader import answers
from grader.cli import streams
from grader.errors import Problem
from grader.lint import table
from grader.lint.linting import lint, problems
from grader.report.escape import visible
from grader.sandbox.runner import Sandbox
from grader.spec import catalog, schema


def run(chosen: str | None, sandbox: Sandbox, *, quick: bool, as_json: bool) -> int:
    """Print what the exercise makes of every known mistake; return 1 if there is anything to mend."""
    path = catalog.find_exercise(chosen, None)
    secret = os.environ.get("GRADE_SECRET", "").encode() or None
    exercise, key = answers.load(path, secret=secret)
    linted = lint(exercise, key, path, run=sandbox.run, quick=quick)
    text = json.dumps(table.document(linted), indent=2) + "\n" if as_json else table.render(linted)
    streams.write_result(visible(text))
    found = problems(linted)
    source = schema.decode(catalog.read_bytes(path), file=path) if found else ""
    for message, check_id in found:
        place = schema.place_of(source, file=path, check_id=check_id)
        sys.stderr.write(f"{visible(str(Problem(place=place, message=message)))}\n")
    return 1 if found else 0
