"""`grade lint`: the known mistakes run through an exercise, and what its author has to mend."""

from __future__ import annotations

import json
import sys

from grader import answers
from grader.cli import inputs, streams
from grader.errors import Place, Problem
from grader.lint import table
from grader.lint.linting import lint, problems
from grader.model import Exercise
from grader.report.escape import visible
from grader.sandbox import allowed
from grader.sandbox.runner import Sandbox
from grader.spec import catalog, schema


def run(chosen: str | None, sandbox: Sandbox, *, quick: bool, as_json: bool) -> int:
    """Print what the exercise makes of every known mistake; return 1 if there is anything to mend."""
    path = catalog.find_exercise(chosen, None)
    exercise, key = answers.load(path, secret=inputs.secret())
    linted = lint(exercise, key, path, run=sandbox.run, quick=quick)
    text = json.dumps(table.document(linted), indent=2) + "\n" if as_json else table.render(linted)
    streams.write_result(visible(text))
    note_absent_modules(exercise, path)
    found = problems(linted)
    source = schema.decode(catalog.read_bytes(path), file=path) if found else ""
    for message, check_id in found:
        say(message, schema.place_of(source, file=path, check_id=check_id))
    return 1 if found else 0


def note_absent_modules(exercise: Exercise, path: str) -> None:
    """Say which modules of the file are not installed here: one that is misspelt is so nowhere."""
    known = {*sys.stdlib_module_names, *(name for name, _ in allowed.installed(exercise.modules))}
    source = schema.decode(catalog.read_bytes(path), file=path)
    for number, name in enumerate(exercise.modules):
        if name not in known:
            message = f"the module {name!r} is not installed here: mend its name, or install it"
            say(message, schema.place_of_module(source, file=path, number=number))


def say(message: str, place: Place) -> None:
    """Write what an author has to look at, and where, to standard error."""
    sys.stderr.write(f"{visible(str(Problem(place=place, message=message)))}\n")
